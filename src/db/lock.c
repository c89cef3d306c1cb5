#include "db/lock.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <time.h>

/*
 * Robust: the kernel tells the next taker that a holder died. Priority
 * inheritance: not for priorities, but because its unlock hands the mutex to
 * the first in the queue, where a plain one may be taken again at once by the
 * process that gave it.
 */
struct result db_lock_init(struct db_lock *lock)
{
    memset(lock, 0, sizeof *lock);
    pthread_mutexattr_t how;
    int bad = pthread_mutexattr_init(&how);
    bad |= pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
    bad |= pthread_mutexattr_setrobust(&how, PTHREAD_MUTEX_ROBUST);
    bad |= pthread_mutexattr_setprotocol(&how, PTHREAD_PRIO_INHERIT);
    bad |= pthread_mutexattr_settype(&how, PTHREAD_MUTEX_ERRORCHECK);
    bad |= pthread_mutex_init(&lock->mutex, &how);
    pthread_mutexattr_destroy(&how);
    return bad == 0 ? RESULT_OK : result_fail(ERROR_INTERNAL, "db.lock", NULL);
}

/* The mutex takes its deadline by the wall clock only. */
static struct timespec wall_deadline(int64_t wait_us)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    at.tv_sec += (time_t)(wait_us / 1000000);
    at.tv_nsec += (long)(wait_us % 1000000) * 1000;
    if (at.tv_nsec >= 1000000000) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000;
    }
    return at;
}

struct result db_lock_take(struct db_lock *lock, int64_t wait_us)
{
    struct timespec deadline = wall_deadline(wait_us);
    int code = pthread_mutex_timedlock(&lock->mutex, &deadline);
    if (code == EOWNERDEAD) {
        /* SQLite undid the dead process's transaction when the kernel dropped its file locks:
         * nothing behind the mutex needs mending. */
        code = pthread_mutex_consistent(&lock->mutex);
        lock->owners_died++;
    }
    assert(code != EDEADLK);
    return code == 0 ? RESULT_OK : result_fail(ERROR_UNAVAILABLE, "db.busy", NULL);
}

void db_lock_give(struct db_lock *lock)
{
    int code = pthread_mutex_unlock(&lock->mutex);
    assert(code == 0);
    (void)code;
}
