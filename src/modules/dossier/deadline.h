#ifndef TRUC_MODULES_DOSSIER_DEADLINE_H
#define TRUC_MODULES_DOSSIER_DEADLINE_H

/* Due dates in words of working time; nothing but arguments. */
#include "core/calendar.h"
#include "modules/dossier/staff_views.h"

struct deadline_span {
    int64_t submitted_us;
    int64_t due_us;
    bool closed;
};

struct deadline_view deadline_view_of(const struct calendar *calendar, int64_t now_us,
                                      struct deadline_span span);

/* Which group of the queue a due date falls into: 0 late, 1 today, 2 within seven days, 3 later. */
size_t deadline_group(int64_t now_us, int64_t due_us);

#endif
