#include "modules/dossier/deadline.h"

enum { MINUTES_PER_HOUR = 60, WEEK_DAYS = 7 };

static void put_amount(struct deadline_view *view, int64_t minutes)
{
    if (minutes >= MINUTES_PER_WORKING_DAY) {
        view->unit = DEADLINE_DAYS;
        view->amount = minutes / MINUTES_PER_WORKING_DAY;
    } else if (minutes >= MINUTES_PER_HOUR) {
        view->unit = DEADLINE_HOURS;
        view->amount = minutes / MINUTES_PER_HOUR;
    } else {
        view->unit = DEADLINE_MINUTES;
        view->amount = minutes;
    }
}

struct deadline_view deadline_view_of(const struct calendar *calendar, int64_t now_us,
                                      struct deadline_span span)
{
    struct deadline_view view = {.due_us = span.due_us, .none = span.closed};
    if (span.closed)
        return view;
    view.late = now_us > span.due_us;
    view.today = civil_day_of_us(now_us) == civil_day_of_us(span.due_us);
    int64_t left = calendar_working_minutes(calendar, now_us, span.due_us);
    int64_t whole = calendar_working_minutes(calendar, span.submitted_us, span.due_us);
    put_amount(&view, left < 0 ? -left : left);
    if (view.late || whole <= 0 || left <= 0)
        view.percent = 100;
    else
        view.percent = left >= whole ? 0 : (whole - left) * 100 / whole;
    return view;
}

size_t deadline_group(int64_t now_us, int64_t due_us)
{
    if (due_us < now_us)
        return 0;
    int64_t days = civil_day_of_us(due_us) - civil_day_of_us(now_us);
    if (days == 0)
        return 1;
    return days <= WEEK_DAYS ? 2 : 3;
}
