#include "cmocka_all.h"

#include <stdint.h>
#include <string.h>

#include "core/feel.h"

static struct arena *arena;
static const struct json *names;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(1 << 22);
    assert_true(result_ok(json_parse(
        arena,
        S("{\"age\":18,\"who\":\"cha\",\"ok\":true,\"rate\":0.1,\"a\":{\"b\":2},\"họ\":\"Lê\"}"),
        &names)));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct str shown(struct feel_value value)
{
    switch (value.kind) {
    case FEEL_BOOL:
        return value.boolean ? S("true") : S("false");
    case FEEL_NUMBER:
        return decimal_text(arena, value.number);
    case FEEL_STRING:
        return str_printf(arena, "\"%.*s\"", STR_ARG(value.string));
    case FEEL_NULL:
        break;
    }
    return S("null");
}

static void check(const char *source, const char *wanted)
{
    const struct feel *feel = NULL;
    struct str problem = S("");
    struct result r = feel_compile(arena, str_from_c(source), &feel, &problem);
    if (!result_ok(r))
        fail_msg("%s: %.*s", source, STR_ARG(problem));
    struct str got = shown(feel_eval(arena, feel, names));
    if (!str_is(got, wanted))
        fail_msg("%s = %.*s, not %s", source, STR_ARG(got), wanted);
}

static void numbers_are_decimal(void **state)
{
    (void)state;
    check("0.1 + 0.2", "0.3");
    check("0.1 + 0.2 = 0.3", "true");
    check("rate + 0.2 = 0.3", "true");
    check("8000 * 3", "24000");
    check("1 / 3", "0.3333333333333333333333333333333333");
    check("2 / 3", "0.6666666666666666666666666666666667");
    check("1 / 3 * 2.5", "0.8333333333333333333333333333333332");
    check("10 / 4", "2.5");
    check("1 / 8", "0.125");
    check("1 / 0", "null");
    check("-3 - -4", "1");
    check("2 + 3 * 4 - 6 / 2", "11");
    check("(2 + 3) * 4", "20");
    check("1.50", "1.5");
    check(".5 + .5", "1");
    check("9999999999999999999999999999999999 + 1", "null");
    check("9999999999999999999999999999999999 * 10", "null");
    check("1000000000000000000000000000000000 / 1000000000000000000000000000000000", "1");
    check("0.1 * 0.1 * 0.1", "0.001");
    check("-0", "0");
}

static void truth_has_three_values(void **state)
{
    (void)state;
    check("true and false", "false");
    check("true and missing", "null");
    check("false and missing", "false");
    check("true or missing", "true");
    check("false or missing", "null");
    check("not(true)", "false");
    check("not(missing)", "null");
    check("not(1)", "null");
    check("ok and age >= 18 or false", "true");
    check("false and false or true", "true");
}

static void comparisons_follow_the_kinds(void **state)
{
    (void)state;
    check("age = 18", "true");
    check("age != 18.0", "false");
    check("who = \"cha\"", "true");
    check("=who != \"cha\"", "false");
    check("who = 1", "null");
    check("missing = null", "true");
    check("who = null", "false");
    check("who != null", "true");
    check("who < 2", "null");
    check("\"a\" < \"b\"", "true");
    check("2.50 >= 2.5", "true");
    check("a.b = 2", "true");
    check("a.c = null", "true");
    check("họ = \"Lê\"", "true");
    check("-1 < 0.5", "true");
    check("-2 < -1", "true");
}

static void choices_and_text(void **state)
{
    (void)state;
    check("if age < 18 then \"trẻ\" else \"lớn\"", "\"lớn\"");
    check("if missing then 1 else if ok then 2 else 3", "2");
    check("\"a\" + \"\\\"b\\\\\\n\"", "\"a\"b\\\n\"");
    check("\"a\" + 1", "null");
    check("(if ok then 1 else 2) + 1", "2");
}

/* Twice the same text again and again: from FEEL_TEXT_MAX on there is none. */
static void text_does_not_grow_without_end(void **state)
{
    (void)state;
    struct str part = str_of(arena_alloc(arena, 1000), 1000);
    struct str source = S("\"\"");
    for (size_t i = 0; i < part.len; i++)
        ((char *)(uintptr_t)part.ptr)[i] = 'x';
    for (int i = 0; i < 3; i++)
        source = str_printf(arena, "%.*s + \"%.*s\"", STR_ARG(source), STR_ARG(part));
    check(str_printf(arena, "%.*s = null", STR_ARG(source)).ptr, "false");
    struct str long_name = str_of(arena_alloc(arena, FEEL_TEXT_MAX), FEEL_TEXT_MAX);
    for (size_t i = 0; i < long_name.len; i++)
        ((char *)(uintptr_t)long_name.ptr)[i] = 'x';
    const struct json *before = names;
    assert_true(result_ok(json_parse(
        arena, str_printf(arena, "{\"t\":\"%.*s\"}", STR_ARG(long_name)), &names)));
    check("t + \"\" = t", "true");
    check("t + \"x\"", "null");
    names = before;
}

static void refuse(const char *source, enum error_kind kind, const char *named)
{
    const struct feel *feel;
    struct str problem = S("");
    struct result r = feel_compile(arena, str_from_c(source), &feel, &problem);
    if (r.kind != kind || str_find(problem, str_from_c(named)) == problem.len)
        fail_msg("%s: kind %d, %.*s", source, (int)r.kind, STR_ARG(problem));
}

static void what_we_do_not_do_is_named(void **state)
{
    (void)state;
    refuse("2 ** 3", ERROR_UNSUPPORTED, "**");
    refuse("sum(1)", ERROR_UNSUPPORTED, "sum");
    refuse("[1,2]", ERROR_UNSUPPORTED, "[");
    refuse("{a:1}", ERROR_UNSUPPORTED, "{");
    refuse("for x in y return x", ERROR_UNSUPPORTED, "for");
    refuse("x in y", ERROR_UNSUPPORTED, "in");
    refuse("x between 1 and 2", ERROR_UNSUPPORTED, "between");
    refuse("@\"2026-11-23\"", ERROR_UNSUPPORTED, "@");
    refuse("x[1]", ERROR_UNSUPPORTED, "[");
    refuse("\"\\u0041\"", ERROR_UNSUPPORTED, "\\u");
    refuse("1 // c", ERROR_UNSUPPORTED, "//");
    refuse("", ERROR_INVALID, "early");
    refuse("1 +", ERROR_INVALID, "early");
    refuse("(1", ERROR_INVALID, ")");
    refuse("\"abc", ERROR_INVALID, "abc");
    refuse("1 = 1 = 1", ERROR_INVALID, "=");
    refuse("if true then 1", ERROR_INVALID, "else");
    refuse("a b", ERROR_INVALID, "b");
    refuse("&", ERROR_INVALID, "&");
    char deep[200];
    memset(deep, '(', sizeof deep);
    deep[sizeof deep - 1] = '\0';
    refuse(deep, ERROR_INVALID, "deep");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_decimal),
        cmocka_unit_test(truth_has_three_values),
        cmocka_unit_test(comparisons_follow_the_kinds),
        cmocka_unit_test(choices_and_text),
        cmocka_unit_test(text_does_not_grow_without_end),
        cmocka_unit_test(what_we_do_not_do_is_named),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
