#ifndef TRUC_APP_CONFINED_H
#define TRUC_APP_CONFINED_H

/*
 * Outside bytes in a command: they are parsed by a child that has given up everything but
 * computing: no path, no socket, bounded memory and time. What the child finds comes back as bytes.
 */
#include "base/buf.h"
#include "base/result.h"

enum {
    CONFINED_MEMORY = 160 * 1024 * 1024,
    CONFINED_TIME_US = 800000,
    CONFINED_OUTPUT_MAX = 96 * 1024 * 1024,
};

/* From here on memory and time of this process are bounded, no path and no socket can be opened. */
struct result confined_enter(int64_t time_us);

/* What the child does with memory that the parent filled: its output goes into `out`. */
struct confined_work {
    struct result (*run)(void *self, struct arena *arena, struct buf *out);
    void *self;
    int64_t time_us;
};

/* The child's output, or its failure; ERROR_LIMIT "confined.limit" where it did not live to say. */
struct result confined_run(struct arena *arena, const struct confined_work *work,
                           struct str *output);

#endif
