#include "core/calendar.h"

#include <assert.h>

#define MICROS_PER_MINUTE (60 * MICROS_PER_SECOND)

enum { DAYS_SEARCHED = 3700 }; /* ten years: further on the calendar has no working day at all */

struct calendar calendar_default(void)
{
    return (struct calendar){
        .sessions = {{7 * 60, 11 * 60 + 30}, {13 * 60 + 30, 17 * 60}},
        .session_count = 2,
    };
}

bool limit_parse(struct str unit, int64_t amount, struct limit *out)
{
    if (amount < 0 || amount > 10000)
        return false;
    if (str_is(unit, "working_days"))
        *out = limit_working_days(amount);
    else if (str_is(unit, "working_hours"))
        *out = limit_working_hours(amount);
    else if (str_is(unit, "days"))
        *out = (struct limit){LIMIT_CALENDAR_DAYS, amount};
    else if (str_is(unit, "same_day"))
        *out = (struct limit){LIMIT_SAME_DAY, 0};
    else
        return false;
    return true;
}

bool pause_policy_parse(struct str name, enum pause_policy *out)
{
    *out = str_is(name, "resume") ? PAUSE_RESUME : PAUSE_RESTART;
    return str_is(name, "resume") || str_is(name, "restart");
}

static bool in_days(const int64_t *days, size_t count, int64_t day)
{
    size_t low = 0;
    for (size_t high = count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (days[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && days[low] == day;
}

bool calendar_is_working_day(const struct calendar *calendar, int64_t day)
{
    if (in_days(calendar->make_up_days, calendar->make_up_count, day))
        return true;
    return civil_weekday(day) <= 5 && !in_days(calendar->days_off, calendar->days_off_count, day);
}

static int64_t day_minute(int64_t day, int minute)
{
    struct civil_time at = civil_from_day_number(day);
    return civil_to_us(at) + minute * MICROS_PER_MINUTE;
}

static int64_t session_start(const struct calendar *calendar, int64_t day, size_t session)
{
    return day_minute(day, calendar->sessions[session].from_minute);
}

static int64_t session_end(const struct calendar *calendar, int64_t day, size_t session)
{
    return day_minute(day, calendar->sessions[session].to_minute);
}

static int64_t day_start(const struct calendar *calendar, int64_t day)
{
    return session_start(calendar, day, 0);
}

static int64_t day_end(const struct calendar *calendar, int64_t day)
{
    return session_end(calendar, day, calendar->session_count - 1);
}

/* The first working day at or after (`step` 1) or at or before (`step` -1) a day. */
static int64_t working_day_from(const struct calendar *calendar, int64_t day, int step)
{
    for (int i = 0; i < DAYS_SEARCHED && !calendar_is_working_day(calendar, day); i++)
        day += step;
    assert(calendar_is_working_day(calendar, day));
    return day;
}

int64_t calendar_next_working(const struct calendar *calendar, int64_t at_us)
{
    assert(calendar->session_count != 0);
    int64_t today = civil_day_of_us(at_us);
    if (calendar_is_working_day(calendar, today))
        for (size_t i = 0; i < calendar->session_count; i++)
            if (at_us < session_end(calendar, today, i)) {
                int64_t start = session_start(calendar, today, i);
                return at_us > start ? at_us : start;
            }
    return day_start(calendar, working_day_from(calendar, today + 1, 1));
}

int64_t calendar_last_working(const struct calendar *calendar, int64_t at_us)
{
    assert(calendar->session_count != 0);
    int64_t today = civil_day_of_us(at_us);
    if (calendar_is_working_day(calendar, today))
        for (size_t i = calendar->session_count; i-- > 0;)
            if (at_us > session_start(calendar, today, i)) {
                int64_t end = session_end(calendar, today, i);
                return at_us < end ? at_us : end;
            }
    return day_end(calendar, working_day_from(calendar, today - 1, -1));
}

/* Start plus `left` working microseconds. */
static int64_t add_worked(const struct calendar *calendar, int64_t start_us, int64_t left)
{
    int64_t at = calendar_next_working(calendar, start_us);
    int64_t day = civil_day_of_us(at);
    for (;;) {
        for (size_t i = 0; i < calendar->session_count; i++) {
            int64_t from = session_start(calendar, day, i);
            int64_t to = session_end(calendar, day, i);
            from = from > at ? from : at;
            if (from >= to)
                continue;
            if (left <= to - from)
                return from + left;
            left -= to - from;
        }
        day = working_day_from(calendar, day + 1, 1);
    }
}

int64_t calendar_add_working(const struct calendar *calendar, int64_t start_us, int64_t minutes)
{
    assert(minutes >= 0);
    return add_worked(calendar, start_us, minutes * MICROS_PER_MINUTE);
}

/* Working time of one day between two instants. */
static int64_t worked_on(const struct calendar *calendar, int64_t day, int64_t from_us,
                         int64_t to_us)
{
    int64_t sum = 0;
    for (size_t i = 0; i < calendar->session_count; i++) {
        int64_t from = session_start(calendar, day, i);
        int64_t to = session_end(calendar, day, i);
        from = from > from_us ? from : from_us;
        to = to < to_us ? to : to_us;
        sum += to > from ? to - from : 0;
    }
    return sum;
}

/* Working microseconds from → to, where from ≤ to. */
static int64_t worked(const struct calendar *calendar, int64_t from_us, int64_t to_us)
{
    int64_t sum = 0;
    int64_t last = civil_day_of_us(to_us);
    for (int64_t day = civil_day_of_us(from_us); day <= last; day++)
        if (calendar_is_working_day(calendar, day))
            sum += worked_on(calendar, day, from_us, to_us);
    return sum;
}

int64_t calendar_working_minutes(const struct calendar *calendar, int64_t from_us, int64_t to_us)
{
    if (to_us < from_us)
        return -(worked(calendar, to_us, from_us) / MICROS_PER_MINUTE);
    return worked(calendar, from_us, to_us) / MICROS_PER_MINUTE;
}

/* 15:00:00 is in time, 15:00:01 is not: the rule's clock counts seconds. */
static bool after_three(int64_t at_us)
{
    struct civil_time at = civil_from_us(at_us);
    return at.hour * 3600 + at.minute * 60 + at.second > 15 * 3600;
}

static int64_t due_same_day(const struct calendar *calendar, int64_t received_us)
{
    int64_t today = civil_day_of_us(received_us);
    if (calendar_is_working_day(calendar, today) && !after_three(received_us))
        return day_end(calendar, today);
    return day_end(calendar, working_day_from(calendar, today + 1, 1));
}

int64_t calendar_due(const struct calendar *calendar, int64_t received_us, struct limit limit)
{
    switch (limit.unit) {
    case LIMIT_WORKING_MINUTES:
        return calendar_add_working(calendar, received_us, limit.amount);
    case LIMIT_CALENDAR_DAYS:
        return day_end(calendar, working_day_from(calendar,
                                                  civil_day_of_us(received_us) + limit.amount, 1));
    case LIMIT_SAME_DAY:
        break;
    }
    return due_same_day(calendar, received_us);
}

int64_t calendar_due_after_pause(const struct calendar *calendar,
                                 const struct calendar_pause *pause)
{
    assert(pause->resumed_us >= pause->paused_us);
    if (pause->policy == PAUSE_RESTART)
        return calendar_due(calendar, pause->resumed_us, pause->limit);
    if (pause->paused_us >= pause->due_us)
        return pause->due_us;
    int64_t left = worked(calendar, pause->paused_us, pause->due_us);
    return add_worked(calendar, pause->resumed_us, left);
}

int64_t calendar_transfer_by(const struct calendar *calendar, int64_t received_us)
{
    int64_t today = civil_day_of_us(received_us);
    if (calendar_is_working_day(calendar, today) && !after_three(received_us))
        return day_end(calendar, today);
    return day_start(calendar, working_day_from(calendar, today + 1, 1));
}

int64_t calendar_supplement_notice_by(const struct calendar *calendar, int64_t received_us)
{
    return calendar_add_working(calendar, received_us, 3 * MINUTES_PER_WORKING_DAY);
}

int64_t calendar_apology_by(const struct calendar *calendar, int64_t due_us)
{
    return calendar_last_working(calendar, due_us - MICROS_PER_DAY);
}

struct result calendar_may_reappoint(int64_t reappointments)
{
    if (reappointments >= 1)
        return result_fail(ERROR_CONFLICT, "calendar.reappointed",
                           N_("Hồ sơ đã hẹn lại một lần, không hẹn lại lần nữa"));
    return RESULT_OK;
}
