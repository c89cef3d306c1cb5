#ifndef TRUC_MODULES_OPERATION_RULES_H
#define TRUC_MODULES_OPERATION_RULES_H

/* When something is due, and how a figure is said. */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Every day (weekday 0) or every week (1 Monday … 7 Sunday) at an hour of local time. */
struct schedule {
    int weekday;
    int hour;
    int64_t again_us; /* a run that failed is tried again after this */
};

/* What was done before; 0: never. */
struct done_before {
    int64_t good_us;  /* when the newest that succeeded began */
    int64_t tried_us; /* when the newest at all began */
};

/* True when the newest hour of the schedule has passed and no run that succeeded began since; after
 * a failure not before its pause is over. A clock that was set back makes nothing due twice. */
bool schedule_is_due(struct schedule schedule, struct done_before before, int64_t now_us);

/* "3,1 triệu", "12.345" */
struct str say_count(struct arena *arena, int64_t count);
/* "6 phút", "48 giây" */
struct str say_duration(struct arena *arena, int64_t micros);
/* "10,2 GB" */
struct str say_bytes(struct arena *arena, int64_t bytes);

/* "3,1 triệu dòng, 812 tệp, mã băm khớp, 6 phút" */
struct run_figures {
    int64_t rows;
    int64_t files;
    int64_t took_us;
};
struct str say_drill(struct arena *arena, struct run_figures figures);

#endif
