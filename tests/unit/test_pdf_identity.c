/* What a document says about itself before it is signed: read back by others. */
#include <string.h>

#include "sign/pdf_identity.h"
#include "tests/support/sign_fixture.h"
#include "tests/unit/cmocka_all.h"

enum { ARENA_MOST = 64 << 20 };

static uint32_t number_at(struct str bytes, size_t at)
{
    uint32_t value = 0;
    for (size_t i = 0; i < 4; i++)
        value = value << 8 | (unsigned char)bytes.ptr[at + i];
    return value;
}

static void test_profile(void **state)
{
    struct sign_fixture *f = *state;
    struct str profile = srgb_profile(f->arena);
    int64_t sum[3] = {0, 0, 0};
    assert_int_equal(number_at(profile, 0), profile.len);
    assert_memory_equal(profile.ptr + 36, "acsp", 4);
    for (uint32_t i = 0; i < number_at(profile, 128); i++) {
        size_t row = 132 + 12 * (size_t)i;
        uint32_t at = number_at(profile, row + 4);
        assert_int_equal(at % 4, 0);
        assert_true(at + number_at(profile, row + 8) <= profile.len);
        if (memcmp(profile.ptr + row + 1, "XYZ", 3) == 0)
            for (size_t k = 0; k < 3; k++)
                sum[k] += number_at(profile, at + 8 + 4 * k);
    }
    for (size_t k = 0; k < 3; k++) /* the primaries add up to the white of the header */
        assert_in_range(sum[k] + 16 - number_at(profile, 68 + 4 * k), 0, 32);
}

/* The text of what a shell command says of the file. */
static struct str said_by(struct arena *arena, const char *command, struct str file)
{
    struct str text;
    assert_int_equal(sign_run(arena, command, file, &text), 0);
    return text;
}

static bool holds(struct str text, struct str part)
{
    return str_find(text, part) < text.len;
}

static void test_document(void **state)
{
    (void)state;
    static const char well_formed[] =
        "pdfinfo -meta @ | python3 -c \"import sys,xml.dom.minidom as m; "
        "print(m.parse(sys.stdin).documentElement.tagName)\"";
    for (unsigned variant = 0; variant < SIGN_BASES; variant += 7) {
        struct arena *arena = arena_new(ARENA_MOST);
        struct str base = sign_base(arena, variant);
        struct str out;
        assert_true(result_ok(pdf_add_identity(arena, base, SIGN_NOW_US, &out)));
        assert_true(str_starts(out, base));
        said_by(arena, "qpdf --check @", out);
        assert_string_equal(str_c(arena, str_trim(said_by(arena, well_formed, out))),
                            "x:xmpmeta");
        assert_true(holds(said_by(arena, "pdfinfo -meta @", out),
                          S("<xmp:CreateDate>2026-11-23T09:00:00+07:00")));
        assert_string_equal(pdf_add_identity(arena, out, SIGN_NOW_US, &out).code, "pdf.identity");
        arena_free(arena);
    }
}

/* Names with signs that mean something in XML. */
static void test_escapes(void **state)
{
    struct sign_fixture *f = *state;
    struct str base = S("%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
                        "2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
                        "3 0 obj\n<</Title(A < B & C)/Producer(may)>>\nendobj\n"
                        "xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n"
                        "0000000054 00000 n \n0000000100 00000 n \n"
                        "trailer\n<</Size 4/Root 1 0 R/Info 3 0 R>>\nstartxref\n151\n%%EOF\n");
    struct str out;
    struct result added = pdf_add_identity(f->arena, base, SIGN_NOW_US, &out);
    if (!result_ok(added))
        fail_msg("%s", added.code);
    assert_true(holds(out, S("\"x-default\">A &lt; B &amp; C</rdf:li>")));
    assert_true(holds(out, S("<pdf:Producer>may</pdf:Producer>")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_profile),
        cmocka_unit_test(test_document),
        cmocka_unit_test(test_escapes),
    };
    return cmocka_run_group_tests(tests, sign_fixture_begin, sign_fixture_end);
}
