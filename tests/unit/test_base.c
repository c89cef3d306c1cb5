#include "cmocka_all.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/reader.h"
#include "base/result.h"
#include "base/str.h"

static void arena_leaves_by_its_escape(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1000);
    sigjmp_buf escape;
    volatile int reached = 0;
    if (sigsetjmp(escape, 0) == 0) {
        arena_set_escape(arena, &escape);
        arena_alloc(arena, 800);
        reached = 1;
        arena_alloc(arena, 800);
        reached = 2;
    }
    assert_int_equal(reached, 1);
    arena_free(arena);
}

static void count_up(void *argument)
{
    int *count = argument;
    ++*count;
}

static void arena_is_zeroed_after_reset(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    int runs = 0;
    arena_on_free(arena, count_up, &runs);
    char *first = arena_alloc(arena, 100);
    first[0] = 'x';
    arena_reset(arena);
    assert_int_equal(runs, 1);
    assert_int_equal(arena_used(arena), 0);
    for (int i = 0; i < 3; i++) {
        const char *again = arena_alloc(arena, 5000);
        for (int k = 0; k < 5000; k++)
            assert_int_equal(again[k], 0);
    }
    arena_free(arena);
}

static void a_moved_clock_goes_on(void **state)
{
    (void)state;
    const int64_t by_us = -3 * MICROS_PER_DAY;
    struct clock moved = clock_moved(by_us);
    int64_t before = clock_now_us(clock_system());
    int64_t at = clock_now_us(&moved);
    int64_t after = clock_now_us(clock_system());
    assert_in_range(at - by_us, before, after);
}

static void secrets_compare_every_byte(void **state)
{
    (void)state;
    assert_true(str_equal_secret(S("abc"), S("abc")));
    assert_true(str_equal_secret(S(""), S("")));
    assert_false(str_equal_secret(S("abc"), S("abcd")));
    assert_false(str_equal_secret(S("xbc"), S("abc")));
    assert_false(str_equal_secret(S("abx"), S("abc")));
}

static void base64_is_strict(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct str out;
    assert_true(str_equal(str_base64(arena, S("foobar")), S("Zm9vYmFy")));
    assert_true(str_equal(str_base64(arena, S("fooba")), S("Zm9vYmE=")));
    assert_true(str_unbase64(arena, S("Zm9vYg=="), &out));
    assert_true(str_equal(out, S("foob")));
    assert_false(str_unbase64(arena, S("Zm9vYh=="), &out));
    assert_false(str_unbase64(arena, S("Zm9vYg="), &out));
    assert_false(str_unbase64(arena, S("Zm9v=g=="), &out));
    assert_true(str_unhex(arena, S("00ffAb"), &out));
    assert_int_equal(out.len, 3);
    assert_false(str_unhex(arena, S("0g"), &out));
    arena_free(arena);
}

static void buffer_overflow_sticks(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct buf buf;
    buf_init(&buf, arena, 5);
    buf_text(&buf, "abc");
    buf_text(&buf, "def");
    buf_byte(&buf, 'x');
    assert_true(buf.overflowed);
    assert_true(str_equal(buf_str(&buf), S("abc")));
    arena_free(arena);
}

static void reader_failure_sticks(void **state)
{
    (void)state;
    struct reader reader = reader_of(S("\x01\x02\x03"));
    assert_int_equal(reader_u16(&reader), 0x0102);
    assert_int_equal(reader_u16(&reader), 0);
    assert_int_equal(reader_u8(&reader), 0);
    assert_true(reader.failed);
    assert_false(reader_done(&reader));
}

static void civil_dates_round_trip(void **state)
{
    (void)state;
    for (int64_t day = -200000; day < 200000; day += 13) {
        struct civil_time date = civil_from_day_number(day);
        assert_int_equal(civil_day_number(date.year, date.month, date.day), day);
    }
    int64_t day = 0;
    assert_true(civil_parse_date(S("2026-11-23"), &day));
    assert_int_equal(civil_weekday(day), 1);
    assert_false(civil_parse_date(S("2026-02-29"), &day));
    assert_false(civil_parse_date(S("2026-2-09"), &day));
    assert_true(civil_parse_date(S("2028-02-29"), &day));
}

static void midnight_is_local(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    int64_t before = 0;
    int64_t after = 0;
    assert_true(civil_parse_rfc3339(S("2026-11-23T16:59:59Z"), &before));
    assert_true(civil_parse_rfc3339(S("2026-11-24T00:00:00+07:00"), &after));
    assert_int_equal(after - before, MICROS_PER_SECOND);
    assert_int_equal(civil_day_of_us(after) - civil_day_of_us(before), 1);
    assert_true(str_equal(civil_rfc3339(arena, before), S("2026-11-23T23:59:59+07:00")));
    arena_free(arena);
}

static void whole_numbers_are_strict(void **state)
{
    (void)state;
    int64_t value = 0;
    assert_true(str_to_i64(S("-42"), &value));
    assert_int_equal(value, -42);
    assert_true(str_to_i64(S("9223372036854775807"), &value));
    assert_false(str_to_i64(S("9223372036854775808"), &value));
    assert_false(str_to_i64(S(""), &value));
    assert_false(str_to_i64(S("+1"), &value));
    assert_false(str_to_i64(S("1 "), &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_leaves_by_its_escape),
        cmocka_unit_test(arena_is_zeroed_after_reset),
        cmocka_unit_test(a_moved_clock_goes_on),
        cmocka_unit_test(secrets_compare_every_byte),
        cmocka_unit_test(base64_is_strict),
        cmocka_unit_test(buffer_overflow_sticks),
        cmocka_unit_test(reader_failure_sticks),
        cmocka_unit_test(civil_dates_round_trip),
        cmocka_unit_test(midnight_is_local),
        cmocka_unit_test(whole_numbers_are_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
