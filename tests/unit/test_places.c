#include "tests/support/fixture.h"

#include "core/organisation_change.h"
#include "core/organisation_places.h"

#define FIRST S("2022-01-01")
#define MERGER S("2025-07-01")
#define TODAY S("2026-11-23")

static int64_t found(struct fixture *f, const char *place, int64_t level, int64_t parent)
{
    int64_t id = 0;
    struct agency_new new = {
        .agency = {.code = str_printf(f->arena, "%s.%lld", place, (long long)parent),
                   .name = str_printf(f->arena, "UBND %s", place),
                   .place = str_from_c(place),
                   .level = level,
                   .parent_id = parent},
        .act = S("Nghị quyết"),
        .valid_from = FIRST,
    };
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, new, &id));
    return id;
}

static void pass(struct fixture *f, int64_t from, int64_t to)
{
    struct agency_succession step = {from, to, MERGER, S("Nghị quyết 1662")};
    assert_ok(agency_close(f->db, f->arena, (struct agency_end){from, MERGER, step.act}));
    assert_ok(agency_succeed(f->db, f->arena, step));
}

struct land {
    int64_t an_phuoc, xuan_duong, xuan_hoa, dak_o;
};

/* Three communes called Tân Hiệp once stood in three districts; one was in another province. */
static struct land make_land(struct fixture *f)
{
    struct land l;
    assert_ok(db_write_begin(f->db));
    int64_t province = found(f, "tỉnh Đồng Nai", 2, 0);
    int64_t other = found(f, "tỉnh Bình Phước", 2, 0);
    int64_t long_thanh = found(f, "huyện Long Thành", 3, province);
    int64_t hon_quan = found(f, "huyện Hớn Quản", 3, other);
    int64_t first = found(f, "xã Tân Hiệp", 4, long_thanh);
    int64_t second = found(f, "xã Tân Hiệp", 4, hon_quan);
    int64_t town = found(f, "thị trấn Tân Hiệp", 4, other);
    int64_t split = found(f, "xã Xuân Tâm", 4, province);
    l.dak_o = found(f, "xã Đăk Ơ", 4, province);
    l.an_phuoc = found(f, "xã An Phước", 4, province);
    l.xuan_duong = found(f, "xã Xuân Đông", 4, province);
    l.xuan_hoa = found(f, "xã Xuân Hòa", 4, province);
    pass(f, first, l.an_phuoc);
    pass(f, second, l.xuan_hoa);
    pass(f, town, l.xuan_hoa);
    pass(f, split, l.xuan_duong);
    struct agency_succession part = {split, l.xuan_hoa, MERGER, S("Nghị quyết 1662")};
    assert_ok(agency_succeed(f->db, f->arena, part));
    assert_ok(db_commit(f->db));
    return l;
}

static struct place_list find(struct fixture *f, const char *address)
{
    struct place_list list;
    assert_ok(place_find(f->db, f->arena, str_from_c(address), TODAY, &list));
    return list;
}

static void an_old_address_leads_to_the_unit_of_today(void **state)
{
    struct fixture *f = *state;
    struct land l = make_land(f);
    struct place_list list = find(f, "Ấp 3, Xã Tân Hiệp, Huyện Long Thành, Tỉnh Đồng Nai");
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].now.count, 1);
    assert_int_equal(list.items[0].now.items[0].id, l.an_phuoc);
    assert_true(str_is(list.items[0].above, "huyện Long Thành, tỉnh Đồng Nai"));
    assert_true(str_equal(list.items[0].valid_to, MERGER));
    assert_int_equal(find(f, "x. tan hiep, h. long thanh").count, 1);
}

static void a_name_that_repeats_shows_where_each_was(void **state)
{
    struct fixture *f = *state;
    make_land(f);
    struct place_list list = find(f, "tân hiệp");
    assert_int_equal(list.count, 3);
    for (size_t i = 0; i < list.count; i++) {
        assert_true(list.items[i].above.len > 0);
        assert_int_equal(list.items[i].now.count, 1);
    }
    assert_true(str_is(find(f, "thị trấn Tân Hiệp").items[0].place, "thị trấn Tân Hiệp"));
    assert_true(str_is(find(f, "xã Tân Hiệp").items[0].place, "xã Tân Hiệp"));
    assert_int_equal(find(f, "xã Tân Hiệp, huyện Vĩnh Cửu").count, 3); /* narrows to nothing */
    assert_int_equal(find(f, "xã Tân Hiệp, tỉnh Bình Phước").count, 2);
}

static void a_split_commune_shows_both(void **state)
{
    struct fixture *f = *state;
    struct land l = make_land(f);
    struct place_list list = find(f, "Xuân Tâm");
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].now.count, 2);
    assert_int_equal(list.items[0].now.items[0].id, l.xuan_duong);
    assert_int_equal(list.items[0].now.items[1].id, l.xuan_hoa);
}

static void spelling_does_not_matter(void **state)
{
    struct fixture *f = *state;
    struct land l = make_land(f);
    const char *const ways[] = {"Đak Ơ", "Đắc Ơ", "xã đăk ơ", "DAK O"};
    for (size_t i = 0; i < 4; i++) {
        struct place_list list = find(f, ways[i]);
        assert_int_equal(list.count, 1);
        assert_int_equal(list.items[0].agency_id, l.dak_o);
        assert_true(str_empty(list.items[0].valid_to));
    }
    assert_int_equal(find(f, "xã Xuân Hoà").items[0].agency_id, l.xuan_hoa);
    assert_int_equal(find(f, "xã Không Có").count, 0);
    assert_int_equal(find(f, "").count, 0);
    assert_int_equal(find(f, ",,, %").count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(an_old_address_leads_to_the_unit_of_today),
        FIXTURE_TESTS(a_name_that_repeats_shows_where_each_was),
        FIXTURE_TESTS(a_split_commune_shows_both),
        FIXTURE_TESTS(spelling_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
