#ifndef TRUC_MODULES_AUDIT_HANDLERS_H
#define TRUC_MODULES_AUDIT_HANDLERS_H

#include "web/web.h"

struct result audit_list(struct request *request);
struct result audit_who_read(struct request *request);
struct result audit_superusers(struct request *request);
struct result audit_due_changes(struct request *request);

struct result audit_show_row(struct request *request);
struct result audit_show_proof(struct request *request);
struct result audit_show_record(struct request *request);

#endif
