#ifndef TRUC_MODULES_OPERATION_SERVICE_H
#define TRUC_MODULES_OPERATION_SERVICE_H

/* What the page of operation reads and does. */
#include "core/service.h"
#include "modules/operation/operation.h"

/* The newest runs first, at most `most`. */
struct operation_runs {
    struct operation_run *items;
    size_t count;
};
struct result operation_list(struct db *db, struct arena *arena, int64_t most,
                             struct operation_runs *runs);

/* Sends a parked job back to work, with evidence of who did. NOT_FOUND "job.not_parked". Opens its
 * own transaction. */
struct result operation_job_retry(struct service_context *ctx, int64_t id);

#endif
