#ifndef TRUC_MODULES_CITIZEN_HANDLERS_H
#define TRUC_MODULES_CITIZEN_HANDLERS_H

#include "modules/citizen/views.h"

struct result enter_show(struct request *request);
struct result enter_send(struct request *request);
struct result enter_code_show(struct request *request);
struct result enter_code_send(struct request *request);

struct result own_show(struct request *request);
struct result own_result(struct request *request);
struct result own_sign_out(struct request *request);
struct result own_access_show(struct request *request);
struct result own_session_end(struct request *request);
struct result own_phone_show(struct request *request);
struct result own_phone_send(struct request *request);
struct result own_phone_code(struct request *request);

struct result looked_show(struct request *request);
struct result looked_ask(struct request *request);
struct result looked_ask_send(struct request *request);
struct result dossier_looked_show(struct request *request);
struct result dossier_looked_ask(struct request *request);
struct result dossier_looked_ask_send(struct request *request);
struct result question_show(struct request *request);

struct result counter_show(struct request *request);
struct result counter_send(struct request *request);
struct result counter_code(struct request *request);
struct result questions_show(struct request *request);
struct result answer_show(struct request *request);
struct result answer_send(struct request *request);

struct result own_data_show(struct request *request);
struct result own_copy_send(struct request *request);
struct result own_copy_get(struct request *request);
struct result own_erase_show(struct request *request);
struct result own_erase_send(struct request *request);

struct result keeping_show(struct request *request);
struct result keeping_disposal(struct request *request);
struct result keeping_erasure(struct request *request);
struct result keeping_hold(struct request *request);
struct result keeping_hold_end(struct request *request);
struct result keeping_rule(struct request *request);

/* Shared. */
struct service_context citizen_context(const struct request *request);
struct own_frame own_frame_of(struct request *request, enum own_tab tab, const char *title);
/* One error at one field, translated from an outcome. */
struct error_view error_at(struct request *request, const char *field, const char *message);
const char *error_of(struct error_view errors, const char *field);
/* A labelled field with what was typed in it. */
struct field_view field_typed(const struct request *request, struct error_view errors,
                              const char *name, const char *label);
/* "Mai Thị Diễm, Công chức – UBND xã Phú Hoà"; for others what they are. */
struct str reader_name(const struct request *request, const struct reading *reading);

#endif
