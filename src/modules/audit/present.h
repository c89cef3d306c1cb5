#ifndef TRUC_MODULES_AUDIT_PRESENT_H
#define TRUC_MODULES_AUDIT_PRESENT_H

/* Rows of the log as lines of a page or of a file. */
#include "modules/audit/views.h"

struct result audit_line_of(struct request *request, const struct audit_entry *entry,
                            struct audit_line *out);
/* Quản trị › Nhật ký › here */
struct crumbs audit_crumbs(struct request *request, struct str here);
/* The lines as CSV, offered for saving. */
struct result audit_csv(struct request *request, const struct audit_list_view *view);

#endif
