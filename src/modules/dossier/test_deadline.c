#include "unit/cmocka_all.h"

#include "modules/dossier/deadline.h"
#include "modules/dossier/reasons.h"

static int64_t at(int day, int hour, int minute)
{
    return civil_to_us((struct civil_time){2026, 11, day, hour, minute, 0});
}

static struct deadline_view view(int64_t now_us, int64_t due_us)
{
    struct calendar calendar = calendar_default();
    struct deadline_span span = {at(23, 9, 0), due_us, false};
    return deadline_view_of(&calendar, now_us, span);
}

/* 2026-11-23 is a Monday. */
static void time_left_counts_working_time(void **state)
{
    (void)state;
    struct deadline_view today = view(at(23, 15, 0), at(23, 17, 0));
    assert_false(today.late);
    assert_true(today.today);
    assert_int_equal(today.unit, DEADLINE_HOURS);
    assert_int_equal(today.amount, 2);

    struct deadline_view lunch = view(at(23, 11, 0), at(23, 14, 0));
    assert_int_equal(lunch.unit, DEADLINE_HOURS);
    assert_int_equal(lunch.amount, 1); /* 11:00–11:30 and 13:30–14:00 */

    struct deadline_view week = view(at(27, 16, 0), at(30, 8, 0));
    assert_int_equal(week.amount, 2); /* Friday's last hour and Monday's first */
    assert_int_equal(week.unit, DEADLINE_HOURS);
    assert_false(week.today);
}

static void late_is_late_to_the_second(void **state)
{
    (void)state;
    assert_false(view(at(23, 17, 0), at(23, 17, 0)).late);
    struct deadline_view late = view(at(24, 8, 0), at(23, 17, 0));
    assert_true(late.late);
    assert_int_equal(late.amount, 1);
    assert_int_equal(late.percent, 100);
    assert_int_equal(view(at(25, 17, 0), at(23, 17, 0)).unit, DEADLINE_DAYS);
    assert_int_equal(view(at(25, 17, 0), at(23, 17, 0)).amount, 2);
}

static void the_bar_fills_with_working_time(void **state)
{
    (void)state;
    assert_int_equal(view(at(23, 9, 0), at(23, 17, 0)).percent, 0);
    assert_int_equal(view(at(23, 11, 30), at(23, 17, 0)).percent, 41); /* 150 of 360 minutes */
    assert_int_equal(view(at(23, 13, 30), at(23, 17, 0)).percent, 41);
    assert_int_equal(view(at(23, 17, 0), at(23, 17, 0)).percent, 100);
}

static void groups_run_from_late_to_far(void **state)
{
    (void)state;
    assert_int_equal(deadline_group(at(23, 9, 0), at(23, 8, 59)), 0);
    assert_int_equal(deadline_group(at(23, 9, 0), at(23, 9, 0)), 1);
    assert_int_equal(deadline_group(at(23, 9, 0), at(30, 17, 0)), 2);
    assert_int_equal(deadline_group(at(22, 9, 0), at(30, 17, 0)), 3);
}

static void every_reason_has_code_label_and_sentence(void **state)
{
    (void)state;
    for (const struct reason *r = supplement_reasons; r->code; r++) {
        assert_non_null(r->label);
        assert_non_null(r->sentence);
        assert_ptr_equal(reason_find(supplement_reasons, str_from_c(r->code)), r);
        assert_null(reason_find(refusal_reasons, str_from_c(r->code)));
    }
    assert_null(reason_find(refusal_reasons, S("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_left_counts_working_time),
        cmocka_unit_test(late_is_late_to_the_second),
        cmocka_unit_test(the_bar_fills_with_working_time),
        cmocka_unit_test(groups_run_from_late_to_far),
        cmocka_unit_test(every_reason_has_code_label_and_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
