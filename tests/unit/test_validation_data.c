/* From a signature with a timestamp to one that proves itself for good: LT, LTA, renewal. */
#include <string.h>

#include "sign/validation_data.h"
#include "tests/support/sign_fixture.h"
#include "tests/unit/cmocka_all.h"

enum { ARENA_MOST = 256 << 20 };

/* What is at hand besides the document. */
struct shelf {
    struct sign_statements said[4];
    size_t count;
};

static void put(struct sign_fixture *f, struct shelf *shelf, int64_t from_us)
{
    shelf->said[shelf->count++] = sign_statements(f, from_us, S(""));
}

static struct report *judge(struct arena *arena, struct sign_fixture *f, struct str bytes,
                            const struct shelf *shelf, struct evidence_set *evidence)
{
    const struct report_input input = {.bytes = bytes};
    struct report *report = ARENA_NEW(arena, struct report);
    *evidence = (struct evidence_set){.arena = arena, .at_us = SIGN_NOW_US + MICROS_PER_DAY};
    evidence_list_add(arena, &evidence->roots, f->root);
    for (size_t i = 0; shelf != NULL && i < shelf->count; i++) {
        evidence_list_add(arena, &evidence->crls, shelf->said[i].crl);
        for (size_t k = 0; k < SIGN_OCSPS; k++)
            evidence_list_add(arena, &evidence->ocsps, shelf->said[i].ocsps[k]);
    }
    assert_true(result_ok(report_make(evidence, &input, report)));
    return report;
}

/* The file with what the shelf proves of it. */
static struct str augment(struct arena *arena, struct sign_fixture *f, struct str bytes,
                          const struct shelf *shelf)
{
    struct evidence_set evidence;
    struct validation_data data;
    struct str out;
    const struct report *report = judge(arena, f, bytes, shelf, &evidence);
    validation_data_select(&evidence, report, &data);
    struct result added = pdf_add_validation_data(arena, bytes, &data, &out);
    if (!result_ok(added))
        fail_msg("%s", added.code);
    assert_true(str_starts(out, bytes));
    return out;
}

static void expect(struct arena *arena, struct sign_fixture *f, struct str bytes,
                   const char *level, size_t signatures)
{
    struct evidence_set evidence;
    const struct report *report = judge(arena, f, bytes, NULL, &evidence);
    assert_true(report->readable);
    assert_int_equal(report->count, signatures);
    assert_string_equal(indication_name(report->indication), "TOTAL-PASSED");
    assert_false(report->modified);
    assert_string_equal(report->signatures[0].level, level);
    for (size_t i = 0; i < report->count; i++)
        assert_int_equal(report->signatures[i].integrity, CMS_HOLDS);
}

static void test_every_base(void **state)
{
    struct sign_fixture *f = *state;
    struct shelf shelf = {.count = 0};
    put(f, &shelf, SIGN_NOW_US);
    for (unsigned variant = 0; variant < SIGN_BASES; variant += 5) {
        struct arena *arena = arena_new(ARENA_MOST);
        struct str output;
        struct str at_t = sign_as(arena, f, sign_base(arena, variant), &f->person, true);
        expect(arena, f, at_t, "T", 1);
        struct str at_lt = augment(arena, f, at_t, &shelf);
        expect(arena, f, at_lt, "LT", 1);
        struct str at_lta = sign_document_timestamp(arena, f, at_lt);
        expect(arena, f, at_lta, "LTA", 1);
        struct str again = augment(arena, f, at_lta, &shelf);
        assert_ptr_equal(again.ptr, at_lta.ptr);
        assert_int_equal(sign_run(arena, "qpdf --check @", at_lta, &output), 0);
        arena_free(arena);
    }
}

static size_t count_of(struct str text, struct str word)
{
    size_t count = 0;
    for (size_t at; (at = str_find(text, word)) < text.len; count++)
        text = str_slice(text, at + 1, text.len);
    return count;
}

/* A year later with newer answers, and with a second signer between. */
static void test_renewal(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct shelf shelf = {.count = 0};
    put(f, &shelf, SIGN_NOW_US);
    struct str file = sign_as(arena, f, sign_base(arena, 3), &f->person, true);
    file = sign_document_timestamp(arena, f, augment(arena, f, file, &shelf));
    put(f, &shelf, SIGN_NOW_US + MICROS_PER_DAY / 24);
    struct str renewed = augment(arena, f, file, &shelf);
    assert_true(renewed.len > file.len);
    struct str tail = str_slice(renewed, file.len, renewed.len);
    assert_int_equal(count_of(tail, S("/Type /DSS")), 1);
    assert_int_equal(count_of(tail, S("/Type /Catalog")), 0); /* the store has its own object */
    assert_int_equal(count_of(tail, S("/Cert [")), 2);        /* the signature, the timestamp */
    expect(arena, f, sign_document_timestamp(arena, f, renewed), "LTA", 1);
    struct evidence_set evidence;
    struct str second = sign_as(arena, f, renewed, &f->agency, true);
    expect(arena, f, second, "LTA", 2);
    assert_string_equal(judge(arena, f, second, NULL, &evidence)->signatures[1].level, "T");
    struct str both = augment(arena, f, second, &shelf);
    expect(arena, f, both, "LTA", 2);
    assert_string_equal(judge(arena, f, both, NULL, &evidence)->signatures[1].level, "LT");
    /* the same signer again: answers in the store cover it, it only has to be named there */
    struct str third = sign_as(arena, f, both, &f->agency, true);
    struct str all = augment(arena, f, third, &shelf);
    assert_string_equal(judge(arena, f, all, NULL, &evidence)->signatures[2].level, "LT");
    assert_int_equal(count_of(str_slice(all, third.len, all.len), S(" obj\n<< /Filter")), 0);
    assert_ptr_equal(augment(arena, f, all, &shelf).ptr, all.ptr);
    arena_free(arena);
}

static void test_needs(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct shelf shelf = {.count = 0};
    struct evidence_set evidence;
    struct augment_list needs;
    struct str file = sign_as(arena, f, sign_base(arena, 0), &f->person, true);
    augment_needs(&evidence, judge(arena, f, file, NULL, &evidence), &needs);
    assert_int_equal(needs.count, 3); /* the signer, who issued it, the timestamp authority */
    for (size_t i = 0; i < needs.count; i++)
        assert_false(str_empty(needs.items[i].issuer));
    put(f, &shelf, SIGN_NOW_US);
    augment_needs(&evidence, judge(arena, f, file, &shelf, &evidence), &needs);
    assert_int_equal(needs.count, 0);
    arena_free(arena);
}

/* Answers about others, and answers that nobody asked, stay out of the file. */
static void test_only_what_is_needed(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct shelf shelf = {.count = 0};
    struct evidence_set evidence;
    struct validation_data data;
    put(f, &shelf, SIGN_NOW_US - 30 * MICROS_PER_DAY); /* long over at the time of signing */
    put(f, &shelf, SIGN_NOW_US);
    shelf.said[0].ocsps[0] = S("\x30\x03\x0a\x01\x01"); /* malformedRequest */
    struct str file = sign_as(arena, f, sign_base(arena, 0), &f->person, true);
    validation_data_select(&evidence, judge(arena, f, file, &shelf, &evidence), &data);
    assert_int_equal(data.certificates.count, 4);
    assert_int_equal(data.crls.count, 1);
    assert_int_equal(data.ocsps.count, 2); /* the person's and the clockmaker's */
    assert_true(str_equal(data.crls.items[0], shelf.said[1].crl));
    assert_true(str_equal(data.ocsps.items[0], shelf.said[1].ocsps[0]));
    assert_true(str_equal(data.ocsps.items[1], shelf.said[1].ocsps[3]));
    arena_free(arena);
}

/* The proof that a certificate was revoked is kept too, and the signature does not pass by it. */
static void test_revoked(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    const struct shelf shelf = {
        {sign_statements(f, SIGN_NOW_US - MICROS_PER_DAY, f->person.certificate)}, 1};
    struct evidence_set evidence;
    struct str file = sign_as(arena, f, sign_base(arena, 0), &f->person, true);
    struct str kept = augment(arena, f, file, &shelf);
    const struct report *report = judge(arena, f, kept, NULL, &evidence);
    assert_string_equal(indication_name(report->indication), "INDETERMINATE");
    assert_string_equal(sub_indication_name(report->sub), "REVOKED_NO_POE");
    assert_int_equal(report->signatures[0].integrity, CMS_HOLDS);
    arena_free(arena);
}

static void test_key_of_entry(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct shelf shelf = {.count = 0};
    struct str output;
    put(f, &shelf, SIGN_NOW_US);
    struct str file = sign_as(arena, f, sign_base(arena, 0), &f->person, true);
    struct str kept = augment(arena, f, file, &shelf);
    static const char digest[] =
        "python3 -c \"import re,sys,hashlib; d=open('@','rb').read(); "
        "c=re.search(rb'/Contents <([0-9a-f]+)>',d).group(1); "
        "print(hashlib.sha1(bytes.fromhex(c.decode())).hexdigest().upper())\"";
    assert_int_equal(sign_run(arena, digest, kept, &output), 0);
    struct str key = str_printf(arena, "/%.*s << /Cert [", STR_ARG(str_trim(output)));
    assert_int_equal(count_of(kept, key), 1);
    arena_free(arena);
}

static void test_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new(ARENA_MOST);
    const struct validation_data none = {{0}, {0}, {0}};
    struct str out;
    assert_false(result_ok(pdf_add_validation_data(arena, S("no PDF"), &none, &out)));
    struct str request;
    assert_int_equal(ocsp_request_make(arena, S("x"), S("y"), &request).kind, ERROR_INVALID);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_base),          cmocka_unit_test(test_renewal),
        cmocka_unit_test(test_needs),               cmocka_unit_test(test_only_what_is_needed),
        cmocka_unit_test(test_revoked),             cmocka_unit_test(test_key_of_entry),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, sign_fixture_begin, sign_fixture_end);
}
