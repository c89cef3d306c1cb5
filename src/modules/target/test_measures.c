#include "tests/support/fixture.h"

#include <string.h>

#include "core/certificates.h"
#include "core/certificates_queries.h"
#include "core/facts.h"
#include "core/trust_queries.h"
#include "modules/target/target.h"

#define HOUR (3600 * MICROS_PER_SECOND)

enum { AGENCIES = 4, DOSSIERS = 150, FACTS_MAX = DOSSIERS * 6, MANY = 100000 };

static const char organisation[] =
    "INSERT INTO agency (id, created_us) VALUES (1, 0), (2, 0), (3, 0), (4, 0);"
    "INSERT INTO agency_version (agency_id, code, area_code, name, place, name_folded, kind, level,"
    " parent_id, address, phone, act, valid_from, valid_to) VALUES"
    " (1, 'H19', '75', 'UBND tỉnh', 'tỉnh', '', 'tỉnh', 2, NULL, '', '', '', '2020-01-01', NULL),"
    " (2, 'H19.2', '1', 'UBND xã Hai', 'xã Hai', '', 'xã', 4, 1, '', '', '', '2020-01-01', NULL),"
    " (3, 'H19.3', '2', 'UBND xã Ba', 'xã Ba', '', 'xã', 4, 1, '', '', '', '2020-01-01',"
    "  '2026-09-01'),"
    " (3, 'H19.3', '2', 'UBND phường Ba', 'phường Ba', '', 'phường', 4, 1, '', '', '',"
    "  '2026-09-01', NULL),"
    " (4, 'H19.4', '4', 'Sở Bốn', 'tỉnh', '', 'sở', 2, 1, '', '', '', '2020-01-01', NULL);"
    "INSERT INTO agency_closure (ancestor_id, descendant_id, depth, valid_from, valid_to) VALUES"
    " (1, 1, 0, '2020-01-01', NULL), (2, 2, 0, '2020-01-01', NULL), (3, 3, 0, '2020-01-01', NULL),"
    " (4, 4, 0, '2020-01-01', NULL), (1, 2, 1, '2020-01-01', NULL), (1, 3, 1, '2020-01-01', NULL),"
    " (1, 4, 1, '2020-01-01', NULL), (2, 3, 1, '2026-11-01', NULL);"; /* 3 goes under 2 */

/* All facts as the test wrote them, for a recount that knows no SQL. */
struct history {
    struct fact facts[FACTS_MAX];
    size_t count;
};

static void note(struct fixture *f, struct history *h, struct fact fact)
{
    fact.subject = S("2.000635");
    assert_ok(fact_add(f->db, f->arena, fact));
    h->facts[h->count++] = fact;
}

/* The same numbers in every run (a linear congruential generator). */
static uint32_t dice = 766;

static int64_t some(int64_t most)
{
    dice = dice * 1664525u + 1013904223u;
    return (int64_t)(dice >> 8) % most;
}

/* One dossier's life, with steps recorded late, paused, unfinished, unsigned or voided. */
static void live(struct fixture *f, struct history *h, int number)
{
    int64_t at = FIXTURE_START_US - some(400 * 24) * HOUR;
    struct fact base = {.object = fact_dossier(f->arena, number), .detail = S(""),
                        .agency_id = 1 + some(AGENCIES), .happened_us = at,
                        .recorded_us = at + some(3) * HOUR, .due_us = at + 8 * HOUR};
    struct fact next = base;
    next.kind = FACT_DOSSIER_RECEIVED;
    note(f, h, next);
    if (some(4) == 0) {
        next.kind = FACT_DOSSIER_PAUSED;
        next.happened_us = next.recorded_us += HOUR;
        note(f, h, next);
        if (some(3) == 0)
            return;
        next.kind = FACT_DOSSIER_RESUMED;
        next.happened_us = next.recorded_us += 30 * HOUR;
        next.due_us += 30 * HOUR;
        note(f, h, next);
    }
    if (some(6) == 0)
        return;
    next.kind = FACT_DOSSIER_FINISHED;
    next.detail = some(8) == 0 ? FINISHED_WITHDRAWN : FINISHED_WITH_RESULT;
    next.happened_us = some(10) == 0 ? next.due_us : next.due_us + (some(9) - 6) * HOUR;
    next.recorded_us = next.happened_us + some(3) * HOUR;
    note(f, h, next);
    if (some(5) == 0)
        return;
    next.kind = FACT_RESULT_SIGNED;
    next.detail = S("");
    note(f, h, next);
    if (some(9) != 0)
        return;
    next.kind = FACT_RESULT_VOIDED;
    next.recorded_us += 2 * HOUR;
    note(f, h, next);
}

static struct history *fill(struct fixture *f)
{
    struct history *h = ARENA_NEW(f->arena, struct history);
    dice = 766;
    fixture_script(f, organisation);
    assert_ok(db_write_begin(f->db));
    for (int i = 1; i <= DOSSIERS; i++)
        live(f, h, i);
    assert_ok(db_commit(f->db));
    return h;
}

static bool in_scope(const struct fact *fact, const struct measure_scope *scope)
{
    static const int64_t levels[] = {0, 2, 4, 4, 2};
    int64_t moved = civil_to_us((struct civil_time){.year = 2026, .month = 11, .day = 1});
    int64_t unit = fact->agency_id;
    if (scope->level != 0 && levels[unit] != scope->level)
        return false;
    return scope->agency_id == 0 || scope->agency_id == 1 || scope->agency_id == unit ||
           (scope->agency_id == 2 && unit == 3 && fact->happened_us >= moved);
}

static bool known(const struct fact *fact, const struct measure_scope *scope)
{
    return fact->recorded_us <= scope->as_of_us;
}

/* The newest known fact about the object of one of the kinds; NULL where there is none. */
static const struct fact *newest(const struct history *h, struct str object,
                                 const struct measure_scope *scope, const char *const *kinds)
{
    const struct fact *found = NULL;
    for (size_t i = 0; i < h->count; i++)
        for (const char *const *kind = kinds; *kind != NULL; kind++)
            if (known(&h->facts[i], scope) && str_equal(h->facts[i].object, object) &&
                str_is(h->facts[i].kind, *kind))
                found = &h->facts[i];
    return found;
}

struct counts {
    int64_t numerator;
    int64_t denominator;
};

static bool finished_in_window(const struct fact *fact, const struct measure_scope *scope)
{
    return str_is(fact->kind, "dossier.finished") && known(fact, scope) &&
           fact->happened_us >= scope->from_us && fact->happened_us <= scope->as_of_us &&
           in_scope(fact, scope);
}

static struct counts count_on_time(const struct history *h, const struct measure_scope *scope)
{
    static const char *const course[] = {"dossier.received", "dossier.resumed", "dossier.paused",
                                         "dossier.finished", NULL};
    struct counts counts = {0};
    for (size_t i = 0; i < h->count; i++) {
        const struct fact *fact = &h->facts[i];
        if (finished_in_window(fact, scope)) {
            counts.denominator++;
            counts.numerator += fact->happened_us <= fact->due_us;
        } else if (newest(h, fact->object, scope, course) == fact && in_scope(fact, scope) &&
                   !str_is(fact->kind, "dossier.finished") &&
                   !str_is(fact->kind, "dossier.paused") && fact->due_us < scope->as_of_us) {
            counts.denominator++;
        }
    }
    return counts;
}

static struct counts count_electronic(const struct history *h, const struct measure_scope *scope)
{
    static const char *const signing[] = {"result.signed", "result.voided", NULL};
    struct counts counts = {0};
    for (size_t i = 0; i < h->count; i++) {
        const struct fact *fact = &h->facts[i];
        if (!finished_in_window(fact, scope) || !str_is(fact->detail, "result"))
            continue;
        const struct fact *last = newest(h, fact->object, scope, signing);
        counts.denominator++;
        counts.numerator += last != NULL && str_is(last->kind, "result.signed");
    }
    return counts;
}

static size_t rows_of(struct fixture *f, const struct measure *measure, struct measure_scope scope,
                      enum measure_part part)
{
    struct measure_rows rows;
    struct measure_ask ask = {.scope = scope, .part = part, .most = MANY};
    assert_ok(measure_rows_of(f->db, f->arena, measure, ask, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (part != MEASURE_DENOMINATOR)
            assert_int_equal(rows.items[i].counts, part == MEASURE_NUMERATOR);
        for (size_t k = 0; k < i; k++) /* no row twice */
            assert_false(str_equal(rows.items[i].ref, rows.items[k].ref));
    }
    return rows.count;
}

static void compare(struct fixture *f, const struct history *h, const char *id,
                    struct measure_scope scope)
{
    const struct measure *measure = measure_find(target_measures, str_from_c(id));
    struct measure_report report;
    assert_ok(measure_show(f->db, f->arena, measure, scope, &report));
    scope.from_us = measure_from(measure, scope.as_of_us);
    struct counts want =
        strcmp(id, "Q3") == 0 ? count_on_time(h, &scope) : count_electronic(h, &scope);
    assert_int_equal(report.figure.numerator, want.numerator);
    assert_int_equal(report.figure.denominator, want.denominator);
    assert_int_equal(rows_of(f, measure, scope, MEASURE_NUMERATOR), want.numerator);
    assert_int_equal(rows_of(f, measure, scope, MEASURE_DENOMINATOR), want.denominator);
    assert_int_equal(rows_of(f, measure, scope, MEASURE_DIFFERENCE),
                     want.denominator - want.numerator);
}

static void figures_equal_a_recount_at_any_time_and_scope(void **state)
{
    struct fixture *f = *state;
    struct history *h = fill(f);
    static const int64_t days_ago[] = {0, 1, 30, 100, 327, 350};
    for (size_t d = 0; d < sizeof days_ago / sizeof *days_ago; d++)
        for (int64_t agency = 0; agency <= AGENCIES; agency++)
            for (int64_t level = 0; level <= 4; level += 2) {
                struct measure_scope scope = {
                    .agency_id = agency, .level = level,
                    .as_of_us = FIXTURE_START_US - days_ago[d] * 24 * HOUR};
                compare(f, h, "T1b", scope);
                compare(f, h, "Q3", scope);
            }
}

static struct counts sum_of(const struct measure_report *report, int64_t agency)
{
    struct counts sum = {0};
    for (size_t i = 0; i < report->tallies.count; i++) {
        const struct measure_tally *t = &report->tallies.items[i];
        if (agency != 0 && t->agency_id != agency)
            continue;
        sum.numerator += t->numerator;
        sum.denominator += t->denominator;
    }
    return sum;
}

/* programme.md X7: agencies merged mid-period; nothing is counted twice or lost. */
static void heirs_answer_for_closed_agencies(void **state)
{
    struct fixture *f = *state;
    fill(f);
    static const char *const ids[] = {"T1b", "Q3"};
    for (size_t i = 0; i < 2; i++) {
        const struct measure *measure = measure_find(target_measures, str_from_c(ids[i]));
        struct measure_scope scope = {.as_of_us = FIXTURE_START_US};
        struct measure_report before;
        struct measure_report after;
        assert_ok(measure_show(f->db, f->arena, measure, scope, &before));
        struct counts gone = sum_of(&before, 2);
        assert_true(gone.denominator > 0);
        /* 2 goes into 4 today; before, as of yesterday, nothing has changed */
        fixture_script(f, "UPDATE agency_version SET valid_to = '2026-11-23' WHERE agency_id = 2;"
                          "UPDATE agency_closure SET valid_to = '2026-11-23'"
                          " WHERE descendant_id = 2 OR ancestor_id = 2;"
                          "INSERT INTO agency_heir (agency_id, heir_id, valid_from)"
                          " VALUES (2, 4, '2026-11-23')");
        assert_ok(measure_show(f->db, f->arena, measure, scope, &after));
        assert_int_equal(after.figure.numerator, before.figure.numerator);
        assert_int_equal(after.figure.denominator, before.figure.denominator);
        assert_int_equal(sum_of(&after, 2).denominator, 0);
        assert_int_equal(sum_of(&after, 4).denominator,
                         sum_of(&before, 4).denominator + gone.denominator);
        assert_int_equal(sum_of(&after, 4).numerator,
                         sum_of(&before, 4).numerator + gone.numerator);
        scope.agency_id = 4;
        assert_int_equal(rows_of(f, measure, scope, MEASURE_DENOMINATOR),
                         sum_of(&after, 4).denominator);
        scope.as_of_us -= 24 * HOUR;
        assert_ok(measure_show(f->db, f->arena, measure, scope, &after));
        assert_int_equal(sum_of(&after, 2).denominator, 0);
        fixture_script(f, "DELETE FROM agency_heir;"
                          "UPDATE agency_version SET valid_to = NULL WHERE agency_id = 2;"
                          "UPDATE agency_closure SET valid_to = NULL"
                          " WHERE descendant_id = 2 OR ancestor_id = 2");
    }
}

static void an_earlier_as_of_does_not_move(void **state)
{
    struct fixture *f = *state;
    struct history *h = fill(f);
    struct measure_scope scope = {.as_of_us = FIXTURE_START_US - 30 * 24 * HOUR};
    const struct measure *measure = measure_find(target_measures, S("t1B"));
    struct measure_report before;
    struct measure_report after;
    assert_ok(measure_show(f->db, f->arena, measure, scope, &before));
    assert_true(before.figure.denominator > 0);
    struct fact late = h->facts[0]; /* happened long before, is recorded now */
    late.kind = FACT_DOSSIER_FINISHED;
    late.object = fact_dossier(f->arena, 9999);
    late.detail = FINISHED_WITH_RESULT;
    late.happened_us = scope.as_of_us - HOUR;
    late.recorded_us = FIXTURE_START_US;
    assert_ok(db_write_begin(f->db));
    assert_ok(fact_add(f->db, f->arena, late));
    assert_ok(db_commit(f->db));
    assert_ok(measure_show(f->db, f->arena, measure, scope, &after));
    assert_int_equal(before.figure.numerator, after.figure.numerator);
    assert_int_equal(before.figure.denominator, after.figure.denominator);
    assert_int_equal(before.figure.hundredths, after.figure.hundredths);
    scope.as_of_us = FIXTURE_START_US;
    assert_ok(measure_show(f->db, f->arena, measure, scope, &after));
    bool seen = false;
    struct measure_rows rows;
    assert_ok(measure_rows_of(f->db, f->arena, measure,
                              (struct measure_ask){.scope = scope, .part = MEASURE_DIFFERENCE,
                                                   .most = MANY}, &rows));
    for (size_t i = 0; i < rows.count; i++)
        seen = seen || rows.items[i].happened_us == late.happened_us;
    assert_true(seen);
}

/* Three leaders of unit 2: each holds a certificate and signed once, six weeks ago at most. */
static const char leaders[] =
    "INSERT INTO person (id, name, name_folded, created_us) VALUES (1, 'A', 'a', 0),"
    " (2, 'B', 'b', 0), (3, 'C', 'c', 0);"
    "INSERT INTO unit (id, agency_id, name, valid_from) VALUES (1, 2, 'L', '2020-01-01');"
    "INSERT INTO position (id, unit_id, title, role, subtree, valid_from) VALUES"
    " (1, 1, 'Chủ tịch', 'lanh_dao', FALSE, '2020-01-01');"
    "INSERT INTO appointment (person_id, position_id, decision, valid_from) VALUES"
    " (1, 1, '1', '2020-01-01'), (2, 1, '2', '2020-01-01'), (3, 1, '3', '2020-01-01');"
    "INSERT INTO certificate_holder (certificate_id, person_id, from_us, given_by, reason) VALUES"
    " (1, 1, 1, '', ''), (2, 2, 1, '', ''), (3, 3, 1, '', '');"
    "INSERT INTO signature (id, certificate_id, person_id, agency_id, object, file_sha256,"
    " signed_us, recorded_us) VALUES"
    " (1, 1, 1, 2, 'issued:1', 'f1', 1795000000000000, 1795000000000000),"
    " (2, 2, 2, 2, 'issued:2', 'f2', 1795000000000000, 1795000000000000),"
    " (3, 3, 3, 2, 'issued:3', 'f3', 1795000000000000, 1795000000000000);";

static void enter_leaders(struct fixture *f)
{
    static const char *const domains[] = {"official", "official", "test"};
    static const char *const sha256s[] = {"a1", "a2", "a3"};
    fixture_script(f, organisation);
    assert_ok(db_write_begin(f->db));
    for (size_t i = 0; i < 3; i++) {
        struct q_certificate_add_out added;
        bool fresh;
        const struct q_certificate_add_in row = {
            .kind = S("person"), .domain = str_from_c(domains[i]), .key_id = S("k"),
            .der = S("x"), .sha256 = str_from_c(sha256s[i]), .name = S("L"),
            .issuer = S(""), .serial = S(""), .not_after_us = 2 * FIXTURE_START_US};
        assert_ok(q_certificate_add(f->db, f->arena, row, &added, &fresh));
        assert_int_equal(added.id, i + 1);
    }
    assert_ok(db_commit(f->db));
    fixture_script(f, leaders);
}

static void assert_leaders(struct fixture *f, const char *id, int64_t numerator)
{
    const struct measure *measure = measure_find(target_measures, str_from_c(id));
    struct measure_scope scope = {.as_of_us = f->clock.fixed_us};
    struct measure_report report;
    assert_ok(measure_show(f->db, f->arena, measure, scope, &report));
    assert_int_equal(report.figure.denominator, 3);
    assert_int_equal(report.figure.numerator, numerator);
    scope.from_us = measure_from(measure, scope.as_of_us);
    assert_int_equal(rows_of(f, measure, scope, MEASURE_NUMERATOR), numerator);
    assert_int_equal(rows_of(f, measure, scope, MEASURE_DIFFERENCE), 3 - numerator);
}

static void judged(struct fixture *f, const char *fault)
{
    const struct signature_finding finding = {S("issued:1"), S("a1"), str_from_c(fault)};
    bool changed;
    assert_ok(db_write_begin(f->db));
    assert_ok(certificates_judged(f->db, f->arena, f->clock.fixed_us, &finding, &changed));
    assert_ok(db_commit(f->db));
    assert_true(changed);
}

static void trust_official(struct fixture *f)
{
    struct q_trust_issuer_add_out added;
    const struct q_trust_issuer_add_in row = {
        .domain = S("official"), .root = true, .der = S("x"), .sha256 = S("r"), .name = S("R"),
        .source = S(""), .reason = S(""), .added_by = S(""), .now = FIXTURE_START_US};
    assert_ok(db_write_begin(f->db));
    assert_ok(q_trust_issuer_add(f->db, f->arena, row, &added));
    assert_ok(db_commit(f->db));
}

/* programme.md, T2 and trap X4. */
static void leaders_count_while_certificate_and_signature_hold(void **state)
{
    struct fixture *f = *state;
    enter_leaders(f);
    assert_leaders(f, "T2b", 3); /* a trial: no other domain has an issuer */
    fixture_advance(f, HOUR);
    judged(f, "TOTAL-FAILED / HASH_FAILURE");
    assert_leaders(f, "T2b", 2);
    assert_leaders(f, "T2i", 3);
    f->clock.fixed_us -= 1; /* what was known a moment before stays as it was */
    assert_leaders(f, "T2b", 3);
    f->clock.fixed_us += 1 + HOUR;
    judged(f, "");
    assert_leaders(f, "T2b", 3);
    fixture_script(f, "INSERT INTO certificate_status (certificate_id, status, since_us,"
                      " recorded_us, source) VALUES (2, 'revoked', 1, 1795399200000000, '')");
    assert_leaders(f, "T2b", 2);
    trust_official(f);
    assert_leaders(f, "T2b", 1); /* from now on a trial certificate proves nothing */
    assert_leaders(f, "T2u", 2); /* 1 and 2: nor does a signature with it */
    f->clock.fixed_us = FIXTURE_START_US - 1;
    assert_leaders(f, "T2u", 3);
}

static void an_empty_database_has_no_value(void **state)
{
    struct fixture *f = *state;
    struct measure_report report;
    const struct measure *measure = measure_find(target_measures, S("T1b"));
    struct measure_scope scope = {.as_of_us = FIXTURE_START_US};
    assert_ok(measure_show(f->db, f->arena, measure, scope, &report));
    assert_false(report.figure.has_value);
    assert_false(report.figure.met);
    struct str json = measure_json(f->arena, measure, &report);
    assert_true(str_find(json, S("\"percent\":null,\"reason\":\"zero_denominator\"")) < json.len);
    measure = measure_find(target_measures, S("T7"));
    assert_fails(measure_show(f->db, f->arena, measure, scope, &report), "measure.no_data");
    assert_null(measure_find(target_measures, S("T99")));
}

/* programme.md section 3 and traps X18. */
static void targets_are_met_on_whole_numbers(void **state)
{
    (void)state;
    static const struct measure_target ninety[] = {{.year = 2025, .percent = 90}, {0}};
    static const struct measure_target above[] = {{.year = 2030, .percent = 90, .above = true},
                                                  {0}};
    static const struct measure_target two[] = {{.year = 2025, .percent = 20},
                                                {.year = 2030, .percent = 30},
                                                {.level = 4, .year = 2026, .percent = 40},
                                                {0}};
    struct measure m = {.targets = ninety};
    struct measure_scope scope = {.as_of_us = FIXTURE_START_US};
    struct measure_figure f = measure_figure_of(&m, scope, 89996, 100000);
    assert_int_equal(f.hundredths, 9000); /* shows 90,00% and is not met */
    assert_false(f.met);
    assert_int_equal(f.missing, 4);
    assert_true(measure_figure_of(&m, scope, 9, 10).met);
    m.targets = above;
    assert_false(measure_figure_of(&m, scope, 9, 10).met);
    assert_int_equal(measure_figure_of(&m, scope, 9, 10).missing, 1);
    assert_true(measure_figure_of(&m, scope, 91, 100).met);
    m.targets = two;
    assert_int_equal(measure_figure_of(&m, scope, 1, 1).target.percent, 20);
    scope.level = 4;
    assert_int_equal(measure_figure_of(&m, scope, 1, 1).target.percent, 40);
    scope.as_of_us = civil_to_us((struct civil_time){.year = 2031, .month = 1, .day = 1});
    scope.level = 0;
    assert_int_equal(measure_figure_of(&m, scope, 1, 1).target.percent, 30);
}

static void days_end_and_years_begin_in_ha_noi(void **state)
{
    (void)state;
    struct measure m = {.window = MEASURE_YEAR};
    int64_t at;
    struct arena *arena = arena_new(1 << 16);
    assert_true(measure_parse_as_of(S("2026-12-31"), &at));
    assert_string_equal(str_c(arena, measure_time(arena, at)), "2026-12-31T23:59:59.999999+07:00");
    assert_string_equal(str_c(arena, measure_time(arena, measure_from(&m, at))),
                        "2026-01-01T00:00:00.000000+07:00");
    assert_string_equal(str_c(arena, measure_time(arena, measure_from(&m, at + 1))),
                        "2027-01-01T00:00:00.000000+07:00");
    assert_true(measure_parse_as_of(S("2026-11-23T02:00:00Z"), &at));
    assert_int_equal(at, FIXTURE_START_US);
    assert_false(measure_parse_as_of(S("2026-13-01"), &at));
    assert_false(measure_parse_as_of(S("yesterday"), &at));
    arena_free(arena);
}

static void csv_says_what_it_shows_and_runs_nothing(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct measure_row row = {.ref = S("00ff"), .agency_code = S("H19.2"),
                              .agency_name = S("=cmd(\"x\")"), .level = 4,
                              .happened_us = FIXTURE_START_US, .counts = true};
    struct measure_rows rows = {&row, 1};
    assert_string_equal(
        str_c(arena, measure_csv(arena, &rows)),
        "row,agency,agency_name,level,finished_at,due_at,signed_at,counts\r\n"
        "\"00ff\",\"H19.2\",\"'=cmd(\"\"x\"\")\",4,2026-11-23T09:00:00.000000+07:00,,,yes\r\n");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(figures_equal_a_recount_at_any_time_and_scope),
        FIXTURE_TESTS(heirs_answer_for_closed_agencies),
        FIXTURE_TESTS(an_earlier_as_of_does_not_move),
        FIXTURE_TESTS(leaders_count_while_certificate_and_signature_hold),
        FIXTURE_TESTS(an_empty_database_has_no_value),
        cmocka_unit_test(targets_are_met_on_whole_numbers),
        cmocka_unit_test(days_end_and_years_begin_in_ha_noi),
        cmocka_unit_test(csv_says_what_it_shows_and_runs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
