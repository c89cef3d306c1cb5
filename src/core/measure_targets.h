#ifndef TRUC_CORE_MEASURE_TARGETS_H
#define TRUC_CORE_MEASURE_TARGETS_H

/*
 * Targets of measures as dated, evidenced rows: object "target:T1b" of table configuration, over
 * what the definition says. Its value is {"LEVEL:YEAR": ">=80" | ">90"}; level 0 is all levels.
 * A figure has no such row: it is counted and cannot be typed.
 */
#include "core/measures.h"

enum { MEASURE_TARGETS_MAX = 64 };

/* What holds at an instant; ends with year 0. */
struct result measure_targets_at(struct db *db, struct arena *arena,
                                 const struct measure *measure, int64_t at_us,
                                 const struct measure_target **out);

/* As the stored value, and back; INVALID "target.value". */
struct str measure_targets_json(struct arena *arena, const struct measure_target *targets);
struct result measure_targets_parse(struct arena *arena, struct str json,
                                    const struct measure_target **out);

/* The list with one row set, or without it where percent is negative; by level and year. */
struct measure_target *measure_targets_with(struct arena *arena,
                                            const struct measure_target *targets,
                                            struct measure_target row);

#endif
