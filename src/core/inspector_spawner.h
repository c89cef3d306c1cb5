#ifndef TRUC_CORE_INSPECTOR_SPAWNER_H
#define TRUC_CORE_INSPECTOR_SPAWNER_H

/*
 * The process that starts inspectors. The supervisor makes the channel and
 * forks the spawner before any database or key is open; workers inherit the
 * `requests` end. A spawner that dies is forked again on the same channel.
 */
#include "base/os_process.h"
#include "core/inspector.h"

struct inspector_channel {
    int requests; /* the workers' end */
    int work;     /* the spawner's end; the supervisor keeps both open */
};

struct inspector_spawner {
    const char *program; /* path of truc-inspect */
    unsigned parallel;   /* inspectors at once, 1..INSPECTOR_PARALLEL_MAX */
};

enum { INSPECTOR_PARALLEL_MAX = 8, INSPECTOR_PARALLEL = 4, INSPECTOR_LINE_MAX = 64 };

/* What one inspection may use. */
const struct os_limits *inspector_limits(void);

struct result inspector_channel_open(struct inspector_channel *channel);

/* Serves requests until the channel is closed by everybody else. Call in a process of its own,
 * which keeps only channel->work and 0..2. Returns when there is nobody left to serve. */
struct result inspector_spawner_run(const struct inspector_channel *channel,
                                    const struct inspector_spawner *spawner);

/* For commands and tests: forks a spawner of this process's own, which ends with it. Call before
 * opening a database. */
struct result inspector_open_own(const struct inspector_spawner *spawner,
                                 struct inspector *inspector);

#endif
