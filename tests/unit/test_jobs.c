#include "tests/support/fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/jobs.h"

static const struct result nothing = {ERROR_NONE, NULL, NULL};
/* What the next run of kind "test.any" answers, and what it saw. */
static struct {
    struct result answer;
    int runs;
    char key[32];
    char payload[64];
    int64_t beat_for_us; /* > 0: advances the clock this far, then sends a heartbeat */
    struct result beat;
    struct clock *clock;
    struct fixture *steal; /* the run takes longer than its lease and another worker comes */
} job;

static struct result run_any(struct job_context *context, struct str key, struct str payload)
{
    job.runs++;
    memcpy(job.key, key.ptr, key.len);
    job.key[key.len] = '\0';
    memcpy(job.payload, payload.ptr, payload.len);
    job.payload[payload.len] = '\0';
    if (job.steal != NULL) {
        struct job_context other = {.service = job.steal->service};
        bool ran = false;
        job.clock->fixed_us += 61 * MICROS_PER_SECOND;
        job.steal = NULL;
        struct job_kinds same = {&context->kind, 1};
        struct result second = job_run_next(&other, same, S("worker 2"), &ran);
        assert_int_equal(second.kind, ERROR_NONE);
        assert_true(ran);
        job.beat = job_heartbeat(context);
    }
    if (job.beat_for_us > 0) {
        job.clock->fixed_us += job.beat_for_us;
        job.beat = job_heartbeat(context);
    }
    return job.answer;
}

static const struct job_kind any[] = {
    {.name = "test.any", .run = run_any, .attempts_max = 3, .retry_first_us = 1000000}, {0}};
static const struct job_kind ticking[] = {
    {.name = "test.ticking", .run = run_any, .every_us = 60 * MICROS_PER_SECOND}, {0}};
static const struct job_kind *const tables[] = {any, ticking};
static const struct job_kinds kinds = {tables, 1};
static const struct job_kinds both_kinds = {tables, 2};

static void begin(struct fixture *f)
{
    memset(&job, 0, sizeof job);
    job.clock = &f->clock;
}

static void add(struct fixture *f, const char *kind, const char *key)
{
    struct job_new new_job = {
        .kind = str_from_c(kind), .key = str_from_c(key), .payload = S("{\"a\":1}")};
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, job_add(f->db, f->arena, f->clock.fixed_us, new_job)));
}

static bool run_one(struct fixture *f, struct job_kinds of)
{
    struct job_context context = {.service = f->service};
    bool ran = false;
    assert_ok(job_run_next(&context, of, S("worker 1"), &ran));
    return ran;
}

static int64_t count(struct fixture *f, const char *where)
{
    return fixture_number(f, str_printf(f->arena, "SELECT COUNT(*) FROM job WHERE %s", where).ptr);
}

static struct job_figures figures(struct fixture *f)
{
    struct job_figures now;
    assert_ok(jobs_figures(f->db, f->arena, f->clock.fixed_us, &now));
    return now;
}

static void test_runs_once(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_false(run_one(f, kinds));
    add(f, "test.any", "dossier:1");
    add(f, "test.any", "dossier:1"); /* the same work */
    assert_int_equal(figures(f).waiting, 1);
    assert_int_equal(figures(f).oldest_due_us, f->clock.fixed_us);
    assert_true(run_one(f, kinds));
    assert_string_equal(job.key, "dossier:1");
    assert_string_equal(job.payload, "{\"a\":1}");
    assert_false(run_one(f, kinds));
    add(f, "test.any", "dossier:1"); /* done stays done */
    assert_false(run_one(f, kinds));
    assert_int_equal(job.runs, 1);
    assert_int_equal(figures(f).waiting + figures(f).running + figures(f).parked, 0);
}

static void test_rolled_back_is_never_run(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_ok(db_write_begin(f->db));
    assert_ok(job_add(f->db, f->arena, f->clock.fixed_us,
                      (struct job_new){.kind = S("test.any"), .key = S("x")}));
    db_rollback(f->db);
    assert_false(run_one(f, kinds));
}

static void test_retries_then_parks(void **state)
{
    struct fixture *f = *state;
    begin(f);
    int64_t due_us = 0;
    job.answer = result_fail(ERROR_UNAVAILABLE, "test.away", NULL);
    add(f, "test.any", "1");
    assert_true(run_one(f, kinds));
    assert_false(run_one(f, kinds)); /* not before its pause is over */
    assert_ok(jobs_next_due(f->db, f->arena, &due_us));
    assert_in_range(due_us - f->clock.fixed_us, 1000000, 1250000);
    fixture_advance(f, 1250000);
    assert_true(run_one(f, kinds));
    assert_ok(jobs_next_due(f->db, f->arena, &due_us));
    assert_in_range(due_us - f->clock.fixed_us, 2000000, 2500000);
    fixture_advance(f, 2500000);
    assert_true(run_one(f, kinds)); /* the third is the last */
    assert_int_equal(figures(f).parked, 1);
    struct job_parked *parked = NULL;
    size_t found = 0;
    assert_ok(jobs_parked(f->db, f->arena, 10, &parked, &found));
    assert_int_equal(found, 1);
    assert_true(str_is(parked[0].error_code, "test.away"));
    assert_int_equal(parked[0].attempt, 3);
    fixture_advance(f, MICROS_PER_DAY);
    assert_false(run_one(f, kinds));
    assert_ok(db_write_begin(f->db));
    assert_ok(job_retry(f->db, f->arena, f->clock.fixed_us, parked[0].id));
    assert_fails(job_retry(f->db, f->arena, f->clock.fixed_us, parked[0].id), "job.not_parked");
    assert_ok(db_commit(f->db));
    job.answer = nothing;
    assert_true(run_one(f, kinds));
    assert_int_equal(figures(f).parked, 0);
    assert_int_equal(job.runs, 4);
}

static void test_hopeless_parks_at_once(void **state)
{
    struct fixture *f = *state;
    begin(f);
    job.answer = result_fail(ERROR_INVALID, "test.wrong", NULL);
    add(f, "test.any", "1");
    add(f, "test.unknown", "1");
    assert_true(run_one(f, kinds));
    assert_true(run_one(f, kinds));
    assert_int_equal(figures(f).parked, 2);
    assert_int_equal(job.runs, 1);
    assert_int_equal(count(f, "error_code = 'job.unknown_kind'"), 1);
}

static struct result run_and_die(struct job_context *context, struct str key, struct str payload)
{
    (void)context;
    (void)key;
    (void)payload;
    kill(getpid(), SIGKILL);
    return nothing;
}

/* A worker that dies in the middle: its lease runs out and another takes the job, until there
 * are no attempts left. */
static void test_dead_worker(void **state)
{
    static const struct job_kind deadly[] = {
        {.name = "test.any", .run = run_and_die, .attempts_max = 3}, {0}};
    static const struct job_kind *const items[] = {deadly};
    struct fixture *f = *state;
    begin(f);
    add(f, "test.any", "1");
    for (int attempt = 1; attempt <= 3; attempt++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            fixture_after_fork(f);
            run_one(f, (struct job_kinds){items, 1});
            _exit(0);
        }
        int status = 0;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFSIGNALED(status));
        assert_false(run_one(f, kinds)); /* still leased */
        assert_int_equal(figures(f).running, 1);
        fixture_advance(f, 60 * MICROS_PER_SECOND);
    }
    assert_true(run_one(f, kinds));
    assert_int_equal(job.runs, 0);
    assert_int_equal(count(f, "error_code = 'job.worker_died'"), 1);
}

/* A lease that ran out and was taken: the slow worker learns it and its outcome does not count. */
static void test_lost_lease(void **state)
{
    struct fixture *f = *state;
    begin(f);
    add(f, "test.any", "1");
    job.steal = f;
    assert_true(run_one(f, kinds));
    assert_fails(job.beat, "job.lease_lost");
    assert_int_equal(job.runs, 2);
    assert_int_equal(fixture_number(f, "SELECT attempt FROM job WHERE state = 'done'"), 2);
}

static void test_heartbeat(void **state)
{
    struct fixture *f = *state;
    begin(f);
    job.beat_for_us = 50 * MICROS_PER_SECOND;
    add(f, "test.any", "1");
    assert_true(run_one(f, kinds));
    assert_ok(job.beat);
    assert_int_equal(figures(f).running + figures(f).waiting, 0);
}

static void test_repeating(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_ok(jobs_prepare(f->db, f->arena, f->clock.fixed_us, both_kinds));
    assert_ok(jobs_prepare(f->db, f->arena, f->clock.fixed_us, both_kinds));
    assert_true(run_one(f, both_kinds));
    assert_false(run_one(f, both_kinds));
    fixture_advance(f, 60 * MICROS_PER_SECOND);
    job.answer = result_fail(ERROR_INTERNAL, "test.broken", NULL);
    assert_true(run_one(f, both_kinds)); /* fails, and still comes back */
    fixture_advance(f, 60 * MICROS_PER_SECOND);
    assert_true(run_one(f, both_kinds));
    assert_int_equal(figures(f).parked, 0);
    assert_int_equal(job.runs, 3);
}

static struct result take(struct fixture *f, int64_t now_us, struct str holder, int64_t *fence)
{
    struct lease_want want = {S("sequencer"), holder, 1000};
    return lease_take(f->db, f->arena, now_us, want, fence);
}

static void test_named_lease(void **state)
{
    struct fixture *f = *state;
    int64_t fence = 0;
    int64_t now_us = f->clock.fixed_us;
    assert_ok(take(f, now_us, S("a"), &fence));
    assert_int_equal(fence, 1);
    assert_ok(take(f, now_us + 500, S("a"), &fence));
    assert_int_equal(fence, 1);
    assert_fails(take(f, now_us + 600, S("b"), &fence),
                 "job.lease_held");
    assert_ok(lease_check(f->db, f->arena, S("sequencer"), 1));
    assert_ok(take(f, now_us + 1500, S("b"), &fence));
    assert_int_equal(fence, 2);
    assert_fails(lease_check(f->db, f->arena, S("sequencer"), 1), "job.lease_lost");
}

/* Four workers empty a queue of two hundred: each job is run by one of them. */
static void test_many_workers(void **state)
{
    struct fixture *f = *state;
    begin(f);
    assert_ok(db_write_begin(f->db));
    for (int i = 0; i < 200; i++) {
        struct job_new one = {.kind = S("test.any"), .key = str_printf(f->arena, "%d", i)};
        assert_ok(job_add(f->db, f->arena, f->clock.fixed_us, one));
    }
    assert_ok(db_commit(f->db));
    int total = 0;
    pid_t children[4];
    for (int i = 0; i < 4; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            fixture_after_fork(f);
            while (run_one(f, kinds))
                ;
            _exit(job.runs);
        }
    }
    for (int i = 0; i < 4; i++) {
        int status = 0;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status));
        total += WEXITSTATUS(status);
    }
    assert_int_equal(total, 200);
    assert_int_equal(count(f, "state = 'done' AND attempt = 1"), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(test_runs_once),       FIXTURE_TESTS(test_rolled_back_is_never_run),
        FIXTURE_TESTS(test_retries_then_parks), FIXTURE_TESTS(test_hopeless_parks_at_once),
        FIXTURE_TESTS(test_dead_worker),     FIXTURE_TESTS(test_lost_lease),
             FIXTURE_TESTS(test_heartbeat),
        FIXTURE_TESTS(test_repeating),       FIXTURE_TESTS(test_named_lease),
        FIXTURE_TESTS(test_many_workers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
