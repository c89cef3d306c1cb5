#include "unit/cmocka_all.h"

#include "modules/dossier/rules.h"

static void only_the_written_transitions_are_allowed(void **state)
{
    (void)state;
    static const unsigned char allowed[][2] = {
        {1, 2}, {1, 3}, {1, 5}, {1, 7}, {2, 4}, {2, 5}, {2, 6}, {2, 7}, {4, 5}, {4, 6}, {4, 7},
        {4, 8}, {4, 9}, {5, 2}, {5, 4}, {5, 7}, {5, 8}, {6, 2}, {6, 4}, {6, 7}, {6, 8}, {9, 10},
    };
    int found = 0;
    for (int from = 0; from <= 11; from++)
        for (int to = 0; to <= 11; to++)
            if (dossier_may_change((enum dossier_status)from, (enum dossier_status)to)) {
                bool listed = false;
                for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
                    listed |= allowed[i][0] == from && allowed[i][1] == to;
                assert_true(listed);
                found++;
            }
    assert_int_equal(found, sizeof allowed / sizeof allowed[0]);
}

static void codes_carry_unit_day_and_serial(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    int64_t day = 0;
    assert_true(civil_parse_date(S("2026-11-23"), &day));
    assert_true(str_is(dossier_code(arena, S("H19.20"), day, 1), "H19.20-261123-0001"));
    assert_true(str_is(dossier_code(arena, S("H19"), day, 12345), "H19-261123-12345"));
    arena_free(arena);
}

static void codes_are_read_as_people_type_them(void **state)
{
    (void)state;
    static const char *const typed[][2] = {
        {"h19.62 261123 27", "H19.62-261123-27"},
        {" H19 62 261123 0027 ", "H19.62-261123-0027"},
        {"H19-261123-12345", "H19-261123-12345"},
        {"000.00.19.H19-261123-0001", "000.00.19.H19-261123-0001"},
        {"h37.dn.001–261123–0001", "H37.DN.001-261123-0001"},
        {"", ""},
    };
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
        assert_true(str_is(dossier_code_tidy(arena, str_from_c(typed[i][0])), typed[i][1]));
    arena_free(arena);
}

static void search_patterns_hold_no_wildcards_of_others(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    assert_true(str_is(dossier_search_pattern(arena, S(" Trần_Văn%  ")), "%tran van%"));
    assert_true(str_is(dossier_search_pattern(arena, S("")), "%"));
    assert_true(str_is(dossier_search_pattern(arena, S("%")), "%"));
    arena_free(arena);
}

static void receipt_numbers_count_up(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"BL-0099", "BL-0100"}, {"9", "10"},      {"AA/26E 0000123", "AA/26E 0000124"},
        {"không số", ""},       {"", ""},         {"1234567890123456", ""},
    };
    struct arena *arena = arena_new(1 << 16);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_true(str_is(dossier_receipt_after(arena, str_from_c(pairs[i][0])), pairs[i][1]));
    arena_free(arena);
}

static void every_status_has_its_words(void **state)
{
    (void)state;
    for (int status = DOSSIER_NEW; status < DOSSIER_STATUS_COUNT; status++) {
        const struct dossier_status_text *text = dossier_status_text((enum dossier_status)status);
        assert_non_null(text->national);
        assert_non_null(text->word);
        assert_non_null(text->sentence);
    }
    assert_true(dossier_is_closed(DOSSIER_RETURNED));
    assert_false(dossier_is_closed(DOSSIER_DONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_written_transitions_are_allowed),
        cmocka_unit_test(codes_carry_unit_day_and_serial),
        cmocka_unit_test(codes_are_read_as_people_type_them),
        cmocka_unit_test(search_patterns_hold_no_wildcards_of_others),
        cmocka_unit_test(receipt_numbers_count_up),
        cmocka_unit_test(every_status_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
