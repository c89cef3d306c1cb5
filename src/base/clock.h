#ifndef TRUC_BASE_CLOCK_H
#define TRUC_BASE_CLOCK_H

/*
 * The only way to learn the time. Instants are microseconds since 1970 in UTC;
 * dates are days in Asia/Ho_Chi_Minh, which is UTC+7 without summer time.
 */
#include <stdint.h>

#include "base/str.h"

enum { TIME_ZONE_OFFSET_S = 7 * 3600 };
#define MICROS_PER_SECOND INT64_C(1000000)
#define MICROS_PER_DAY (INT64_C(86400) * MICROS_PER_SECOND)

/* A source of instants; tests and the demo put their own `now` in. */
struct clock {
    int64_t (*now)(const struct clock *clock);
    int64_t fixed_us; /* clock_fixed: where it stands; clock_moved: by how much it is moved */
};

/* The machine's clock. */
const struct clock *clock_system(void);
/* A clock that stands at `at_us` until the owner writes another fixed_us. */
struct clock clock_fixed(int64_t at_us);
/* The machine's clock, moved by `by_us`; for tests and the demo. */
struct clock clock_moved(int64_t by_us);
int64_t clock_now_us(const struct clock *clock);
/* Microseconds of a clock that never jumps; for durations only. */
int64_t clock_monotonic_us(void);

/* A local calendar date with time of day. */
struct civil_time {
    int year;   /* 1..9999 */
    int month;  /* 1..12 */
    int day;    /* 1..31 */
    int hour;   /* 0..23 */
    int minute; /* 0..59 */
    int second; /* 0..59 */
};

struct civil_time civil_from_us(int64_t at_us);
/* The instant of a local time; fields must be in range. */
int64_t civil_to_us(struct civil_time local);
/* Days since 1970-01-01 of a civil date, and back (time of day 0). */
int64_t civil_day_number(int year, int month, int day);
struct civil_time civil_from_day_number(int64_t day);
/* 1 = Monday … 7 = Sunday (ISO 8601). */
int civil_weekday(int64_t day);
/* Local day number of an instant. */
int64_t civil_day_of_us(int64_t at_us);
/* "YYYY-MM-DD" to a day number; false for anything else or a date that does not exist. */
bool civil_parse_date(struct str text, int64_t *day);
struct str civil_date_text(struct arena *arena, int64_t day);
/* RFC 3339 with +07:00, seconds; and back (Z or an offset accepted). */
struct str civil_rfc3339(struct arena *arena, int64_t at_us);
bool civil_parse_rfc3339(struct str text, int64_t *at_us);

#endif
