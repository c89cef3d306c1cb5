/*
 * Random histories of organisation, appointments and dossiers. Each is told in one transaction that
 * is dropped at its end, so that thousands fit into seconds. After every decision, and after taking
 * it back: totals before are totals after, nothing is ownerless or without its next date, every
 * fact has one agency of its day and is rolled up once, and the rights of any day are what the
 * evidence log alone says.
 *
 *   TRUC_HISTORIES=10000     how many (400)
 *   TRUC_HISTORY=77          begins with this one; what failed prints its number
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/organisation_change.h"
#include "core/rights.h"
#include "db/query.h"
#include "modules/reorganisation/run.h"
#include "modules/reorganisation/test_world.h"

enum { HISTORIES = 400, AGENCIES = 6, PEOPLE = 7, DECISIONS = 3, OPERATIONS = 3, TITLES = 3 };
enum { TRIES = 8, SHOWN_EVERY = 100 };

struct teller {
    struct world *w;
    struct arena *arena; /* of one history */
    uint64_t number;
    uint64_t state;
    size_t agencies;
    int64_t people[PEOPLE];
    int day; /* of the latest decision, from 2026-11-23 */
    long applied;
    long refused;
    long undone;
    struct db_query queries[8];
};

static size_t some(struct teller *t, size_t below)
{
    t->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = t->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (size_t)((z ^ (z >> 31)) % below);
}

static struct str day_text(struct teller *t, int offset)
{
    int64_t day = 0;
    civil_parse_date(S("2026-11-23"), &day);
    return civil_date_text(t->arena, day + offset);
}

static void sql(struct teller *t, const char *text)
{
    struct fixture *f = t->w->f;
    assert_ok(db_script(f->db, text));
}

/* ---- the beginning ---- */

static const char *const TITLE[TITLES] = {"Công chức Một cửa", "Công chức tư pháp",
                                          "Chủ tịch UBND"};
static const enum role ROLE[TITLES] = {ROLE_CLERK, ROLE_OFFICER, ROLE_LEADER};

/* Some in two posts, some that end today, some that begin later. */
static void appoint_somewhere(struct teller *t, int64_t person)
{
    struct fixture *f = t->w->f;
    size_t title = some(t, TITLES);
    struct appointment_new appointment = {
        .person_id = person, .decision = S("QĐ"),
        .valid_from = some(t, 6) == 0 ? day_text(t, (int)some(t, 9)) : S("2025-07-01")};
    struct post_new post = {.agency_id = t->w->communes[some(t, t->agencies)],
                            .unit = S("Bộ phận"), .title = str_from_c(TITLE[title]),
                            .role = str_from_c(role_code(ROLE[title])),
                            .valid_from = S("2025-07-01")};
    assert_ok(post_ensure(f->db, t->arena, post, &appointment.position_id));
    struct result done = person_appoint(f->db, t->arena, appointment);
    if (done.kind != ERROR_CONFLICT)
        assert_ok(done);
    if (result_ok(done) && some(t, 5) == 0)
        sql(t, str_printf(t->arena, "UPDATE appointment SET valid_to = '%.*s' WHERE id = "
                          "(SELECT MAX(id) FROM appointment) AND valid_from < '%.*s'",
                          STR_ARG(day_text(t, (int)some(t, 4))),
                          STR_ARG(day_text(t, 0))).ptr);
}

static void begin(struct teller *t)
{
    struct fixture *f = t->w->f;
    t->agencies = 2 + some(t, AGENCIES - 1);
    for (size_t i = 0; i < PEOPLE; i++) {
        assert_ok(person_add(f->db, t->arena, 0, S("Người"), &t->people[i]));
        for (size_t k = some(t, 3); k > 0; k--)
            appoint_somewhere(t, t->people[i]);
    }
    for (size_t i = 0; i < t->agencies; i++)
        world_dossiers_in(t->w, i, some(t, 4), some(t, 3));
}

/* ---- a decision ---- */

static struct str any_code(struct teller *t)
{
    return some(t, 25) == 0 ? S("C.99") : world_code(t->w, some(t, t->agencies));
}

static struct reorganisation_operation any_operation(struct teller *t, size_t number)
{
    struct reorganisation_part *parts = ARENA_ARRAY(t->arena, struct reorganisation_part, 3);
    struct str new_code = str_printf(t->arena, "N.%d.%zu", t->day, number);
    struct reorganisation_operation op = {.code = any_code(t), .parts = parts, .part_count = 1};
    parts[0].code = any_code(t);
    switch (some(t, 6)) {
    case 0:
        return (struct reorganisation_operation){
            .kind = REORGANISATION_FOUND, .new_code = new_code, .name = S("UBND xã Mới"),
            .place = S("xã Mới"), .unit_kind = S("xã"), .level = 4, .parent_code = S("P")};
    case 1:
        op.kind = REORGANISATION_CHANGE;
        op.name = S("UBND phường");
        op.unit_kind = S("phường");
        op.part_count = 0;
        return op;
    case 2:
        op.kind = REORGANISATION_SPLIT;
        parts[1] = (struct reorganisation_part){
            .code = any_code(t), .rule = RULE_TEXT, .words = S("Ấp Một")};
        op.part_count = 2;
        return op;
    case 3:
        op.kind = REORGANISATION_CLOSE;
        op.part_count = some(t, 2);
        return op;
    default:
        op.kind = REORGANISATION_MERGE;
        parts[1].code = any_code(t);
        op.part_count = 1 + some(t, 2);
        if (number > 0 && some(t, 2) == 0)
            op.code = str_printf(t->arena, "N.%d.%zu", t->day, number - 1);
        return op;
    }
}

static void decide(struct teller *t, struct reorganisation_engine *engine,
                   struct decision *out)
{
    struct fixture *f = t->w->f;
    struct q_reorganisation_add_out added;
    struct q_reorganisation_add_in row = {.number = S("1"), .title = S("x"),
                                          .decided_on = S("2026-11-01"),
                                          .effective_on = day_text(t, t->day),
                                          .file_sha256 = S("00")};
    assert_ok(q_reorganisation_add(f->db, t->arena, row, &added));
    for (size_t i = 0, n = 1 + some(t, OPERATIONS); i < n; i++) {
        struct reorganisation_operation op = any_operation(t, i);
        assert_ok(decision_add_operation(&engine->service, added.id, i + 1, &op));
    }
    assert_ok(decision_load(&engine->service, added.id, out));
}

/* ---- what must hold ---- */

static const char STATE[] =
    "SELECT (SELECT COALESCE(GROUP_CONCAT(x, ';'), '') FROM (SELECT agency_id || ',' || holder_role"
    " || ',' || due_us || ',' || next_us AS x FROM dossier ORDER BY id))"
    " || '/' || (SELECT COALESCE(GROUP_CONCAT(x, ';'), '') FROM (SELECT agency_id || name AS x"
    " FROM agency_version WHERE valid_to IS NULL ORDER BY agency_id))"
    " || '/' || (SELECT COALESCE(GROUP_CONCAT(x, ';'), '') FROM (SELECT t.person_id || ',' ||"
    " u.agency_id || q.title || t.valid_from || COALESCE(t.valid_to, '') AS x FROM appointment t"
    " JOIN position q ON q.id = t.position_id JOIN unit u ON u.id = q.unit_id"
    " WHERE t.valid_to IS NULL OR t.valid_to > t.valid_from ORDER BY t.person_id, x))"
    " || '/' || (SELECT COUNT(*) FROM agency_heir) || (SELECT COUNT(*) FROM agency_successor)";

/* What must answer 0 after every decision. */
static const char *const SOUND[][2] = {
    {"totals differ",
     "SELECT CAST(COUNT(*) AS TEXT) FROM (SELECT holding FROM reorganisation_total GROUP BY"
     " reorganisation_id, holding HAVING SUM(before_count) <> SUM(after_count)) x"},
    {"ownerless dossiers",
     "SELECT CAST(COUNT(*) AS TEXT) FROM dossier d WHERE holder_role <> '' AND NOT EXISTS (SELECT 1"
     " FROM agency_version v WHERE v.agency_id = d.agency_id AND v.valid_to IS NULL)"},
    {"dossiers without next date",
     "SELECT CAST(COUNT(*) AS TEXT) FROM dossier WHERE holder_role <> '' AND next_us <= 0"},
    {"facts without one agency of their day",
     "SELECT CAST(COUNT(*) AS TEXT) FROM fact f WHERE (SELECT COUNT(*) FROM agency_version v WHERE"
     " v.agency_id = f.agency_id AND v.valid_from <= f.day AND (v.valid_to IS NULL OR"
     " v.valid_to > f.day)) <> 1"},
    {"heirs that are no more",
     "SELECT CAST(COUNT(*) AS TEXT) FROM agency_heir h WHERE h.valid_to IS NULL AND NOT EXISTS"
     " (SELECT 1 FROM agency_version v WHERE v.agency_id = h.heir_id AND v.valid_to IS NULL)"},
    {"agencies with two heirs",
     "SELECT CAST(COUNT(*) AS TEXT) FROM (SELECT agency_id FROM agency_heir WHERE valid_to IS NULL"
     " GROUP BY agency_id HAVING COUNT(*) > 1) x"},
};
enum { SOUNDS = sizeof SOUND / sizeof SOUND[0] };

/* Queries are known by their address, so they must outlive every history. */
static struct str ask(struct teller *t, size_t place, const char *text)
{
    static const struct db_field out[] = {{DB_TEXT, 0, DB_NOT_NULL}};
    struct fixture *f = t->w->f;
    struct str answer;
    t->queries[place] = (struct db_query){.name = "ask", .sqlite = text, .postgres = text,
                                          .out = out, .out_count = 1,
                                          .out_size = sizeof(struct str)};
    assert_ok(db_run_one(f->db, (struct db_call){t->arena, &t->queries[place], NULL}, &answer));
    return answer;
}

static struct str state_of(struct teller *t) { return ask(t, SOUNDS, STATE); }

static void expect_sound(struct teller *t)
{
    for (size_t i = 0; i < SOUNDS; i++)
        if (!str_is(ask(t, i, SOUND[i][1]), "0"))
            fail_msg("history %lld: %s", (long long)t->number, SOUND[i][0]);
}

static void expect_rights_of_the_log(struct teller *t)
{
    struct fixture *f = t->w->f;
    const struct rights_log *log;
    assert_ok(rights_log_read(f->db, t->arena, 0, &log));
    for (size_t i = 0; i < PEOPLE; i++) {
        struct grant_list grants;
        struct str day = day_text(t, (int)some(t, 20) - 6);
        assert_ok(rights_at(f->db, t->arena, t->people[i], day, &grants));
        struct str answered = rights_lines(t->arena, &grants);
        struct str computed = rights_log_lines(t->arena, log, t->people[i], day);
        assert_string_equal(str_c(t->arena, answered), str_c(t->arena, computed));
    }
}

static void follow(struct teller *t)
{
    struct fixture *f = t->w->f;
    struct rights_change change = {.now_us = f->clock.fixed_us, .actor = S("test"),
                                   .object = S("test")};
    assert_ok(rights_changed(f->db, t->arena, change));
}

/* A decision that nothing speaks against as far as the plan can see; the refused are counted. */
static bool decide_well(struct teller *t, struct reorganisation_engine *engine,
                        struct decision *decision)
{
    struct fixture *f = t->w->f;
    for (int i = 0; i < TRIES; i++) {
        struct plan plan;
        decide(t, engine, decision);
        assert_ok(plan_make(&engine->service, decision, &plan));
        if (plan.blocking == 0)
            return true;
        t->refused++;
    }
    return false;
}

/* False where it was refused: then the history ends, as the transaction would. */
static bool carry_out(struct teller *t)
{
    struct decision decision;
    struct run run;
    struct reorganisation_engine engine = t->w->engine;
    engine.service.arena = t->arena;
    struct str before = state_of(t);
    if (!decide_well(t, &engine, &decision))
        return true;
    run_prepare(&run, &engine, &decision);
    struct result done = run_carry_out(&run);
    t->applied += result_ok(done);
    t->refused += !result_ok(done);
    if (!result_ok(done)) {
        assert_int_equal(done.kind, ERROR_CONFLICT);
        assert_non_null(done.message);
        return false;
    }
    expect_sound(t);
    if (some(t, 3) != 0)
        return true;
    run_prepare(&run, &engine, &decision);
    done = run_take_back(&run);
    if (!result_ok(done)) {
        assert_string_equal(done.code, "reorganisation.newer");
        return false;
    }
    t->undone++;
    assert_string_equal(str_c(t->arena, state_of(t)), str_c(t->arena, before));
    return true;
}

static void tell(struct teller *t, uint64_t number)
{
    struct fixture *f = t->w->f;
    t->number = number;
    t->state = number;
    t->day = 0;
    arena_reset(t->arena);
    struct arena *kept = f->arena;
    f->arena = t->arena; /* what the world makes in passing goes with the history */
    assert_ok(db_write_begin(f->db));
    begin(t);
    follow(t);
    bool goes_on = true;
    for (size_t i = 0; i < DECISIONS && goes_on; i++) {
        t->day += 1 + (int)some(t, 3);
        goes_on = carry_out(t);
    }
    if (goes_on && number % 4 == 0)
        expect_rights_of_the_log(t);
    db_rollback(f->db);
    f->arena = kept;
}

static int64_t setting(const char *name, int64_t otherwise)
{
    int64_t value;
    const char *text = getenv(name);
    return text != NULL && str_to_i64(str_from_c(text), &value) ? value : otherwise;
}

static void test_histories(void **state)
{
    struct fixture *f = *state;
    struct teller t = {.w = world_new(f, AGENCIES), .arena = arena_new((size_t)32 << 20)};
    int64_t first = setting("TRUC_HISTORY", 1);
    int64_t count = setting("TRUC_HISTORIES", HISTORIES);
    assert_ok(rights_prepare(f->db, f->arena, f->clock.fixed_us));
    for (int64_t number = first; number < first + count; number++) {
        if (number % SHOWN_EVERY == 0) /* the one that fails is among the next hundred */
            print_message("# history %lld\n", (long long)number);
        tell(&t, (uint64_t)number);
    }
    print_message("# %lld histories: %ld decisions applied, %ld refused, %ld taken back\n",
                  (long long)count, t.applied, t.refused, t.undone);
    assert_true(t.applied > count / 4 && t.undone > count / 20 && t.refused > count / 20);
    arena_free(t.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        {"test_histories", test_histories, fixture_sqlite, fixture_end, NULL},
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
