#ifndef TRUC_MODULES_CONFIGURATION_HANDLERS_H
#define TRUC_MODULES_CONFIGURATION_HANDLERS_H

#include "web/web.h"

struct result configuration_index(struct request *request);

struct result configuration_settings(struct request *request);
struct result configuration_setting(struct request *request);
struct result configuration_setting_send(struct request *request);

struct result configuration_targets(struct request *request);
struct result configuration_target(struct request *request);
struct result configuration_target_send(struct request *request);

struct result configuration_procedures(struct request *request);
struct result configuration_procedure(struct request *request);
struct result configuration_procedure_file(struct request *request);
struct result configuration_draft_form(struct request *request);
struct result configuration_draft_send(struct request *request);
struct result configuration_draft(struct request *request);
struct result configuration_draft_publish(struct request *request);
struct result configuration_draft_drop(struct request *request);

struct result configuration_calendar(struct request *request);
struct result configuration_calendar_preview(struct request *request);
struct result configuration_calendar_send(struct request *request);

#endif
