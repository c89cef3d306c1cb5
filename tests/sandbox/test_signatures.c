/*
 * A stranger's signed PDF, validated behind the inspector's walls, and our own
 * papers, signed. Argument: path of truc-inspect.
 */
#include "../unit/cmocka_all.h"

#include <string.h>
#include <unistd.h>

#include "base/os_file.h"
#include "core/inspector_spawner.h"
#include "core/inspector_report.h"
#include "core/print/print.h"
#include "sign/validate.h"
#include "tests/support/sign_fixture.h"

enum { ARENA_BYTES = 64 * 1024 * 1024 };

struct fixture {
    struct sign_fixture *sign;
    struct inspector inspector;
    struct arena *arena;
};

static struct fixture *fixture_of(void **state) { return *state; }

static struct str paper(struct arena *arena, struct print_places *places)
{
    static const struct print_field fields[] = {{STR("Họ, chữ đệm, tên"), STR("TRẦN ĐỨC ƯỚC")}};
    const struct print_result extract = {.agency = S("Ủy ban nhân dân xã Phú Hòa"),
                                         .place = S("Phú Hòa"),
                                         .title = S("TRÍCH LỤC KHAI SINH"),
                                         .subtitle = S("(BẢN SAO)"),
                                         .fields = fields,
                                         .field_count = 1,
                                         .signer_title = S("Chủ tịch"),
                                         .signer_name = S("Lê Thị Mận"),
                                         .form_name = S("TT 04/2020/TT-BTP"),
                                         .code = S("H19.62-261123-0027"),
                                         .verify_address = S("http://127.0.0.1/xac-minh/1"),
                                         .made_us = SIGN_NOW_US};
    struct str pdf;
    assert_true(result_ok(print_result(arena, &extract, &pdf, places)));
    return pdf;
}

/* NULL where the file was refused. */
static const struct report *ask(struct fixture *f, struct str bytes, struct result *refusal)
{
    struct evidence_set evidence = {.arena = f->arena, .at_us = SIGN_NOW_US};
    struct report *report = ARENA_NEW(f->arena, struct report);
    struct inspector_signed what = {.evidence = &evidence};
    evidence_list_add(f->arena, &evidence.roots, f->sign->root);
    evidence_list_add(f->arena, &evidence.certificates, f->sign->authority);
    assert_true(result_ok(os_memory_file("file", bytes, &what.file)));
    *refusal = inspector_report(f->arena, &f->inspector, &what, report);
    os_close(what.file);
    return result_ok(*refusal) ? report : NULL;
}

static void a_good_signature_is_reported(void **state)
{
    struct fixture *f = fixture_of(state);
    struct print_places places;
    struct result refusal;
    struct str once = sign_as(f->arena, f->sign, paper(f->arena, &places), &f->sign->person, true);
    const struct report *said = ask(f, once, &refusal);
    assert_non_null(said);
    assert_int_equal(said->indication, INDICATION_PASSED);
    assert_int_equal(said->count, 1);
    const struct report_signature *first = &said->signatures[0];
    assert_true(str_is(first->signer.name, "Nguyễn Thị Thu Hà"));
    assert_string_equal(first->level, "T");
    assert_int_equal(first->best_us, SIGN_NOW_US);
    assert_int_equal(first->signed_len, once.len);
    struct sha256 root = sha256(f->sign->root);
    assert_true(first->has_root);
    assert_memory_equal(first->root.bytes, root.bytes, sizeof root.bytes);
}

/* The red twin: the same file with one byte changed, and one signed by a stranger. */
static void a_changed_or_foreign_file_is_not_valid(void **state)
{
    struct fixture *f = fixture_of(state);
    struct print_places places;
    struct result refusal;
    struct str base = paper(f->arena, &places);
    struct str once = sign_as(f->arena, f->sign, base, &f->sign->person, false);
    char *changed = str_c(f->arena, once);
    size_t at = str_find(once, S("stream")) + 20; /* in the page's drawing */
    changed[at] = (char)(changed[at] ^ 1);
    const struct report *said = ask(f, str_of(changed, once.len), &refusal);
    assert_int_equal(said->indication, INDICATION_FAILED);
    assert_int_equal(said->signatures[0].integrity, CMS_BROKEN);
    struct str foreign = sign_as(f->arena, f->sign, base, &f->sign->stranger, false);
    said = ask(f, foreign, &refusal);
    assert_int_equal(said->indication, INDICATION_INDETERMINATE);
    assert_false(said->signatures[0].has_root);
    assert_int_equal(ask(f, base, &refusal)->count, 0);
}

static void what_carries_no_signature_is_refused(void **state)
{
    struct fixture *f = fixture_of(state);
    struct result refusal;
    assert_null(ask(f, S("xin chào"), &refusal));
    assert_string_equal(refusal.code, "file.not_signed");
    assert_null(ask(f, S("PK\x03\x04 zip"), &refusal));
    assert_string_equal(refusal.code, "file.packed");
    assert_null(ask(f, S(""), &refusal));
    assert_string_equal(refusal.code, "file.empty");
}

/* Signed, sealed and dated in its own places, the paper still reads the same. */
static void our_paper_bears_two_signatures(void **state)
{
    struct fixture *f = fixture_of(state);
    struct print_places places;
    struct str said;
    struct str before;
    struct str base = paper(f->arena, &places);
    assert_int_equal(sign_run(f->arena, "pdftotext @ -", base, &before), 0);
    struct str once = sign_as(f->arena, f->sign, base, &f->sign->person, true);
    struct str twice = sign_as(f->arena, f->sign, once, &f->sign->agency, true);
    struct validation validation;
    assert_true(result_ok(validate_pdf(f->arena, twice, &f->sign->trust, &validation)));
    if (!validation.valid)
        fail_msg("%s", validation.problem);
    assert_int_equal(validation.signature_count, 2);
    if (sign_run(f->arena, "qpdf --check @", twice, &said) != 0)
        fail_msg("%.*s", STR_ARG(said));
    assert_int_equal(sign_run(f->arena, "pdftotext @ -", twice, &said), 0);
    assert_true(str_equal(said, before));
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    struct fixture fixture = {.arena = arena_new(ARENA_BYTES)};
    const struct inspector_spawner spawner = {.program = argv[1], .parallel = 1};
    void *sign = NULL;
    if (!result_ok(inspector_open_own(&spawner, &fixture.inspector)) ||
        sign_fixture_begin(&sign) != 0)
        return 2;
    fixture.sign = sign;
    struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_signature_is_reported),
        cmocka_unit_test(a_changed_or_foreign_file_is_not_valid),
        cmocka_unit_test(what_carries_no_signature_is_refused),
        cmocka_unit_test(our_paper_bears_two_signatures),
    };
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tests[i].initial_state = &fixture;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(fixture.arena);
    return sign_fixture_end(&sign) != 0 ? 2 : failed;
}
