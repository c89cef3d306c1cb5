/* What core itself holds for agencies. */
#include "core/holding.h"
#include "core/holding_queries.h"
#include "core/organisation_change.h"

static struct result posts_count(struct db *db, struct arena *arena, const struct holding_run *run,
                                 struct holding_counts *out)
{
    struct q_post_holders_count_rows rows;
    TRY(q_post_holders_count(db, arena, (struct q_post_holders_count_in){run->id, run->day},
                             &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_COUNT_OF);
    return RESULT_OK;
}

static struct result posts_list(struct db *db, struct arena *arena, int64_t agency_id,
                                struct holding_things *out)
{
    struct q_posts_of_agency_rows rows;
    TRY(q_posts_of_agency(db, arena, (struct q_posts_of_agency_in){agency_id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_THING_OF);
    return RESULT_OK;
}

static struct result posts_plan(struct db *db, struct arena *arena, const struct holding_run *run)
{
    return q_posts_plan(db, arena, (struct q_posts_plan_in){run->id, run->day}, NULL);
}

static struct result posts_move(struct db *db, struct arena *arena, const struct holding_run *run)
{
    struct q_holding_moves_of_rows rows;
    TRY(q_holding_moves_of(db, arena, (struct q_holding_moves_of_in){run->id, S("post")}, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct q_holding_move_became_in became = {
            .run = run->id, .holding = S("post"), .object_id = rows.items[i].object_id};
        struct post_move move = {.position_id = rows.items[i].object_id,
                                 .agency_id = rows.items[i].to_id,
                                 .on = run->day,
                                 .decision = run->act};
        TRY(post_move(db, arena, move, &became.into_id));
        TRY(q_holding_move_became(db, arena, became, NULL));
    }
    return RESULT_OK;
}

static struct result posts_back(struct db *db, struct arena *arena, const struct holding_run *run)
{
    struct q_holding_moves_of_rows rows;
    TRY(q_holding_moves_of(db, arena, (struct q_holding_moves_of_in){run->id, S("post")}, &rows));
    for (size_t i = rows.count; i-- > 0;)
        TRY(post_move_back(db, arena,
                           (struct post_return){.from_id = rows.items[i].into_id,
                                                .to_id = rows.items[i].object_id,
                                                .on = run->day}));
    return RESULT_OK;
}

static struct result posts_newer(struct db *db, struct arena *arena, const struct holding_run *run,
                                 int64_t *count)
{
    struct q_posts_newer_out row;
    TRY(q_posts_newer(db, arena, (struct q_posts_newer_in){run->id}, &row));
    *count = row.count;
    return RESULT_OK;
}

static struct result accounts_count(struct db *db, struct arena *arena,
                                    const struct holding_run *run, struct holding_counts *out)
{
    struct q_account_holders_count_rows rows;
    TRY(q_account_holders_count(db, arena, (struct q_account_holders_count_in){run->id, run->day},
                                &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_COUNT_OF);
    return RESULT_OK;
}

static struct result seals_count(struct db *db, struct arena *arena, const struct holding_run *run,
                                 struct holding_counts *out)
{
    struct q_seals_count_rows rows;
    TRY(q_seals_count(db, arena, (struct q_seals_count_in){run->id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_COUNT_OF);
    return RESULT_OK;
}

static struct result seals_newer(struct db *db, struct arena *arena, const struct holding_run *run,
                                 int64_t *count)
{
    struct q_seals_newer_out row;
    TRY(q_seals_newer(db, arena, (struct q_seals_newer_in){run->id}, &row));
    *count = row.count;
    return RESULT_OK;
}

static struct result facts_count(struct db *db, struct arena *arena, const struct holding_run *run,
                                 struct holding_counts *out)
{
    struct q_facts_count_rows rows;
    TRY(q_facts_count(db, arena, (struct q_facts_count_in){run->id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_COUNT_OF);
    return RESULT_OK;
}

static struct result facts_plan(struct db *db, struct arena *arena, const struct holding_run *run)
{
    return q_facts_plan(db, arena, (struct q_facts_plan_in){run->id, run->day}, NULL);
}

static struct result facts_move(struct db *db, struct arena *arena, const struct holding_run *run)
{
    return q_facts_move(db, arena, (struct q_facts_move_in){run->id}, NULL);
}

static struct result facts_back(struct db *db, struct arena *arena, const struct holding_run *run)
{
    return q_facts_back(db, arena, (struct q_facts_back_in){run->id}, NULL);
}

static struct result facts_newer(struct db *db, struct arena *arena, const struct holding_run *run,
                                 int64_t *count)
{
    struct q_facts_newer_out row;
    TRY(q_facts_newer(db, arena, (struct q_facts_newer_in){run->id}, &row));
    *count = row.count;
    return RESULT_OK;
}

static struct result questions_count(struct db *db, struct arena *arena,
                                     const struct holding_run *run, struct holding_counts *out)
{
    struct q_questions_open_count_rows rows;
    TRY(q_questions_open_count(db, arena, (struct q_questions_open_count_in){run->id}, &rows));
    DB_LIST_OF(arena, rows, out, HOLDING_COUNT_OF);
    return RESULT_OK;
}

static struct result questions_plan(struct db *db, struct arena *arena,
                                    const struct holding_run *run)
{
    return q_questions_open_plan(db, arena, (struct q_questions_open_plan_in){run->id}, NULL);
}

static struct result questions_move(struct db *db, struct arena *arena,
                                    const struct holding_run *run)
{
    return q_questions_move(db, arena, (struct q_questions_move_in){run->id}, NULL);
}

static struct result questions_back(struct db *db, struct arena *arena,
                                    const struct holding_run *run)
{
    return q_questions_back(db, arena, (struct q_questions_back_in){run->id}, NULL);
}

static struct result questions_newer(struct db *db, struct arena *arena,
                                     const struct holding_run *run, int64_t *count)
{
    struct q_questions_newer_out row;
    TRY(q_questions_newer(db, arena, (struct q_questions_newer_in){run->id}, &row));
    *count = row.count;
    return RESULT_OK;
}

const struct holding core_holdings[] = {
    {.code = "post",
     .title = N_("Người giữ chức vụ"),
     .fate = HOLDING_MOVES,
     .count = posts_count,
     .list = posts_list,
     .plan = posts_plan,
     .move = posts_move,
     .back = posts_back,
     .newer = posts_newer},
    {.code = "account",
     .title = N_("Tài khoản cán bộ"),
     .fate = HOLDING_FOLLOWS,
     .count = accounts_count},
    {.code = "question",
     .title = N_("Câu hỏi về dữ liệu đang chờ"),
     .fate = HOLDING_MOVES,
     .count = questions_count,
     .plan = questions_plan,
     .move = questions_move,
     .back = questions_back,
     .newer = questions_newer},
    {.code = "fact",
     .title = N_("Số liệu chỉ tiêu"),
     .fate = HOLDING_STAYS,
     .count = facts_count,
     .plan = facts_plan,
     .move = facts_move,
     .back = facts_back,
     .newer = facts_newer},
    {.code = "seal",
     .title = N_("Chứng thư, con dấu số"),
     .fate = HOLDING_STAYS,
     .count = seals_count,
     .newer = seals_newer},
    {0},
};
