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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_unit_is_meant_by_its_name)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
