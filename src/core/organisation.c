#include "core/organisation.h"

#include "base/utf8.h"
#include "core/organisation_queries.h"

/* The queries that answer agencies have the same columns, so one shape serves all. */
#define AGENCY_OF(row)                                                                             \
    ((struct agency){.id = (row).id,                                                               \
                     .code = (row).code,                                                           \
                     .area_code = (row).area_code,                                                 \
                     .name = (row).name,                                                           \
                     .place = (row).place,                                                         \
                     .kind = (row).kind,                                                           \
                     .level = (row).level,                                                         \
                     .parent_id = (row).has_parent_id ? (row).parent_id : 0,                       \
                     .address = (row).address,                                                     \
                     .phone = (row).phone})

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
    out->items = ARENA_ARRAY(arena, struct agency, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = AGENCY_OF(rows.items[i]);
    return RESULT_OK;
}

struct result agency_at_level(struct db *db, struct arena *arena, int64_t level, struct str on,
                              struct agency_list *out)
{
    struct q_agency_at_level_rows rows;
    TRY(q_agency_at_level(db, arena, (struct q_agency_at_level_in){.level = level, .day = on},
                          &rows));
    out->items = ARENA_ARRAY(arena, struct agency, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = AGENCY_OF(rows.items[i]);
    return RESULT_OK;
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

struct result tier_add(struct db *db, struct arena *arena, int64_t level, struct str name,
                       struct str valid_from)
{
    return q_tier_add(
        db, arena,
        (struct q_tier_add_in){.level = level, .name = name, .valid_from = valid_from}, NULL);
}

struct result agency_found(struct db *db, struct arena *arena, int64_t now_us,
                           struct agency_new agency, int64_t *id)
{
    const struct agency *a = &agency.agency;
    struct q_agency_add_out added;
    TRY(q_agency_add(db, arena, (struct q_agency_add_in){.created_us = now_us}, &added));
    struct str words = str_printf(arena, "%.*s %.*s", STR_ARG(a->name), STR_ARG(a->place));
    struct q_agency_version_add_in version = {
        .agency_id = added.id,
        .code = a->code,
        .area_code = a->area_code,
        .name = a->name,
        .place = a->place,
        .name_folded = utf8_fold(arena, words),
        .kind = a->kind,
        .level = a->level,
        .has_parent_id = a->parent_id != 0,
        .parent_id = a->parent_id,
        .address = a->address,
        .phone = a->phone,
        .act = agency.act,
        .valid_from = agency.valid_from,
    };
    TRY(q_agency_version_add(db, arena, version, NULL));
    TRY(q_agency_closure_self(db, arena,
                              (struct q_agency_closure_self_in){.agency_id = added.id,
                                                                .valid_from = agency.valid_from},
                              NULL));
    *id = added.id;
    if (a->parent_id == 0)
        return RESULT_OK;
    struct q_agency_closure_above_in above = {
        .agency_id = added.id, .parent_id = a->parent_id, .valid_from = agency.valid_from};
    return q_agency_closure_above(db, arena, above, NULL);
}
