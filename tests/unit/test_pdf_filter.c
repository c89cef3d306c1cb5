/* The filters that page content and structure come in, each with a damaged twin. */
#include "sign/pdf_file.h"
#include "cmocka_all.h"

static struct result decode(struct arena *arena, const char *dictionary, struct str raw,
                            struct str *out)
{
    struct pdf_file file = {.arena = arena, .bytes = raw, .values_left = 1000,
                            .decoded_left = 1000};
    struct pdf_lexer lexer = {arena, str_from_c(dictionary), 0, &file.values_left};
    struct pdf_value *root = NULL;
    struct str keyword;
    assert_true(result_ok(pdf_values_read(&lexer, &root, &keyword)));
    struct pdf_object object = {.value = root->first, .has_stream = true, .stream_len = raw.len};
    return pdf_stream_decode(&file, &object, out);
}

static void assert_gives(const char *dictionary, struct str raw, struct str wanted)
{
    struct arena *arena = arena_new(4 << 20);
    struct str got = S("");
    assert_true(result_ok(decode(arena, dictionary, raw, &got)));
    assert_int_equal(got.len, wanted.len);
    assert_true(str_equal(got, wanted));
    arena_free(arena);
}

static void assert_refused(const char *dictionary, struct str raw)
{
    struct arena *arena = arena_new(4 << 20);
    struct str got;
    assert_false(result_ok(decode(arena, dictionary, raw, &got)));
    arena_free(arena);
}

static void hexadecimal(void **state)
{
    (void)state;
    assert_gives("<< /Filter /ASCIIHexDecode >>", S("48 65\n6c6C 6f2>"), S("Hello "));
    assert_refused("<< /Filter /ASCIIHexDecode >>", S("48 6x>"));
    assert_refused("<< /Filter /ASCIIHexDecode >>", S("4865"));
}

static void base_85(void **state)
{
    (void)state;
    assert_gives("<< /Filter /ASCII85Decode >>", S("87cURD]i,\"E bo80~>"), S("Hello World!"));
    assert_gives("<< /Filter /A85 >>", S("z87cUR~>"), S("\0\0\0\0Hell"));
    assert_refused("<< /Filter /ASCII85Decode >>", S("87cUv~>"));
    assert_refused("<< /Filter /ASCII85Decode >>", S("87cUR8~>"));
    assert_refused("<< /Filter /ASCII85Decode >>", S("87cUR"));
}

static void run_lengths(void **state)
{
    (void)state;
    assert_gives("<< /Filter /RunLengthDecode >>", S("\x02\x61\x62\x63\xfex\x80"), S("abcxxx"));
    assert_refused("<< /Filter /RunLengthDecode >>", S("\x05xyz"));
    assert_refused("<< /Filter /RunLengthDecode >>", S("\xfe"));
}

/* The example of clause 7.4.4.2. */
static void lzw(void **state)
{
    (void)state;
    assert_gives("<< /Filter /LZWDecode >>", S("\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01"),
                 S("-----A---B"));
    assert_refused("<< /Filter /LZWDecode >>", S("\x80\x0b\xff\xff\xff"));
}

static void several_in_turn(void **state)
{
    (void)state;
    assert_gives("<< /Filter [/ASCIIHexDecode /RunLengthDecode] >>", S("0261626380>"), S("abc"));
    assert_refused("<< /Filter [/ASCIIHexDecode /DCTDecode] >>", S("0261626380>"));
    assert_refused("<< /Filter [/AHx /AHx /AHx /AHx /AHx] >>", S("00>"));
}

/* Two rows of one pixel of two bytes, the second as a difference to the one above it. */
static void predictors(void **state)
{
    (void)state;
    const char *up = "<< /Filter [/AHx /LZW] /DecodeParms [null << /Predictor 12 /Colors 2 >>] >>";
    const char *odd = "<< /Filter [/AHx /LZW] /DecodeParms [null << /Predictor 12 /Colors 3 >>] >>";
    struct str rows = S("800000203010040301>");
    assert_gives("<< /Filter [/AHx /LZW] >>", rows, S("\0\1\3\2\1\1"));
    assert_gives(up, rows, S("\1\3\2\4"));
    assert_refused(odd, rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hexadecimal),     cmocka_unit_test(base_85), cmocka_unit_test(run_lengths),
        cmocka_unit_test(several_in_turn), cmocka_unit_test(lzw),     cmocka_unit_test(predictors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
