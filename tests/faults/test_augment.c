/*
 * The lasting evidence of kept results while everything around it fails: authorities that are away,
 * slow or wrong, a disk that is full, a worker that is killed at every step. Whatever happens, no
 * stored byte changes, nothing is lost or doubled, the old file stays until a better one stands,
 * and the work is done when the fault is over.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/os_file.h"
#include "core/certificates.h"
#include "core/settings.h"
#include "core/trust.h"
#include "modules/result/keep.h"
#include "modules/result/queries.h"
#include "modules/result/test_world.h"
#include "sign/report.h"
#include "tests/support/authority.h"

#define HOUR_US (60 * 60 * MICROS_PER_SECOND)
enum { SCRATCH = 128 << 20 };

struct office {
    struct fixture *f;
    struct desk_world *w;
    struct authority *authority;
    struct arena *scratch; /* of one attempt */
};

static void go_on(struct office *o, int64_t by_us)
{
    fixture_advance(o->f, by_us);
    o->authority->state->now_us = o->f->clock.fixed_us;
}

/* The leader signs what lies on the desk; it gets its timestamp, and the time of grace passes. */
static struct issued sign(struct office *o)
{
    assert_string_equal(desk_world_sign(o->w, "246810"), "ok");
    desk_world_run(o->w);
    struct issued done = desk_world_issued(o->w);
    assert_int_equal(done.state, ISSUED_DONE);
    assert_int_equal(done.level, 'T');
    go_on(o, HOUR_US + MICROS_PER_SECOND);
    return done;
}

static struct issued another(struct office *o)
{
    desk_world_send(o->w);
    desk_world_run(o->w);
    return sign(o);
}

static struct office begin(struct fixture *f)
{
    struct office o = {.f = f, .authority = authority_place(f->arena),
                       .scratch = arena_new(SCRATCH)};
    o.w = desk_world_at(f, o.authority->url);
    o.authority->state->now_us = f->clock.fixed_us;
    authority_start(o.authority, desk_world_path(o.w, "keys"));
    return o;
}

static void end(struct office *o)
{
    authority_stop(o->authority);
    os_process_kill(&o->w->signer);
    arena_free(o->scratch);
}

/* What a worker does once a minute. */
static struct result work(struct office *o)
{
    struct job_context job = o->w->job;
    job.service = o->f->service;
    job.service.arena = o->scratch;
    arena_reset(o->scratch);
    return issued_augment_due(&job);
}

static int64_t count(struct office *o, const char *what)
{
    return fixture_number(o->f, str_printf(o->f->arena, "SELECT COUNT(*) FROM %s", what).ptr);
}

static struct str fault_of(struct office *o)
{
    struct fixture *f = o->f;
    struct issued_pending pending;
    assert_ok(issued_pending(f->db, f->arena, &pending));
    return pending.fault;
}

static void is_one_file(struct office *o, int64_t id)
{
    struct fixture *f = o->f;
    struct q_issued_revisions_rows rows;
    struct str before = S("");
    arena_reset(o->scratch);
    assert_ok(q_issued_revisions(f->db, o->scratch,
                                 (struct q_issued_revisions_in){.document_id = id}, &rows));
    assert_true(rows.count >= 3);
    for (size_t i = 0; i < rows.count; i++) {
        struct str bytes;
        assert_ok(files_get(f->files, o->scratch, rows.items[i].sha256, &bytes));
        assert_true(str_equal(sha256_hex(o->scratch, bytes), rows.items[i].sha256));
        assert_true(str_starts(bytes, before)); /* it only grows */
        assert_true(bytes.len > before.len);
        before = bytes;
    }
    struct issued now = desk_world_issued(o->w);
    assert_true(now.id != id || str_equal(now.sha256, rows.items[rows.count - 1].sha256));
}

/* Every stored byte is what its name says, every file only grows, every step has its row, its
 * evidence and nothing twice. */
static void nothing_is_lost_or_doubled(struct office *o)
{
    int64_t papers = count(o, "issued_document WHERE state = 4");
    int64_t kept = count(o, "issued_document WHERE level = 'LTA'");
    int64_t archives = count(o, "issued_revision WHERE kind = 'archive'");
    for (int64_t id = 1; id <= papers; id++)
        is_one_file(o, id);
    assert_int_equal(archives, kept);
    assert_int_equal(count(o, "evidence WHERE kind = 'result.dated'"), archives);
    int64_t unsigned_ones = count(o, "issued_document WHERE state = 1");
    assert_int_equal(count(o, "issued_revision"),
                     3 * count(o, "issued_document") + archives - 2 * unsigned_ones);
    assert_int_equal(count(o, "issued_augment WHERE kept_until_us > 0"), kept);
}

/* With nothing but the root, years later than anybody answers. */
static void proves_itself(struct office *o, struct issued paper)
{
    struct fixture *f = o->f;
    struct evidence_set evidence = {.arena = o->scratch,
                                    .at_us = f->clock.fixed_us + 300 * MICROS_PER_DAY};
    struct report report;
    struct report_input input = {.has_detached = false};
    arena_reset(o->scratch);
    evidence_list_add(o->scratch, &evidence.roots, o->w->setup.root);
    assert_ok(files_get(f->files, o->scratch, paper.sha256, &input.bytes));
    assert_ok(report_make(&evidence, &input, &report));
    assert_string_equal(indication_name(report.indication), "TOTAL-PASSED");
    assert_string_equal(report.signatures[0].level, "LTA");
    assert_int_equal(report.count, 2);
}

static void caught_up(struct office *o, int64_t id)
{
    struct fixture *f = o->f;
    assert_ok(work(o));
    assert_int_equal(count(o, "issued_document WHERE state = 4 AND level <> 'LTA'"), 0);
    assert_string_equal(str_c(f->arena, fault_of(o)), "");
    nothing_is_lost_or_doubled(o);
    struct issued paper = desk_world_issued(o->w);
    assert_int_equal(paper.id, id);
    proves_itself(o, paper);
}

/* ---- authorities ---- */

static const char *const mood_names[MOODS] = {"good", "reset", "cut", "slow", "error", "redirect",
                                              "garbage", "huge", "empty", "old", "other", "nonce",
                                              "stranger"};

static void fails_with(struct office *o, enum authority_mood mood, const char *code,
                       struct str before)
{
    struct fixture *f = o->f;
    assert_ok(work(o));
    const char *got = str_c(f->arena, fault_of(o));
    if (strcmp(got, code) != 0)
        fail_msg("%s: %s, not %s", mood_names[mood], got, code);
    struct issued now = desk_world_issued(o->w);
    assert_true(str_equal(now.sha256, before));
    nothing_is_lost_or_doubled(o);
    go_on(o, HOUR_US + MICROS_PER_SECOND);
}

static void authorities_that_do_not_tell(void **state)
{
    struct fixture *f = *state;
    struct office o = begin(f);
    struct issued paper = sign(&o);
    for (enum authority_mood mood = MOOD_RESET; mood < MOODS; mood++) {
        if (mood == MOOD_NONCE || (mood == MOOD_SLOW && f->engine != DB_SQLITE))
            continue; /* our questions carry no nonce, so that a cache may answer */
        o.authority->state->mood[OFFICE_OCSP] = (int)mood;
        o.authority->state->mood[OFFICE_CRL] = (int)mood;
        fails_with(&o, mood, KEEP_SILENT, paper.sha256);
    }
    int asked = o.authority->state->asked[OFFICE_STAMP];
    authority_mood(o.authority, MOOD_GOOD);
    o.authority->state->mood[OFFICE_OCSP] = MOOD_GARBAGE; /* the list alone will do */
    caught_up(&o, paper.id);
    assert_int_equal(o.authority->state->asked[OFFICE_STAMP], asked + 1); /* none in vain */
    end(&o);
}

static const char *stamp_fault(enum authority_mood mood)
{
    switch (mood) {
    case MOOD_RESET:
    case MOOD_CUT:
    case MOOD_SLOW:
    case MOOD_ERROR:
    case MOOD_REDIRECT:
        return KEEP_NO_STAMP;
    case MOOD_GARBAGE:
    case MOOD_HUGE:
    case MOOD_EMPTY:
    case MOOD_OLD:
    case MOOD_OTHER:
    case MOOD_NONCE:
    case MOOD_STRANGER:
    case MOOD_GOOD:
    case MOODS:
    default:
        return KEEP_BAD_STAMP;
    }
}

static void stamps_that_do_not_come(void **state)
{
    struct fixture *f = *state;
    struct office o = begin(f);
    struct issued paper = sign(&o);
    for (enum authority_mood mood = MOOD_RESET; mood < MOODS; mood++) {
        if (mood == MOOD_SLOW && f->engine != DB_SQLITE)
            continue;
        o.authority->state->mood[OFFICE_STAMP] = (int)mood;
        fails_with(&o, mood, stamp_fault(mood), paper.sha256);
    }
    authority_mood(o.authority, MOOD_GOOD);
    caught_up(&o, paper.id);
    end(&o);
}

/* One asks for all: while nobody stamps, the others are not put off. */
static void one_question_while_nobody_stamps(void **state)
{
    struct fixture *f = *state;
    struct office o = begin(f);
    sign(&o);
    another(&o);
    struct issued last = another(&o);
    int asked = o.authority->state->asked[OFFICE_STAMP];
    o.authority->state->mood[OFFICE_STAMP] = MOOD_ERROR;
    assert_ok(work(&o));
    assert_int_equal(o.authority->state->asked[OFFICE_STAMP], asked + 1);
    assert_int_equal(count(&o, "issued_augment"), 1);
    authority_mood(o.authority, MOOD_GOOD);
    assert_ok(work(&o)); /* a minute later: all but the one that was tried */
    assert_int_equal(count(&o, "issued_document WHERE level = 'LTA'"), 2);
    go_on(&o, HOUR_US);
    caught_up(&o, last.id);
    end(&o);
}

/* Pauses double up to an hour where others fail. */
static void pauses_grow(void **state)
{
    struct fixture *f = *state;
    struct office o = begin(f);
    struct issued paper = sign(&o);
    static const int64_t minutes[] = {10, 20, 40, 60, 60};
    o.authority->state->mood[OFFICE_STAMP] = MOOD_ERROR;
    for (size_t i = 0; i < 5; i++) {
        int asked = o.authority->state->asked[OFFICE_STAMP];
        assert_ok(work(&o));
        assert_int_equal(o.authority->state->asked[OFFICE_STAMP], asked + 1);
        go_on(&o, (minutes[i] * 60 - 1) * MICROS_PER_SECOND);
        assert_ok(work(&o));
        assert_int_equal(o.authority->state->asked[OFFICE_STAMP], asked + 1);
        go_on(&o, MICROS_PER_SECOND);
    }
    authority_mood(o.authority, MOOD_GOOD);
    caught_up(&o, paper.id);
    end(&o);
}

/* ---- our own side ---- */

/* Every write, commit and file operation fails once. */
static void every_fault_is_survived(void **state)
{
    struct fixture *f = *state;
    struct office o = begin(f);
    struct issued paper = sign(&o);
    long struck = 0;
    for (bool more = true; more;) {
        struct str spec = str_printf(f->arena, "any:%ld", struck + 1);
        assert_ok(fault_arm(spec.ptr));
        result_ignore(work(&o)); /* a database that fails is the job's to report */
        db_rollback(f->db);
        more = fault_struck();
        struck += more;
        assert_ok(fault_arm(NULL));
        nothing_is_lost_or_doubled(&o);
        go_on(&o, MICROS_PER_DAY + MICROS_PER_SECOND);
        if (count(&o, "issued_document WHERE state = 4 AND level <> 'LTA'") == 0 && more)
            paper = another(&o);
    }
    assert_true(struck >= 10);
    caught_up(&o, paper.id);
    end(&o);
}

static void a_full_disk_leaves_the_old_file(void **state)
{
    struct fixture *f = *state;
    struct office o = begin(f);
    sign(&o);
    struct issued paper = another(&o);
    assert_ok(fault_arm("file.write:1+"));
    assert_ok(work(&o));
    assert_ok(fault_arm(NULL));
    assert_string_equal(str_c(f->arena, fault_of(&o)), "signature.storage");
    assert_int_equal(count(&o, "issued_augment"), 1); /* the next would meet the same */
    nothing_is_lost_or_doubled(&o);
    go_on(&o, HOUR_US);
    caught_up(&o, paper.id);
    end(&o);
}

/* True while the fault struck: the worker was killed. */
static bool killed_at(struct office *o, long step)
{
    struct fixture *f = o->f;
    int status = 0;
    assert_ok(fault_arm(str_printf(f->arena, "kill@any:%ld", step).ptr));
    pid_t child = fork();
    assert_int_not_equal(child, -1);
    if (child == 0) {
        fixture_after_fork(f);
        _exit(result_ok(work(o)) ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_ok(fault_arm(NULL));
    if (WIFSIGNALED(status)) {
        assert_int_equal(WTERMSIG(status), SIGKILL);
        return true;
    }
    assert_int_equal(WEXITSTATUS(status), 0);
    return false;
}

static void a_kill_at_every_step(void **state)
{
    struct fixture *f = *state;
    struct office o = begin(f);
    struct issued paper = sign(&o);
    long steps = 0;
    while (killed_at(&o, steps + 1)) {
        steps++;
        nothing_is_lost_or_doubled(&o);
        go_on(&o, MICROS_PER_DAY + MICROS_PER_SECOND);
        if (count(&o, "issued_document WHERE state = 4 AND level <> 'LTA'") == 0)
            paper = another(&o); /* it had come so far that it stands */
    }
    print_message("# killed at %ld steps\n", steps);
    assert_true(steps >= 10);
    caught_up(&o, paper.id);
    end(&o);
}

/* A file that takes its worker with it every time stops nobody else. */
static void one_that_kills_stops_nobody(void **state)
{
    struct fixture *f = *state;
    struct office o = begin(f);
    struct issued first = sign(&o);
    struct issued second = another(&o);
    assert_true(killed_at(&o, 4)); /* behind what says that the first is being tried */
    assert_int_equal(count(&o, "issued_augment WHERE fault = 'result.unfinished'"), 1);
    assert_ok(work(&o));
    assert_int_equal(count(&o, "issued_document WHERE level = 'LTA'"), 1);
    assert_int_equal(fixture_number(f, "SELECT MAX(id) FROM issued_document WHERE level = 'LTA'"),
                     second.id);
    assert_true(first.id < second.id);
    go_on(&o, HOUR_US);
    caught_up(&o, second.id);
    end(&o);
}

/* ---- before the newest stamp ends ---- */

static void trust_the_other_authority(struct office *o)
{
    struct fixture *f = o->f;
    int64_t id;
    struct trust_order order = {.domain = TRUST_TEST, .source = S("thử"), .reason = S("thử"),
                                .actor = S("system")};
    assert_ok(os_file_read(f->arena, desk_world_path(o->w, "keys/strange.der"), 64 * 1024,
                           &order.der));
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, trust_add(f->db, f->arena, f->clock.fixed_us, &order, &id)));
}

static void renewed_before_it_ends_and_only_for_gain(void **state)
{
    struct fixture *f = *state;
    struct office o = begin(f);
    struct issued paper = sign(&o);
    caught_up(&o, paper.id);
    int64_t until_us = fixture_number(f, "SELECT kept_until_us FROM issued_augment");
    int64_t renew_us = 180 * MICROS_PER_DAY;
    go_on(&o, until_us - renew_us - f->clock.fixed_us - MICROS_PER_SECOND);
    int asked = o.authority->state->asked[OFFICE_STAMP];
    assert_ok(work(&o)); /* not yet */
    assert_int_equal(o.authority->state->asked[OFFICE_STAMP], asked);
    go_on(&o, 2 * MICROS_PER_SECOND);
    struct str before = desk_world_issued(o.w).sha256;
    assert_ok(work(&o)); /* the same certificate stamps still: the file would grow for nothing */
    assert_int_equal(o.authority->state->asked[OFFICE_STAMP], asked + 1);
    assert_true(str_equal(desk_world_issued(o.w).sha256, before));
    struct issued_pending pending;
    assert_ok(issued_pending(f->db, f->arena, &pending));
    assert_int_equal(pending.renewals, 1);
    assert_int_equal(pending.first_ends_us, until_us);
    assert_string_equal(str_c(f->arena, pending.fault), KEEP_NO_GAIN);
    trust_the_other_authority(&o);
    o.authority->state->mood[OFFICE_STAMP] = MOOD_STRANGER;
    go_on(&o, MICROS_PER_DAY);
    assert_ok(work(&o));
    assert_int_equal(count(&o, "issued_revision WHERE kind = 'archive'"), 2);
    assert_true(fixture_number(f, "SELECT kept_until_us FROM issued_augment") > until_us);
    assert_ok(issued_pending(f->db, f->arena, &pending));
    assert_int_equal(pending.renewals, 0);
    is_one_file(&o, paper.id);
    go_on(&o, MICROS_PER_DAY);
    asked = o.authority->state->asked[OFFICE_STAMP];
    assert_ok(work(&o)); /* and that is enough */
    assert_int_equal(o.authority->state->asked[OFFICE_STAMP], asked);
    end(&o);
}

static void policy_says_until_when(void **state)
{
    (void)state;
    const struct str policy = S("112 2030-12-31, 256 2035-12-31");
    int64_t day;
    assert_true(civil_parse_date(S("2030-12-31"), &day));
    assert_int_equal(keep_strength_end(policy, 112), civil_to_us(civil_from_day_number(day)));
    assert_true(civil_parse_date(S("2035-12-31"), &day));
    assert_int_equal(keep_strength_end(policy, 113), civil_to_us(civil_from_day_number(day)));
    assert_true(keep_strength_end(policy, 257) == INT64_MAX);
    assert_true(keep_strength_end(S(""), 80) == INT64_MAX);
    assert_true(keep_policy_valid(policy));
    assert_true(keep_policy_valid(S("")));
    static const char *const wrong[] = {"112", "2030-12-31", "112 2030-02-30", "0 2030-12-31",
                                        "112 2030-12-31,", "x 2030-12-31"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(keep_policy_valid(str_from_c(wrong[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(policy_says_until_when),
        FIXTURE_TESTS(authorities_that_do_not_tell),
        FIXTURE_TESTS(stamps_that_do_not_come),
        FIXTURE_TESTS(one_question_while_nobody_stamps),
        FIXTURE_TESTS(pauses_grow),
        FIXTURE_TESTS(every_fault_is_survived),
        FIXTURE_TESTS(a_full_disk_leaves_the_old_file),
        FIXTURE_TESTS(a_kill_at_every_step),
        FIXTURE_TESTS(one_that_kills_stops_nobody),
        FIXTURE_TESTS(renewed_before_it_ends_and_only_for_gain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
