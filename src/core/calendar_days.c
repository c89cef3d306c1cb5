#include "core/calendar_days.h"

#include "base/json.h"
#include "core/calendar_days_queries.h"

enum { DAYS_MAX = 4000 };

struct result calendar_load(struct db *db, struct arena *arena, struct calendar *out)
{
    struct q_calendar_days_rows rows;
    TRY(q_calendar_days(db, arena, &rows));
    int64_t *off = ARENA_ARRAY(arena, int64_t, rows.count);
    int64_t *make_up = ARENA_ARRAY(arena, int64_t, rows.count);
    *out = calendar_default();
    for (size_t i = 0; i < rows.count; i++) {
        int64_t day = 0;
        if (!civil_parse_date(rows.items[i].day, &day))
            return result_fail(ERROR_CORRUPT, "calendar.day", NULL);
        if (rows.items[i].works)
            make_up[out->make_up_count++] = day;
        else
            off[out->days_off_count++] = day;
    }
    out->days_off = off;
    out->make_up_days = make_up;
    return RESULT_OK;
}

struct result calendar_change(struct db *db, struct arena *arena, struct calendar_entry entry)
{
    if (!entry.stands)
        return q_calendar_day_remove(
            db, arena, (struct q_calendar_day_remove_in){.day = entry.day}, NULL);
    return q_calendar_day_put(db, arena,
                              (struct q_calendar_day_put_in){.day = entry.day,
                                                             .works = entry.works,
                                                             .name = entry.name,
                                                             .act = entry.act},
                              NULL);
}

struct result calendar_between(struct db *db, struct arena *arena, struct str from,
                               struct str to, struct calendar_entries *out)
{
    struct q_calendar_year_rows rows;
    TRY(q_calendar_year(db, arena, (struct q_calendar_year_in){.from = from, .to = to}, &rows));
    out->items = ARENA_ARRAY(arena, struct calendar_entry, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct calendar_entry){.day = rows.items[i].day,
                                                .works = rows.items[i].works,
                                                .name = rows.items[i].name,
                                                .act = rows.items[i].act,
                                                .stands = true};
    return RESULT_OK;
}

static struct result put_day(struct db *db, struct arena *arena, const struct json *one,
                             int64_t *changed, struct str *problem)
{
    struct q_calendar_day_import_in day = {.day = json_get_text(one, "day"),
                                        .works = json_get_bool(one, "works", false),
                                        .name = json_get_text(one, "name"),
                                        .act = json_get_text(one, "act")};
    int64_t number;
    int64_t rows = 0;
    if (!civil_parse_date(day.day, &number) || str_empty(day.name)) {
        *problem = str_printf(arena, "calendar: \"%.*s\"", STR_ARG(day.day));
        return result_fail(ERROR_INVALID, "calendar.file", NULL);
    }
    TRY(q_calendar_day_import(db, arena, day, &rows));
    *changed += rows;
    return RESULT_OK;
}

struct result calendar_import(struct db *db, struct arena *arena, struct str text,
                              int64_t *changed, struct str *problem)
{
    const struct json *json = NULL;
    int64_t count = 0;
    *problem = S("calendar: no list of days");
    if (!result_ok(json_parse(arena, text, &json)) || json_count(json_get(json, "days")) > DAYS_MAX)
        return result_fail(ERROR_INVALID, "calendar.file", NULL);
    const struct json *days = json_get(json, "days");
    for (size_t i = 0; i < json_count(days); i++)
        TRY(put_day(db, arena, json_at(days, i), &count, problem));
    if (changed != NULL)
        *changed = count;
    return RESULT_OK;
}
