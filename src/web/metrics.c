#include "web/metrics.h"

#include <stddef.h>

const int64_t metrics_bounds_us[METRICS_BUCKETS - 1] = {500,   1000,  5000,  10000,
                                                        50000, 200000, 1000000};

void metrics_answer(struct web_metrics *metrics, int status, int64_t spent_us)
{
    int bucket = 0;
    while (bucket < METRICS_BUCKETS - 1 && spent_us > metrics_bounds_us[bucket])
        bucket++;
    metrics->spent[bucket]++;
    metrics->spent_us += (uint64_t)spent_us;
    metrics->answers[status / 100 % 6]++;
}

int64_t metrics_connections(const struct web_metrics *metrics)
{
    int64_t open = 0;
    for (size_t i = 0; i < METRICS_WORKERS_MAX; i++)
        open += metrics->connections[i];
    return open;
}
