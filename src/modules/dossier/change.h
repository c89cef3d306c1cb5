#ifndef TRUC_MODULES_DOSSIER_CHANGE_H
#define TRUC_MODULES_DOSSIER_CHANGE_H

/*
 * One act on one dossier, inside the module: the row as it was loaded, what is
 * being done and by whom. Everything here works inside the open transaction.
 */
#include "core/procedure.h"
#include "core/workflow.h"
#include "modules/dossier/queries.h"
#include "modules/dossier/rules.h"
#include "modules/dossier/service.h"

struct change {
    struct service_context *ctx;
    int64_t now_us;
    struct q_dossier_by_id_out row; /* kept in step with what is written */
    struct procedure procedure;
    struct str actor;               /* label for the history: a person's name and unit, or "" */
    int64_t due_before_us;          /* where this change moved the due date; 0: it did not */
    const struct grant *authority;  /* under which it is done; NULL: a citizen or the machine */
};

/* Loads the dossier for a change. */
struct result change_begin(struct service_context *ctx, int64_t dossier_id, struct change *out);

/* By which right it is done: an absent person's name then stands beside the actor's. */
void change_under(struct change *change, const struct grant *authority);

/* Raises the revision if it still is `revision`; CONFLICT "dossier.changed" otherwise. */
struct result change_claim(struct change *change, int64_t revision);

/* Goes to `status` (CONFLICT "dossier.transition" where the rules forbid it; staying is allowed)
 * and leaves history, evidence and the citizen's message. `kind` names what happened. */
struct result change_record(struct change *change, enum dossier_status status, const char *kind,
                            struct str note);

/* Stores the new due date and its fact. */
struct result change_due(struct change *change, int64_t due_us);

/* A fact that measures read (core/facts.h); a dossier that was never received has none. */
struct result change_fact(struct change *change, struct str kind, struct str detail);

/* Orders a paper form (01, 02, 03) as PDF from the job worker. */
struct result change_order_form(struct change *change, int64_t number, struct str data_json);

/* Carries out service tasks until a person, a job or the end is reached, and writes who holds the
 * dossier then. */
struct result process_settle(struct change *change, struct workflow_state *state);

/* Completes the open task with `variables` and settles. */
struct result process_complete(struct change *change, struct str variables);

/* Back to where the process stands, after the dossier was with the citizen. */
struct result process_rest(struct change *change);

/* Starts the process of a new dossier and settles. */
struct result process_start(struct change *change);

/* 128 bits as 32 hex digits. */
struct str dossier_new_token(struct arena *arena);

/* Fills a view from a loaded row. */
struct result view_load(struct service_context *ctx, int64_t dossier_id, struct dossier_view *out);

#endif
