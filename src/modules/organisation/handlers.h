#ifndef TRUC_MODULES_ORGANISATION_HANDLERS_H
#define TRUC_MODULES_ORGANISATION_HANDLERS_H

#include "core/service.h"
#include "web/web.h"

struct result organisation_tree_show(struct request *request);
struct result organisation_agency_show(struct request *request);
struct result organisation_person_show(struct request *request);

struct result organisation_act_show(struct request *request);
struct result organisation_act_send(struct request *request);

struct result organisation_import_list(struct request *request);
struct result organisation_import_send(struct request *request);
struct result organisation_import_show(struct request *request);
struct result organisation_import_apply(struct request *request);
struct result organisation_export(struct request *request);

struct result organisation_place_show(struct request *request);

/* Shared by the handlers. */
struct service_context organisation_context(const struct request *request);
/* The day that the page is asked for, today where none or no date is given. */
struct str organisation_day(const struct request *request);
/* The last day of a half-open interval; empty where it is open. */
struct str organisation_last_day(struct arena *arena, bool has_end, struct str end);
/* NOT_FOUND "agency.unknown" where the path names no number. */
struct result organisation_id(const struct request *request, const char *name, int64_t *id);

#endif
