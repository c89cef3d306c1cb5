#include "base/clock.h"

#include <assert.h>
#include <time.h>

static int64_t read_clock(clockid_t id)
{
    struct timespec now;
    int failed = clock_gettime(id, &now);
    assert(failed == 0);
    (void)failed;
    return (int64_t)now.tv_sec * MICROS_PER_SECOND + now.tv_nsec / 1000;
}

static int64_t system_now(const struct clock *clock)
{
    (void)clock;
    return read_clock(CLOCK_REALTIME);
}

static int64_t fixed_now(const struct clock *clock)
{
    return clock->fixed_us;
}

const struct clock *clock_system(void)
{
    static const struct clock system_clock = {.now = system_now};
    return &system_clock;
}

struct clock clock_fixed(int64_t at_us)
{
    return (struct clock){.now = fixed_now, .fixed_us = at_us};
}

static int64_t moved_now(const struct clock *clock)
{
    return read_clock(CLOCK_REALTIME) + clock->fixed_us;
}

struct clock clock_moved(int64_t by_us)
{
    return (struct clock){.now = moved_now, .fixed_us = by_us};
}

int64_t clock_now_us(const struct clock *clock)
{
    return clock->now(clock);
}

int64_t clock_monotonic_us(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t floor_divide(int64_t value, int64_t by)
{
    int64_t quotient = value / by;
    return value % by < 0 ? quotient - 1 : quotient;
}

/* Days of the proleptic Gregorian calendar, counted in eras of 400 years that begin on 1 March. */
int64_t civil_day_number(int year, int month, int day)
{
    assert(month >= 1 && month <= 12);
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = floor_divide(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct civil_time civil_from_day_number(int64_t day)
{
    int64_t shifted = day + 719468;
    int64_t era = floor_divide(shifted, 146097);
    int64_t doe = shifted - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    return (struct civil_time){
        .year = (int)(yoe + era * 400 + (month <= 2 ? 1 : 0)),
        .month = month,
        .day = (int)(doy - (153 * mp + 2) / 5 + 1),
    };
}

int civil_weekday(int64_t day)
{
    int64_t since_monday = day + 3; /* 1970-01-01 was a Thursday */
    return (int)(since_monday - floor_divide(since_monday, 7) * 7) + 1;
}

static int64_t local_seconds(int64_t at_us)
{
    return floor_divide(at_us, MICROS_PER_SECOND) + TIME_ZONE_OFFSET_S;
}

int64_t civil_day_of_us(int64_t at_us)
{
    return floor_divide(local_seconds(at_us), 86400);
}

struct civil_time civil_from_us(int64_t at_us)
{
    int64_t day = civil_day_of_us(at_us);
    int64_t second = local_seconds(at_us) - day * 86400;
    struct civil_time local = civil_from_day_number(day);
    local.hour = (int)(second / 3600);
    local.minute = (int)(second / 60 % 60);
    local.second = (int)(second % 60);
    return local;
}

int64_t civil_to_us(struct civil_time local)
{
    int64_t day = civil_day_number(local.year, local.month, local.day);
    int64_t second = day * 86400 + local.hour * 3600 + local.minute * 60 + local.second;
    return (second - TIME_ZONE_OFFSET_S) * MICROS_PER_SECOND;
}

static bool digits_at(struct str text, size_t at, size_t count, int *out)
{
    int64_t value = 0;
    struct str part = str_slice(text, at, at + count);
    if (part.len != count || part.ptr[0] == '-' || !str_to_i64(part, &value))
        return false;
    *out = (int)value;
    return true;
}

bool civil_parse_date(struct str text, int64_t *day)
{
    int y = 0;
    int m = 0;
    int d = 0;
    if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-' || !digits_at(text, 0, 4, &y) ||
        !digits_at(text, 5, 2, &m) || !digits_at(text, 8, 2, &d) || y < 1 || m < 1 || m > 12 ||
        d < 1 || d > 31)
        return false;
    int64_t number = civil_day_number(y, m, d);
    struct civil_time back = civil_from_day_number(number);
    if (back.month != m || back.day != d)
        return false;
    *day = number;
    return true;
}

struct str civil_date_text(struct arena *arena, int64_t day)
{
    struct civil_time date = civil_from_day_number(day);
    return str_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

struct str civil_rfc3339(struct arena *arena, int64_t at_us)
{
    struct civil_time t = civil_from_us(at_us);
    return str_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d+07:00", t.year, t.month, t.day, t.hour,
                      t.minute, t.second);
}

/* "Z" or "+hh:mm"/"-hh:mm" to seconds east of UTC. */
static bool parse_offset(struct str zone, int *offset_s)
{
    int h = 0;
    int m = 0;
    if (str_equal(zone, S("Z")) || str_equal(zone, S("z"))) {
        *offset_s = 0;
        return true;
    }
    if (zone.len != 6 || (zone.ptr[0] != '+' && zone.ptr[0] != '-') || zone.ptr[3] != ':' ||
        !digits_at(zone, 1, 2, &h) || !digits_at(zone, 4, 2, &m) || h > 23 || m > 59)
        return false;
    *offset_s = (h * 3600 + m * 60) * (zone.ptr[0] == '-' ? -1 : 1);
    return true;
}

/* "hh:mm:ss" at byte 11 of an RFC 3339 text of at least 20 bytes. */
static bool parse_time_of_day(struct str text, struct civil_time *t)
{
    return text.ptr[13] == ':' && text.ptr[16] == ':' && digits_at(text, 11, 2, &t->hour) &&
           digits_at(text, 14, 2, &t->minute) && digits_at(text, 17, 2, &t->second) &&
           t->hour <= 23 && t->minute <= 59 && t->second <= 59;
}

/* ".123…" at `*at`, which moves behind it; beyond microseconds digits are dropped. */
static int64_t parse_fraction(struct str text, size_t *at)
{
    int64_t micros = 0;
    if (text.ptr[*at] != '.')
        return 0;
    int64_t unit = MICROS_PER_SECOND / 10;
    for (++*at; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; ++*at, unit /= 10)
        micros += (text.ptr[*at] - '0') * unit;
    return micros;
}

bool civil_parse_rfc3339(struct str text, int64_t *at_us)
{
    struct civil_time t = {0};
    int64_t day = 0;
    int offset_s = 0;
    if (text.len < 20 || (text.ptr[10] != 'T' && text.ptr[10] != 't') ||
        !civil_parse_date(str_slice(text, 0, 10), &day) || !parse_time_of_day(text, &t))
        return false;
    size_t zone_at = 19;
    int64_t micros = parse_fraction(text, &zone_at);
    if (!parse_offset(str_slice(text, zone_at, text.len), &offset_s))
        return false;
    *at_us = (day * 86400 + t.hour * 3600 + t.minute * 60 + t.second - offset_s) *
                 MICROS_PER_SECOND + micros;
    return true;
}
