#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "sign/validate.h"
#include "tests/support/sign_fixture.h"

static struct validation check(struct arena *arena, struct sign_fixture *f, struct str bytes)
{
    struct validation out;
    struct result r = validate_pdf(arena, bytes, &f->trust, &out);
    assert_true(result_ok(r));
    return out;
}

static void signed_file_is_valid(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(64 << 20);
    struct str once = sign_as(arena, f, sign_base(arena, 0), &f->person, true);
    struct validation v = check(arena, f, once);
    if (!v.valid)
        fail_msg("%s", v.problem);
    assert_int_equal(v.signature_count, 1);
    assert_int_equal(v.signatures[0].level, 'T');
    assert_true(v.signatures[0].whole_file);
    assert_int_equal(v.signatures[0].claimed_us, SIGN_NOW_US);
    assert_int_equal(v.signatures[0].timestamp_us, SIGN_NOW_US);
    assert_true(str_is(v.signatures[0].signer.name, "Nguyễn Thị Thu Hà"));
    assert_true(str_is(v.signatures[0].timestamp_authority, "Dấu thời gian thử nghiệm"));
    arena_free(arena);
}

/* Signs, seals and stamps every base, and asks three other programs. */
static void every_base_is_signed_twice(void **state)
{
    struct sign_fixture *f = *state;
    for (unsigned i = 0; i < SIGN_BASES; i++) {
        struct arena *arena = arena_new(64 << 20);
        struct str once = sign_as(arena, f, sign_base(arena, i), &f->person, i % 3 == 0);
        struct str twice = sign_as(arena, f, once, &f->agency, i % 2 == 0);
        struct str all = sign_document_timestamp(arena, f, twice);
        struct validation v = check(arena, f, all);
        if (!v.valid)
            fail_msg("base %u: %s (change %d)", i, v.problem, (int)v.change);
        assert_int_equal(v.signature_count, 3);
        assert_true(str_starts(all, once));
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(v.signatures[k].level, 'T');
        struct str said;
        if (sign_run(arena, "qpdf --check @", twice, &said) != 0)
            fail_msg("base %u: %.*s", i, STR_ARG(said));
        sign_run(arena, "pdfsig -nocert @", twice, &said);
        size_t first = str_find(said, S("Signature is Valid."));
        struct str rest = str_slice(said, first + 1, said.len);
        if (first == said.len || str_find(rest, S("Signature is Valid.")) == rest.len)
            fail_msg("base %u: %.*s", i, STR_ARG(said));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signed_file_is_valid),
        cmocka_unit_test(every_base_is_signed_twice),
    };
    return cmocka_run_group_tests(tests, sign_fixture_begin, sign_fixture_end);
}
