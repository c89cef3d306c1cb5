#ifndef TRUC_WEB_METRICS_H
#define TRUC_WEB_METRICS_H

/* Counters of all web workers, in the shared mapping; printed by /metrics. */
#include <stdatomic.h>
#include <stdint.h>

enum { METRICS_BUCKETS = 8, METRICS_WORKERS_MAX = 64 };
/* Upper ends of the histogram's buckets in µs; the last bucket has none. */
extern const int64_t metrics_bounds_us[METRICS_BUCKETS - 1];

struct web_metrics {
    _Atomic uint64_t answers[6];      /* by the status's first digit; [0] is not used */
    _Atomic uint64_t spent_us;        /* from the complete request to the queued answer */
    _Atomic uint64_t spent[METRICS_BUCKETS];
    _Atomic uint64_t slow;            /* handlers over 50 ms */
    _Atomic uint64_t rate_refused;
    _Atomic uint64_t arena_limits;    /* requests that reached their memory limit */
    _Atomic uint64_t deadlines;       /* connections closed for being too slow */
    /* Open now, by worker: one that dies takes its number with it when it is replaced. */
    _Atomic int64_t connections[METRICS_WORKERS_MAX];
};

int64_t metrics_connections(const struct web_metrics *metrics);

void metrics_answer(struct web_metrics *metrics, int status, int64_t spent_us);

#endif
