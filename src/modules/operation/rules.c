#include "modules/operation/rules.h"

#include "base/clock.h"

#define MILLION INT64_C(1000000)

/* The newest instant of the schedule that is not after `now_us`. */
static int64_t newest_hour(struct schedule schedule, int64_t now_us)
{
    int64_t day = civil_day_of_us(now_us);
    for (int back = 0; back <= 7; back++) {
        struct civil_time at = civil_from_day_number(day - back);
        at.hour = schedule.hour;
        int64_t at_us = civil_to_us(at);
        bool right_day = schedule.weekday == 0 || civil_weekday(day - back) == schedule.weekday;
        if (right_day && at_us <= now_us)
            return at_us;
    }
    return now_us;
}

bool schedule_is_due(struct schedule schedule, struct done_before before, int64_t now_us)
{
    bool since = before.good_us >= newest_hour(schedule, now_us) && before.good_us != 0;
    bool pause = before.tried_us > before.good_us && before.tried_us <= now_us &&
                 now_us - before.tried_us < schedule.again_us;
    return !since && !pause;
}

struct str say_count(struct arena *arena, int64_t count)
{
    if (count >= MILLION)
        return str_printf(arena, "%lld,%lld triệu", (long long)(count / MILLION),
                          (long long)(count % MILLION / (MILLION / 10)));
    if (count >= 1000)
        return str_printf(arena, "%lld.%03lld", (long long)(count / 1000),
                          (long long)(count % 1000));
    return str_printf(arena, "%lld", (long long)count);
}

struct str say_duration(struct arena *arena, int64_t micros)
{
    int64_t seconds = (micros + MICROS_PER_SECOND / 2) / MICROS_PER_SECOND;
    if (seconds < 100)
        return str_printf(arena, "%lld giây", (long long)seconds);
    return str_printf(arena, "%lld phút", (long long)((seconds + 30) / 60));
}

struct str say_bytes(struct arena *arena, int64_t bytes)
{
    static const struct {
        int64_t size;
        const char *word;
    } units[] = {{INT64_C(1000000000), "GB"}, {MILLION, "MB"}, {1000, "kB"}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (bytes >= units[i].size)
            return str_printf(arena, "%lld,%lld %s", (long long)(bytes / units[i].size),
                              (long long)(bytes % units[i].size / (units[i].size / 10)),
                              units[i].word);
    return str_printf(arena, "%lld B", (long long)bytes);
}

struct str say_drill(struct arena *arena, struct run_figures f)
{
    return str_printf(arena, "%.*s dòng, %.*s tệp, mã băm khớp, %.*s",
                      STR_ARG(say_count(arena, f.rows)), STR_ARG(say_count(arena, f.files)),
                      STR_ARG(say_duration(arena, f.took_us)));
}
