#ifndef TRUC_MODULES_RIGHTS_HANDLERS_H
#define TRUC_MODULES_RIGHTS_HANDLERS_H

#include "core/service.h"
#include "modules/rights/views.h"

struct result rights_own_show(struct request *request);
struct result rights_why_show(struct request *request);
struct result rights_person_show(struct request *request);
struct result rights_person_csv(struct request *request);
struct result rights_unused_show(struct request *request);
struct result rights_unused_csv(struct request *request);

struct result delegations_show(struct request *request);
struct result delegation_new_show(struct request *request);
struct result delegation_new_send(struct request *request);
struct result delegation_show(struct request *request);
struct result delegation_acts_csv(struct request *request);
struct result delegation_revoke_send(struct request *request);

struct result access_show(struct request *request);
struct result access_ask_send(struct request *request);
struct result access_answer_send(struct request *request);
struct result access_end_send(struct request *request);

struct result roles_show(struct request *request);
struct result role_new_send(struct request *request);
struct result role_show(struct request *request);
struct result role_change_send(struct request *request);

/* What handlers of this module share. */
struct service_context rights_context(const struct request *request);
struct field_view rights_field(const struct request *request, const char *name, const char *label);
/* "23/11/2026" of "2026-11-23"; anything else unchanged. */
struct str rights_day_words(struct arena *arena, struct str day);
/* Whether the reader may see the rights of a person on a day: right.read over an agency where the
 * person has a post then, or everywhere below the top. NOT_FOUND "right.unknown". */
struct result rights_visible(struct request *request, int64_t person_id, struct str day,
                             struct grant_list *grants);
struct result rights_name(struct request *request, int64_t person_id, struct str *name);
/* A failure that the person can mend becomes an error of the form. */
bool rights_mendable(struct result failure);
struct error_view rights_error(struct request *request, const char *field, const char *message);

#endif
