#ifndef TRUC_MODULES_OPERATION_SERVICE_H
#define TRUC_MODULES_OPERATION_SERVICE_H

/* Reading what the page of operation shows. */
#include "modules/operation/operation.h"

/* The newest runs first, at most `most`. */
struct operation_runs {
    struct operation_run *items;
    size_t count;
};
struct result operation_list(struct db *db, struct arena *arena, int64_t most,
                             struct operation_runs *runs);

#endif
