/* Signing files as others write them, and what a signature may not do. */
#include <string.h>

#include "base/buf.h"
#include "sign/report.h"
#include "tests/support/sign_fixture.h"
#include "tests/unit/cmocka_all.h"

enum { ARENA_MOST = 64 << 20, OBJECTS = 5, BASE_MOST = 8192 };

/* A file of one page, as its writer built it. */
struct build {
    unsigned generation; /* of catalog and page */
    unsigned unused;     /* generation of object 0 */
    const char *end;     /* behind %%EOF */
};

static const struct build USUAL = {0, 65535, "\n"};

/* Text at the top, a text field in the lower left corner. */
static struct str base_of(struct arena *arena, const struct build *build)
{
    const char *const bodies[OBJECTS] = {
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>",
        str_printf(arena, "<< /Type /Pages /Kids [3 %u R] /Count 1 >>", build->generation).ptr,
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [5 0 R] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> "
        ">>",
        "<< /Length 42 >>\nstream\nBT /F1 18 Tf 72 770 Td (Hop dong 12) Tj ET \nendstream",
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (gia) /Rect [20 20 120 40] /F 4 >>"};
    struct buf out;
    size_t offsets[OBJECTS];
    buf_init(&out, arena, BASE_MOST);
    buf_text(&out, "%PDF-1.7\n");
    for (unsigned i = 0; i < OBJECTS; i++) {
        offsets[i] = out.len;
        buf_printf(&out, "%u %u obj\n%s\nendobj\n", i + 1,
                   i == 0 || i == 2 ? build->generation : 0, bodies[i]);
    }
    size_t at = out.len;
    buf_printf(&out, "xref\n0 %d\n0000000000 %05u f \n", OBJECTS + 1, build->unused);
    for (unsigned i = 0; i < OBJECTS; i++)
        buf_printf(&out, "%010zu %05u n \n", offsets[i], i == 0 || i == 2 ? build->generation : 0);
    buf_printf(&out, "trailer\n<< /Size %d /Root 1 %u R >>\nstartxref\n%zu\n%%%%EOF%s", OBJECTS + 1,
               build->generation, at, build->end);
    return buf_str(&out);
}

static struct result prepare(struct arena *arena, struct str base,
                             const struct pdf_appearance *shown)
{
    const struct pdf_signature wanted = {.appearance = shown, .at_us = SIGN_NOW_US};
    struct pdf_prepared prepared;
    return pdf_sign_prepare(arena, base, &wanted, &prepared);
}

static struct report *judge(struct arena *arena, struct sign_fixture *f, struct str bytes)
{
    struct evidence_set evidence = {.arena = arena, .at_us = SIGN_NOW_US};
    const struct report_input input = {.bytes = bytes};
    struct report *report = ARENA_NEW(arena, struct report);
    evidence_list_add(arena, &evidence.roots, f->root);
    assert_true(result_ok(report_make(&evidence, &input, report)));
    return report;
}

static void assert_sound(struct arena *arena, struct sign_fixture *f, struct str bytes,
                         size_t count)
{
    const struct report *report = judge(arena, f, bytes);
    assert_int_equal(report->count, count);
    assert_int_equal(report->indication, INDICATION_PASSED);
    assert_false(report->modified);
}

static void test_other_builds(void **state)
{
    struct sign_fixture *f = *state;
    const struct build builds[] = {USUAL, {9, 65535, "\n"}, {0, 65536, "\n"}, {0, 65535, "\r"},
                                   {0, 65535, "\r\n"}, {0, 65535, ""}};
    for (size_t i = 0; i < sizeof builds / sizeof builds[0]; i++) {
        struct arena *arena = arena_new(ARENA_MOST);
        struct str said;
        struct str once = sign_as(arena, f, base_of(arena, &builds[i]), &f->person, false);
        struct str twice = sign_as(arena, f, once, &f->leader, true);
        struct str again = str_printf(arena, "\n1 %u obj", builds[i].generation);
        assert_true(str_find(str_slice(twice, once.len, twice.len), again) <
                    twice.len - once.len);
        assert_sound(arena, f, twice, 2);
        assert_int_equal(sign_run(arena, "qpdf --check @", twice, &said), 0);
        arena_free(arena);
    }
}

/* Another product ended its file with half a line end and signed it; the next revision begins with
 * the other half. Bytes that are no line end are no such thing. */
static void test_half_a_line_end(void **state)
{
    struct sign_fixture *f = *state;
    static const struct {
        const char *end;
        const char *more;
        bool modified;
    } cases[] = {{"\r", "\n", false}, {"", "\r\n", false}, {"\r", "x\n", true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *arena = arena_new(ARENA_MOST);
        struct str once = sign_ending(arena, f, base_of(arena, &USUAL), cases[i].end);
        struct str more = str_printf(arena, "%.*s%s", STR_ARG(once), cases[i].more);
        if (cases[i].modified) {
            const struct report *report = judge(arena, f, more);
            assert_true(report->modified || !report->readable ||
                        report->indication == INDICATION_FAILED);
        } else {
            assert_sound(arena, f, sign_as(arena, f, more, &f->leader, false), 2);
        }
        arena_free(arena);
    }
}

static void test_certified(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct str base = base_of(arena, &USUAL);
    struct str closed = sign_certifying(arena, f, base, 1);
    struct result refused = prepare(arena, closed, NULL);
    assert_string_equal(refused.code, "pdf.certified");
    assert_non_null(refused.message);
    assert_sound(arena, f, sign_document_timestamp(arena, f, closed), 1);
    assert_sound(arena, f, sign_as(arena, f, sign_certifying(arena, f, base, 2), &f->leader, false),
                 2);
    arena_free(arena);
}

static void test_fields_stay_seen(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct str base = base_of(arena, &USUAL);
    struct pdf_appearance shown = {.x = 10, .y = 10, .width = 120, .height = 40,
                                   .content = S("0 0 120 40 re f")};
    assert_string_equal(prepare(arena, base, &shown).code, "pdf.hides_field");
    shown.y = 760;
    assert_string_equal(prepare(arena, base, &shown).code, "pdf.hides_text");
    shown.y = 820;
    assert_string_equal(prepare(arena, base, &shown).code, "pdf.off_page");
    shown.y = 100;
    assert_true(result_ok(prepare(arena, base, &shown)));
    struct str once = sign_showing(arena, f, base, &f->person, &shown);
    assert_sound(arena, f, sign_showing(arena, f, once, &f->leader, &shown), 2);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_builds),
        cmocka_unit_test(test_half_a_line_end),
        cmocka_unit_test(test_certified),
        cmocka_unit_test(test_fields_stay_seen),
    };
    return cmocka_run_group_tests(tests, sign_fixture_begin, sign_fixture_end);
}
