#include "cmocka_all.h"

#include "core/calendar.h"

static struct arena *arena;
static struct calendar calendar;
static int64_t days_off[5];

static int setup(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    static const char *const off[] = {"2026-04-27", "2026-04-30", "2026-05-01", "2026-09-01",
                                      "2026-09-02"};
    for (size_t i = 0; i < 5; i++)
        assert_true(civil_parse_date(str_from_c(off[i]), &days_off[i]));
    calendar = calendar_default();
    calendar.days_off = days_off;
    calendar.days_off_count = 5;
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* "2026-11-23 09:00" or with seconds, local time. */
static int64_t at(const char *text)
{
    struct str all = str_from_c(text);
    struct str rfc = str_printf(arena, "%.10sT%s%s+07:00", text, text + 11,
                                all.len == 16 ? ":00" : "");
    int64_t us;
    assert_true(civil_parse_rfc3339(rfc, &us));
    return us;
}

static void assert_at(int64_t got, const char *wanted, const char *what)
{
    if (got != at(wanted)) {
        struct str text = civil_rfc3339(arena, got);
        fail_msg("%s: %.*s, not %s", what, STR_ARG(text), wanted);
    }
}

static void every_due_date_vector(void **state)
{
    (void)state;
    const struct {
        const char *start;
        struct limit limit;
        const char *due;
    } cases[] = {
        {"2026-11-23 09:00", limit_working_days(1), "2026-11-24 09:00"},
        {"2026-11-23 16:30", limit_working_hours(4), "2026-11-24 10:30"},
        {"2026-11-20 16:00", limit_working_days(3), "2026-11-25 16:00"},
        {"2026-11-20 17:30", limit_working_days(1), "2026-11-23 17:00"},
        {"2026-11-21 10:00", limit_working_days(1), "2026-11-23 17:00"},
        {"2026-11-23 12:00", limit_working_hours(1), "2026-11-23 14:30"},
        {"2026-08-31 14:00", limit_working_days(5), "2026-09-09 14:00"},
        {"2026-04-24 10:15", limit_working_days(15), "2026-05-20 10:15"},
        {"2026-11-23 06:10", limit_working_hours(2), "2026-11-23 09:00"},
        {"2026-11-24 10:00", {LIMIT_CALENDAR_DAYS, 5}, "2026-11-30 17:00"},
        {"2026-11-23 09:00", {LIMIT_SAME_DAY, 0}, "2026-11-23 17:00"},
        {"2026-11-23 15:00:00", {LIMIT_SAME_DAY, 0}, "2026-11-23 17:00"},
        {"2026-11-23 15:00:01", {LIMIT_SAME_DAY, 0}, "2026-11-24 17:00"},
        {"2026-11-20 15:30", {LIMIT_SAME_DAY, 0}, "2026-11-23 17:00"},
        {"2026-11-21 10:00", {LIMIT_SAME_DAY, 0}, "2026-11-23 17:00"},
        {"2026-04-30 09:00", {LIMIT_SAME_DAY, 0}, "2026-05-04 17:00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_at(calendar_due(&calendar, at(cases[i].start), cases[i].limit), cases[i].due,
                  cases[i].start);
}

static void a_pause_stops_the_clock(void **state)
{
    (void)state;
    struct calendar_pause pause = {
        .policy = PAUSE_RESUME,
        .limit = limit_working_days(5),
        .due_us = calendar_due(&calendar, at("2026-11-23 09:00"), limit_working_days(5)),
        .paused_us = at("2026-11-24 10:00"),
        .resumed_us = at("2026-11-30 08:00"),
    };
    assert_at(pause.due_us, "2026-11-30 09:00", "due");
    assert_int_equal(calendar_working_minutes(&calendar, pause.paused_us, pause.due_us), 1860);
    assert_at(calendar_due_after_pause(&calendar, &pause), "2026-12-03 17:00", "resume");
    pause.policy = PAUSE_RESTART;
    assert_at(calendar_due_after_pause(&calendar, &pause), "2026-12-07 08:00", "restart");
    pause.policy = PAUSE_RESUME;
    pause.paused_us = at("2026-11-30 09:00:01");
    pause.resumed_us = at("2026-12-01 08:00");
    assert_at(calendar_due_after_pause(&calendar, &pause), "2026-11-30 09:00", "late stays late");
}

static void the_other_clocks(void **state)
{
    (void)state;
    assert_at(calendar_transfer_by(&calendar, at("2026-11-23 15:00:00")), "2026-11-23 17:00",
              "transfer");
    assert_at(calendar_transfer_by(&calendar, at("2026-11-23 15:00:01")), "2026-11-24 07:00",
              "transfer after three");
    assert_at(calendar_transfer_by(&calendar, at("2026-11-20 16:10")), "2026-11-23 07:00",
              "transfer on Friday");
    assert_at(calendar_supplement_notice_by(&calendar, at("2026-11-23 09:00")), "2026-11-26 09:00",
              "supplement notice");
    assert_at(calendar_apology_by(&calendar, at("2026-11-30 09:00")), "2026-11-27 17:00",
              "apology");
    assert_true(result_ok(calendar_may_reappoint(0)));
    assert_int_equal(calendar_may_reappoint(1).kind, ERROR_CONFLICT);
}

static void working_minutes_count_both_ways(void **state)
{
    (void)state;
    int64_t noon = at("2026-11-23 12:00");
    assert_int_equal(calendar_working_minutes(&calendar, at("2026-11-23 11:00"), noon), 30);
    assert_int_equal(calendar_working_minutes(&calendar, noon, at("2026-11-23 11:00")), -30);
    assert_int_equal(calendar_working_minutes(&calendar, at("2026-11-20 16:00"),
                                              at("2026-11-23 08:00")),
                     120);
    assert_int_equal(calendar_working_minutes(&calendar, noon, noon), 0);
    assert_int_equal(calendar_working_minutes(&calendar, at("2026-08-31 17:00"),
                                              at("2026-09-03 07:00")),
                     0);
}

static void working_instants_are_found(void **state)
{
    (void)state;
    assert_at(calendar_next_working(&calendar, at("2026-11-23 11:30")), "2026-11-23 13:30", "noon");
    assert_at(calendar_next_working(&calendar, at("2026-11-23 17:00")), "2026-11-24 07:00",
              "evening");
    assert_at(calendar_last_working(&calendar, at("2026-11-23 07:00")), "2026-11-20 17:00",
              "Monday morning");
    assert_at(calendar_last_working(&calendar, at("2026-11-23 12:00")), "2026-11-23 11:30",
              "midday");
}

static void make_up_days_work(void **state)
{
    (void)state;
    int64_t saturday;
    assert_true(civil_parse_date(S("2026-11-21"), &saturday));
    struct calendar other = calendar;
    other.make_up_days = &saturday;
    other.make_up_count = 1;
    assert_at(calendar_due(&other, at("2026-11-20 16:00"), limit_working_days(1)),
              "2026-11-21 16:00", "make-up Saturday");
    assert_at(calendar_due(&calendar, at("2026-11-20 16:00"), limit_working_days(1)),
              "2026-11-23 16:00", "plain Saturday");
}

static void limits_are_named(void **state)
{
    (void)state;
    struct limit limit;
    enum pause_policy policy;
    assert_true(limit_parse(S("working_days"), 2, &limit));
    assert_int_equal(limit.amount, 960);
    assert_true(limit_parse(S("same_day"), 0, &limit));
    assert_int_equal(limit.unit, LIMIT_SAME_DAY);
    assert_false(limit_parse(S("weeks"), 1, &limit));
    assert_false(limit_parse(S("days"), -1, &limit));
    assert_true(pause_policy_parse(S("restart"), &policy));
    assert_int_equal(policy, PAUSE_RESTART);
    assert_false(pause_policy_parse(S(""), &policy));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_due_date_vector),
        cmocka_unit_test(a_pause_stops_the_clock),
        cmocka_unit_test(the_other_clocks),
        cmocka_unit_test(working_minutes_count_both_ways),
        cmocka_unit_test(working_instants_are_found),
        cmocka_unit_test(make_up_days_work),
        cmocka_unit_test(limits_are_named),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
