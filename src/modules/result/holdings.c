/* What the result module holds for agencies: papers that wait for a signature, and issued ones,
 * which keep their issuer for good. */
#include "core/holding.h"

#include "modules/result/queries.h"
#include "modules/result/result.h"

static struct result waiting_count(struct db *db, struct arena *arena,
                                   const struct holding_run *run, struct holding_counts *out)
{
    struct q_issued_open_count_rows rows;
    TRY(q_issued_open_count(db, arena, (struct q_issued_open_count_in){run->id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_COUNT_OF);
    return RESULT_OK;
}

/* After the dossiers: a paper goes where its dossier goes. */
static struct result waiting_plan(struct db *db, struct arena *arena,
                                  const struct holding_run *run)
{
    return q_issued_open_plan(db, arena, (struct q_issued_open_plan_in){run->id}, NULL);
}

static struct result print_again(struct db *db, struct arena *arena, const struct holding_run *run,
                                 const char *way)
{
    struct str turn = str_printf(arena, ":%s:%lld", way, (long long)run->id);
    struct q_issued_renew_jobs_in jobs = {.run = run->id, .now = run->now_us, .turn = turn};
    return q_issued_renew_jobs(db, arena, jobs, NULL);
}

static struct result waiting_move(struct db *db, struct arena *arena,
                                  const struct holding_run *run)
{
    TRY(q_issued_move(db, arena, (struct q_issued_move_in){run->id}, NULL));
    return print_again(db, arena, run, "moved");
}

static struct result waiting_back(struct db *db, struct arena *arena,
                                  const struct holding_run *run)
{
    TRY(q_issued_back(db, arena, (struct q_issued_back_in){run->id}, NULL));
    return print_again(db, arena, run, "back");
}

static struct result waiting_newer(struct db *db, struct arena *arena,
                                   const struct holding_run *run, int64_t *count)
{
    struct q_issued_newer_out row;
    TRY(q_issued_newer(db, arena, (struct q_issued_newer_in){run->id}, &row));
    *count = row.count;
    return RESULT_OK;
}

static struct result issued_count(struct db *db, struct arena *arena,
                                  const struct holding_run *run, struct holding_counts *out)
{
    struct q_issued_done_count_rows rows;
    TRY(q_issued_done_count(db, arena, (struct q_issued_done_count_in){run->id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_COUNT_OF);
    return RESULT_OK;
}

const struct holding result_holdings[] = {
    {.code = "paper",
     .title = N_("Kết quả đang trình ký"),
     .fate = HOLDING_MOVES,
     .count = waiting_count,
     .plan = waiting_plan,
     .move = waiting_move,
     .back = waiting_back,
     .newer = waiting_newer},
    {.code = "issued",
     .title = N_("Kết quả đã cấp"),
     .fate = HOLDING_STAYS,
     .count = issued_count},
    {0},
};
