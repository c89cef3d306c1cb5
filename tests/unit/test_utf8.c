#include "cmocka_all.h"

#include "base/utf8.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static void check_fold(const char *text, const char *folded)
{
    struct str got = utf8_fold(arena, str_from_c(text));
    if (!str_is(got, folded))
        fail_msg("%s folds to \"%.*s\", not \"%s\"", text, STR_ARG(got), folded);
}

static void folding_makes_spellings_meet(void **state)
{
    (void)state;
    check_fold("Trích lục hộ tịch", "trich luc ho tich");
    check_fold("tách thửa", "tach thua");
    check_fold("ĐẮK LẮK, Đồng Nai", "dak lak dong nai");
    check_fold("Hoà", "hoa");
    check_fold("Hòa", "hoa");
    check_fold("Ho\xcc\x80" "a", "hoa"); /* o + combining grave: NFD */
    check_fold("H19.62-261123-0027", "h19 62 261123 0027");
    check_fold("  K’Brêm  ", "k brem");
    check_fold("", "");
    check_fold("...", "");
    check_fold("a\xff" "B", "ab"); /* not UTF-8: what is ASCII of it */
}

static void text_that_is_not_utf8_is_seen(void **state)
{
    (void)state;
    assert_true(utf8_valid(S("Hộ tịch")));
    assert_true(utf8_valid(S("")));
    assert_true(utf8_valid(S("\xf4\x8f\xbf\xbf")));
    assert_false(utf8_valid(S("\xc0\xaf")));         /* overlong */
    assert_false(utf8_valid(S("\xed\xa0\x80")));     /* surrogate */
    assert_false(utf8_valid(S("\xf4\x90\x80\x80"))); /* above U+10FFFF */
    assert_false(utf8_valid(S("a\xe1\xbb")));        /* cut short */
    assert_false(utf8_valid(S("\x80")));
}

static void composed_form_is_kept(void **state)
{
    (void)state;
    struct str out;
    assert_true(result_ok(utf8_nfc(arena, S("e\xcc\x82\xcc\x81"), &out)));
    assert_true(str_equal(out, S("ế")));
    assert_true(result_ok(utf8_nfc(arena, S("ế"), &out)));
    assert_true(str_equal(out, S("ế")));
    assert_int_equal(utf8_nfc(arena, S("\xc3("), &out).kind, ERROR_INVALID);
}

static void lines_are_cleaned(void **state)
{
    (void)state;
    struct str out;
    assert_true(result_ok(utf8_clean_line(arena, S("  Nguyễn\t Thị \n Ngọc\xc2\xa0" "Thảo\x01 "),
                                          &out)));
    assert_true(str_equal(out, S("Nguyễn Thị Ngọc Thảo")));
    assert_true(result_ok(utf8_clean_line(arena, S("\xe2\x80\xae" "abc"), &out)));
    assert_true(str_equal(out, S("abc"))); /* no right-to-left override */
    assert_true(result_ok(utf8_clean_lines(arena, S("\r\n a \r\nb\rc\n\n d\n"), &out)));
    assert_true(str_equal(out, S("a\nb\nc\n\nd")));
    assert_true(result_ok(utf8_clean_line(arena, S(" \n "), &out)));
    assert_true(str_empty(out));
    assert_false(result_ok(utf8_clean_line(arena, S("\xff"), &out)));
}

static void length_counts_letters(void **state)
{
    (void)state;
    assert_int_equal(utf8_length(S("Đồng")), 4);
    assert_true(str_equal(utf8_prefix(S("Đồng Nai"), 2), S("Đồ")));
    assert_true(str_equal(utf8_prefix(S("Đồ"), 9), S("Đồ")));
}

static void words_stand_in_dictionary_order(void **state)
{
    (void)state;
    static const char *const ordered[] = {"An",   "an ninh", "àn", "án",  "ăn", "ân", "bà",
                                          "Dương", "đa",     "Đồng Nai", "e", "ê",  "o",  "ô",
                                          "ơ",    "u",       "ư",  "Yên"};
    for (size_t i = 1; i < sizeof ordered / sizeof ordered[0]; i++) {
        struct str before = utf8_vietnamese_key(arena, str_from_c(ordered[i - 1]));
        struct str after = utf8_vietnamese_key(arena, str_from_c(ordered[i]));
        if (str_compare(before, after) >= 0)
            fail_msg("%s does not stand before %s", ordered[i - 1], ordered[i]);
    }
    assert_true(str_equal(utf8_vietnamese_key(arena, S("ĐỒNG")),
                          utf8_vietnamese_key(arena, S("đồng"))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folding_makes_spellings_meet),
        cmocka_unit_test(text_that_is_not_utf8_is_seen),
        cmocka_unit_test(composed_form_is_kept),
        cmocka_unit_test(lines_are_cleaned),
        cmocka_unit_test(length_counts_letters),
        cmocka_unit_test(words_stand_in_dictionary_order),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
