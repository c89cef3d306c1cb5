#include "core/post_limit.h"

#include "core/delegation_queries.h"
#include "core/rights_queries.h"

struct result post_limit_at(struct db *db, struct arena *arena, int64_t position_id, struct str day,
                            struct post_limit *out)
{
    struct q_condition_at_out row;
    bool found;
    TRY(q_condition_at(db, arena, (struct q_condition_at_in){position_id, day}, &row, &found));
    *out = (struct post_limit){.position_id = position_id};
    if (found)
        *out = (struct post_limit){position_id, row.procedures, row.held_only, row.decision,
                                   row.since};
    return RESULT_OK;
}

/* Codes with one space between them, each of a procedure. */
static struct result tidy_codes(struct db *db, struct arena *arena, struct str typed,
                                struct str *codes)
{
    struct str rest = typed;
    *codes = S("");
    while (!str_empty(rest)) {
        struct str code;
        struct q_delegation_procedure_out row;
        bool found;
        str_split(rest, ' ', &code, &rest);
        if (str_empty(code))
            continue;
        TRY(q_delegation_procedure(db, arena, (struct q_delegation_procedure_in){code}, &row,
                                   &found));
        if (!found)
            return result_fail(ERROR_INVALID, "limit.procedure",
                               N_("Ghi mã thủ tục đang có, cách nhau một dấu cách: 2.000635"));
        *codes = str_printf(arena, "%.*s%s%.*s", STR_ARG(*codes), str_empty(*codes) ? "" : " ",
                            STR_ARG(code));
    }
    return RESULT_OK;
}

static struct result check(struct db *db, struct arena *arena, const struct post_limit *what,
                           struct str codes)
{
    struct q_condition_later_out later;
    struct post_limit now;
    bool found;
    TRY(q_condition_later(db, arena,
                          (struct q_condition_later_in){what->position_id, what->since}, &later,
                          &found));
    if (found)
        return result_fail(ERROR_CONFLICT, "limit.later",
                           N_("Chức vụ đã có giới hạn bắt đầu từ ngày này hoặc sau đó; chọn ngày "
                              "sau ngày ấy"));
    TRY(post_limit_at(db, arena, what->position_id, what->since, &now));
    if (str_equal(now.procedures, codes) && now.held_only == what->held_only)
        return result_fail(ERROR_CONFLICT, "limit.same", N_("Giới hạn không đổi"));
    return RESULT_OK;
}

struct result post_limit_set(struct db *db, struct arena *arena, const struct post_limit *what)
{
    struct str codes;
    TRY(tidy_codes(db, arena, what->procedures, &codes));
    TRY(check(db, arena, what, codes));
    TRY(q_condition_close(db, arena,
                          (struct q_condition_close_in){what->position_id, what->since}, NULL));
    if (str_empty(codes) && !what->held_only)
        return RESULT_OK;
    return q_condition_add(db, arena,
                           (struct q_condition_add_in){.position_id = what->position_id,
                                                       .procedures = codes,
                                                       .held_only = what->held_only,
                                                       .decision = what->decision,
                                                       .day = what->since},
                           NULL);
}
