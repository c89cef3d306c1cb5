#ifndef TRUC_CORE_ATTEMPT_H
#define TRUC_CORE_ATTEMPT_H

/*
 * Wrong tries, counted over fixed windows of time in the database, so that every worker and
 * every server sees the same count.
 */
#include "base/result.h"
#include "base/str.h"

struct db;

struct attempt_limit {
    struct str guard;  /* what is guarded: "track:H19.62-261123-0001" */
    int64_t window_us; /* length of the window */
    int64_t tries_max; /* wrong tries allowed in one window */
};

/* `*open` is false when the window's tries are used up. Reads only. */
struct result attempt_open(struct db *db, struct arena *arena, int64_t now_us,
                           struct attempt_limit limit, bool *open);
/* Counts one wrong try. Inside the caller's write transaction. */
struct result attempt_count(struct db *db, struct arena *arena, int64_t now_us,
                            struct attempt_limit limit);
/* Forgets the wrong tries of a guard, after a right one. */
struct result attempt_clear(struct db *db, struct arena *arena, struct str guard);

#endif
