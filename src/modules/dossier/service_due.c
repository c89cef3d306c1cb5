/* A change of the working calendar moves the due dates that were counted over it. */
#include "core/facts.h"
#include "db/db.h"
#include "modules/dossier/change.h"

enum { BATCH = 2000, BATCH_ARENA = 8 << 20, LIMITS_MAX = 256, MOVES_FIRST = 256 };

/* Limits of the versions that were met, so that each is read once. */
struct limits {
    int64_t version_ids[LIMITS_MAX];
    struct limit limits[LIMITS_MAX];
    size_t count;
};

static struct result limit_of(struct service_context *ctx, struct limits *known,
                              int64_t version_id, struct limit *out)
{
    struct procedure procedure;
    for (size_t i = 0; i < known->count; i++) {
        if (known->version_ids[i] != version_id)
            continue;
        *out = known->limits[i];
        return RESULT_OK;
    }
    TRY(procedure_by_version(ctx->db, ctx->arena, version_id, &procedure));
    *out = procedure.limit;
    if (known->count < LIMITS_MAX) {
        known->version_ids[known->count] = version_id;
        known->limits[known->count++] = procedure.limit;
    }
    return RESULT_OK;
}

/* A due date of which only the rest of the working time is known, as after a pause. */
static int64_t moved_rest(const struct dossier_calendars *calendars, int64_t anchor_us,
                          int64_t due_us)
{
    if (due_us <= anchor_us)
        return due_us;
    int64_t minutes = calendar_working_minutes(calendars->before, anchor_us, due_us);
    int64_t rest_us = due_us - calendar_add_working(calendars->before, anchor_us, minutes);
    return calendar_add_working(calendars->after, anchor_us, minutes) + rest_us;
}

/* The new due date: counted again from the instant from which the old one was. */
static int64_t moved_due(const struct dossier_calendars *calendars,
                         const struct q_dossier_open_due_out *row, struct limit limit)
{
    const int64_t anchors[] = {row->resumed_us, row->received_us, row->submitted_us};
    int64_t latest_us = row->submitted_us;
    for (size_t i = 0; i < sizeof anchors / sizeof anchors[0]; i++) {
        if (anchors[i] != 0 && calendar_due(calendars->before, anchors[i], limit) == row->due_us)
            return calendar_due(calendars->after, anchors[i], limit);
        latest_us = anchors[i] > latest_us ? anchors[i] : latest_us;
    }
    return moved_rest(calendars, latest_us, row->due_us);
}

static void keep(struct arena *arena, struct dossier_due_moves *out,
                 const struct q_dossier_open_due_out *row, int64_t due_us)
{
    bool power = out->count == 0 || (out->count >= MOVES_FIRST &&
                                     (out->count & (out->count - 1)) == 0);
    if (power) {
        size_t capacity = out->count == 0 ? MOVES_FIRST : 2 * out->count;
        struct dossier_due_move *items = ARENA_ARRAY(arena, struct dossier_due_move, capacity);
        for (size_t i = 0; i < out->count; i++)
            items[i] = out->items[i];
        out->items = items;
    }
    out->items[out->count++] = (struct dossier_due_move){.id = row->id,
                                                         .agency_id = row->agency_id,
                                                         .code = str_dup(arena, row->code),
                                                         .was_us = row->due_us,
                                                         .due_us = due_us};
}

static struct result look_at_batch(struct service_context *ctx, struct service_context *scratch,
                                   const struct dossier_calendars *calendars,
                                   struct q_dossier_open_due_in *from,
                                   struct dossier_due_moves *out)
{
    struct q_dossier_open_due_rows rows;
    struct limits known = {.count = 0};
    TRY(q_dossier_open_due(scratch->db, scratch->arena, *from, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct limit limit;
        TRY(limit_of(scratch, &known, rows.items[i].procedure_version_id, &limit));
        int64_t due_us = moved_due(calendars, &rows.items[i], limit);
        if (due_us != rows.items[i].due_us)
            keep(ctx->arena, out, &rows.items[i], due_us);
        from->due_us = rows.items[i].due_us;
        from->id = rows.items[i].id;
    }
    from->most = rows.count < BATCH ? 0 : BATCH;
    return RESULT_OK;
}

struct result dossier_due_moves(struct service_context *ctx,
                                const struct dossier_calendars *calendars,
                                struct dossier_due_moves *out)
{
    struct service_context scratch = *ctx;
    struct q_dossier_open_due_in from = {.due_us = calendars->from_us - 1, .most = BATCH};
    struct result done = RESULT_OK;
    *out = (struct dossier_due_moves){0};
    scratch.arena = arena_new(BATCH_ARENA);
    while (result_ok(done) && from.most > 0) {
        done = look_at_batch(ctx, &scratch, calendars, &from, out);
        arena_reset(scratch.arena);
    }
    arena_free(scratch.arena);
    return done;
}

/* The clock of a paused dossier stands still before and after. */
static struct result move_one(struct service_context *ctx, const struct dossier_due_move *move,
                              struct str because)
{
    struct change change;
    TRY(change_begin(ctx, move->id, &change));
    enum dossier_status status = (enum dossier_status)change.row.status;
    TRY(q_dossier_next_follow(ctx->db, ctx->arena,
                              (struct q_dossier_next_follow_in){
                                  .id = move->id, .was_us = move->was_us, .due_us = move->due_us},
                              NULL));
    TRY(change_due(&change, move->due_us));
    if (status == DOSSIER_SUPPLEMENT || status == DOSSIER_PAYMENT_DUE)
        TRY(change_fact(&change, FACT_DOSSIER_PAUSED, S("")));
    return change_record(&change, status, "due_changed", because);
}

struct result dossier_due_move_all(struct service_context *ctx,
                                   const struct dossier_due_moves *moves, struct str because)
{
    struct service_context scratch = *ctx;
    struct result done = RESULT_OK;
    scratch.arena = arena_new(BATCH_ARENA);
    for (size_t i = 0; i < moves->count && result_ok(done); i++) {
        done = move_one(&scratch, &moves->items[i], because);
        arena_reset(scratch.arena);
    }
    arena_free(scratch.arena);
    return done;
}
