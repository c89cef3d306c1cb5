#include "cmocka_all.h"

#include <string.h>

#include "base/json.h"
#include "base/json_diff.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(1 << 22);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const struct json *parse(const char *text)
{
    const struct json *out = NULL;
    assert_true(result_ok(json_parse(arena, str_from_c(text), &out)));
    return out;
}

static void a_tree_is_read(void **state)
{
    (void)state;
    const struct json *v =
        parse("{\"a\":1,\"b\":[true,null,\"Đồng\",-2.5],\"c\":{\"d\":\"x\"},\"z\":\"\"}");
    assert_int_equal(json_count(v), 4);
    assert_true(str_is(json_key(v, 1), "b"));
    assert_int_equal(json_get_int(v, "a", 0), 1);
    const struct json *b = json_get(v, "b");
    assert_true(json_bool(json_at(b, 0), false));
    assert_true(json_is(json_at(b, 1), JSON_KIND_NULL));
    assert_true(str_is(json_text(json_at(b, 2)), "Đồng"));
    assert_true(json_number(json_at(b, 3), 0) == -2.5);
    assert_true(str_is(json_get_text(json_get(v, "c"), "d"), "x"));
}

static void what_is_not_there_reads_as_empty(void **state)
{
    (void)state;
    const struct json *v = parse("{\"a\":1}");
    assert_null(json_get(v, "b"));
    assert_null(json_get(json_get(v, "b"), "c"));
    assert_true(str_empty(json_get_text(v, "a")));
    assert_int_equal(json_get_int(v, "b", 7), 7);
    assert_null(json_at(v, 1));
    assert_true(str_empty(json_key(NULL, 0)));
    assert_true(json_get_bool(NULL, "b", true));
}

static void bad_text_is_refused(void **state)
{
    (void)state;
    const char *const bad[] = {"",        "{",         "{\"a\":1,\"a\":2}", "[1] 2", "[01]",
                               "\"\\u0000\"", "[\"\xff\"]", "[1e999]",
                               "99999999999999999999", "nul"};
    const struct json *out;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (json_parse(arena, str_from_c(bad[i]), &out).kind != ERROR_INVALID)
            fail_msg("taken: %s", bad[i]);
    char deep[2 * (JSON_DEPTH_MAX + 1) + 1];
    memset(deep, '[', JSON_DEPTH_MAX + 1);
    memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
    assert_int_equal(json_parse(arena, str_of(deep, sizeof deep - 1), &out).kind, ERROR_LIMIT);
    assert_true(result_ok(json_parse(arena, str_of(deep + 1, sizeof deep - 3), &out)));
}

static void writing_reads_back(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, arena, 1000);
    struct json_writer w = json_writer_of(&out);
    json_open_object(&w, NULL);
    json_put_text(&w, "text", S("a\"b\\c\n\x01\xc4\x91"));
    json_put_int(&w, "int", INT64_MIN);
    json_open_array(&w, "list");
    json_put_bool(&w, NULL, true);
    json_put_null(&w, NULL);
    json_put_value(&w, NULL, parse("{\"k\":[1,\"v\"]}"));
    json_close_array(&w);
    json_put_raw(&w, "raw", S("[]"));
    json_close_object(&w);
    assert_true(str_is(buf_str(&out),
                       "{\"text\":\"a\\\"b\\\\c\\n\\u0001đ\",\"int\":-9223372036854775808,"
                       "\"list\":[true,null,{\"k\":[1,\"v\"]}],\"raw\":[]}"));
    const struct json *back = parse(str_c(arena, buf_str(&out)));
    assert_true(json_get_int(back, "int", 0) == INT64_MIN);
}

static void merging_replaces_and_follows(void **state)
{
    (void)state;
    struct str got = json_merge(arena, parse("{\"a\":1,\"b\":{\"x\":1}}"),
                                parse("{\"b\":\"new\",\"c\":null}"));
    assert_true(str_is(got, "{\"a\":1,\"b\":\"new\",\"c\":null}"));
    assert_true(str_is(json_merge(arena, NULL, NULL), "{}"));
}

static struct json_changes diff(const char *before, const char *after, size_t most)
{
    const struct json *a = NULL;
    const struct json *b = NULL;
    assert_true(result_ok(json_parse(arena, str_from_c(before), &a)));
    assert_true(result_ok(json_parse(arena, str_from_c(after), &b)));
    return json_diff(arena, a, b, most);
}

static void test_diff(void **state)
{
    (void)state;
    const char *before = "{\"fee\":8000,\"law\":\"a\",\"items\":[{\"key\":\"x\",\"n\":1},"
                         "{\"key\":\"y\"}]}";
    const char *after = "{\"fee\":\"8000\",\"items\":[{\"key\":\"y\"},{\"key\":\"x\","
                        "\"n\":2}],\"new\":[1]}";
    struct json_changes changes = diff(before, after, 10);
    assert_int_equal(changes.count, 4);
    assert_true(str_is(changes.items[0].path, "fee")); /* a number is not its text */
    assert_true(str_is(changes.items[1].path, "law"));
    assert_int_equal(changes.items[1].after.len, 0);
    assert_true(str_is(changes.items[2].path, "items[x].n")); /* moved, and only then changed */
    assert_true(str_is(changes.items[3].path, "new"));
    assert_false(changes.more);
    assert_int_equal(diff(before, before, 10).count, 0);
    changes = diff(before, after, 2);
    assert_int_equal(changes.count, 2);
    assert_true(changes.more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diff),
        cmocka_unit_test(a_tree_is_read),
        cmocka_unit_test(what_is_not_there_reads_as_empty),
        cmocka_unit_test(bad_text_is_refused),
        cmocka_unit_test(writing_reads_back),
        cmocka_unit_test(merging_replaces_and_follows),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
