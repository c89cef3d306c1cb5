#ifndef TRUC_WEB_RATE_H
#define TRUC_WEB_RATE_H

/*
 * How often one address may ask, over all workers: one number a bucket in shared memory (the
 * generic cell rate algorithm). Two addresses that fall into one bucket share it.
 */
#include <stdatomic.h>

#include "web/web.h"

enum { RATE_BUCKETS = 1 << 14 };

struct rate_table {
    uint64_t salt; /* random at start, so that nobody can aim at somebody's bucket */
    _Atomic int64_t buckets[RATE_BUCKETS]; /* when the bucket is empty again, monotonic µs */
};

/* One more request of the class at `now_us` (clock_monotonic_us): false where it is too many, with
 * the seconds to wait. Addresses of this machine are not counted: a proxy in front of us says
 * whose request it is. IPv6 addresses count by their /64. */
bool rate_allow(struct rate_table *table, enum rate_class class, struct str address,
                int64_t now_us, int *wait_s);

#endif
