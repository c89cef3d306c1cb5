#ifndef TRUC_DB_LOCK_H
#define TRUC_DB_LOCK_H

/*
 * The turn to write of all processes that share one SQLite file. SQLite's own
 * lock polls: under load one process then starves the rest for seconds. This
 * one queues in the kernel and hands over in order, and a holder that dies
 * leaves it to the next.
 */
#include <pthread.h>
#include <stdint.h>

#include "base/result.h"

/* Lives in a MAP_SHARED mapping made before the fork; part of the supervisor's mapping. */
struct db_lock {
    pthread_mutex_t mutex;
    uint64_t owners_died; /* how often a holder died, for /metrics */
};

/* Before the first fork, once. */
struct result db_lock_init(struct db_lock *lock);

/* UNAVAILABLE "db.busy" after `wait_us` microseconds. */
struct result db_lock_take(struct db_lock *lock, int64_t wait_us);
void db_lock_give(struct db_lock *lock);

#endif
