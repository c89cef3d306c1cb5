#include "unit/cmocka_all.h"

#include "modules/service/rules.h"

static void a_unit_is_meant_by_its_name(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct agency units[] = {{.id = 1, .place = S("xã Tân Phú")},
                             {.id = 2, .place = S("phường Tân Phú")},
                             {.id = 3, .place = S("xã Thanh Bình")},
                             {.id = 4, .place = S("xã Phú Hòa")},
                             {.id = 5, .place = S("xã Phú Hòa Đông")}};
    const struct agency_list list = {units, 5};
    const struct {
        const char *typed;
        size_t count;
        int64_t first;
    } cases[] = {{"thanh binh", 1, 3},  {"Thanh Bình", 1, 3}, {"tan phu", 2, 1},
                 {"phuong tan", 1, 2},  {"XA TAN PHU", 1, 1}, {"phú hoà", 2, 4},
                 {"xã Phú Hoà", 1, 4},  {"dong", 1, 5},       {"phu", 4, 1},
                 {"phu zzz", 0, 0},     {"", 0, 0},           {"!?", 0, 0},
                 {"binh thanh", 1, 3}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct agency_matches got;
        agencies_meant(arena, &list, str_from_c(cases[i].typed), &got);
        if (got.count != cases[i].count ||
            (got.count != 0 && got.items[0].id != cases[i].first))
            fail_msg("%s: %zu", cases[i].typed, got.count);
    }
    arena_free(arena);
}

static void a_unit_is_meant_once(void **state)
{
    (void)state;
    struct agency_matches got = {.count = 0};
    for (int64_t i = 0; i < 2 * AGENCY_MATCHES_MAX; i++)
        agencies_mean(&got, (struct agency){.id = i / 2});
    assert_int_equal(got.count, AGENCY_MATCHES_MAX);
    assert_true(agencies_have(&(struct agency_list){got.items, got.count}, 0));
    assert_false(agencies_have(&(struct agency_list){got.items, got.count}, 99));
    agencies_mean(&got, (struct agency){.id = 99}); /* no room */
    assert_int_equal(got.count, AGENCY_MATCHES_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_unit_is_meant_by_its_name),
                                       cmocka_unit_test(a_unit_is_meant_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
