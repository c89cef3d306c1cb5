/* A report out of a confined process: the same on both sides, and nothing else gets through. */
#include <math.h>
#include <string.h>

#include "base/os_file.h"
#include "sign/evidence_wire.h"
#include "sign/pdf_update.h"
#include "sign/report_wire.h"
#include "tests/support/sign_fixture.h"
#include "tests/unit/cmocka_all.h"

enum { ARENA_MOST = 256 << 20, ROOM = 65536 };

static struct evidence_set evidence_of(struct arena *arena, const struct sign_fixture *f)
{
    struct evidence_set evidence = {.arena = arena, .at_us = SIGN_NOW_US};
    evidence_list_add(arena, &evidence.roots, f->root);
    evidence_list_add(arena, &evidence.certificates, f->authority);
    return evidence;
}

static struct report *judge(struct arena *arena, const struct sign_fixture *f, struct str bytes)
{
    struct evidence_set evidence = evidence_of(arena, f);
    const struct report_input input = {.bytes = bytes};
    struct report *report = ARENA_NEW(arena, struct report);
    assert_true(result_ok(report_make(&evidence, &input, report)));
    return report;
}

/* The page's drawing replaced by one line that stands elsewhere. */
static struct str with_other_content(struct arena *arena, struct str base)
{
    struct pdf_file *file;
    struct pdf_update update;
    struct str out;
    assert_true(result_ok(pdf_open(arena, base, &file)));
    assert_true(result_ok(pdf_update_begin(&update, file, base.len + ROOM)));
    pdf_update_object(&update, 4, S("<</Length 55>>\nstream\nBT /F0 24 Tf 72 700 Td "
                                    "(Trich luc sua sau khi ky) Tj ET\nendstream"));
    assert_true(result_ok(pdf_update_end(&update, &out)));
    return out;
}

static struct str json_of(struct arena *arena, const struct report *report)
{
    return report_json(arena, S("tep.pdf"), report);
}

static void both_sides_print_the_same(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct str once = sign_as(arena, f, sign_base(arena, 50), &f->person, true);
    struct str twice = sign_as(arena, f, once, &f->agency, true);
    const struct str files[] = {
        once, twice, sign_document_timestamp(arena, f, twice), with_other_content(arena, twice),
        sign_certifying(arena, f, sign_base(arena, 0), 2), sign_as(arena, f, once, &f->stranger,
                                                                   false),
        sign_base(arena, 3), S("%PDF-1.7\nhỏng"), S("không phải tệp")};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const struct report *report = judge(arena, f, files[i]);
        struct report *back = ARENA_NEW(arena, struct report);
        struct str wire;
        assert_true(result_ok(report_wire_write(arena, report, &wire)));
        assert_true(result_ok(report_wire_read(arena, wire, back)));
        assert_string_equal(str_c(arena, json_of(arena, back)),
                            str_c(arena, json_of(arena, report)));
        assert_int_equal(report_exit_code(back), report_exit_code(report));
        for (size_t k = 0; k < report->count; k++) {
            assert_int_equal(back->signatures[k].has_root, report->signatures[k].has_root);
            assert_int_equal(back->signatures[k].signed_len, report->signatures[k].signed_len);
        }
    }
    arena_free(arena);
}

/* What was signed is a front part of the file, and says by itself that it was whole then. */
static void the_signed_part_is_known(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct str once = sign_as(arena, f, sign_base(arena, 50), &f->person, true);
    struct str changed = with_other_content(arena, once);
    const struct report *report = judge(arena, f, changed);
    assert_true(report->modified);
    assert_int_equal(report->signatures[0].signed_len, once.len);
    assert_int_equal(judge(arena, f, str_slice(changed, 0, once.len))->indication,
                     INDICATION_PASSED);
    arena_free(arena);
}

static void a_changed_line_has_its_place(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct str once = sign_as(arena, f, sign_base(arena, 50), &f->person, true);
    const struct report *report = judge(arena, f, with_other_content(arena, once));
    double place[4];
    size_t placed = 0;
    for (size_t i = 0; i < report->changes.count; i++) {
        if (report->changes.items[i].kind != REVISION_CONTENT)
            continue;
        assert_int_equal(report->changes.items[i].page, 1);
        assert_true(report_place(report, &report->changes.items[i], place));
        assert_true(place[0] > 0 && place[1] > 0 && place[0] + place[2] < 1);
        placed++;
    }
    assert_int_equal(placed, 1);
    arena_free(arena);
}

/* A rectangle at the upper left of an upright page, seen after each quarter turn. */
static void places_turn_with_the_page(void **state)
{
    (void)state;
    struct revision_change change = {.page = 1, .has_rect = true, .rect = {10, 70, 30, 90}};
    struct report report = {.page_count = 1};
    static const double expected[4][4] = {{0.1, 0.05, 0.2, 0.1},
                                          {0.85, 0.1, 0.1, 0.2},
                                          {0.7, 0.85, 0.2, 0.1},
                                          {0.05, 0.7, 0.1, 0.2}};
    for (int quarter = 0; quarter < 4; quarter++) {
        double place[4];
        report.pages[0] = (struct report_page){1, {0, -100, 100, 100}, quarter * 90};
        assert_true(report_place(&report, &change, place));
        for (size_t i = 0; i < 4; i++)
            assert_true(fabs(place[i] - expected[quarter][i]) < 1e-9);
    }
    change.page = 2;
    assert_false(report_place(&report, &change, (double[4]){0}));
}

/* One value of a good answer replaced by what nobody may say. */
static void what_is_out_of_bounds_is_refused(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct str once = sign_as(arena, f, sign_base(arena, 50), &f->person, true);
    struct str wire;
    struct report *back = ARENA_NEW(arena, struct report);
    static const char *const swaps[][2] = {
        {"\"indication\":0", "\"indication\":3"},     {"\"indication\":0", "\"indication\":-1"},
        {"\"indication\":0", "\"indication\":\"0\""}, {"\"level\":\"T\"", "\"level\":\"LTAA\""},
        {"\"readable\":true", "\"readable\":1"},      {"\"covers\":2", "\"covers\":3"},
        {"\"root\":\"", "\"root\":\"00"},             {"\"id\":\"format\"", "\"id\":\"<b>\""},
        {"\"rect\":[", "\"rect\":[1,"},               {"\"kind\":9", "\"kind\":99"},
        {"\"turn\":0", "\"turn\":45"},                {"\"box\":[0.00", "\"box\":[9999.00"},
        {"\"format\":1", "\"form\":1"},               {"{", "{{"}};
    assert_true(result_ok(report_wire_write(
        arena, judge(arena, f, with_other_content(arena, once)), &wire)));
    wire = str_concat(arena, wire, S(""));
    assert_true(result_ok(report_wire_read(arena, wire, back)));
    for (size_t i = 0; i < sizeof swaps / sizeof swaps[0]; i++) {
        struct str from = str_from_c(swaps[i][0]);
        size_t at = str_find(wire, from);
        if (at == wire.len)
            continue;
        struct str bad = str_printf(arena, "%.*s%s%.*s", (int)at, wire.ptr, swaps[i][1],
                                    (int)(wire.len - at - from.len), wire.ptr + at + from.len);
        if (result_ok(report_wire_read(arena, bad, back)))
            fail_msg("%s was taken", swaps[i][1]);
    }
    arena_free(arena);
}

/* The overall verdict is ours: a writer that lies about it is not asked. */
static void the_overall_verdict_is_drawn_anew(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct str once = sign_as(arena, f, sign_base(arena, 50), &f->person, true);
    struct report *report = judge(arena, f, with_other_content(arena, once));
    struct report *back = ARENA_NEW(arena, struct report);
    struct str wire;
    report->indication = INDICATION_PASSED;
    report->modified = false;
    assert_true(result_ok(report_wire_write(arena, report, &wire)));
    assert_true(result_ok(report_wire_read(arena, wire, back)));
    assert_int_equal(back->indication, INDICATION_FAILED);
    assert_true(back->modified);
    arena_free(arena);
}

static void names_cannot_play_tricks(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    static const char *const pairs[][2] = {
        {"UBND xã Phú Hòa", "UBND xã Phú Hòa"},
        {"Nguy\xe1\xbb\x85n\nV\xc4\x83n\tA\x01", "Nguyễn Văn A"},
        {"abc\xe2\x80\xae" "fdp.exe", "abcfdp.exe"},
        {"\xef\xbb\xbf" "a\xe2\x80\x8b" "b\xe2\x81\xa6", "ab"},
        {"\xff\xfe", "?"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_string_equal(
            str_c(arena, report_plain_text(arena, str_from_c(pairs[i][0]))), pairs[i][1]);
    char *large = arena_alloc(arena, 5000);
    memset(large, 'x', 5000);
    assert_int_equal(report_plain_text(arena, str_of(large, 5000)).len, REPORT_WIRE_TEXT);
    arena_free(arena);
}

static void evidence_arrives_whole(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct evidence_set evidence = evidence_of(arena, f);
    struct evidence_set back;
    struct report_input input = {.detached = S("dữ liệu"), .has_detached = true};
    struct report_input read;
    struct str wire;
    evidence_list_add(arena, &evidence.crls, S("crl"));
    assert_true(result_ok(evidence_wire_write(arena, &evidence, &input, &wire)));
    assert_true(result_ok(evidence_wire_read(arena, wire, &back, &read)));
    assert_int_equal(back.at_us, SIGN_NOW_US);
    assert_int_equal(back.roots.count, 1);
    assert_true(str_equal(back.roots.items[0], f->root));
    assert_int_equal(back.certificates.count, 1);
    assert_true(str_equal(back.crls.items[0], S("crl")));
    assert_int_equal(back.ocsps.count, 0);
    assert_true(read.has_detached && str_equal(read.detached, S("dữ liệu")));
    for (size_t len = 0; len < wire.len; len += 37)
        assert_false(result_ok(evidence_wire_read(arena, str_slice(wire, 0, len), &back, &read)));
    assert_false(result_ok(evidence_wire_read(arena, str_concat(arena, wire, S("x")), &back,
                                              &read)));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_sides_print_the_same),
        cmocka_unit_test(the_signed_part_is_known),
        cmocka_unit_test(a_changed_line_has_its_place),
        cmocka_unit_test(places_turn_with_the_page),
        cmocka_unit_test(what_is_out_of_bounds_is_refused),
        cmocka_unit_test(the_overall_verdict_is_drawn_anew),
        cmocka_unit_test(names_cannot_play_tricks),
        cmocka_unit_test(evidence_arrives_whole),
    };
    return cmocka_run_group_tests(tests, sign_fixture_begin, sign_fixture_end);
}
