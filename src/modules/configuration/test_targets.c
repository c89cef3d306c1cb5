#include "tests/support/fixture.h"

#include "core/identity.h"
#include "core/measure_targets.h"
#include "core/rights.h"
#include "modules/configuration/target_service.h"

/* Nine of ten, whoever asks. */
static struct result nine_of_ten(struct db *db, struct arena *arena,
                                 const struct measure_scope *scope, struct measure_tallies *out)
{
    (void)db;
    (void)scope;
    out->items = ARENA_ARRAY(arena, struct measure_tally, 1);
    out->items[0] = (struct measure_tally){.agency_id = 1, .numerator = 9, .denominator = 10};
    out->count = 1;
    return RESULT_OK;
}

static const struct measure_target shipped[] = {{0, 2025, 100, false}, {0}};

static struct measure measure_t1b(void)
{
    return (struct measure){.id = "T1b", .targets = shipped, .tally = nine_of_ten};
}

static struct measure_figure figure_at(struct fixture *f, int64_t at_us)
{
    struct measure measure = measure_t1b();
    struct measure_report report;
    assert_ok(measure_show(f->db, f->arena, &measure, (struct measure_scope){.as_of_us = at_us},
                           &report));
    return report.figure;
}

static struct result set_by(struct fixture *f, struct grant grant, struct measure_target row,
                            const char *reason)
{
    struct actor actor = {.account_id = 7, .agency_id = 1, .today = S("2026-11-23"),
                          .grants = &grant, .grant_count = 1};
    struct service_context ctx = f->service;
    struct target_new what = {.measure = S("T1b"), .row = row, .reason = str_from_c(reason)};
    ctx.actor = &actor;
    return target_change(&ctx, &what);
}

static struct result set(struct fixture *f, enum role role, struct measure_target row,
                         const char *reason)
{
    return set_by(f, (struct grant){.role = role, .subtree = true, .agency_id = 1}, row, reason);
}

/* A lower target is met from the moment it was set, and not a microsecond before. */
static void test_as_of(void **state)
{
    struct fixture *f = *state;
    int64_t now_us = f->clock.fixed_us;
    assert_ok(rights_prepare(f->db, f->arena, now_us));
    assert_int_equal(fixture_top_agency(f), 1);
    assert_false(figure_at(f, now_us).met);
    assert_ok(set(f, ROLE_ADMINISTRATOR, (struct measure_target){0, 2026, 90, false}, "QĐ 1"));
    assert_true(figure_at(f, now_us).met);
    assert_int_equal(figure_at(f, now_us).target.percent, 90);
    assert_false(figure_at(f, now_us - 1).met);
    assert_int_equal(figure_at(f, now_us - 1).target.percent, 100);
    fixture_advance(f, MICROS_PER_SECOND);
    assert_ok(set(f, ROLE_ADMINISTRATOR, (struct measure_target){0, 2026, 90, true}, "trên"));
    assert_false(figure_at(f, f->clock.fixed_us).met);
    fixture_advance(f, MICROS_PER_SECOND);
    assert_ok(set(f, ROLE_ADMINISTRATOR, (struct measure_target){0, 2026, -1, false}, "bỏ"));
    assert_int_equal(figure_at(f, f->clock.fixed_us).target.percent, 100);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence "
                                       "WHERE object = 'target:T1b'"),
                     3);
}

static void test_refused(void **state)
{
    struct fixture *f = *state;
    struct measure_target row = {0, 2026, 90, false};
    assert_ok(rights_prepare(f->db, f->arena, f->clock.fixed_us));
    assert_int_equal(fixture_top_agency(f), 1);
    assert_fails(set(f, ROLE_LEADER, row, "QĐ 1"), "permission.denied");
    /* who administers one agency does not rule over all */
    assert_fails(set_by(f, (struct grant){.role = ROLE_ADMINISTRATOR, .agency_id = 1}, row, "x"),
                 "permission.whole");
    assert_fails(set(f, ROLE_ADMINISTRATOR, row, " "), "configuration.reason");
    assert_fails(set(f, ROLE_ADMINISTRATOR, shipped[0], "QĐ 1"), "configuration.same");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM configuration"), 0);
}

static void test_text(void **state)
{
    struct fixture *f = *state;
    static const char *const bad[] = {"",
                                      "[]",
                                      "{\"0:2026\":90}",
                                      "{\"0:2026\":\"90\"}",
                                      "{\"5:2026\":\">=90\"}",
                                      "{\"0:1999\":\">=90\"}",
                                      "{\"0:2026\":\">=101\"}",
                                      "{\"0:2026\":\">=-1\"}",
                                      "{\"2026\":\">=90\"}"};
    const struct measure_target *rows;
    struct str text = S("{\"0:2025\":\">=100\",\"4:2026\":\">90\"}");
    assert_ok(measure_targets_parse(f->arena, text, &rows));
    assert_int_equal(rows[1].level, 4);
    assert_true(rows[1].above);
    assert_true(str_equal(measure_targets_json(f->arena, rows), text));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_fails(measure_targets_parse(f->arena, str_from_c(bad[i]), &rows), "target.value");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(test_as_of),
        FIXTURE_TESTS(test_refused),
        FIXTURE_TESTS(test_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
