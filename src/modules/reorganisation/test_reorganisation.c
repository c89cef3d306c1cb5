#include "modules/reorganisation/test_world.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/merkle.h"
#include "core/evidence.h"
#include "core/organisation_change.h"
#include "core/organisation_codes.h"
#include "core/permission.h"
#include "core/succession.h"
#include "db/query.h"
#include "tests/support/second.h"

#define TODAY "2026-11-23"

#define NUMBER(w, format, value)                                                                   \
    fixture_number((w)->f, str_printf((w)->f->arena, format, (long long)(value)).ptr)

static struct reorganisation_operation merge(struct world *w, size_t into,
                                             const struct reorganisation_part *parts, size_t count)
{
    return (struct reorganisation_operation){.kind = REORGANISATION_MERGE,
                                             .code = world_code(w, into),
                                             .parts = parts,
                                             .part_count = count};
}

static struct world *two_communes(struct fixture *f)
{
    struct world *w = world_new(f, 3);
    world_dossiers(w, 0, 30, 5);
    world_dossiers(w, 1, 20, 7);
    world_dossiers(w, 2, 10, 1);
    return w;
}

/* C.0 goes into C.1. */
static int64_t merge_decision(struct world *w, const char *day)
{
    struct reorganisation_part part = {.code = world_code(w, 0)};
    struct reorganisation_operation operation = merge(w, 1, &part, 1);
    return world_decision(w, day, &operation, 1);
}

/* A question about one's data waits at C.0, with its clock. */
static void ask(struct world *w)
{
    struct fixture *f = w->f;
    fixture_script(f, str_printf(f->arena,
                                 "INSERT INTO privacy_question (token, evidence_id, object,"
                                 " citizen_id, phone, assurance, agency_id, asked, asked_us,"
                                 " due_us) SELECT 't', MIN(id), 'dossier:1', 0, '', '', %lld, '?',"
                                 " 1, 2 FROM evidence", (long long)w->communes[0]).ptr);
}

static void expect_untouched(struct world *w)
{
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM dossier WHERE agency_id = %lld",
                            w->communes[0]), 35);
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM draft WHERE agency_id = %lld",
                            w->communes[0]), 1);
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM agency_version WHERE agency_id = %lld"
                               " AND valid_to IS NULL", w->communes[0]), 1);
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM appointment t JOIN position q"
                               " ON q.id = t.position_id JOIN unit u ON u.id = q.unit_id"
                               " WHERE t.valid_to IS NULL AND u.agency_id = %lld",
                            w->communes[0]), WORLD_POSTS);
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM agency_heir WHERE agency_id = %lld",
                            w->communes[0]), 0);
}

static void expect_merged(struct world *w)
{
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM dossier WHERE agency_id = %lld"
                               " AND holder_role <> ''", w->communes[1]), 50);
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM dossier WHERE agency_id = %lld"
                               " AND holder_role = ''", w->communes[0]), 5);
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM draft WHERE agency_id = %lld",
                            w->communes[1]), 2);
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM appointment t JOIN position q"
                               " ON q.id = t.position_id JOIN unit u ON u.id = q.unit_id"
                               " WHERE t.valid_to IS NULL AND u.agency_id = %lld",
                            w->communes[1]), 2 * WORLD_POSTS);
    /* like-named posts are one: nobody sits beside his colleagues */
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM position q JOIN unit u ON u.id = q.unit_id"
                               " WHERE q.valid_to IS NULL AND u.agency_id = %lld",
                            w->communes[1]), WORLD_POSTS);
}

static void test_merge(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    int64_t due = fixture_number(f, "SELECT SUM(due_us + next_us + LENGTH(code)) FROM dossier");
    struct agency_by_any_code found;
    int64_t heir;
    int64_t id = merge_decision(w, TODAY);
    ask(w);
    assert_ok(world_apply(w, id));
    expect_merged(w);
    assert_int_equal(NUMBER(w, "SELECT SUM(due_us) FROM privacy_question WHERE agency_id = %lld",
                            w->communes[1]), 2);
    assert_int_equal(fixture_number(f, "SELECT SUM(due_us + next_us + LENGTH(code)) FROM dossier"),
                     due);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier_event WHERE kind = 'moved'"
                                       " AND note = 'UBND xã Thử 0 → UBND xã Thử 1"
                                       " (112/NQ-HĐND)'"), 30);
    /* facts stay with the agency of their day; the heir answers for it */
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM fact WHERE agency_id = %lld",
                            w->communes[0]), 35);
    assert_ok(succession_heir(f->db, f->arena, w->communes[0], S(TODAY), &heir));
    assert_int_equal(heir, w->communes[1]);
    assert_ok(succession_heir(f->db, f->arena, w->communes[0], S("2026-11-22"), &heir));
    assert_int_equal(heir, w->communes[0]);
    assert_ok(agency_find_code(f->db, f->arena, S("C.0"), S(TODAY), &found));
    assert_true(found.redirected);
    assert_int_equal(found.agency.id, w->communes[1]);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM (SELECT holding FROM"
                                       " reorganisation_total GROUP BY holding HAVING"
                                       " SUM(before_count) <> SUM(after_count)) x"), 0);
    assert_int_equal(fixture_number(f, "SELECT SUM(before_count) FROM reorganisation_total"
                                       " WHERE holding = 'dossier'"), 50);
}

/* What the old commune has left may be read by the heir's people, and by nobody else new. */
static void test_heirs_read(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    struct grant grant = {.role = ROLE_CLERK, .role_code = S("mot_cua"),
                          .agency_id = w->communes[1]};
    struct actor clerk = {.account_id = 9, .today = S(TODAY), .grants = &grant, .grant_count = 1};
    int64_t old = w->communes[0];
    assert_fails(permission_check(f->db, f->arena, &clerk, "dossier.read", old),
                 "permission.denied");
    assert_ok(world_apply(w, merge_decision(w, TODAY)));
    assert_ok(permission_check(f->db, f->arena, &clerk, "dossier.read", old));
    clerk.today = S("2026-11-22"); /* as of the day before */
    assert_fails(permission_check(f->db, f->arena, &clerk, "dossier.read", old),
                 "permission.denied");
    clerk.today = S(TODAY);
    grant.agency_id = w->communes[2];
    assert_fails(permission_check(f->db, f->arena, &clerk, "dossier.read", old),
                 "permission.denied");
}

/* What the evidence says of the dossiers can be recomputed from the rows. */
static void test_evidence(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    struct evidence_row row;
    struct merkle_range range = {0};
    struct holding_moves moves;
    assert_ok(world_apply(w, merge_decision(w, TODAY)));
    assert_ok(evidence_last(f->db, f->arena, S("reorganisation.moved"),
                            str_printf(f->arena, "agency:%lld", (long long)w->communes[0]), &row));
    assert_ok(holding_moves(f->db, f->arena, 1, &moves));
    for (size_t i = 0; i < moves.count; i++) {
        if (!str_is(moves.items[i].holding, "dossier"))
            continue;
        struct sha256 leaf = merkle_leaf(
            str_printf(f->arena, "dossier:%lld", (long long)moves.items[i].object_id));
        merkle_append(&range, &leaf);
    }
    struct sha256 root = merkle_root(&range);
    struct str hex = str_hex(f->arena, root.bytes, sizeof root.bytes);
    assert_int_equal(range.size, 30);
    assert_int_not_equal(str_find(row.record, hex), row.record.len);
    assert_int_not_equal(str_find(row.record, hex), SIZE_MAX);
    assert_ok(evidence_last(f->db, f->arena, S("reorganisation.applied"), S("reorganisation:1"),
                            &row));
    assert_true(str_equal(row.actor, S("account:2")));
}

static void test_split(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    struct reorganisation_part parts[] = {
        {.code = world_code(w, 1), .rule = RULE_TEXT, .words = S("Thôn Ba\nẤp Mườ\nẤp Một")},
        {.code = world_code(w, 2), .rule = RULE_LIST, .words = S("C.0-o-3\nC.0-o-10")},
        {.code = S("C.9"), .rule = RULE_ALL}};
    struct reorganisation_operation operations[] = {
        {.kind = REORGANISATION_FOUND, .new_code = S("C.9"), .name = S("UBND xã Mới"),
         .place = S("xã Mới"), .unit_kind = S("xã"), .level = 4, .parent_code = S("P")},
        {.kind = REORGANISATION_SPLIT, .code = world_code(w, 0), .parts = parts, .part_count = 3}};
    assert_ok(world_apply(w, world_decision(w, TODAY, operations, 2)));
    /* 3 name Ấp Một, not Ấp Mười; the list takes one more; the rest goes to the new one */
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM dossier WHERE agency_id = %lld"
                               " AND code LIKE 'C.0-o-%%'", w->communes[1]), 3);
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM dossier WHERE agency_id = %lld"
                               " AND code LIKE 'C.0-o-%%'", w->communes[2]), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier d JOIN agency_version v ON"
                                       " v.agency_id = d.agency_id WHERE v.code = 'C.9'"), 26);
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM agency_successor WHERE predecessor_id = %lld",
                            w->communes[0]), 3);
}

/* 24 hours later nothing has happened; then the way back leads to where it began. */
static void test_undo(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    int64_t id = merge_decision(w, TODAY);
    assert_ok(world_apply(w, id));
    w->engine.service = world_as(w, &w->admin);
    assert_fails(reorganisation_undo(&w->engine, id, S("113/NQ-HĐND")), "permission.denied");
    w->engine.service = world_as(w, &w->leader);
    w->leader_grant.subtree = false; /* a leader who does not reach what was merged */
    assert_fails(reorganisation_undo(&w->engine, id, S("113/NQ-HĐND")), "permission.denied");
    w->leader_grant.subtree = true;
    assert_ok(reorganisation_undo(&w->engine, id, S("113/NQ-HĐND")));
    expect_untouched(w);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM agency_successor"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier_event"
                                       " WHERE kind = 'moved_back'"), 30);
    assert_fails(reorganisation_undo(&w->engine, id, S("114/NQ-HĐND")), "reorganisation.state");
    assert_ok(world_apply(w, merge_decision(w, TODAY)));
    expect_merged(w);
}

static void test_undo_refused(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    int64_t id = merge_decision(w, TODAY);
    assert_ok(world_apply(w, id));
    w->engine.service = world_as(w, &w->leader);
    fixture_script(f, "UPDATE dossier SET holder_role = '' WHERE code = 'C.0-o-1'");
    assert_fails(reorganisation_undo(&w->engine, id, S("113/NQ-HĐND")), "reorganisation.newer");
    fixture_script(f, "UPDATE dossier SET holder_role = 'mot_cua' WHERE code = 'C.0-o-1'");
    fixture_advance(f, MICROS_PER_DAY + 1);
    assert_fails(reorganisation_undo(&w->engine, id, S("113/NQ-HĐND")), "reorganisation.late");
    expect_merged(w);
}

static size_t blocking_of(struct world *w, int64_t id)
{
    struct fixture *f = w->f;
    struct decision decision;
    struct plan plan;
    assert_ok(decision_load(&f->service, id, &decision));
    assert_ok(plan_make(&f->service, &decision, &plan));
    w->engine.service = world_as(w, &w->leader);
    if (plan.blocking > 0)
        assert_fails(world_approve(w, id), "reorganisation.conflicts");
    return plan.blocking;
}

static void test_conflicts(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    struct reorganisation_part to1 = {.code = world_code(w, 0)};
    struct reorganisation_part to0 = {.code = world_code(w, 1)};
    struct reorganisation_part nobody = {.code = S("C.77")};
    struct reorganisation_operation circle[] = {merge(w, 1, &to1, 1), merge(w, 0, &to0, 1)};
    struct reorganisation_operation twice[] = {merge(w, 1, &to1, 1), merge(w, 2, &to1, 1)};
    struct reorganisation_operation unknown = merge(w, 1, &nobody, 1);
    struct reorganisation_operation people = {.kind = REORGANISATION_CLOSE,
                                              .code = world_code(w, 0)};
    struct reorganisation_operation children = {.kind = REORGANISATION_CLOSE, .code = S("P")};
    assert_int_equal(blocking_of(w, world_decision(w, TODAY, circle, 2)), 2);
    assert_int_equal(blocking_of(w, world_decision(w, TODAY, twice, 2)), 1);
    assert_int_equal(blocking_of(w, world_decision(w, TODAY, &unknown, 1)), 1);
    assert_int_equal(blocking_of(w, world_decision(w, TODAY, &people, 1)), 1);
    assert_int_equal(blocking_of(w, world_decision(w, TODAY, &children, 1)), 3);
    assert_int_equal(blocking_of(w, world_decision(w, TODAY, NULL, 0)), 1);
    assert_int_equal(blocking_of(w, merge_decision(w, TODAY)), 0);
    expect_untouched(w);
}

/* A decision over the same agency waits; an agency that has ended; a change that came later. */
static void test_overlaps(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    int64_t first = merge_decision(w, "2027-01-01");
    int64_t second = merge_decision(w, "2027-02-01");
    w->engine.service = world_as(w, &w->leader);
    assert_ok(world_approve(w, first));
    assert_int_equal(blocking_of(w, second), 2);
    assert_fails(reorganisation_apply(&w->engine, first), "reorganisation.early");
    assert_ok(reorganisation_withdraw(&w->engine, first));
    assert_fails(reorganisation_withdraw(&w->engine, first), "reorganisation.state");
    assert_int_equal(blocking_of(w, second), 0);
    assert_ok(world_approve(w, first));
    expect_untouched(w);
    f->clock.fixed_us = INT64_C(1798736400000000); /* 2027-01-01 00:00 +07 */
    w->engine.service = world_as(w, NULL);
    assert_ok(reorganisation_apply(&w->engine, first));
    expect_merged(w);
    assert_int_equal(blocking_of(w, second), 1);
}

static void test_refusals(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    int64_t id = merge_decision(w, TODAY);
    struct reorganisation_new empty = {.title = S("x"), .decided_on = S(TODAY),
                                       .effective_on = S(TODAY)};
    struct service_context ctx = world_as(w, &w->admin);
    assert_fails(reorganisation_prepare(&ctx, &empty, &id), "reorganisation.number");
    empty.number = S("1");
    empty.effective_on = S("2026-11-22");
    assert_fails(reorganisation_prepare(&ctx, &empty, &id), "reorganisation.days");
    w->engine.service = ctx;
    assert_fails(world_approve(w, id), "permission.denied");
    w->leader.account_id = w->admin.account_id;
    w->engine.service = world_as(w, &w->leader);
    assert_fails(world_approve(w, id), "reorganisation.same_person");
    w->leader.account_id = 2;
    w->leader_grant.subtree = false;
    assert_fails(world_approve(w, id), "permission.denied");
    w->leader_grant.subtree = true;
    w->engine.service = world_as(w, NULL);
    assert_fails(reorganisation_apply(&w->engine, id), "reorganisation.state");
    expect_untouched(w);
}

/* Who approves answers for the draft that was read; a newer one must be read first. */
static void test_approves_what_was_seen(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    struct service_context admin = world_as(w, &w->admin);
    struct reorganisation_part part = {.code = world_code(w, 2)};
    struct reorganisation_operation more = merge(w, 1, &part, 1);
    int64_t id = merge_decision(w, TODAY);
    w->engine.service = world_as(w, &w->leader);
    assert_ok(reorganisation_add(&admin, id, &more, 1));
    assert_fails(reorganisation_approve(&w->engine, id, REORGANISATION_FIRST),
                 "reorganisation.changed");
    assert_ok(reorganisation_file(&admin, id, S("01"), S("khac.pdf")));
    assert_fails(reorganisation_approve(&w->engine, id, REORGANISATION_FIRST + 1),
                 "reorganisation.changed");
    expect_untouched(w);
    assert_ok(reorganisation_approve(&w->engine, id, REORGANISATION_FIRST + 2));
    assert_ok(reorganisation_withdraw(&w->engine, id));
    assert_fails(reorganisation_approve(&w->engine, id, REORGANISATION_FIRST + 2),
                 "reorganisation.changed");
}

/* An agency under none stands beside the highest: no leader of a part of the province founds it,
 * and none takes it back. */
static void test_founds_only_the_highest(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    struct reorganisation_operation beside = {.kind = REORGANISATION_FOUND, .new_code = S("Q"),
                                              .name = S("UBND tỉnh khác"), .place = S("tỉnh khác"),
                                              .unit_kind = S("tỉnh"), .level = 2};
    int64_t id = world_decision(w, TODAY, &beside, 1);
    w->leader_grant.agency_id = w->communes[2];
    assert_fails(world_apply(w, id), "permission.whole");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM agency_version WHERE code = 'Q'"), 0);
    w->leader_grant.agency_id = w->province;
    assert_ok(world_apply(w, id));
    w->engine.service = world_as(w, &w->leader);
    w->leader_grant.agency_id = w->communes[2];
    assert_fails(reorganisation_undo(&w->engine, id, S("113/NQ-HĐND")), "permission.whole");
    w->leader_grant.agency_id = w->province;
    assert_ok(reorganisation_undo(&w->engine, id, S("113/NQ-HĐND")));
}

/* A trial measures and leaves nothing. */
static void test_trial(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    int64_t id = merge_decision(w, TODAY);
    w->engine.service = world_as(w, NULL);
    assert_ok(reorganisation_try(&w->engine, id));
    expect_untouched(w);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM reorganisation WHERE tried_us > 0"
                                       " AND problem = '' AND state = 'draft'"), 1);
    assert_int_equal(fixture_number(f, "SELECT SUM(after_count) FROM reorganisation_total"
                                       " WHERE holding = 'dossier'"), 50);
    /* somebody who would hold one post twice */
    fixture_script(f, "INSERT INTO appointment (person_id, position_id, decision, valid_from)"
                      " SELECT 1, position_id, 'x', '2025-07-01' FROM appointment"
                      " WHERE person_id = 4");
    assert_ok(reorganisation_try(&w->engine, id));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM reorganisation WHERE tried_us > 0"
                                       " AND problem <> ''"), 1);
    assert_int_equal(blocking_of(w, id), 1);
}

/* A holding that counts one less the second time: nothing of the rest may stand. */
static struct result lose_one(struct db *db, struct arena *arena, const struct holding_run *run,
                              struct holding_counts *out)
{
    struct q_people_of_agency_out people;
    TRY(q_people_of_agency(db, arena, (struct q_people_of_agency_in){2, run->day}, &people));
    out->items = ARENA_ARRAY(arena, struct holding_count, 1);
    out->items[0] = (struct holding_count){2, people.count};
    out->count = 1;
    return RESULT_OK;
}

static void test_totals_differ(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    static const struct holding liar[] = {
        {.code = "liar", .title = "", .fate = HOLDING_STAYS, .count = lose_one}, {0}};
    const struct holding *tables[4] = {liar};
    for (size_t i = 0; i < 3; i++)
        tables[i + 1] = w->engine.holdings.tables[i];
    int64_t id = merge_decision(w, TODAY);
    w->engine.holdings = (struct holding_list){tables, 4};
    assert_fails(world_apply(w, id), "reorganisation.totals");
    expect_untouched(w);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM reorganisation"
                                       " WHERE state = 'failed' AND problem <> ''"), 1);
}

static struct result apply_now(struct fixture *f, void *context)
{
    struct world *w = context;
    w->engine.service = f->service;
    return reorganisation_apply(
        &w->engine, fixture_number(f, "SELECT id FROM reorganisation WHERE state = 'approved'"));
}

/* Somebody sends dossiers to the agency that ends, and has not committed when the decision runs:
 * it waits for them, and takes them along. */
static void test_waits_for_what_is_sent(void **state)
{
    struct fixture *f = *state;
    struct world *w = world_new(f, 3);
    int64_t id = merge_decision(w, TODAY);
    w->engine.service = world_as(w, &w->leader);
    assert_ok(world_approve(w, id));
    struct second second = second_begin(f, NULL, apply_now, w);
    assert_ok(db_write_begin(f->db));
    if (f->engine == DB_POSTGRES) /* as agency_pin of a dossier that is sent */
        assert_ok(db_script(f->db, "SELECT id FROM agency WHERE id = 2 FOR SHARE"));
    assert_int_equal(w->communes[0], 2);
    second_go(&second);
    world_dossiers_in(w, 0, 4, 0);
    assert_ok(db_commit(f->db));
    assert_true(second_ended(&second));
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM dossier WHERE agency_id = %lld",
                            w->communes[0]), 0);
    assert_int_equal(NUMBER(w, "SELECT COUNT(*) FROM dossier WHERE agency_id = %lld",
                            w->communes[1]), 4);
}

/* Killed at the N-th write or commit: nothing, or all. */
static void test_killed(void **state)
{
    struct fixture *f = *state;
    struct world *w = two_communes(f);
    int64_t id = merge_decision(w, TODAY);
    w->engine.service = world_as(w, &w->leader);
    assert_ok(world_approve(w, id));
    int died = 0;
    bool alive = false;
    for (int n = 1; !alive; n += 7) {
        pid_t child = fork();
        assert_int_not_equal(child, -1);
        if (child == 0) {
            fixture_after_fork(f);
            w->engine.service = f->service;
            assert_ok(fault_arm(str_printf(f->arena, "kill@any:%d", n).ptr));
            _exit(result_ok(reorganisation_apply(&w->engine, id)) ? 0 : 1);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        alive = WIFEXITED(status);
        assert_true(alive ? WEXITSTATUS(status) == 0 : WTERMSIG(status) == SIGKILL);
        died += !alive;
        if (fixture_number(f, "SELECT COUNT(*) FROM reorganisation WHERE state = 'applied'") == 0)
            expect_untouched(w);
        else
            expect_merged(w);
    }
    assert_true(died > 5);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM reorganisation"
                                       " WHERE state = 'applied'"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(test_merge),     FIXTURE_TESTS(test_evidence),
        FIXTURE_TESTS(test_heirs_read),
        FIXTURE_TESTS(test_split),     FIXTURE_TESTS(test_undo),
        FIXTURE_TESTS(test_undo_refused), FIXTURE_TESTS(test_conflicts),
        FIXTURE_TESTS(test_overlaps),  FIXTURE_TESTS(test_refusals),
        FIXTURE_TESTS(test_approves_what_was_seen),
        FIXTURE_TESTS(test_founds_only_the_highest),
        FIXTURE_TESTS(test_trial),     FIXTURE_TESTS(test_totals_differ),
        FIXTURE_TESTS(test_waits_for_what_is_sent),
        FIXTURE_TESTS(test_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
