#include "core/calendar_days.h"

#include "core/calendar_days_queries.h"

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
