/* Many processes at one dossier, one draft, one day's serials: one of them wins, all are told. */
#include "tests/faults/commune.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ACCEPTS = 1000, RECEIPTS = 64, REPLAYS = 32, TOKEN_BYTES = 40 };
enum { SPINS = 1000, WAITS_MAX = 300000 /* at least 30 s */ };

/* Shared with the children. */
struct meeting {
    atomic_int waiting[ACCEPTS]; /* how many have come to the N-th dossier */
    atomic_int won;
    atomic_int lost;
    atomic_int wrong;
    char tokens[RECEIPTS][TOKEN_BYTES];
};

static struct meeting *meet(void)
{
    struct meeting *meeting = mmap(NULL, sizeof *meeting, PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(meeting, MAP_FAILED);
    return meeting;
}

static void wait_for(atomic_int *place, int count)
{
    atomic_fetch_add(place, 1);
    for (int spins = 0; atomic_load(place) < count; spins++) {
        assert_true(spins < WAITS_MAX); /* somebody died on the way */
        if (spins > SPINS)
            usleep(100); /* many wait on few processors */
    }
}

/* Runs `work` in `count` processes at once. */
static void together(struct commune *c, struct meeting *meeting, int count,
                     void (*work)(struct commune *, struct meeting *, int))
{
    pid_t children[RECEIPTS];
    for (int i = 0; i < count; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            fixture_after_fork(c->f);
            work(c, meeting, i);
            _exit(0);
        }
    }
    for (int i = 0; i < count; i++) {
        int status = 0;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
}

static void accept_all(struct commune *c, struct meeting *meeting, int number)
{
    struct service_context ctx = commune_acting(c, &c->clerk);
    struct arena *arena = arena_new(1 << 24);
    (void)number;
    ctx.arena = arena;
    for (int i = 0; i < ACCEPTS; i++) {
        arena_reset(arena);
        struct str code = str_printf(arena, "H19.62-261123-%04d", i + 1);
        struct dossier_view view;
        if (!result_ok(dossier_open(&ctx, code, &view)))
            atomic_fetch_add(&meeting->wrong, 1);
        struct fee_paid fee = {.number = S("BL-1"), .paid_us = 1, .amount_vnd = view.fee_vnd};
        wait_for(&meeting->waiting[i], 2);
        struct result done = dossier_accept(&ctx, code, view.brief.revision, &fee);
        if (result_ok(done))
            atomic_fetch_add(&meeting->won, 1);
        else
            atomic_fetch_add(done.kind == ERROR_CONFLICT ? &meeting->lost : &meeting->wrong, 1);
    }
}

static void test_two_clerks_one_dossier(void **state)
{
    struct fixture *f = *state;
    struct commune *c = commune_new(f);
    struct meeting *meeting = meet();
    for (int i = 0; i < ACCEPTS; i++)
        commune_submit(c);
    together(c, meeting, 2, accept_all);
    assert_int_equal(meeting->wrong, 0);
    assert_int_equal(meeting->won, ACCEPTS);
    assert_int_equal(meeting->lost, ACCEPTS);
    const char *events = "SELECT COUNT(*) FROM dossier_event WHERE kind = 'received'";
    assert_int_equal(fixture_number(f, events), ACCEPTS);
    commune_assert_invariants(c);
    munmap(meeting, sizeof *meeting);
}

static void submit_mine(struct commune *c, struct meeting *meeting, int number)
{
    struct fixture *f = c->f;
    struct service_context ctx = commune_acting(c, NULL);
    struct str receipt;
    wait_for(&meeting->waiting[0], RECEIPTS);
    assert_ok(dossier_submit(&ctx, str_from_c(meeting->tokens[number]), &receipt));
}

static void test_parallel_receipts(void **state)
{
    struct commune *c = commune_new(*state);
    struct meeting *meeting = meet();
    for (int i = 0; i < RECEIPTS; i++)
        memcpy(meeting->tokens[i], commune_draft(c).ptr, 32);
    together(c, meeting, RECEIPTS, submit_mine);
    assert_int_equal(commune_dossiers(c), RECEIPTS);
    commune_assert_invariants(c);
    munmap(meeting, sizeof *meeting);
}

static void submit_same(struct commune *c, struct meeting *meeting, int number)
{
    struct fixture *f = c->f;
    struct service_context ctx = commune_acting(c, NULL);
    struct str receipt;
    wait_for(&meeting->waiting[0], REPLAYS);
    assert_ok(dossier_submit(&ctx, str_from_c(meeting->tokens[0]), &receipt));
    memcpy(meeting->tokens[number + 1], receipt.ptr, 32);
}

static void test_replayed_submit(void **state)
{
    struct fixture *f = *state;
    struct commune *c = commune_new(f);
    struct meeting *meeting = meet();
    memcpy(meeting->tokens[0], commune_draft(c).ptr, 32);
    together(c, meeting, REPLAYS, submit_same);
    for (int i = 2; i <= REPLAYS; i++)
        assert_string_equal(meeting->tokens[1], meeting->tokens[i]);
    assert_int_equal(commune_dossiers(c), 1);
    db_close(f->db); /* as after a restart */
    f->db = fixture_connect(f);
    f->service.db = f->db;
    struct service_context ctx = commune_acting(c, NULL);
    struct str receipt;
    assert_ok(dossier_submit(&ctx, str_from_c(meeting->tokens[0]), &receipt));
    assert_true(str_is(receipt, meeting->tokens[1]));
    assert_int_equal(commune_dossiers(c), 1);
    commune_assert_invariants(c);
    munmap(meeting, sizeof *meeting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(test_two_clerks_one_dossier),
        FIXTURE_TESTS(test_parallel_receipts),
        FIXTURE_TESTS(test_replayed_submit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
