#ifndef TRUC_MODULES_OPERATION_STATE_H
#define TRUC_MODULES_OPERATION_STATE_H

/* How the node stands: what the page shows, `truc doctor` says and the watch warns of. */
#include "core/jobs.h"
#include "core/settings.h"
#include "modules/operation/operation.h"

enum standing { STANDING_GOOD, STANDING_WARNING, STANDING_BAD };

/* A run that should happen by a schedule. */
struct standing_run {
    enum standing standing;
    const char *message; /* msgid: what it means and what to do */
    bool any;
    struct operation_run last; /* where any */
    int64_t good_us;           /* when the newest that succeeded ended; 0: never */
};

struct operation_state {
    struct standing_run backup;
    struct standing_run drill;
    bool scheduled; /* a backup folder is set */
    struct job_figures jobs;
    uint64_t disk_free; /* of the data folder's disk */
    uint64_t disk_total;
    int64_t log_size;
    int64_t log_signed_us; /* 0: nothing signed yet */
    int64_t log_waiting;   /* rows without a place in the log */
    int64_t log_oldest_us; /* of those */
    int64_t kept;          /* signed results that are validated again and again */
    int64_t kept_wrong;    /* those that did not pass */
    int64_t kept_oldest_us; /* the look that is longest ago; 0: one was never looked at */
    struct str migration;  /* the newest */
    int64_t migrated_us;
};

struct operation_question {
    const struct settings *settings;
    struct str data_dir;
    int64_t now_us;
};
struct result operation_state_load(struct db *db, struct arena *arena,
                                   const struct operation_question *question,
                                   struct operation_state *state);

/* Whether the log lags: rows wait for a checkpoint for more than a minute. */
bool operation_log_late(const struct operation_state *state, int64_t now_us);
bool operation_disk_low(const struct operation_state *state);

#endif
