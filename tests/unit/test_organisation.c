#include "tests/support/fixture.h"

#include "core/attempt.h"
#include "core/demo_marker.h"
#include "core/identity_queries.h"
#include "core/notify.h"
#include "core/organisation.h"
#include "core/otp.h"
#include "core/permission.h"
#include "core/session.h"

#define DAY S("2026-11-23")

struct town {
    int64_t city;
    int64_t commune;
    int64_t other; /* another city */
};

static int64_t found_agency(struct fixture *f, const char *code, int64_t level, int64_t parent)
{
    int64_t id = 0;
    struct agency_new agency = {
        .agency = {.code = str_from_c(code),
                   .area_code = str_from_c(code),
                   .name = str_printf(f->arena, "UBND %s", code),
                   .place = str_from_c(code),
                   .kind = S("xã"),
                   .level = level,
                   .parent_id = parent},
        .act = S("Nghị quyết"),
        .valid_from = S("2026-04-30"),
    };
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, agency, &id));
    return id;
}

static struct town found_town(struct fixture *f)
{
    struct town town;
    assert_ok(db_write_begin(f->db));
    town.city = found_agency(f, "H19", 2, 0);
    town.commune = found_agency(f, "H19.62", 4, town.city);
    town.other = found_agency(f, "H20", 2, 0);
    assert_ok(db_commit(f->db));
    return town;
}

static int64_t appoint(struct fixture *f, int64_t agency_id, enum role role, bool subtree)
{
    int64_t person = 0;
    struct appointment_new appointment = {.decision = S("Quyết định 1"),
                                          .valid_from = S("2026-05-01")};
    struct post_new post = {.agency_id = agency_id,
                            .unit = S("Đơn vị"),
                            .title = str_from_c(role_name(role)),
                            .role = str_from_c(role_code(role)),
                            .subtree = subtree,
                            .valid_from = S("2026-05-01")};
    assert_ok(person_add(f->db, f->arena, f->clock.fixed_us, S("Lê Văn Đước"), &person));
    assert_ok(post_ensure(f->db, f->arena, post, &appointment.position_id));
    appointment.person_id = person;
    assert_ok(person_appoint(f->db, f->arena, appointment));
    return person;
}

static int64_t account_of(struct fixture *f, int64_t person, const char *login)
{
    struct q_account_add_out added = {0};
    struct q_account_add_in account = {.person_id = person,
                                       .login = str_from_c(login),
                                       .password_hash = S("none"),
                                       .totp_secret = S("secret")};
    assert_ok(db_write_begin(f->db));
    assert_ok(q_account_add(f->db, f->arena, account, &added));
    assert_ok(db_commit(f->db));
    return added.id;
}

static void agencies_belong_to_their_days(void **state)
{
    struct fixture *f = *state;
    struct town town = found_town(f);
    struct agency agency;
    bool below = false;
    assert_ok(agency_by_code(f->db, f->arena, S("H19.62"), DAY, &agency));
    assert_int_equal(agency.id, town.commune);
    assert_int_equal(agency.parent_id, town.city);
    assert_fails(agency_by_code(f->db, f->arena, S("H19.62"), S("2026-04-29"), &agency),
                 "agency.unknown");
    assert_fails(agency_by_id(f->db, f->arena, 99, DAY, &agency), "agency.unknown");

    struct agency_line line = {.ancestor = town.city, .descendant = town.commune, .on = DAY};
    assert_ok(agency_is_below(f->db, f->arena, line, &below));
    assert_true(below);
    line.ancestor = town.other;
    assert_ok(agency_is_below(f->db, f->arena, line, &below));
    assert_false(below);
    line = (struct agency_line){town.city, town.commune, S("2026-04-29")};
    assert_ok(agency_is_below(f->db, f->arena, line, &below));
    assert_false(below);

    struct agency_list communes;
    assert_ok(agency_at_level(f->db, f->arena, 4, DAY, &communes));
    assert_int_equal(communes.count, 1);
}

static void a_post_carries_one_role(void **state)
{
    struct fixture *f = *state;
    struct town town = found_town(f);
    int64_t first = 0;
    int64_t again = 0;
    struct post_new post = {.agency_id = town.commune,
                            .unit = S("Một cửa"),
                            .title = S("Công chức"),
                            .role = S("mot_cua"),
                            .valid_from = S("2026-05-01")};
    assert_ok(db_write_begin(f->db));
    assert_ok(post_ensure(f->db, f->arena, post, &first));
    assert_ok(post_ensure(f->db, f->arena, post, &again));
    assert_int_equal(first, again);
    post.role = S("lanh_dao");
    assert_fails(post_ensure(f->db, f->arena, post, &again), "post.differs");
    post.role = S("vua");
    assert_fails(post_ensure(f->db, f->arena, post, &again), "post.role");
    db_rollback(f->db);
}

static struct permission_decision decide(struct fixture *f, const struct actor *actor,
                                         int64_t agency_id)
{
    struct permission_decision decision;
    struct permission_question question = {.permission = "dossier.read", .agency_id = agency_id};
    assert_ok(permission_decide(f->db, f->arena, actor, question, &decision));
    return decision;
}

static void a_right_reaches_as_far_as_its_post(void **state)
{
    struct fixture *f = *state;
    struct town town = found_town(f);
    struct actor *auditor;
    struct actor *clerk;
    assert_ok(db_write_begin(f->db));
    int64_t high = appoint(f, town.city, ROLE_AUDITOR, true);
    int64_t low = appoint(f, town.commune, ROLE_CLERK, false);
    assert_ok(db_commit(f->db));
    assert_ok(actor_load(f->db, f->arena, &f->clock, account_of(f, high, "cao"), &auditor));
    assert_ok(actor_load(f->db, f->arena, &f->clock, account_of(f, low, "thap"), &clerk));

    assert_string_equal(decide(f, auditor, town.commune).rule, "scope.subtree");
    assert_true(decide(f, auditor, town.commune).allowed);
    assert_false(decide(f, auditor, town.other).allowed);
    assert_true(decide(f, clerk, town.commune).allowed);
    assert_string_equal(decide(f, clerk, town.city).rule, "scope.outside");
}

static void an_appointment_ends_with_its_day(void **state)
{
    struct fixture *f = *state;
    struct town town = found_town(f);
    struct actor *actor;
    assert_ok(db_write_begin(f->db));
    int64_t person = appoint(f, town.commune, ROLE_CLERK, false);
    assert_ok(db_commit(f->db));
    int64_t account = account_of(f, person, "duoc");
    fixture_script(f, "UPDATE appointment SET valid_to = '2026-11-24'");
    assert_ok(actor_load(f->db, f->arena, &f->clock, account, &actor));
    assert_true(actor_has_role(actor, ROLE_CLERK));
    fixture_advance(f, MICROS_PER_DAY);
    assert_ok(actor_load(f->db, f->arena, &f->clock, account, &actor));
    assert_false(actor_has_role(actor, ROLE_CLERK));
    fixture_script(f, "UPDATE account SET disabled_us = 1");
    assert_fails(actor_load(f->db, f->arena, &f->clock, account, &actor), "account.unknown");
}

static void start_session(struct fixture *f, int64_t account, enum session_stage stage,
                          const char *token)
{
    struct session_new session = {.token = str_from_c(token),
                                  .account_id = account,
                                  .stage = stage,
                                  .address = S("192.0.2.1")};
    assert_ok(db_write_begin(f->db));
    assert_ok(session_record(f->db, f->arena, f->clock.fixed_us, session));
    assert_ok(db_commit(f->db));
}

static bool signed_in(struct fixture *f, const char *token)
{
    struct actor *actor;
    assert_ok(session_actor(f->db, f->arena, &f->clock, str_from_c(token), &actor));
    return actor != NULL;
}

static void sessions_end_idle_and_old(void **state)
{
    struct fixture *f = *state;
    struct town town = found_town(f);
    assert_ok(db_write_begin(f->db));
    int64_t person = appoint(f, town.commune, ROLE_CLERK, false);
    assert_ok(db_commit(f->db));
    int64_t account = account_of(f, person, "duoc");
    start_session(f, account, SESSION_PASSWORD_GIVEN, "half");
    start_session(f, account, SESSION_OPEN, "open");
    assert_false(signed_in(f, "half"));
    assert_false(signed_in(f, "unknown"));
    assert_false(signed_in(f, ""));
    assert_true(signed_in(f, "open"));
    for (int i = 0; i < 24; i++) { /* used every 29 minutes it lives on … */
        fixture_advance(f, SESSION_IDLE_US - 60 * MICROS_PER_SECOND);
        assert_true(signed_in(f, "open"));
    }
    fixture_advance(f, SESSION_IDLE_US - 60 * MICROS_PER_SECOND);
    assert_false(signed_in(f, "open")); /* … but not over twelve hours */

    start_session(f, account, SESSION_OPEN, "idle");
    fixture_advance(f, SESSION_IDLE_US);
    assert_false(signed_in(f, "idle"));
}

static void a_revoked_session_is_gone(void **state)
{
    struct fixture *f = *state;
    struct town town = found_town(f);
    struct session_list open;
    assert_ok(db_write_begin(f->db));
    int64_t person = appoint(f, town.commune, ROLE_CLERK, false);
    assert_ok(db_commit(f->db));
    int64_t account = account_of(f, person, "duoc");
    start_session(f, account, SESSION_OPEN, "one");
    start_session(f, account, SESSION_OPEN, "two");
    assert_ok(session_open_list(f->db, f->arena, f->clock.fixed_us, account, &open));
    assert_int_equal(open.count, 2);
    assert_ok(db_write_begin(f->db));
    assert_fails(session_revoke(f->db, f->arena, f->clock.fixed_us, account + 1, open.items[0].id),
                 "session.unknown");
    db_rollback(f->db);
    assert_ok(db_write_begin(f->db));
    assert_ok(session_revoke(f->db, f->arena, f->clock.fixed_us, account, open.items[0].id));
    assert_ok(db_commit(f->db));
    assert_false(signed_in(f, "two"));
    assert_true(signed_in(f, "one"));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM session WHERE token_hash = 'one'"), 0);
}

static void wrong_tries_close_for_a_window(void **state)
{
    struct fixture *f = *state;
    struct attempt_limit limit = {
        .guard = S("x"), .window_us = INT64_C(3600) * MICROS_PER_SECOND, .tries_max = 2};
    struct attempt_limit other = limit;
    bool open = false;
    other.guard = S("y");
    assert_ok(db_write_begin(f->db));
    for (int i = 0; i < 2; i++) {
        assert_ok(attempt_open(f->db, f->arena, f->clock.fixed_us, limit, &open));
        assert_true(open);
        assert_ok(attempt_count(f->db, f->arena, f->clock.fixed_us, limit));
    }
    assert_ok(attempt_open(f->db, f->arena, f->clock.fixed_us, limit, &open));
    assert_false(open);
    assert_ok(attempt_open(f->db, f->arena, f->clock.fixed_us, other, &open));
    assert_true(open);
    assert_ok(attempt_open(f->db, f->arena, f->clock.fixed_us + limit.window_us, limit, &open));
    assert_true(open);
    assert_ok(attempt_clear(f->db, f->arena, limit.guard));
    assert_ok(attempt_open(f->db, f->arena, f->clock.fixed_us, limit, &open));
    assert_true(open);
    assert_ok(db_commit(f->db));
}

static const struct otp_target RESULT_CODE = {"result", STR("H19.62-261123-0001"),
                                              STR("+84912345678"), STR("")};

/* The code in the newest message: the only digits of its text. */
static struct str sent_code(struct fixture *f)
{
    struct notification_list list;
    assert_ok(notify_latest(f->db, f->arena, RESULT_CODE.phone, 1, &list));
    assert_int_equal(list.count, 1);
    struct str text = list.items[0].text;
    size_t at = str_find(text, S(": "));
    return str_slice(text, at + 2, at + 8);
}

static bool try_code(struct fixture *f, struct str code)
{
    bool right = false;
    struct otp_answer answer = {RESULT_CODE.purpose, RESULT_CODE.object, code};
    assert_ok(db_write_begin(f->db));
    assert_ok(otp_try(f->db, f->arena, f->clock.fixed_us, answer, &right));
    assert_ok(db_commit(f->db));
    return right;
}

static void send_code(struct fixture *f)
{
    assert_ok(db_write_begin(f->db));
    assert_ok(otp_send(f->db, f->arena, f->clock.fixed_us, RESULT_CODE));
    assert_ok(db_commit(f->db));
}

/* A code that is not the right one. */
static struct str wrong_code(struct fixture *f)
{
    struct str code = str_dup(f->arena, sent_code(f));
    return str_printf(f->arena, "%c%.*s", code.ptr[0] == '0' ? '1' : '0',
                      STR_ARG(str_slice(code, 1, code.len)));
}

static void a_code_opens_once(void **state)
{
    struct fixture *f = *state;
    send_code(f);
    struct str code = sent_code(f);
    assert_false(try_code(f, wrong_code(f)));
    assert_true(try_code(f, str_printf(f->arena, "%.*s %.*s", STR_ARG(str_slice(code, 0, 3)),
                                       STR_ARG(str_slice(code, 3, 6)))));
    assert_false(try_code(f, code));
}

static void a_code_dies_of_wrong_tries_and_of_age(void **state)
{
    struct fixture *f = *state;
    send_code(f);
    for (int i = 0; i < 5; i++)
        assert_false(try_code(f, wrong_code(f)));
    assert_false(try_code(f, sent_code(f)));

    send_code(f);
    struct str old = str_dup(f->arena, sent_code(f));
    fixture_advance(f, INT64_C(600) * MICROS_PER_SECOND);
    assert_false(try_code(f, old));

    send_code(f);
    old = str_dup(f->arena, sent_code(f));
    send_code(f);
    if (!str_equal(old, sent_code(f)))
        assert_false(try_code(f, old)); /* a newer one replaced it */
    assert_true(try_code(f, sent_code(f)));
}

static void codes_are_not_sent_without_end(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 3; i++)
        send_code(f);
    assert_ok(db_write_begin(f->db));
    assert_fails(otp_send(f->db, f->arena, f->clock.fixed_us, RESULT_CODE), "otp.too_many");
    db_rollback(f->db);
    fixture_advance(f, INT64_C(600) * MICROS_PER_SECOND);
    send_code(f);
}

static void a_message_without_a_phone_is_none(void **state)
{
    struct fixture *f = *state;
    struct notification message = {.text = S("Ho so H19.62-261123-0001: da xong."),
                                   .object = S("H19.62-261123-0001")};
    assert_ok(db_write_begin(f->db));
    assert_ok(notify_add(f->db, f->arena, f->clock.fixed_us, message));
    message.text = S("So 075090000000");
    message.phone = S("+84912345678");
    assert_fails(notify_add(f->db, f->arena, f->clock.fixed_us, message), "notify.text");
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM notification"), 0);
}

/* Demo accounts may be where both the folder and the setting say demo, and nowhere else. */
static void demo_accounts_stay_in_a_demo(void **state)
{
    struct fixture *f = *state;
    assert_ok(demo_guard(f->db, f->arena, f->folder, false));
    assert_ok(demo_mark(f->db, f->arena, f->folder));
    assert_ok(db_write_begin(f->db));
    int64_t person = 0;
    assert_ok(person_add(f->db, f->arena, f->clock.fixed_us, S("Lê Văn Đước"), &person));
    assert_ok(db_commit(f->db));
    account_of(f, person, "duoc");
    assert_ok(demo_guard(f->db, f->arena, f->folder, false)); /* an account, but none of a demo */
    fixture_script(f, "UPDATE account SET demo = (1 = 1)");
    assert_ok(demo_guard(f->db, f->arena, f->folder, true));
    assert_fails(demo_guard(f->db, f->arena, f->folder, false), "demo.accounts");
    struct str elsewhere = str_concat(f->arena, f->folder, S("/elsewhere"));
    assert_fails(demo_guard(f->db, f->arena, elsewhere, true), "demo.accounts");
    assert_fails(demo_mark(f->db, f->arena, elsewhere), "demo.not_empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(agencies_belong_to_their_days),
        FIXTURE_TESTS(a_post_carries_one_role),
        FIXTURE_TESTS(a_right_reaches_as_far_as_its_post),
        FIXTURE_TESTS(an_appointment_ends_with_its_day),
        FIXTURE_TESTS(sessions_end_idle_and_old),
        FIXTURE_TESTS(a_revoked_session_is_gone),
        FIXTURE_TESTS(wrong_tries_close_for_a_window),
        FIXTURE_TESTS(a_code_opens_once),
        FIXTURE_TESTS(a_code_dies_of_wrong_tries_and_of_age),
        FIXTURE_TESTS(codes_are_not_sent_without_end),
        FIXTURE_TESTS(demo_accounts_stay_in_a_demo),
        FIXTURE_TESTS(a_message_without_a_phone_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
