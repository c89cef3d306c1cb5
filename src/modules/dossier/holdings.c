/* What the dossier module holds for agencies: open dossiers with their history, and drafts. */
#include "core/holding.h"

#include "modules/dossier/module.h"
#include "modules/dossier/queries.h"

static struct result dossiers_count(struct db *db, struct arena *arena,
                                    const struct holding_run *run, struct holding_counts *out)
{
    struct q_open_dossiers_count_rows rows;
    TRY(q_open_dossiers_count(db, arena, (struct q_open_dossiers_count_in){run->id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_COUNT_OF);
    return RESULT_OK;
}

static struct result dossiers_list(struct db *db, struct arena *arena, int64_t agency_id,
                                   struct holding_things *out)
{
    struct q_open_dossiers_of_rows rows;
    TRY(q_open_dossiers_of(db, arena, (struct q_open_dossiers_of_in){agency_id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_THING_OF);
    return RESULT_OK;
}

static struct result dossiers_plan(struct db *db, struct arena *arena,
                                   const struct holding_run *run)
{
    return q_open_dossiers_plan(db, arena, (struct q_open_dossiers_plan_in){run->id}, NULL);
}

/* The history line first: it says from where. */
static struct result dossiers_move(struct db *db, struct arena *arena,
                                   const struct holding_run *run)
{
    struct q_dossiers_moved_event_in event = {.run = run->id,
                                              .now = run->now_us,
                                              .day = run->day,
                                              .actor = run->actor,
                                              .act = run->act};
    TRY(q_dossiers_moved_event(db, arena, event, NULL));
    return q_dossiers_move(db, arena, (struct q_dossiers_move_in){run->id}, NULL);
}

static struct result dossiers_back(struct db *db, struct arena *arena,
                                   const struct holding_run *run)
{
    struct q_dossiers_back_event_in event = {
        .run = run->id, .now = run->now_us, .actor = run->actor, .act = run->act};
    TRY(q_dossiers_back_event(db, arena, event, NULL));
    return q_dossiers_back(db, arena, (struct q_dossiers_back_in){run->id}, NULL);
}

static struct result dossiers_newer(struct db *db, struct arena *arena,
                                    const struct holding_run *run, int64_t *count)
{
    struct q_dossiers_newer_out row;
    TRY(q_dossiers_newer(db, arena, (struct q_dossiers_newer_in){run->id}, &row));
    *count = row.count;
    return RESULT_OK;
}

static struct result drafts_count(struct db *db, struct arena *arena,
                                  const struct holding_run *run, struct holding_counts *out)
{
    struct q_open_drafts_count_rows rows;
    TRY(q_open_drafts_count(db, arena, (struct q_open_drafts_count_in){run->id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_COUNT_OF);
    return RESULT_OK;
}

static struct result drafts_list(struct db *db, struct arena *arena, int64_t agency_id,
                                 struct holding_things *out)
{
    struct q_open_drafts_of_rows rows;
    TRY(q_open_drafts_of(db, arena, (struct q_open_drafts_of_in){agency_id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_THING_OF);
    return RESULT_OK;
}

static struct result drafts_plan(struct db *db, struct arena *arena, const struct holding_run *run)
{
    return q_open_drafts_plan(db, arena, (struct q_open_drafts_plan_in){run->id}, NULL);
}

static struct result drafts_move(struct db *db, struct arena *arena, const struct holding_run *run)
{
    return q_drafts_move(db, arena, (struct q_drafts_move_in){run->id}, NULL);
}

static struct result drafts_back(struct db *db, struct arena *arena, const struct holding_run *run)
{
    return q_drafts_back(db, arena, (struct q_drafts_back_in){run->id}, NULL);
}

static struct result drafts_newer(struct db *db, struct arena *arena,
                                  const struct holding_run *run, int64_t *count)
{
    struct q_drafts_newer_out row;
    TRY(q_drafts_newer(db, arena, (struct q_drafts_newer_in){run->id}, &row));
    *count = row.count;
    return RESULT_OK;
}

static struct result finished_count(struct db *db, struct arena *arena,
                                    const struct holding_run *run, struct holding_counts *out)
{
    struct q_closed_dossiers_count_rows rows;
    TRY(q_closed_dossiers_count(db, arena, (struct q_closed_dossiers_count_in){run->id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_COUNT_OF);
    return RESULT_OK;
}

const struct holding dossier_holdings[] = {
    {.code = "dossier",
     .title = N_("Hồ sơ đang giải quyết"),
     .fate = HOLDING_MOVES,
     .count = dossiers_count,
     .list = dossiers_list,
     .plan = dossiers_plan,
     .move = dossiers_move,
     .back = dossiers_back,
     .newer = dossiers_newer},
    {.code = "draft",
     .title = N_("Bản nháp của người dân"),
     .fate = HOLDING_MOVES,
     .count = drafts_count,
     .list = drafts_list,
     .plan = drafts_plan,
     .move = drafts_move,
     .back = drafts_back,
     .newer = drafts_newer},
    {.code = "closed",
     .title = N_("Hồ sơ đã kết thúc"),
     .fate = HOLDING_STAYS,
     .count = finished_count},
    {0},
};
