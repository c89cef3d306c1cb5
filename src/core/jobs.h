#ifndef TRUC_CORE_JOBS_H
#define TRUC_CORE_JOBS_H

/*
 * Work that is done after the answer has gone out, at least once. A job is a row written in the
 * transaction of the change that asks for it: both happen or neither. A worker leases the row,
 * runs it outside of any transaction, and puts it away; a worker that dies loses the lease and
 * another one runs the job again, so that `run` must be idempotent by its key.
 *
 * A failure that may pass (result_may_retry) is tried again after a pause that doubles up to a
 * cap; any other, or the last attempt, parks the job with its reason, visible to the
 * administrator, who may send it back.
 */
#include "core/holding.h"
#include "core/inspector.h"
#include "core/service.h"
#include "core/signable.h"
#include "base/result.h"
#include "base/str.h"

struct settings;

struct job_new {
    struct str kind;
    struct str key;        /* what it is about; a second job with the same kind and key is none */
    struct str payload;    /* JSON object, or "" */
    int64_t not_before_us; /* 0: at once */
};

/* Adds the job inside the caller's write transaction. Nothing happens where (kind, key) is there
 * already, also when that one is finished. */
struct result job_add(struct db *db, struct arena *arena, int64_t now_us, struct job_new job);

/* What a running job has. `service.actor` is NULL: the system acts. */
struct job_context {
    struct service_context service;
    const struct settings *settings;
    struct str data_dir;    /* the node's data folder */
    struct str signer_path; /* socket of the signer */
    struct inspector inspector;
    struct holding_list holdings; /* of all modules */
    struct signable_list signables;
    int64_t job_id;
    int64_t attempt; /* 1 for the first; also the fencing number of the lease */
    const struct job_kind *kind;
};

struct job_kind {
    const char *name; /* "result.sign" */
    /* Runs without an open transaction. What it answers decides what becomes of the job. */
    struct result (*run)(struct job_context *job, struct str key, struct str payload);
    int64_t lease_us;        /* 0: 60 s. A longer job calls job_heartbeat */
    int64_t retry_first_us;  /* 0: 1 s; doubled after each failure, up to a quarter of jitter */
    int64_t retry_max_us;    /* 0: 10 min */
    int64_t attempts_max;    /* 0: 20 */
    int64_t every_us; /* > 0: runs again and again with this pause and key "", adds itself */
};

/* Every kind that a worker knows: the tables of the modules, each ending with {0}. */
struct job_kinds {
    const struct job_kind *const *tables;
    size_t count;
};

/* Adds the rows of kinds with `every_us` that are not there yet. Once at the worker's start. */
struct result jobs_prepare(struct db *db, struct arena *arena, int64_t now_us,
                           struct job_kinds kinds);

/* Leases the next due job of a known kind, runs it and puts it away. *ran is false when nothing
 * was due; a failing job is not a failure of this call. `worker` names the process for people.
 * The caller resets the arena between calls. */
struct result job_run_next(struct job_context *context, struct job_kinds kinds, struct str worker,
                           bool *ran);

/* Prolongs the running job's lease. CONFLICT "job.lease_lost": another worker has it; stop. */
struct result job_heartbeat(struct job_context *job);

/* When the next open job is due, INT64_MAX when there is none: how long a worker may sleep. */
struct result jobs_next_due(struct db *db, struct arena *arena, int64_t *due_us);

struct job_parked {
    int64_t id;
    struct str kind;
    struct str key;
    int64_t attempt;
    int64_t parked_us;
    struct str error_code;
    struct str error_detail; /* what the database or the peer said; for administrators */
};

/* Parked jobs, newest first, at most `limit`. */
struct result jobs_parked(struct db *db, struct arena *arena, int64_t limit,
                          struct job_parked **jobs, size_t *count);

/* Sends a parked job back to work with a fresh count of attempts, inside the caller's write
 * transaction. NOT_FOUND "job.not_parked". */
struct result job_retry(struct db *db, struct arena *arena, int64_t now_us, int64_t id);

struct job_figures {
    int64_t waiting;
    int64_t running;
    int64_t parked;
    int64_t oldest_due_us; /* of the open jobs whose time has come, 0 where none */
};

/* For /health, /metrics and doctor. */
struct result jobs_figures(struct db *db, struct arena *arena, int64_t now_us,
                           struct job_figures *figures);

/*
 * A named lease for what only one process may do (the sequencer). *fence grows with every new
 * holder: a writer that carries it can be told from one that lost the lease. Takes the lease when
 * it is free, expired or `holder`'s already (then it is prolonged and the fence stays). Opens a
 * write transaction. CONFLICT "job.lease_held".
 */
struct lease_want {
    struct str name;
    struct str holder; /* names the process */
    int64_t for_us;
};
struct result lease_take(struct db *db, struct arena *arena, int64_t now_us,
                         struct lease_want want, int64_t *fence);

/* Whether `fence` is still the newest one: for a check inside the holder's write transaction. */
struct result lease_check(struct db *db, struct arena *arena, struct str name, int64_t fence);

#endif
