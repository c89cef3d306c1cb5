#include "core/organisation.h"

#include "core/organisation_queries.h"
#include "core/organisation_row.h"

static struct result unknown_agency(void)
{
    return result_fail(ERROR_NOT_FOUND, "agency.unknown",
                       N_("Không có cơ quan này vào ngày đã chọn"));
}

struct result agency_by_id(struct db *db, struct arena *arena, int64_t id, struct str on,
                           struct agency *out)
{
    struct q_agency_by_id_out row;
    bool found;
    TRY(q_agency_by_id(db, arena, (struct q_agency_by_id_in){.id = id, .day = on}, &row, &found));
    if (!found)
        return unknown_agency();
    *out = AGENCY_OF(row);
    return RESULT_OK;
}

struct result agency_by_code(struct db *db, struct arena *arena, struct str code, struct str on,
                             struct agency *out)
{
    struct q_agency_by_code_out row;
    bool found;
    TRY(q_agency_by_code(db, arena, (struct q_agency_by_code_in){.code = code, .day = on}, &row,
                         &found));
    if (!found)
        return unknown_agency();
    *out = AGENCY_OF(row);
    return RESULT_OK;
}

struct result agency_all(struct db *db, struct arena *arena, struct str on, struct agency_list *out)
{
    struct q_agency_all_rows rows;
    TRY(q_agency_all(db, arena, (struct q_agency_all_in){.day = on}, &rows));
    DB_LIST_OF(arena, rows, out, AGENCY_OF);
    return RESULT_OK;
}

struct result agency_at_level(struct db *db, struct arena *arena, int64_t level, struct str on,
                              struct agency_list *out)
{
    struct q_agency_at_level_rows rows;
    TRY(q_agency_at_level(db, arena, (struct q_agency_at_level_in){.level = level, .day = on},
                          &rows));
    DB_LIST_OF(arena, rows, out, AGENCY_OF);
    return RESULT_OK;
}

struct result agency_receiving(struct db *db, struct arena *arena, int64_t level, struct str on,
                               struct agency_list *out)
{
    struct q_agency_receiving_rows rows;
    struct q_agency_receiving_in in = {.level = level, .role = S("mot_cua"), .day = on};
    TRY(q_agency_receiving(db, arena, in, &rows));
    DB_LIST_OF(arena, rows, out, AGENCY_OF);
    return RESULT_OK;
}

static struct result agency_roots(struct db *db, struct arena *arena, struct str on,
                                  struct agency_list *out)
{
    struct q_agency_roots_rows rows;
    TRY(q_agency_roots(db, arena, (struct q_agency_roots_in){.day = on}, &rows));
    DB_LIST_OF(arena, rows, out, AGENCY_OF);
    return RESULT_OK;
}

struct result agency_children(struct db *db, struct arena *arena, int64_t parent_id, struct str on,
                              struct agency_list *out)
{
    if (parent_id == 0)
        return agency_roots(db, arena, on, out);
    struct q_agency_children_rows rows;
    struct q_agency_children_in in = {.parent_id = parent_id, .day = on};
    TRY(q_agency_children(db, arena, in, &rows));
    DB_LIST_OF(arena, rows, out, AGENCY_OF);
    return RESULT_OK;
}

const char *agency_branch_name(struct str branch)
{
    if (str_is(branch, "party"))
        return N_("Đảng");
    if (str_is(branch, "front"))
        return N_("Mặt trận và đoàn thể");
    return str_empty(branch) || str_is(branch, "state") ? N_("Nhà nước") : NULL;
}

struct result agency_is_below(struct db *db, struct arena *arena, struct agency_line line,
                              bool *out)
{
    struct q_agency_below_out row;
    return q_agency_below(db, arena,
                          (struct q_agency_below_in){.ancestor = line.ancestor,
                                                     .descendant = line.descendant,
                                                     .day = line.on},
                          &row, out);
}

struct result tier_name(struct db *db, struct arena *arena, int64_t level, struct str on,
                        struct str *out)
{
    struct q_tier_name_out row;
    bool found;
    TRY(q_tier_name(db, arena, (struct q_tier_name_in){.level = level, .day = on}, &row, &found));
    *out = found ? row.name : (struct str){0};
    return RESULT_OK;
}

struct str organisation_today(struct arena *arena, const struct clock *clock)
{
    return civil_date_text(arena, civil_day_of_us(clock_now_us(clock)));
}
