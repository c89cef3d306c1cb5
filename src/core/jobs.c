#include "core/jobs.h"

#include <assert.h>

#include "base/clock.h"
#include "core/jobs_queries.h"

enum { ATTEMPTS_DEFAULT = 20, DOUBLINGS_MAX = 40, DETAIL_BYTES_MAX = 300 };
#define LEASE_US_DEFAULT (60 * MICROS_PER_SECOND)
#define RETRY_FIRST_US_DEFAULT MICROS_PER_SECOND
#define RETRY_MAX_US_DEFAULT (600 * MICROS_PER_SECOND)

static int64_t or_default(int64_t value, int64_t fallback) { return value > 0 ? value : fallback; }

struct result job_add(struct db *db, struct arena *arena, int64_t now_us, struct job_new job)
{
    struct q_job_insert_in in = {.kind = job.kind,
                                 .key = job.key,
                                 .payload = str_empty(job.payload) ? S("{}") : job.payload,
                                 .due = job.not_before_us > 0 ? job.not_before_us : now_us,
                                 .now = now_us};
    return q_job_insert(db, arena, in, NULL);
}

static struct result add_repeating(struct db *db, struct arena *arena, int64_t now_us,
                                   struct job_kinds kinds)
{
    for (size_t i = 0; i < kinds.count; i++)
        for (const struct job_kind *kind = kinds.tables[i]; kind->name != NULL; kind++)
            if (kind->every_us > 0)
                TRY(job_add(db, arena, now_us, (struct job_new){.kind = str_from_c(kind->name)}));
    return RESULT_OK;
}

struct result jobs_prepare(struct db *db, struct arena *arena, int64_t now_us,
                           struct job_kinds kinds)
{
    TRY(db_write_begin(db));
    return db_finish(db, add_repeating(db, arena, now_us, kinds));
}

static const struct job_kind *find_kind(struct job_kinds kinds, struct str name)
{
    for (size_t i = 0; i < kinds.count; i++)
        for (const struct job_kind *kind = kinds.tables[i]; kind->name != NULL; kind++)
            if (str_is(name, kind->name))
                return kind;
    return NULL;
}

/* Doubles from first to max; a quarter of it, spread by job and attempt, keeps jobs that failed
 * together from coming back together. */
static int64_t pause_us(const struct job_kind *kind, int64_t id, int64_t attempt)
{
    int64_t pause = or_default(kind->retry_first_us, RETRY_FIRST_US_DEFAULT);
    int64_t max = or_default(kind->retry_max_us, RETRY_MAX_US_DEFAULT);
    for (int64_t i = 1; i < attempt && i < DOUBLINGS_MAX && pause < max; i++)
        pause *= 2;
    if (pause > max)
        pause = max;
    uint64_t spread = ((uint64_t)id * 31 + (uint64_t)attempt) * UINT64_C(0x9E3779B97F4A7C15);
    return pause + (int64_t)((spread >> 40) % (uint64_t)(pause / 4 + 1));
}

static struct result put_away(struct job_context *job, struct q_job_put_away_in in)
{
    struct db *db = job->service.db;
    in.id = job->job_id;
    in.attempt = job->attempt;
    in.now = clock_now_us(job->service.clock);
    TRY(db_write_begin(db));
    /* No row changed means that the lease ran out: the other worker's outcome counts. */
    return db_finish(db, q_job_put_away(db, job->service.arena, in, NULL));
}

static struct result park(struct job_context *job, const char *code, struct str detail)
{
    return put_away(job, (struct q_job_put_away_in){.state = S("parked"),
                                                    .attempt_next = job->attempt,
                                                    .due = clock_now_us(job->service.clock),
                                                    .has_error_code = true,
                                                    .error_code = str_from_c(code),
                                                    .has_error_detail = true,
                                                    .error_detail = detail});
}

static struct result put_away_success(struct job_context *job)
{
    int64_t now_us = clock_now_us(job->service.clock);
    bool repeats = job->kind->every_us > 0;
    return put_away(job, (struct q_job_put_away_in){
                             .state = repeats ? S("waiting") : S("done"),
                             .attempt_next = repeats ? 0 : job->attempt,
                             .due = now_us + job->kind->every_us});
}

static struct result put_away_failure(struct job_context *job, struct result failed,
                                      struct str detail)
{
    const struct job_kind *kind = job->kind;
    bool last = job->attempt >= or_default(kind->attempts_max, ATTEMPTS_DEFAULT);
    if (kind->every_us == 0 && (last || !result_may_retry(failed.kind)))
        return park(job, failed.code, detail);
    int64_t due_us = clock_now_us(job->service.clock) + pause_us(kind, job->job_id, job->attempt);
    return put_away(job, (struct q_job_put_away_in){.state = S("waiting"),
                                                    .attempt_next = job->attempt,
                                                    .due = due_us,
                                                    .has_error_code = true,
                                                    .error_code = str_from_c(failed.code),
                                                    .has_error_detail = true,
                                                    .error_detail = detail});
}

static struct result run_claimed(struct job_context *job, const struct q_job_claim_out *row)
{
    const struct job_kind *kind = job->kind;
    if (kind == NULL)
        return park(job, "job.unknown_kind", row->kind);
    if (row->attempt > or_default(kind->attempts_max, ATTEMPTS_DEFAULT) && kind->every_us == 0)
        return park(job, "job.worker_died", S("")); /* it took its workers with it each time */
    if (kind->lease_us > LEASE_US_DEFAULT)
        TRY(job_heartbeat(job));
    struct result done = kind->run(job, row->key, row->payload);
    assert(result_ok(done) == !db_in_transaction(job->service.db) || !result_ok(done));
    db_rollback(job->service.db);
    if (result_ok(done))
        return put_away_success(job);
    struct str detail = str_from_c(db_last_error(job->service.db));
    detail = str_dup(job->service.arena, str_slice(detail, 0, DETAIL_BYTES_MAX));
    return put_away_failure(job, done, detail);
}

struct result job_run_next(struct job_context *context, struct job_kinds kinds, struct str worker,
                           bool *ran)
{
    struct service_context *service = &context->service;
    int64_t now_us = clock_now_us(service->clock);
    struct q_job_claim_out row;
    int64_t due_us = 0;
    *ran = false;
    TRY(jobs_next_due(service->db, service->arena, &due_us)); /* looking takes nobody's turn */
    if (due_us > now_us)
        return RESULT_OK;
    TRY(db_write_begin(service->db));
    struct q_job_claim_in in = {
        .now = now_us, .until = now_us + LEASE_US_DEFAULT, .worker = worker};
    TRY(db_finish(service->db, q_job_claim(service->db, service->arena, in, &row, ran)));
    if (!*ran)
        return RESULT_OK;
    struct job_context job = *context;
    job.job_id = row.id;
    job.attempt = row.attempt;
    job.kind = find_kind(kinds, row.kind);
    return run_claimed(&job, &row);
}

struct result job_heartbeat(struct job_context *job)
{
    struct db *db = job->service.db;
    int64_t now_us = clock_now_us(job->service.clock);
    int64_t for_us = or_default(job->kind->lease_us, LEASE_US_DEFAULT);
    int64_t changed = 0;
    struct q_job_lease_in in = {
        .id = job->job_id, .attempt = job->attempt, .until = now_us + for_us, .now = now_us};
    TRY(db_write_begin(db));
    TRY(db_finish(db, q_job_lease(db, job->service.arena, in, &changed)));
    return changed == 1 ? RESULT_OK : result_fail(ERROR_CONFLICT, "job.lease_lost", NULL);
}

struct result jobs_next_due(struct db *db, struct arena *arena, int64_t *due_us)
{
    struct q_job_next_due_rows rows;
    TRY(q_job_next_due(db, arena, &rows));
    *due_us = rows.count > 0 ? rows.items[0].due : INT64_MAX;
    return RESULT_OK;
}

struct result jobs_parked(struct db *db, struct arena *arena, int64_t limit,
                          struct job_parked **jobs, size_t *count)
{
    struct q_job_all_parked_rows rows;
    TRY(q_job_all_parked(db, arena, (struct q_job_all_parked_in){limit}, &rows));
    *jobs = ARENA_ARRAY(arena, struct job_parked, rows.count + 1);
    *count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_job_all_parked_out *row = &rows.items[i];
        (*jobs)[i] = (struct job_parked){.id = row->id,
                                         .kind = row->kind,
                                         .key = row->key,
                                         .attempt = row->attempt,
                                         .parked_us = row->changed,
                                         .error_code = row->error_code,
                                         .error_detail = row->error_detail};
    }
    return RESULT_OK;
}

struct result job_retry(struct db *db, struct arena *arena, int64_t now_us, int64_t id)
{
    int64_t changed = 0;
    TRY(q_job_unpark(db, arena, (struct q_job_unpark_in){id, now_us}, &changed));
    return changed == 1 ? RESULT_OK
                        : result_fail(ERROR_NOT_FOUND, "job.not_parked",
                                      N_("Việc này không còn nằm trong danh sách bị dừng."));
}

struct result jobs_figures(struct db *db, struct arena *arena, int64_t now_us,
                           struct job_figures *figures)
{
    struct q_job_counts_out row;
    TRY(q_job_counts(db, arena, (struct q_job_counts_in){now_us}, &row));
    *figures = (struct job_figures){.waiting = row.waiting,
                                    .running = row.running,
                                    .parked = row.parked,
                                    .oldest_due_us = row.oldest};
    return RESULT_OK;
}

struct result lease_take(struct db *db, struct arena *arena, int64_t now_us,
                         struct lease_want want, int64_t *fence)
{
    struct q_lease_upsert_in in = {
        .name = want.name, .holder = want.holder, .until = now_us + want.for_us, .now = now_us};
    struct q_lease_upsert_out row;
    bool found = false;
    TRY(db_write_begin(db));
    TRY(db_finish(db, q_lease_upsert(db, arena, in, &row, &found)));
    if (!found)
        return result_fail(ERROR_CONFLICT, "job.lease_held", NULL);
    *fence = row.fence;
    return RESULT_OK;
}

struct result lease_check(struct db *db, struct arena *arena, struct str name, int64_t fence)
{
    struct q_lease_fence_out row;
    bool found = false;
    TRY(q_lease_fence(db, arena, (struct q_lease_fence_in){name}, &row, &found));
    return found && row.fence == fence ? RESULT_OK
                                       : result_fail(ERROR_CONFLICT, "job.lease_lost", NULL);
}
