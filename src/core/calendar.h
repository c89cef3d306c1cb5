#ifndef TRUC_CORE_CALENDAR_H
#define TRUC_CORE_CALENDAR_H

/*
 * Working time: sessions, days off, and every clock that the one-stop rules set
 * on a dossier (domain reference, section 4; NĐ 61/2018/NĐ-CP Điều 17–20).
 * Instants are microseconds UTC, days are local day numbers (base/clock.h).
 */
#include "base/clock.h"
#include "base/result.h"

enum { MINUTES_PER_WORKING_DAY = 480, CALENDAR_SESSIONS_MAX = 4 };

struct calendar_session {
    int from_minute; /* of the local day, 0..1440 */
    int to_minute;
};

/* Monday to Friday, minus days off, plus make-up days. The arrays are sorted and not owned. */
struct calendar {
    struct calendar_session sessions[CALENDAR_SESSIONS_MAX]; /* in order, not touching */
    size_t session_count;                                    /* at least 1 */
    const int64_t *days_off;
    size_t days_off_count;
    const int64_t *make_up_days;
    size_t make_up_count;
};

/* Sessions 07:00–11:30 and 13:30–17:00, no days off. */
struct calendar calendar_default(void);

enum limit_unit {
    LIMIT_WORKING_MINUTES, /* stored form of ngày làm việc (480) and giờ làm việc (60) */
    LIMIT_CALENDAR_DAYS,   /* ngày: a day off rolls to the next working day, due 17:00 */
    LIMIT_SAME_DAY         /* trong ngày: until 15:00:00 today 17:00, later the next working day */
};

struct limit {
    enum limit_unit unit;
    int64_t amount; /* minutes or days; nothing for LIMIT_SAME_DAY */
};

static inline struct limit limit_working_days(int64_t days)
{
    return (struct limit){LIMIT_WORKING_MINUTES, days * MINUTES_PER_WORKING_DAY};
}
static inline struct limit limit_working_hours(int64_t hours)
{
    return (struct limit){LIMIT_WORKING_MINUTES, hours * 60};
}

enum pause_policy {
    PAUSE_RESUME, /* the rest of the working time runs on */
    PAUSE_RESTART /* the limit starts anew (NĐ 61 Điều 19(4)) */
};

/* "working_days" | "working_hours" | "days" | "same_day", and "resume" | "restart", as procedure
 * files name them; false for anything else. */
bool limit_parse(struct str unit, int64_t amount, struct limit *out);
bool pause_policy_parse(struct str name, enum pause_policy *out);

bool calendar_is_working_day(const struct calendar *calendar, int64_t day);
/* The first working instant at or after: itself inside a session, else the next session's start. */
int64_t calendar_next_working(const struct calendar *calendar, int64_t at_us);
/* The last working instant at or before: itself up to and at a session's end. */
int64_t calendar_last_working(const struct calendar *calendar, int64_t at_us);
/* Start plus working time; ending exactly with a session stays there. `minutes` ≥ 0. */
int64_t calendar_add_working(const struct calendar *calendar, int64_t start_us, int64_t minutes);
/* Working minutes from → to, rounded down; negative when `to` lies before `from`. */
int64_t calendar_working_minutes(const struct calendar *calendar, int64_t from_us, int64_t to_us);

/* When a dossier received at `received_us` is due. */
int64_t calendar_due(const struct calendar *calendar, int64_t received_us, struct limit limit);

/* One pause of a dossier that was due at `due_us`. */
struct calendar_pause {
    enum pause_policy policy;
    struct limit limit; /* for PAUSE_RESTART */
    int64_t due_us;
    int64_t paused_us;
    int64_t resumed_us;
};

/* The new due date. With PAUSE_RESUME a dossier that was late when it was paused stays late. */
int64_t calendar_due_after_pause(const struct calendar *calendar,
                                 const struct calendar_pause *pause);

/* Điều 18(2,3): until when a paper dossier reaches the specialist unit. */
int64_t calendar_transfer_by(const struct calendar *calendar, int64_t received_us);
/* Điều 19(4): last instant for a supplement notice, three working days. */
int64_t calendar_supplement_notice_by(const struct calendar *calendar, int64_t received_us);
/* Điều 19(9): last instant for the apology, one day before expiry, pulled back to working time. */
int64_t calendar_apology_by(const struct calendar *calendar, int64_t due_us);
/* Điều 19(9): a dossier is re-appointed at most once. CONFLICT "calendar.reappointed". */
struct result calendar_may_reappoint(int64_t reappointments);

#endif
