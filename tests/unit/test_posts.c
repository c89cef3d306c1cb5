#include "tests/support/fixture.h"

#include "core/organisation_change.h"

#define START S("2026-05-01")
#define TODAY S("2026-11-23")
#define TOMORROW S("2026-11-24")

struct office {
    int64_t here, there; /* two communes */
    int64_t clerk, head; /* posts here */
    int64_t an, binh;    /* clerk; clerk and head */
};

static int64_t found(struct fixture *f, const char *code)
{
    int64_t id;
    struct agency_new new = {.agency = {.code = str_from_c(code), .name = S("UBND"), .level = 4},
                             .act = S("Nghị quyết"),
                             .valid_from = START};
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, new, &id));
    return id;
}

static int64_t post(struct fixture *f, int64_t agency_id, const char *title, const char *role)
{
    int64_t id;
    struct post_new new = {.agency_id = agency_id,
                           .unit = S("Văn phòng"),
                           .title = str_from_c(title),
                           .role = str_from_c(role),
                           .valid_from = START};
    assert_ok(post_ensure(f->db, f->arena, new, &id));
    return id;
}

static struct result appoint(struct fixture *f, int64_t person, int64_t position, struct str from)
{
    struct appointment_new new = {person, position, S("Quyết định 1"), from};
    return person_appoint(f->db, f->arena, new);
}

static struct office make_office(struct fixture *f)
{
    struct office o;
    assert_ok(db_write_begin(f->db));
    o.here = found(f, "H19.61");
    o.there = found(f, "H19.62");
    o.clerk = post(f, o.here, "Công chức", "mot_cua");
    o.head = post(f, o.here, "Chủ tịch", "lanh_dao");
    assert_ok(person_add(f->db, f->arena, f->clock.fixed_us, S("Lê Văn An"), &o.an));
    assert_ok(person_add(f->db, f->arena, f->clock.fixed_us, S("Lê Văn An"), &o.binh));
    assert_ok(appoint(f, o.an, o.clerk, START));
    assert_ok(appoint(f, o.binh, o.clerk, START));
    assert_ok(appoint(f, o.binh, o.head, START));
    assert_ok(db_commit(f->db));
    return o;
}

/* How many hold the post on the day. */
static int64_t held(struct fixture *f, int64_t position, const char *day)
{
    return fixture_number(
        f, str_c(f->arena, str_printf(f->arena,
                                      "SELECT count(*) FROM appointment WHERE position_id = %lld "
                                      "AND valid_from <= '%s' "
                                      "AND (valid_to IS NULL OR valid_to > '%s')",
                                      (long long)position, day, day)));
}

static struct post_move to_there(const struct office *o, int64_t position)
{
    return (struct post_move){.position_id = position,
                              .agency_id = o->there,
                              .on = TODAY,
                              .decision = S("Quyết định 9")};
}

static void people_go_with_their_post(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    int64_t moved;
    assert_ok(db_write_begin(f->db));
    assert_ok(post_move(f->db, f->arena, to_there(&o, o.clerk), &moved));
    assert_fails(post_move(f->db, f->arena, to_there(&o, o.clerk), &moved), "post.closed");
    assert_ok(db_commit(f->db));
    assert_int_equal(held(f, o.clerk, "2026-11-22"), 2);
    assert_int_equal(held(f, o.clerk, "2026-11-23"), 0);
    assert_int_equal(held(f, moved, "2026-11-23"), 2);
    assert_int_equal(held(f, o.head, "2026-11-23"), 1); /* the second post stays */

    assert_ok(db_write_begin(f->db));
    struct post_return back = {moved, o.clerk, TODAY};
    assert_ok(post_move_back(f->db, f->arena, back));
    assert_ok(db_commit(f->db));
    assert_int_equal(held(f, o.clerk, "2026-11-23"), 2);
    assert_int_equal(held(f, moved, "2026-11-23"), 0);

    assert_ok(db_write_begin(f->db)); /* and once more on the same day */
    assert_ok(post_move(f->db, f->arena, to_there(&o, o.clerk), &moved));
    assert_ok(db_commit(f->db));
    assert_int_equal(held(f, moved, "2026-11-24"), 2);
}

static void two_posts_become_one(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    int64_t joined = 0;
    int64_t same = 0;
    assert_ok(db_write_begin(f->db));
    int64_t there = post(f, o.there, "Công chức", "mot_cua");
    assert_ok(appoint(f, o.an, there, START)); /* holds both */
    assert_ok(post_move(f->db, f->arena, to_there(&o, o.clerk), &joined));
    assert_int_equal(joined, there);
    assert_ok(db_commit(f->db));
    assert_int_equal(held(f, there, "2026-11-23"), 2);
    assert_ok(db_write_begin(f->db));
    int64_t leader = post(f, o.there, "Chủ tịch", "quan_tri");
    assert_int_not_equal(leader, 0);
    assert_fails(post_move(f->db, f->arena, to_there(&o, o.head), &same), "post.differs");
    db_rollback(f->db);
}

static void an_end_that_is_known_goes_along(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    int64_t moved;
    fixture_script(f, "UPDATE appointment SET valid_to = '2026-11-25' WHERE id = 1");
    assert_ok(db_write_begin(f->db));
    assert_ok(post_move(f->db, f->arena, to_there(&o, o.clerk), &moved));
    assert_ok(db_commit(f->db));
    assert_int_equal(held(f, moved, "2026-11-24"), 2);
    assert_int_equal(held(f, moved, "2026-11-25"), 1);
    assert_ok(db_write_begin(f->db));
    assert_ok(post_move_back(f->db, f->arena, (struct post_return){moved, o.clerk, TODAY}));
    assert_ok(db_commit(f->db));
    assert_int_equal(held(f, o.clerk, "2026-11-24"), 2);
    assert_int_equal(held(f, o.clerk, "2026-11-25"), 1);
}

static void an_appointment_ends_once(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    struct appointment_end last_today = {1, TOMORROW, S("Quyết định 5")};
    assert_ok(db_write_begin(f->db));
    assert_ok(appointment_end(f->db, f->arena, last_today));
    assert_fails(appointment_end(f->db, f->arena, last_today), "appointment.ended");
    last_today.id = 99;
    assert_fails(appointment_end(f->db, f->arena, last_today), "appointment.unknown");
    last_today = (struct appointment_end){2, S("2026-04-30"), S("Quyết định 5")};
    assert_fails(appointment_end(f->db, f->arena, last_today), "appointment.begins_later");
    assert_fails(appoint(f, o.binh, o.clerk, TODAY), "appointment.exists");
    assert_fails(appoint(f, o.an, o.clerk, TODAY), "appointment.exists");
    assert_fails(appoint(f, o.an, o.head, S("2026-04-30")), "post.closed");
    assert_ok(appoint(f, o.an, o.clerk, TOMORROW));
    assert_ok(db_commit(f->db));
    assert_int_equal(held(f, o.clerk, "2026-11-23"), 2);
    assert_int_equal(held(f, o.clerk, "2026-11-24"), 2);
}

static void what_is_held_does_not_close(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    struct agency_end end = {o.here, TODAY, S("Nghị quyết")};
    int64_t moved;
    assert_ok(db_write_begin(f->db));
    assert_fails(agency_close(f->db, f->arena, end), "agency.people");
    assert_fails(post_close(f->db, f->arena, o.head, TODAY), "post.held");
    assert_fails(unit_close(f->db, f->arena, 1, TODAY), "unit.posts");
    assert_fails(unit_close(f->db, f->arena, 99, TODAY), "unit.unknown");
    assert_fails(post_close(f->db, f->arena, 99, TODAY), "post.unknown");
    struct unit_move away = {1, o.there, S("Phòng mới"), TODAY, S("Quyết định 9")};
    assert_ok(unit_move(f->db, f->arena, away, &moved));
    assert_ok(agency_close(f->db, f->arena, end));
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM appointment t JOIN position q "
                                       "ON q.id = t.position_id JOIN unit u ON u.id = q.unit_id "
                                       "WHERE u.name = 'Phòng mới' AND t.valid_to IS NULL"),
                     3);
    assert_int_equal(
        fixture_number(f, "SELECT count(*) FROM unit WHERE valid_to = '2026-11-23'"), 1);
}

static void a_vacant_post_closes_with_its_agency_and_comes_back(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    assert_ok(db_write_begin(f->db));
    post(f, o.there, "Công chức", "mot_cua");
    struct agency_end end = {o.there, TODAY, S("Nghị quyết")};
    assert_ok(agency_close(f->db, f->arena, end));
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM position WHERE valid_to IS NULL"), 2);
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_undo(f->db, f->arena, o.there, TODAY));
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM position WHERE valid_to IS NULL"), 3);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM unit WHERE valid_to IS NULL"), 2);
}

/* 16:59:59 UTC is still the 23rd in Ha Noi; a clock that jumps back finds the day as it was. */
static void a_day_is_a_day_in_ha_noi(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    int64_t midnight = civil_to_us((struct civil_time){.year = 2026, .month = 11, .day = 24});
    struct appointment_end last_today = {1, TOMORROW, S("Quyết định 5")};
    assert_ok(db_write_begin(f->db));
    assert_ok(appointment_end(f->db, f->arena, last_today));
    assert_ok(db_commit(f->db));
    const int64_t jumps[] = {-1, 0, -1, MICROS_PER_DAY, -MICROS_PER_DAY};
    const int64_t holders[] = {2, 1, 2, 1, 2};
    for (size_t i = 0; i < 5; i++) {
        f->clock.fixed_us = midnight + jumps[i];
        struct str day = organisation_today(f->arena, &f->clock);
        assert_int_equal(held(f, o.clerk, str_c(f->arena, day)), holders[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(people_go_with_their_post),
        FIXTURE_TESTS(two_posts_become_one),
        FIXTURE_TESTS(an_end_that_is_known_goes_along),
        FIXTURE_TESTS(an_appointment_ends_once),
        FIXTURE_TESTS(a_day_is_a_day_in_ha_noi),
        FIXTURE_TESTS(what_is_held_does_not_close),
        FIXTURE_TESTS(a_vacant_post_closes_with_its_agency_and_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
