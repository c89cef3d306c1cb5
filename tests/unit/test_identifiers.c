#include "cmocka_all.h"

#include <string.h>

#include "base/clock.h"
#include "core/identifiers.h"

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

struct person_case {
    const char *text;
    enum person_sex declared_sex;
    int declared_year;
    const char *code; /* NULL: taken */
    int province;
    enum person_sex sex;
    int year;
    unsigned warnings;
};

static void every_person_vector(void **state)
{
    (void)state;
    static const struct person_case cases[] = {
        {"087084000999", SEX_UNKNOWN, 0, NULL, 87, SEX_MALE, 1984, 0},
        {"075090000000", SEX_UNKNOWN, 0, NULL, 75, SEX_MALE, 1990, 0},
        {"075190000000", SEX_UNKNOWN, 0, NULL, 75, SEX_FEMALE, 1990, 0},
        {"075204000000", SEX_UNKNOWN, 0, NULL, 75, SEX_MALE, 2004, 0},
        {"075304000000", SEX_UNKNOWN, 0, NULL, 75, SEX_FEMALE, 2004, 0},
        {" 075 304 000 000 ", SEX_FEMALE, 2004, NULL, 75, SEX_FEMALE, 2004, 0},
        {"075090000000", SEX_FEMALE, 0, NULL, 75, SEX_MALE, 1990, PERSON_WARN_SEX},
        {"075090000000", SEX_UNKNOWN, 1991, NULL, 75, SEX_MALE, 1990, PERSON_WARN_YEAR},
        {"999090000000", SEX_UNKNOWN, 0, NULL, 999, SEX_MALE, 1990, PERSON_WARN_PROVINCE},
        {"070999000000", SEX_UNKNOWN, 0, NULL, 70, SEX_FEMALE, 2399, 0},
        {"271234567", SEX_FEMALE, 1950, NULL, 0, SEX_UNKNOWN, 0, 0},
        {"07509000000", SEX_UNKNOWN, 0, "person.length", 0, SEX_UNKNOWN, 0, 0},
        {"07509000000A", SEX_UNKNOWN, 0, "person.characters", 0, SEX_UNKNOWN, 0, 0},
        {"0750900000001", SEX_UNKNOWN, 0, "person.length", 0, SEX_UNKNOWN, 0, 0},
        {"", SEX_UNKNOWN, 0, "person.length", 0, SEX_UNKNOWN, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct person_case *c = &cases[i];
        struct person_identifier got;
        struct result r = person_identifier_parse(str_from_c(c->text), c->declared_sex,
                                                  c->declared_year, &got);
        bool same = c->code == NULL ? result_ok(r) && got.province == c->province &&
                                          got.sex == c->sex && got.birth_year == c->year &&
                                          got.warnings == c->warnings
                                    : !result_ok(r) && strcmp(r.code, c->code) == 0;
        if (!same)
            fail_msg("%s (case %zu)", c->text, i);
    }
    struct person_identifier old;
    assert_true(result_ok(person_identifier_parse(S("271234567"), SEX_UNKNOWN, 0, &old)));
    assert_true(old.old_card);
}

static void every_tax_code_vector(void **state)
{
    (void)state;
    static const char *const valid[] = {"0100233488", "0314409058-002", "0312687878-001",
                                        "0100112437", "3601000024",     "3600001233",
                                        "075090000000"};
    static const char *const invalid[] = {"0100233480", "0314409058-000", "0100000008",
                                          "0100000003", "12345",          "0314409058-02",
                                          "0314409058002", "010023348x", ""};
    for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++)
        if (!result_ok(tax_code_check(str_from_c(valid[i]))))
            fail_msg("refused: %s", valid[i]);
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++)
        if (result_ok(tax_code_check(str_from_c(invalid[i]))))
            fail_msg("taken: %s", invalid[i]);
    for (char x = '0'; x <= '9'; x++) {
        char impossible[] = {'0', '1', '0', '0', '2', '0', '1', '0', '6', x};
        assert_false(result_ok(tax_code_check(str_of(impossible, sizeof impossible))));
    }
}

static void every_phone_vector(void **state)
{
    (void)state;
    struct str out;
    static const char *const same[] = {"0912345678", "+84912345678", "0912 345 678",
                                       " 0912.345-678"};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        assert_true(result_ok(phone_mobile_parse(arena, str_from_c(same[i]), &out)));
        assert_true(str_is(out, "+84912345678"));
    }
    static const char *const refused[] = {"0123456789", "84912345678", "091234567", "",
                                          "0",          "+84",         "09123456789",
                                          "+84012345678", "0912345a78"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (result_ok(phone_mobile_parse(arena, str_from_c(refused[i]), &out)))
            fail_msg("taken: %s", refused[i]);
    assert_true(str_is(phone_spoken(arena, S("+84912345678")), "0912 345 678"));
    assert_true(str_is(phone_spoken(arena, S("1022")), "1022"));
    assert_true(str_is(phone_last4(S("+84912345678")), "5678"));
}

static void every_dossier_code_vector(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        enum dossier_code_pattern pattern;
    } cases[] = {
        {"000.00.19.H19-261123-0001", DOSSIER_CODE_A},
        {"000.00.19.H19-261123-10000", DOSSIER_CODE_A},
        {"H19.20-261123-0001", DOSSIER_CODE_B},
        {"H37.DN.001-261123-0001", DOSSIER_CODE_B},
        {"H19-261123-12345", DOSSIER_CODE_B},
        {"H19.20-261123-001", DOSSIER_CODE_NONE},
        {"h19.20-261123-0001", DOSSIER_CODE_NONE},
        {"H19.20-261332-0001", DOSSIER_CODE_NONE},
        {"H19.20-260229-0001", DOSSIER_CODE_NONE},
        {"H19.1.2.3.4.5-261123-0001", DOSSIER_CODE_B},
        {"H19.1.2.3.4.5.6-261123-0001", DOSSIER_CODE_NONE},
        {"H19.1234567-261123-0001", DOSSIER_CODE_NONE},
        {"H19.-261123-0001", DOSSIER_CODE_NONE},
        {"H19..2-261123-0001", DOSSIER_CODE_NONE},
        {"H19.20-261123-0001-2", DOSSIER_CODE_NONE},
        {"H19.20-261123-", DOSSIER_CODE_NONE},
        {"DN-261123-0001", DOSSIER_CODE_NONE},
        {"", DOSSIER_CODE_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (dossier_code_pattern_of(str_from_c(cases[i].code)) != cases[i].pattern)
            fail_msg("%s", cases[i].code);
}

static void codes_are_made_and_understood(void **state)
{
    (void)state;
    int64_t day;
    assert_true(civil_parse_date(S("2026-11-23"), &day));
    assert_true(str_is(dossier_code_make(arena, S("H19.62"), day, 27), "H19.62-261123-0027"));
    assert_true(str_is(dossier_code_make(arena, S("H19"), day, 12345), "H19-261123-12345"));
    static const char *const spoken[] = {"H19.62-261123-0027", " h19.62 261123 0027",
                                         "H19 62 261123 0027", "h19-62-261123-0027"};
    for (size_t i = 0; i < sizeof spoken / sizeof spoken[0]; i++)
        assert_true(str_is(dossier_code_clean(arena, str_from_c(spoken[i])),
                           "H19.62-261123-0027"));
    assert_true(str_is(dossier_code_clean(arena, S("000 00 19 h19 261123 0001")),
                       "000.00.19.H19-261123-0001"));
    assert_true(str_is(dossier_code_clean(arena, S("<b>x")), "B X"));
    assert_true(str_empty(dossier_code_clean(arena, S(""))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_person_vector),       cmocka_unit_test(every_tax_code_vector),
        cmocka_unit_test(every_phone_vector),        cmocka_unit_test(every_dossier_code_vector),
        cmocka_unit_test(codes_are_made_and_understood),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
