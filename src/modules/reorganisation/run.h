#ifndef TRUC_MODULES_REORGANISATION_RUN_H
#define TRUC_MODULES_REORGANISATION_RUN_H

/* The steps of applying a decision and of taking it back; each inside the one write transaction of
 * service_apply.c. */
#include "modules/reorganisation/plan.h"

struct run_total {
    int64_t before;
    int64_t after;
};

struct run {
    struct reorganisation_engine *engine;
    struct service_context *ctx; /* the engine's */
    struct decision decision;
    struct plan plan;
    struct holding_run holding;
    const struct holding **holdings; /* every row of every table, in order */
    size_t holding_count;
    struct run_total *totals; /* [holding * plan.agency_count + agency] */
    struct str mark; /* of who answers for it, in evidence */
};

/* From a loaded decision. */
void run_prepare(struct run *run, struct reorganisation_engine *engine,
                 const struct decision *decision);
/* "3/9 dossier" for whoever asks (reorganisation_engine.progress_path). */
void run_progress(const struct run *run, size_t done, size_t all, const char *what);

/* service_apply.c: takes back, in a transaction of its own. */
struct result run_undo(struct run *run, struct str by, struct str number);

/* The plan of one that was applied, from what was kept of it. */
struct result run_recall(struct run *run);

/* Everything but the state of the decision itself, there and back; inside the caller's write
 * transaction, which must be dropped where it fails. */
struct result run_carry_out(struct run *run);
struct result run_take_back(struct run *run);

/* organise.c: agencies. */
struct result run_found_and_change(struct run *run);
struct result run_close(struct run *run);
/* Reopens what closed; undoes what changed and founded, in the second call. */
struct result run_reopen(struct run *run);
struct result run_unfound(struct run *run);

/* moves.c: what they hold. */
struct result run_scope(struct run *run);
struct result run_count(struct run *run, bool after);
struct result run_move(struct run *run);
/* CONFLICT "reorganisation.totals" where a sum before is not the sum after. */
struct result run_check_totals(struct run *run);
struct result run_keep_totals(struct run *run);

/* proof.c: evidence of the agencies, of everything that moved, and of the whole. */
struct result run_prove(struct run *run, const char *kind);

#endif
