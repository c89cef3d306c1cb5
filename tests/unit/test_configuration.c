#include "tests/support/fixture.h"

#include <string.h>

#include "core/configuration.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/settings_stored.h"

#define HOTLINE S("setting:site.hotline")

static struct result change(struct fixture *f, const char *before, const char *after,
                            const char *reason)
{
    struct actor actor = {.account_id = 7, .agency_id = 3};
    struct configuration_change what = {.actor = &actor,
                                        .object = HOTLINE,
                                        .before = str_from_c(before),
                                        .after = str_from_c(after),
                                        .reason = str_from_c(reason)};
    TRY(db_write_begin(f->db));
    return db_finish(f->db, configuration_change(f->db, f->arena, f->clock.fixed_us, what));
}

static void assert_at(struct fixture *f, int64_t at_us, const char *value)
{
    struct str held;
    assert_ok(configuration_at(f->db, f->arena, HOTLINE, at_us, &held));
    assert_int_equal(held.len > 0, value != NULL);
    if (value != NULL)
        assert_string_equal(str_c(f->arena, held), value);
}

static void test_as_of(void **state)
{
    struct fixture *f = *state;
    int64_t start = f->clock.fixed_us;
    assert_at(f, start, NULL);
    assert_ok(change(f, "\"1022\"", "\"1900 1022\"", "Đổi tổng đài, văn bản 12/UBND"));
    fixture_advance(f, MICROS_PER_DAY);
    assert_ok(change(f, " \"1900 1022\" ", "\"1022\"", "Về số cũ"));
    assert_at(f, start - 1, "\"1022\"");
    assert_at(f, start, "\"1900 1022\"");
    assert_at(f, start + MICROS_PER_DAY - 1, "\"1900 1022\"");
    assert_at(f, start + MICROS_PER_DAY, "\"1022\"");
    struct configuration_rows rows;
    assert_ok(configuration_history(f->db, f->arena, HOTLINE, &rows));
    assert_int_equal(rows.count, 2);
    assert_string_equal(str_c(f->arena, rows.items[0].reason), "Về số cũ");
    assert_string_equal(str_c(f->arena, rows.items[0].actor), "account:7");
    assert_ok(configuration_in_force(f->db, f->arena, S("setting"), &rows));
    assert_int_equal(rows.count, 1);
    assert_ok(configuration_in_force(f->db, f->arena, S("settin"), &rows));
    assert_int_equal(rows.count, 0);
    assert_ok(configuration_latest(f->db, f->arena, S("setting"), 1, &rows));
    assert_int_equal(rows.count, 1);
    assert_string_equal(str_c(f->arena, rows.items[0].value), "\"1022\"");
}

/* Two moved within one microsecond, and a clock that went back: the newest is in force. */
static void test_clock_back(void **state)
{
    struct fixture *f = *state;
    assert_ok(change(f, "1", "2", "a"));
    assert_ok(change(f, "2", "3", "b"));
    assert_at(f, f->clock.fixed_us, "3");
    fixture_advance(f, -MICROS_PER_DAY);
    assert_ok(change(f, "3", "4", "c"));
    assert_at(f, f->clock.fixed_us + 2 * MICROS_PER_DAY, "4");
}

static void test_evidence(void **state)
{
    struct fixture *f = *state;
    struct evidence_row row;
    assert_ok(change(f, "\"1022\"", "\"1900 1022\"", "Đổi tổng đài"));
    assert_ok(evidence_last(f->db, f->arena, S("configuration.changed"), HOTLINE, &row));
    assert_true(str_find(row.record, S("\"before\":\"1022\"")) < row.record.len);
    assert_true(str_find(row.record, S("\"after\":\"1900 1022\"")) < row.record.len);
    assert_true(str_find(row.record, S("Đổi tổng đài")) < row.record.len);
    assert_int_equal(row.agency_id, 3);
    assert_string_equal(str_c(f->arena, row.actor), "account:7");
}

/* Refused, and then neither a row nor evidence stands. */
static void test_refused(void **state)
{
    struct fixture *f = *state;
    assert_fails(change(f, "1", "2", "  "), "configuration.reason");
    assert_fails(change(f, "1", "{2", "x"), "configuration.json");
    assert_fails(change(f, "1", " 1 ", "x"), "configuration.same");
    assert_fails(change(f, "", "null", "x"), "configuration.same");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM configuration"), 0);
    assert_ok(change(f, "1", "2", "x"));
    assert_fails(change(f, "1", "3", "x"), "configuration.raced");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM configuration"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence"), 1);
}

static bool short_enough(struct str value)
{
    return value.len < 12;
}

static struct settings *some_settings(struct fixture *f)
{
    static const struct setting rows[] = {
        {.name = "site.hotline", .otherwise = "1022", .reach = SETTING_LIVE,
         .check = short_enough},
        {.name = "site.origin", .otherwise = "http://a", .reach = SETTING_START},
        {.name = "data", .otherwise = "var", .reach = SETTING_FILE},
        {0},
    };
    const struct setting **tables = ARENA_ARRAY(f->arena, const struct setting *, 1);
    struct settings *settings;
    struct str problem;
    tables[0] = rows;
    assert_ok(settings_load(f->arena, (struct settings_tables){tables, 1},
                            (struct settings_sources){0}, &settings, &problem));
    return settings;
}

static void put(struct fixture *f, const char *object, const char *before, const char *after)
{
    struct configuration_change what = {.object = str_from_c(object),
                                        .before = str_from_c(before),
                                        .after = str_from_c(after),
                                        .reason = S("thử")};
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db,
                        configuration_change(f->db, f->arena, f->clock.fixed_us, what)));
}

static void look(struct fixture *f, struct settings_watch *watch, bool news)
{
    bool changed;
    assert_ok(settings_watch_look(watch, f->db, f->arena, &changed));
    assert_int_equal(changed, news);
}

/* What is live counts at once, what counts from the start does not move a running process, and
 * the file's own rows are nobody's to change. */
static void test_settings(void **state)
{
    struct fixture *f = *state;
    struct settings_watch watch = {.settings = some_settings(f), .arena = f->arena};
    put(f, "setting:site.origin", "\"http://a\"", "\"http://b\"");
    look(f, &watch, true);
    look(f, &watch, false);
    assert_true(str_is(settings_text(watch.settings, "site.origin"), "http://b"));
    put(f, "setting:site.origin", "\"http://b\"", "\"http://c\"");
    put(f, "setting:site.hotline", "\"1022\"", "\"1900 1022\"");
    put(f, "setting:data", "null", "\"/etc\"");
    put(f, "setting:no.such", "null", "\"1\"");
    look(f, &watch, true);
    assert_true(str_is(settings_text(watch.settings, "site.origin"), "http://b"));
    assert_true(str_is(settings_text(watch.settings, "site.hotline"), "1900 1022"));
    assert_true(str_is(settings_text(watch.settings, "data"), "var"));
    put(f, "setting:site.hotline", "\"1900 1022\"", "\"much too long a number\"");
    look(f, &watch, true);
    assert_true(str_is(settings_text(watch.settings, "site.hotline"), "1022"));
    put(f, "setting:site.hotline", "\"much too long a number\"", "null");
    look(f, &watch, true);
    assert_true(str_is(settings_text(watch.settings, "site.hotline"), "1022"));
    struct settings_watch next = {.settings = some_settings(f), .arena = f->arena};
    look(f, &next, true);
    assert_true(str_is(settings_text(next.settings, "site.origin"), "http://c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(test_as_of),
        FIXTURE_TESTS(test_clock_back),
        FIXTURE_TESTS(test_evidence),
        FIXTURE_TESTS(test_refused),
        FIXTURE_TESTS(test_settings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
