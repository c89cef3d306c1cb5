#include "tests/support/fixture.h"

#include "core/organisation_change.h"
#include "core/organisation_codes.h"

/* Days of a story; the names of the days stand in the tests. */
#define FIRST S("2022-01-01")
#define MERGER S("2025-07-01")
#define EVE S("2025-06-30")
#define CITY S("2026-04-30")
#define TODAY S("2026-11-23")

static struct agency draft(const char *code, int64_t level, int64_t parent)
{
    return (struct agency){.code = str_from_c(code),
                           .area_code = S("26000"),
                           .name = S("UBND xã"),
                           .place = str_from_c(code),
                           .kind = S("xã"),
                           .level = level,
                           .parent_id = parent};
}

static struct result try_found(struct fixture *f, struct agency agency, struct str from,
                               int64_t *id)
{
    struct agency_new new = {.agency = agency, .act = S("Nghị quyết"), .valid_from = from};
    return agency_found(f->db, f->arena, f->clock.fixed_us, new, id);
}

static int64_t found(struct fixture *f, const char *code, int64_t level, int64_t parent)
{
    int64_t id = 0;
    assert_ok(try_found(f, draft(code, level, parent), FIRST, &id));
    return id;
}

static struct result change(struct fixture *f, int64_t id, struct agency to, struct str on)
{
    struct agency_change what = {.id = id, .to = to, .on = on, .act = S("Nghị quyết 2")};
    return agency_change(f->db, f->arena, what);
}

static struct result end(struct fixture *f, int64_t id, struct str on)
{
    return agency_close(f->db, f->arena, (struct agency_end){id, on, S("Nghị quyết 3")});
}

static bool below(struct fixture *f, int64_t ancestor, int64_t descendant, struct str on)
{
    bool yes = false;
    assert_ok(agency_is_below(f->db, f->arena, (struct agency_line){ancestor, descendant, on},
                              &yes));
    return yes;
}

/* A province with a district and two communes in it; a second district. */
struct land {
    int64_t province, district, other, commune, neighbour;
};

static struct land make_land(struct fixture *f)
{
    struct land l;
    assert_ok(db_write_begin(f->db));
    l.province = found(f, "H19", 2, 0);
    l.district = found(f, "H19.731", 3, l.province);
    l.other = found(f, "H19.732", 3, l.province);
    l.commune = found(f, "H19.61", 4, l.district);
    l.neighbour = found(f, "H19.62", 4, l.district);
    assert_ok(db_commit(f->db));
    return l;
}

static void a_subtree_moves_with_its_root(void **state)
{
    struct fixture *f = *state;
    struct land l = make_land(f);
    assert_ok(db_write_begin(f->db));
    assert_ok(change(f, l.commune, draft("H19.61", 4, l.other), EVE));
    assert_ok(change(f, l.district, draft("H19.731", 3, l.other), MERGER));
    assert_ok(db_commit(f->db));
    assert_true(below(f, l.district, l.commune, S("2025-06-29")));
    assert_false(below(f, l.district, l.commune, EVE));
    assert_true(below(f, l.other, l.commune, EVE));
    assert_true(below(f, l.province, l.commune, TODAY));
    assert_false(below(f, l.other, l.neighbour, EVE));
    assert_true(below(f, l.other, l.neighbour, MERGER));
    assert_true(below(f, l.province, l.neighbour, MERGER));
    assert_int_equal(fixture_number(f, "SELECT depth FROM agency_closure WHERE valid_to IS NULL "
                                       "AND ancestor_id = 1 AND descendant_id = 5"),
                     3);
}

static void what_cannot_be_is_refused(void **state)
{
    struct fixture *f = *state;
    struct land l = make_land(f);
    int64_t id;
    assert_ok(db_write_begin(f->db));
    assert_fails(change(f, l.commune, draft("H19.61", 4, l.other), FIRST), "agency.later_change");
    assert_fails(change(f, l.commune, draft("H19.61", 4, l.other), S("2025-02-29")), "agency.day");
    assert_fails(change(f, 99, draft("H19.99", 4, l.other), EVE), "agency.unknown");
    assert_fails(change(f, l.district, draft("H19.731", 3, l.district), EVE), "agency.cycle");
    assert_fails(change(f, l.province, draft("H19", 4, l.commune), EVE), "agency.cycle");
    assert_fails(change(f, l.commune, draft("H19.62", 4, l.district), EVE), "agency.code_taken");
    assert_fails(change(f, l.district, draft("H19.731", 3, l.commune), EVE), "agency.level");
    assert_fails(end(f, l.district, EVE), "agency.children");
    assert_fails(try_found(f, draft("H19.63", 4, l.district), S("2021-12-31"), &id),
                 "agency.parent_life");
    struct agency strange = draft("H19.64", 4, l.district);
    strange.branch = S("guild");
    assert_fails(try_found(f, strange, FIRST, &id), "agency.branch");
    assert_ok(end(f, l.commune, MERGER));
    assert_fails(end(f, l.commune, CITY), "agency.later_change");
    assert_ok(end(f, l.neighbour, MERGER));
    assert_ok(end(f, l.district, MERGER));
    assert_fails(try_found(f, draft("H19.63", 4, l.district), EVE, &id), "agency.parent_life");
    assert_fails(change(f, l.other, draft("H19.732", 3, l.district), CITY), "agency.parent_life");
    assert_ok(try_found(f, draft("H19.61", 4, l.province), MERGER, &id)); /* the code is free */
    assert_ok(db_commit(f->db));
    assert_true(below(f, l.district, l.commune, EVE));
    assert_false(below(f, l.province, l.commune, MERGER));
}

static void a_day_is_taken_back(void **state)
{
    struct fixture *f = *state;
    struct land l = make_land(f);
    struct agency agency;
    int64_t merged;
    assert_ok(db_write_begin(f->db));
    assert_ok(try_found(f, draft("H19.70", 4, l.province), MERGER, &merged));
    assert_ok(end(f, l.commune, MERGER));
    assert_ok(end(f, l.neighbour, MERGER));
    assert_ok(end(f, l.district, MERGER));
    assert_ok(change(f, l.other, draft("H19.OTHER", 3, l.province), MERGER));
    assert_fails(agency_undo(f->db, f->arena, l.commune, MERGER), "agency.parent_life");
    assert_fails(agency_undo(f->db, f->arena, l.district, EVE), "agency.later_change");
    assert_ok(agency_undo(f->db, f->arena, l.district, MERGER));
    assert_ok(agency_undo(f->db, f->arena, l.commune, MERGER));
    assert_ok(agency_undo(f->db, f->arena, l.neighbour, MERGER));
    assert_ok(agency_undo(f->db, f->arena, l.other, MERGER));
    assert_ok(agency_undo(f->db, f->arena, merged, MERGER));
    assert_ok(db_commit(f->db));
    assert_true(below(f, l.district, l.commune, TODAY));
    assert_true(below(f, l.province, l.neighbour, MERGER));
    assert_fails(agency_by_code(f->db, f->arena, S("H19.70"), TODAY, &agency), "agency.unknown");
    assert_fails(agency_by_code(f->db, f->arena, S("H19.OTHER"), TODAY, &agency),
                 "agency.unknown");
    assert_ok(db_write_begin(f->db)); /* and the corrected decision takes effect on the same day */
    assert_ok(try_found(f, draft("H19.70", 4, l.province), MERGER, &merged));
    assert_ok(end(f, l.commune, MERGER));
    assert_ok(db_commit(f->db));
}

static void a_code_that_came_back_stays_with_its_holder(void **state)
{
    struct fixture *f = *state;
    struct land l = make_land(f);
    int64_t heir;
    assert_ok(db_write_begin(f->db));
    assert_ok(end(f, l.commune, MERGER));
    assert_ok(try_found(f, draft("H19.61", 4, l.province), MERGER, &heir));
    assert_fails(agency_undo(f->db, f->arena, l.commune, MERGER), "agency.code_taken");
    db_rollback(f->db);
}

/* Up from each agency along its versions, day by day: the closure must say the same. */
static void assert_closure_is_right(struct fixture *f, const char *day)
{
    const char *sql =
        str_c(f->arena,
              str_printf(f->arena,
                         "WITH RECURSIVE line (top, agency_id, depth) AS ("
                         " SELECT agency_id, agency_id, 0 FROM agency_version"
                         "  WHERE valid_from <= '%s' AND (valid_to IS NULL OR valid_to > '%s')"
                         " UNION ALL"
                         " SELECT v.parent_id, l.agency_id, l.depth + 1 FROM line l"
                         "  JOIN agency_version v ON v.agency_id = l.top"
                         "  WHERE v.parent_id IS NOT NULL AND v.valid_from <= '%s'"
                         "   AND (v.valid_to IS NULL OR v.valid_to > '%s')),"
                         " said AS (SELECT ancestor_id, descendant_id, depth FROM agency_closure"
                         "  WHERE valid_from <= '%s' AND (valid_to IS NULL OR valid_to > '%s'))"
                         " SELECT (SELECT COUNT(*) FROM line) * 1000000"
                         " - (SELECT COUNT(*) FROM said) * 1000000"
                         " + (SELECT COUNT(*) FROM (SELECT * FROM line EXCEPT"
                         "    SELECT ancestor_id, descendant_id, depth FROM said) AS missing)",
                         day, day, day, day, day, day));
    assert_int_equal(fixture_number(f, sql), 0);
}

static uint64_t next_chance(uint64_t *chance)
{
    *chance = *chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *chance >> 33;
}

/* Moves, closes, founds and undoes at random, by and large on later and later days but with steps
 * back: what one agency did may come before what another did already. Refusals are part of it. */
static int random_history(struct fixture *f, uint64_t chance)
{
    int64_t ids[40] = {0};
    size_t count = 1;
    int done = 0;
    ids[0] = found(f, "H00", 1, 0);
    for (int64_t step = 0; step < 60; step++) {
        int64_t late = (int64_t)(next_chance(&chance) % 5);
        struct str on = civil_date_text(f->arena, civil_day_number(2022, 1, 2) + step / 3 + late);
        int64_t id = ids[next_chance(&chance) % count];
        int64_t parent = ids[next_chance(&chance) % count];
        struct agency to =
            draft(str_c(f->arena, str_printf(f->arena, "H%02d.%02d", (int)id, (int)step)), 4,
                  parent);
        struct result did;
        switch (next_chance(&chance) % 8) {
        case 0:
        case 1:
        case 2:
        case 3:
            did = count < 40 ? try_found(f, to, on, &ids[count]) : RESULT_OK;
            count += result_ok(did) && count < 40;
            break;
        case 4:
            did = end(f, id, on);
            break;
        case 5:
            did = agency_undo(f->db, f->arena, id, on);
            break;
        default:
            did = change(f, id, to, on);
        }
        done += result_ok(did);
        assert_true(result_ok(did) || did.kind == ERROR_CONFLICT || did.kind == ERROR_NOT_FOUND);
    }
    return done;
}

static void the_closure_follows_any_history(void **state)
{
    struct fixture *f = *state;
    int done = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        assert_ok(db_write_begin(f->db));
        done += random_history(f, seed * 7919);
        assert_ok(db_commit(f->db));
        for (int64_t day = 0; day <= 26; day++)
            assert_closure_is_right(
                f, str_c(f->arena,
                         civil_date_text(f->arena, civil_day_number(2022, 1, 1) + day)));
        fixture_script(f, "DELETE FROM agency_closure; DELETE FROM agency_version");
    }
    assert_true(done > 400); /* most of it did happen */
}

static void work_passes_through_many_hands(void **state)
{
    struct fixture *f = *state;
    struct land l = make_land(f);
    int64_t merged, city, part;
    struct agency_list now;
    struct succession_list steps;
    assert_ok(db_write_begin(f->db));
    assert_ok(try_found(f, draft("H19.70", 4, l.province), MERGER, &merged));
    assert_ok(try_found(f, draft("H19.71", 4, l.province), CITY, &city));
    assert_ok(try_found(f, draft("H19.72", 4, l.province), CITY, &part));
    assert_ok(end(f, l.commune, MERGER));
    assert_ok(end(f, merged, CITY));
    struct agency_succession step = {l.commune, merged, MERGER, S("Nghị quyết")};
    assert_ok(agency_succeed(f->db, f->arena, step));
    assert_ok(agency_succeed(f->db, f->arena, step)); /* the same again */
    struct agency_succession split = {merged, city, CITY, S("Nghị quyết")};
    assert_ok(agency_succeed(f->db, f->arena, split));
    struct agency_succession back = {city, l.commune, CITY, S("Nghị quyết")};
    assert_fails(agency_succeed(f->db, f->arena, back), "agency.cycle");
    assert_ok(agency_successors(f->db, f->arena, l.commune, EVE, &now));
    assert_int_equal(now.items[0].id, l.commune);
    assert_ok(agency_successors(f->db, f->arena, l.commune, MERGER, &now));
    assert_int_equal(now.items[0].id, merged);
    assert_ok(agency_successors(f->db, f->arena, l.commune, TODAY, &now));
    assert_int_equal(now.count, 1);
    assert_int_equal(now.items[0].id, city);
    split.successor_id = part;
    assert_ok(agency_succeed(f->db, f->arena, split));
    assert_ok(agency_successors(f->db, f->arena, l.commune, TODAY, &now));
    assert_int_equal(now.count, 2);
    assert_ok(agency_successions(f->db, f->arena, merged, &steps));
    assert_int_equal(steps.count, 3);
    assert_false(steps.items[0].later);
    assert_int_equal(steps.items[0].agency.id, l.commune);
    assert_true(steps.items[2].later);
    assert_ok(agency_succeed_undo(f->db, f->arena, split));
    assert_ok(agency_successors(f->db, f->arena, l.commune, TODAY, &now));
    assert_int_equal(now.count, 1);
    assert_ok(db_commit(f->db));
}

static void codes_have_forms(void **state)
{
    (void)state;
    assert_int_equal(agency_code_form(S("H37.02.02")), CODE_QD20);
    assert_int_equal(agency_code_form(S("H37.DN.001")), CODE_QD20);
    assert_int_equal(agency_code_form(S("H19")), CODE_QD20);
    assert_int_equal(agency_code_form(S("000.00.19.H26")), CODE_QCVN102);
    assert_int_equal(agency_code_form(S("000.00.00.H49")), CODE_QCVN102);
    assert_int_equal(agency_code_form(S("vxp.saas.03")), CODE_ODD);
    assert_int_equal(agency_code_form(S("001.00.20.TT2")), CODE_ODD);
    assert_int_equal(agency_code_form(S("H37..02")), CODE_ODD);
    assert_int_equal(agency_code_form(S("000.00.00.19.H26")), CODE_ODD);
    assert_int_equal(agency_code_form(S("")), CODE_BAD);
    assert_int_equal(agency_code_form(S("H37 02")), CODE_BAD);
    assert_int_equal(agency_code_form(S("H19.234567890123456789012345678901")), CODE_QD20);
    assert_int_equal(agency_code_form(S("H19.2345678901234567890123456789012")), CODE_QD20);
    assert_int_equal(agency_code_form(S("H19.23456789012345678901234567890123")), CODE_BAD);
    assert_true(agency_code_hidden(S("000.W00.19.H26")));
    assert_false(agency_code_hidden(S("000.00.19.H26")));
}

static struct result find(struct fixture *f, const char *code, struct str on,
                          struct agency_by_any_code *out)
{
    return agency_find_code(f->db, f->arena, str_from_c(code), on, out);
}

static void a_code_leads_to_whoever_carries_on(void **state)
{
    struct fixture *f = *state;
    struct land l = make_land(f);
    struct agency_by_any_code got;
    int64_t merged;
    assert_ok(db_write_begin(f->db));
    struct agency_code_new old = {l.commune, S("000.00.61.H19"), FIRST};
    assert_ok(agency_code_add(f->db, f->arena, old));
    old.agency_id = l.other;
    assert_fails(agency_code_add(f->db, f->arena, old), "agency.code_taken");
    old.code = S("mã có dấu");
    assert_fails(agency_code_add(f->db, f->arena, old), "code.form");
    assert_ok(change(f, l.neighbour, draft("H19.DN", 4, l.district), EVE));
    assert_ok(find(f, "000.00.61.H19", EVE, &got));
    assert_false(got.redirected);
    assert_int_equal(got.agency.id, l.commune);
    assert_ok(end(f, l.commune, MERGER));
    assert_fails(find(f, "000.00.61.H19", MERGER, &got), "agency.ended");
    assert_ok(try_found(f, draft("H19.70", 4, l.province), MERGER, &merged));
    struct agency_succession step = {l.commune, merged, MERGER, S("Nghị quyết")};
    assert_ok(agency_succeed(f->db, f->arena, step));
    assert_ok(find(f, "000.00.61.H19", TODAY, &got));
    assert_int_equal(got.agency.id, merged);
    assert_ok(find(f, "H19.61", TODAY, &got));
    assert_true(got.redirected);
    assert_int_equal(got.agency.id, merged);
    assert_ok(find(f, "H19.62", TODAY, &got)); /* an agency that changed its code */
    assert_true(got.redirected);
    assert_int_equal(got.agency.id, l.neighbour);
    assert_fails(find(f, "H19.DN", S("2025-06-29"), &got), "agency.unknown");
    step.successor_id = l.other;
    assert_ok(agency_succeed(f->db, f->arena, step));
    assert_fails(find(f, "H19.61", TODAY, &got), "agency.split");
    assert_ok(db_commit(f->db));
}

static void an_agency_lists_its_codes(void **state)
{
    struct fixture *f = *state;
    struct land l = make_land(f);
    struct agency_code_list codes;
    struct agency_code_new old = {l.commune, S("000.00.61.H19"), FIRST};
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_code_add(f->db, f->arena, old));
    assert_ok(change(f, l.commune, draft("H19.61", 4, l.other), EVE)); /* keeps its code */
    old.valid_from = MERGER;
    assert_ok(agency_code_close(f->db, f->arena, old));
    assert_fails(agency_code_close(f->db, f->arena, old), "code.unknown");
    assert_ok(db_commit(f->db));
    assert_ok(agency_codes(f->db, f->arena, l.commune, &codes));
    assert_int_equal(codes.count, 2);
    for (size_t i = 0; i < 2; i++) {
        bool is_old = str_is(codes.items[i].scheme, "qcvn102");
        assert_true(str_equal(codes.items[i].valid_from, FIRST));
        assert_true(str_equal(codes.items[i].valid_to, is_old ? MERGER : S("")));
    }
}

static void tiers_have_days(void **state)
{
    struct fixture *f = *state;
    struct tier_list tiers;
    struct land l = make_land(f);
    assert_ok(db_write_begin(f->db));
    assert_ok(tier_add(f->db, f->arena, 2, S("cấp tỉnh"), FIRST));
    assert_ok(tier_add(f->db, f->arena, 3, S("cấp huyện"), FIRST));
    assert_fails(tier_close(f->db, f->arena, 3, MERGER), "tier.used");
    assert_fails(tier_close(f->db, f->arena, 1, MERGER), "tier.unknown");
    assert_ok(end(f, l.commune, MERGER));
    assert_ok(end(f, l.neighbour, MERGER));
    assert_ok(end(f, l.district, MERGER));
    assert_ok(end(f, l.other, MERGER));
    assert_ok(tier_close(f->db, f->arena, 3, MERGER));
    assert_ok(db_commit(f->db));
    assert_ok(tier_all(f->db, f->arena, EVE, &tiers));
    assert_int_equal(tiers.count, 2);
    assert_ok(tier_all(f->db, f->arena, MERGER, &tiers));
    assert_int_equal(tiers.count, 1);
    assert_int_equal(tiers.items[0].level, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(a_subtree_moves_with_its_root),
        FIXTURE_TESTS(what_cannot_be_is_refused),
        FIXTURE_TESTS(a_day_is_taken_back),
        FIXTURE_TESTS(a_code_that_came_back_stays_with_its_holder),
        FIXTURE_TESTS(the_closure_follows_any_history),
        FIXTURE_TESTS(work_passes_through_many_hands),
        cmocka_unit_test(codes_have_forms),
        FIXTURE_TESTS(a_code_leads_to_whoever_carries_on),
        FIXTURE_TESTS(an_agency_lists_its_codes),
        FIXTURE_TESTS(tiers_have_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
