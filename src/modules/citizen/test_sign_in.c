/* One-time codes, sessions, binding: who gets in, who does not, and who is never kept out. */
#include "tests/support/fixture.h"

#include <stdio.h>
#include <string.h>

#include "core/citizen.h"
#include "core/notify.h"
#include "modules/citizen/service.h"

#define HOA "075190000123"
#define PHONE "+84912345678"
#define OTHER_PHONE "+84987654321"

static struct code_ask asking(const char *identifier, const char *phone, const char *token)
{
    return (struct code_ask){.given = {.kind = CITIZEN_PERSON, .text = str_from_c(identifier)},
                             .phone = str_from_c(phone),
                             .token = str_from_c(token),
                             .address = S("192.0.2.7")};
}

static struct str newest_code(struct fixture *f, const char *phone)
{
    struct notification_list list;
    assert_ok(notify_latest(f->db, f->arena, str_from_c(phone), 1, &list));
    assert_int_equal(list.count, 1);
    size_t at = str_find(list.items[0].text, S(": "));
    return str_dup(f->arena, str_slice(list.items[0].text, at + 2, at + 8));
}

static struct result give(struct fixture *f, struct str code, const char *token,
                          const char *new_token)
{
    struct code_given given = {.code = code,
                               .token = str_from_c(token),
                               .new_token = str_from_c(new_token),
                               .address = S("192.0.2.7"),
                               .agent = S("test")};
    return citizen_code_try(&f->service, &given);
}

static struct citizen *who(struct fixture *f, const char *token)
{
    struct citizen *citizen;
    assert_ok(citizen_by_token(f->db, f->arena, &f->clock, str_from_c(token), &citizen));
    return citizen;
}

static struct citizen *enter(struct fixture *f, const char *identifier, const char *phone,
                             const char *new_token)
{
    struct code_ask ask = asking(identifier, phone, "form");
    assert_ok(citizen_code_ask(&f->service, &ask));
    assert_ok(give(f, newest_code(f, phone), "form", new_token));
    return who(f, new_token);
}

static int64_t bind(struct fixture *f, const char *identifier, const char *phone)
{
    int64_t id;
    struct citizen_binding binding = {.kind = CITIZEN_PERSON,
                                      .identifier = str_from_c(identifier),
                                      .name = S("Nguyễn Thị Hoa"),
                                      .phone = str_from_c(phone),
                                      .actor = S("account:1")};
    assert_ok(db_write_begin(f->db));
    assert_ok(citizen_bind(f->db, f->arena, f->clock.fixed_us, &binding, &id));
    assert_ok(db_commit(f->db));
    return id;
}

static void every_identifier_vector(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *typed;
        const char *code; /* of the failure; NULL: taken */
        enum citizen_kind kind;
        bool doubtful;
    } cases[] = {
        {"087084000999", NULL, CITIZEN_PERSON, false},
        {" 075 090 000 000 ", NULL, CITIZEN_PERSON, false},
        {"075190000000", NULL, CITIZEN_PERSON, false},
        {"075204000000", NULL, CITIZEN_PERSON, false},
        {"999090000000", NULL, CITIZEN_PERSON, true},
        {"271234567", NULL, CITIZEN_PERSON, false},
        {"07509000000", "person.length", CITIZEN_PERSON, false},
        {"07509000000A", "person.characters", CITIZEN_PERSON, false},
        {"", "person.length", CITIZEN_PERSON, false},
        {"0100233488", NULL, CITIZEN_BUSINESS, false},
        {"0314409058-002", NULL, CITIZEN_BUSINESS, false},
        {"0312687878-001", NULL, CITIZEN_BUSINESS, false},
        {"0100112437", NULL, CITIZEN_BUSINESS, false},
        {"3601000024", NULL, CITIZEN_BUSINESS, false},
        {"3600001233", NULL, CITIZEN_BUSINESS, false},
        {"0100233480", "tax_code.check", CITIZEN_BUSINESS, false},
        {"0314409058-000", "tax_code.branch", CITIZEN_BUSINESS, false},
        {"0100000008", "tax_code.check", CITIZEN_BUSINESS, false},
        {"0100000003", "tax_code.check", CITIZEN_BUSINESS, false},
        {"0100201060", "tax_code.check", CITIZEN_BUSINESS, false},
        {"0100201069", "tax_code.check", CITIZEN_BUSINESS, false},
        {"12345", "person.length", CITIZEN_PERSON, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct identifier_given given;
        struct result read =
            citizen_identifier_parse(f->arena, str_from_c(cases[i].typed), &given);
        bool same = cases[i].code == NULL
                        ? result_ok(read) && given.doubtful == cases[i].doubtful
                        : !result_ok(read) && strcmp(read.code, cases[i].code) == 0;
        if (!same || given.kind != cases[i].kind)
            fail_msg("%s: %s", cases[i].typed, result_ok(read) ? "taken" : read.code);
    }
}

/* The browser's own token never becomes the session: who planted it has nothing. */
static void a_code_opens_a_fresh_session(void **state)
{
    struct fixture *f = *state;
    struct code_ask ask = asking(HOA, PHONE, "planted");
    assert_ok(citizen_code_ask(&f->service, &ask));
    struct str code = newest_code(f, PHONE);
    assert_fails(give(f, S("000000"), "planted", "fresh"), "citizen.code");
    assert_ok(give(f, code, "planted", "fresh"));
    assert_null(who(f, "planted"));
    struct citizen *citizen = who(f, "fresh");
    assert_non_null(citizen);
    assert_true(str_is(citizen->identifier, HOA));
    assert_int_equal(citizen->assurance, ASSURANCE_OTP);
    assert_false(citizen->bound);
    assert_fails(give(f, code, "planted", "again"), "citizen.no_pending");
}

static void a_code_is_good_in_its_own_browser_only(void **state)
{
    struct fixture *f = *state;
    struct code_ask mine = asking(HOA, PHONE, "mine");
    struct code_ask thiefs = asking(HOA, OTHER_PHONE, "thief");
    assert_ok(citizen_code_ask(&f->service, &mine));
    assert_ok(citizen_code_ask(&f->service, &thiefs));
    struct str code = newest_code(f, PHONE);
    assert_fails(give(f, code, "thief", "in"), "citizen.code");
    assert_fails(give(f, code, "nobody", "in"), "citizen.no_pending");
    assert_ok(give(f, code, "mine", "in"));
    fixture_advance(f, INT64_C(16) * 60 * MICROS_PER_SECOND);
    assert_fails(give(f, newest_code(f, OTHER_PHONE), "thief", "late"), "citizen.no_pending");
}

/* The same steps, answers and rows for an identifier that is bound and one nobody has. */
static void known_and_unknown_answer_alike(void **state)
{
    struct fixture *f = *state;
    bind(f, HOA, PHONE);
    struct code_ask known = asking(HOA, OTHER_PHONE, "a");
    struct code_ask unknown = asking("075190000999", "+84911111111", "b");
    assert_ok(citizen_code_ask(&f->service, &known));
    assert_ok(citizen_code_ask(&f->service, &unknown));
    assert_fails(give(f, S("000000"), "a", "x"), "citizen.code");
    assert_fails(give(f, S("000000"), "b", "y"), "citizen.code");
    assert_ok(give(f, newest_code(f, OTHER_PHONE), "a", "x"));
    assert_ok(give(f, newest_code(f, "+84911111111"), "b", "y"));
    assert_false(who(f, "x")->bound); /* the number alone is worth nothing */
    assert_int_equal(who(f, "x")->assurance, who(f, "y")->assurance);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM notification WHERE phone = '" PHONE "'"), 0);
}

static void a_stranger_never_keeps_the_citizen_out(void **state)
{
    struct fixture *f = *state;
    assert_non_null(enter(f, HOA, PHONE, "own"));
    struct code_ask stranger = asking(HOA, PHONE, "stranger");
    stranger.address = S("203.0.113.9");
    for (int i = 0; i < 3; i++)
        result_ignore(citizen_code_ask(&f->service, &stranger));
    assert_fails(citizen_code_ask(&f->service, &stranger), "otp.too_many");
    struct code_ask own = asking(HOA, PHONE, "own");
    own.address = S("198.51.100.3"); /* elsewhere, in the browser that was signed in */
    assert_ok(citizen_code_ask(&f->service, &own));
    assert_ok(give(f, newest_code(f, PHONE), "own", "own2"));
    struct code_ask place = asking(HOA, PHONE, "new browser");
    assert_ok(citizen_code_ask(&f->service, &place)); /* a new browser at the usual address */
}

static void strangers_of_one_address_are_slowed(void **state)
{
    struct fixture *f = *state;
    int sent = 0;
    struct result last = RESULT_OK;
    for (int i = 0; i < 40 && result_ok(last); i++) {
        char phone[16];
        char identifier[16];
        snprintf(phone, sizeof phone, "+849000000%02d", i);
        snprintf(identifier, sizeof identifier, "0751900001%02d", i);
        struct code_ask ask = asking(identifier, phone, "t");
        last = citizen_code_ask(&f->service, &ask);
        sent += result_ok(last);
    }
    assert_fails(last, "citizen.limit");
    assert_int_equal(sent, 30);
    struct code_ask elsewhere = asking(HOA, PHONE, "t");
    elsewhere.address = S("198.51.100.3");
    assert_ok(citizen_code_ask(&f->service, &elsewhere));
}

static void a_desk_binds_the_phone(void **state)
{
    struct fixture *f = *state;
    struct citizen *claim = enter(f, HOA, PHONE, "a");
    int64_t id = bind(f, HOA, PHONE);
    assert_int_equal(id, claim->id);
    struct citizen *citizen = enter(f, HOA, PHONE, "b");
    assert_true(citizen->bound);
    assert_int_equal(citizen->assurance, ASSURANCE_OTP_BOUND);
    assert_true(str_is(citizen->name, "Nguyễn Thị Hoa"));
    /* The phone is lost: the desk gives the account another, and what was open ends. */
    struct citizen *squatter = enter(f, HOA, OTHER_PHONE, "c");
    assert_false(squatter->bound);
    assert_int_equal(bind(f, HOA, OTHER_PHONE), id);
    assert_null(who(f, "b"));
    assert_null(who(f, "c")); /* the claim became part of the account */
    assert_int_equal(enter(f, HOA, OTHER_PHONE, "d")->id, id);
    assert_false(enter(f, HOA, PHONE, "e")->bound); /* the old phone claims, no more */
}

static void a_phone_changes_with_both_codes(void **state)
{
    struct fixture *f = *state;
    bind(f, HOA, PHONE);
    struct citizen *other = enter(f, HOA, PHONE, "other");
    struct citizen *citizen = enter(f, HOA, PHONE, "own");
    struct phone_codes codes = {.phone = str_from_c(OTHER_PHONE)};
    f->service.citizen = citizen;
    assert_int_equal(other->id, citizen->id);
    assert_fails(citizen_phone_ask(&f->service, str_from_c(PHONE)), "citizen.same_phone");
    assert_ok(citizen_phone_ask(&f->service, codes.phone));
    codes.new_code = newest_code(f, OTHER_PHONE);
    codes.old_code = S("000000");
    assert_fails(citizen_phone_change(&f->service, &codes), "citizen.phone_codes");
    assert_ok(citizen_phone_ask(&f->service, codes.phone));
    codes.old_code = newest_code(f, PHONE);
    codes.new_code = newest_code(f, OTHER_PHONE);
    assert_ok(citizen_phone_change(&f->service, &codes));
    assert_null(who(f, "other"));
    assert_true(str_is(who(f, "own")->phone, OTHER_PHONE));

    f->service.citizen = enter(f, "075190000999", PHONE, "claim");
    assert_fails(citizen_phone_ask(&f->service, codes.phone), "citizen.unbound");
    assert_fails(citizen_phone_change(&f->service, &codes), "citizen.unbound");
}

static void sessions_end(void **state)
{
    struct fixture *f = *state;
    struct citizen_session_list list;
    struct citizen *citizen = enter(f, HOA, PHONE, "a");
    struct citizen *thief = enter(f, HOA, OTHER_PHONE, "t");
    fixture_advance(f, CITIZEN_IDLE_US - MICROS_PER_SECOND);
    assert_non_null(who(f, "a"));
    fixture_advance(f, CITIZEN_IDLE_US - MICROS_PER_SECOND);
    assert_non_null(who(f, "a")); /* used meanwhile */
    assert_null(who(f, "t"));
    f->service.citizen = thief;
    assert_fails(citizen_end_session(&f->service, citizen->session_id), "session.unknown");
    f->service.citizen = citizen;
    assert_ok(citizen_sessions(f->db, f->arena, f->clock.fixed_us, citizen->id, &list));
    assert_int_equal(list.count, 1);
    assert_ok(citizen_sign_out(&f->service));
    assert_null(who(f, "a"));
    enter(f, HOA, PHONE, "b");
    for (int64_t used = 0; used < CITIZEN_LIFE_US; used += CITIZEN_IDLE_US / 2) {
        assert_non_null(who(f, "b"));
        fixture_advance(f, CITIZEN_IDLE_US / 2);
    }
    assert_null(who(f, "b")); /* twelve hours, however busy */
}

static void a_national_login_opens_the_bound_account(void **state)
{
    struct fixture *f = *state;
    int64_t id;
    int64_t again;
    struct citizen_sign_in sign_in = {.kind = CITIZEN_PERSON,
                                      .identifier = str_from_c(HOA),
                                      .name = S("Nguyễn Thị Hoa"),
                                      .assurance = ASSURANCE_OIDC_2,
                                      .token = S("a"),
                                      .old_token = S("form")};
    assert_ok(db_write_begin(f->db));
    assert_ok(citizen_session_open(f->db, f->arena, f->clock.fixed_us, &sign_in, &id));
    sign_in.token = S("b");
    assert_ok(citizen_session_open(f->db, f->arena, f->clock.fixed_us, &sign_in, &again));
    sign_in.assurance = ASSURANCE_STAFF_OIDC;
    assert_fails(citizen_session_open(f->db, f->arena, f->clock.fixed_us, &sign_in, &again),
                 "citizen.assurance");
    sign_in.assurance = ASSURANCE_OTP; /* without a phone */
    assert_fails(citizen_session_open(f->db, f->arena, f->clock.fixed_us, &sign_in, &again),
                 "citizen.assurance");
    assert_ok(db_commit(f->db));
    assert_int_equal(id, again);
    assert_true(who(f, "b")->bound);
    assert_int_equal(who(f, "b")->assurance, ASSURANCE_OIDC_2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence "
                                       "WHERE kind = 'citizen.signed_in'"),
                     2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(every_identifier_vector),
        FIXTURE_TESTS(a_code_opens_a_fresh_session),
        FIXTURE_TESTS(a_code_is_good_in_its_own_browser_only),
        FIXTURE_TESTS(known_and_unknown_answer_alike),
        FIXTURE_TESTS(a_stranger_never_keeps_the_citizen_out),
        FIXTURE_TESTS(strangers_of_one_address_are_slowed),
        FIXTURE_TESTS(a_desk_binds_the_phone),
        FIXTURE_TESTS(a_phone_changes_with_both_codes),
        FIXTURE_TESTS(sessions_end),
        FIXTURE_TESTS(a_national_login_opens_the_bound_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
