/*
 * Submitting and accepting while everything fails in turn: the N-th passage of
 * any fault point fails, or kills the process there, for N = 1, 2, … until
 * none is left. After each one the invariants hold and a second try succeeds.
 */
#include "tests/faults/commune.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "db/query.h"

enum { PLACES_MAX = 16 };

/* Where faults struck, for the report. */
struct places {
    char names[PLACES_MAX][32];
    int counts[PLACES_MAX];
    int total;
};

static void remember(struct places *places, const char *name)
{
    places->total++;
    for (int i = 0; i < PLACES_MAX; i++) {
        if (places->counts[i] > 0 && strcmp(places->names[i], name) != 0)
            continue;
        snprintf(places->names[i], sizeof places->names[i], "%s", name);
        places->counts[i]++;
        return;
    }
}

static void print_places(const char *what, const struct places *places)
{
    print_message("# %s: %d points reached:", what, places->total);
    for (int i = 0; i < PLACES_MAX && places->counts[i] > 0; i++)
        print_message(" %s %d", places->names[i], places->counts[i]);
    print_message("\n");
}

/* One use case, tried by a child process; false when it did not succeed. */
typedef struct result (*attempt)(struct commune *c, struct str what);

static struct result submit(struct commune *c, struct str token)
{
    struct str receipt;
    struct str stored;
    struct service_context ctx = commune_acting(c, NULL);
    TRY(files_put(c->f->files, c->f->arena, token, &stored)); /* as an attached file would be */
    return dossier_submit(&ctx, token, &receipt);
}

static struct result accept(struct commune *c, struct str receipt)
{
    struct dossier_view view;
    struct service_context ctx = commune_acting(c, NULL);
    TRY(dossier_by_receipt(&ctx, receipt, &view));
    if (view.brief.status != DOSSIER_NEW)
        return RESULT_OK;
    ctx.actor = &c->clerk;
    struct fee_paid fee = {.number = S("BL-1"), .paid_us = 1, .amount_vnd = view.fee_vnd};
    return dossier_accept(&ctx, view.brief.code, view.brief.revision, &fee);
}

/* Tries in a child with the fault armed; true when the fault struck. */
static bool strike(struct commune *c, attempt try, struct str what, const char *spec)
{
    struct fixture *f = c->f;
    assert_ok(fault_arm(spec));
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        fixture_after_fork(f);
        struct result done = try(c, what);
        _exit(result_ok(done) ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    bool struck = fault_struck();
    if (!struck)
        assert_int_equal(status, 0);
    return struck;
}

static void play(struct fixture *f, attempt try, struct str (*prepare)(struct commune *), bool kill)
{
    struct commune *c = commune_new(f);
    struct places places = {0};
    bool struck = true;
    for (int n = 1; struck; n++) {
        struct str what = prepare(c);
        struck = strike(c, try, what, str_printf(f->arena, "%sany:%d", kill ? "kill@" : "", n).ptr);
        if (struck)
            remember(&places, fault_place());
        assert_ok(fault_arm(NULL));
        commune_assert_invariants(c);
        assert_ok(try(c, what)); /* the same request once more */
        assert_int_equal(commune_dossiers(c), n);
        commune_assert_invariants(c);
    }
    print_places(kill ? "killed" : "failed", &places);
    assert_true(places.total > 0);
}

static void test_submit_fails(void **state) { play(*state, submit, commune_draft, false); }
static void test_submit_killed(void **state) { play(*state, submit, commune_draft, true); }
static void test_accept_fails(void **state) { play(*state, accept, commune_submit, false); }
static void test_accept_killed(void **state) { play(*state, accept, commune_submit, true); }

/* Red twin: each invariant notices what it is there for. */
static void test_invariants_notice(void **state)
{
    static const char *const harm[] = {
        "UPDATE dossier SET holder_role = ''",
        "UPDATE dossier SET next_us = 0",
        "UPDATE dossier_serial SET last = last + 1",
        "DELETE FROM notification",
        "UPDATE evidence SET kind = 'other'",
        "UPDATE draft SET receipt_token = 'none'",
        "UPDATE dossier SET code = 'H19.62-261123-0003'",
    };
    struct fixture *f = *state;
    struct commune *c = commune_new(f);
    commune_submit(c);
    for (size_t i = 0; i < sizeof harm / sizeof harm[0]; i++) {
        assert_int_equal(commune_broken(c), 0);
        assert_ok(db_write_begin(f->db));
        assert_ok(db_script(f->db, harm[i]));
        assert_true(commune_broken(c) > 0);
        db_rollback(f->db);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(test_submit_fails),  FIXTURE_TESTS(test_submit_killed),
        FIXTURE_TESTS(test_accept_fails),  FIXTURE_TESTS(test_accept_killed),
        FIXTURE_TESTS(test_invariants_notice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
