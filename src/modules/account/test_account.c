#include "tests/support/fixture.h"

#include "core/identity_queries.h"
#include "core/organisation.h"
#include "core/password.h"
#include "core/session.h"
#include "core/totp.h"
#include "modules/account/service.h"

#define PASSWORD S("mưa rơi trên mái tôn")
#define SECRET S("12345678901234567890")

static int64_t make_account(struct fixture *f)
{
    int64_t id = 0;
    struct account_new account = {.login = S("diem.mtn"),
                                  .password = PASSWORD,
                                  .totp_secret = SECRET};
    assert_ok(db_write_begin(f->db));
    assert_ok(person_add(f->db, f->arena, f->clock.fixed_us, S("Mai Thị Ngọc Diễm"),
                         &account.person_id));
    assert_ok(account_create(&f->service, account, &id));
    assert_ok(db_commit(f->db));
    return id;
}

/* What handlers do with the help of another process. */
static struct result compare(struct fixture *f, const struct sign_in *sign_in, struct str password)
{
    int64_t id;
    struct password_check check;
    TRY(account_ask_password(&f->service, sign_in, &check));
    bool right = password_verify(f->arena, check.hash, password);
    return account_judge_password(&f->service, &check, right, &id);
}

static struct result await_code(struct fixture *f, int64_t id, const char *token)
{
    struct half_open half = {
        .account_id = id, .new_token = str_from_c(token), .address = S("192.0.2.7")};
    return account_await_code(&f->service, &half);
}

static struct result give_password(struct fixture *f, const char *login, struct str password,
                                   const char *address)
{
    struct sign_in sign_in = {
        .login = str_from_c(login), .address = str_from_c(address), .token = S("")};
    return compare(f, &sign_in, password);
}

static struct str code_now(struct fixture *f)
{
    return totp_code(f->arena, SECRET, totp_step_of(f->clock.fixed_us));
}

static struct result give_code(struct fixture *f, struct str code, const char *token,
                               const char *new_token)
{
    struct code_given given = {.code = code,
                               .token = str_from_c(token),
                               .new_token = str_from_c(new_token),
                               .address = S("192.0.2.7")};
    return account_check_code(&f->service, &given);
}

static void two_steps_open_a_session(void **state)
{
    struct fixture *f = *state;
    struct actor *actor;
    int64_t id = make_account(f);
    assert_ok(give_password(f, "Diem.MTN", PASSWORD, "192.0.2.7"));
    assert_fails(give_code(f, code_now(f), "half", "full"), "account.no_password");
    assert_ok(await_code(f, id, "half"));
    assert_fails(give_code(f, S("000000"), "half", "full"), "account.code");
    assert_ok(give_code(f, code_now(f), "half", "full"));
    assert_ok(session_actor(f->db, f->arena, &f->clock, S("full"), &actor));
    assert_non_null(actor);
    assert_int_equal(actor->account_id, id);
    assert_ok(session_actor(f->db, f->arena, &f->clock, S("half"), &actor));
    assert_null(actor);
}

/* The log names the account that came in, and of a wrong try that nobody showed who they are. */
static void evidence_names_who_came_in(void **state)
{
    struct fixture *f = *state;
    int64_t id = make_account(f);
    struct str came_in = str_printf(f->arena,
                                    "SELECT COUNT(*) FROM evidence WHERE actor = 'account:%lld'"
                                    " AND kind = 'account.signed_in'", (long long)id);
    assert_fails(give_password(f, "diem.mtn", S("sai sai sai sai"), "192.0.2.7"), "account.wrong");
    assert_ok(await_code(f, id, "half"));
    assert_fails(give_code(f, S("000000"), "half", "full"), "account.code");
    assert_int_equal(fixture_number(f, came_in.ptr), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE actor = 'stranger'"
                                       " AND kind = 'account.wrong_try'"), 2);
    assert_ok(give_code(f, code_now(f), "half", "full"));
    assert_int_equal(fixture_number(f, came_in.ptr), 1);
    struct account_entry entry = {.account_id = id, .new_token = S("oidc"), .old_token = S("full"),
                                  .address = S("192.0.2.7")};
    assert_ok(db_write_begin(f->db));
    assert_ok(account_enter(&f->service, &entry));
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f, came_in.ptr), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE actor = 'citizen'"), 0);
}

static void a_code_signs_in_once(void **state)
{
    struct fixture *f = *state;
    int64_t id = make_account(f);
    struct str code = code_now(f);
    assert_ok(await_code(f, id, "a"));
    assert_ok(await_code(f, id, "b"));
    assert_ok(give_code(f, code, "a", "full"));
    assert_fails(give_code(f, code, "b", "thief"), "account.code");
    fixture_advance(f, 30 * MICROS_PER_SECOND);
    assert_ok(give_code(f, code_now(f), "b", "full2"));
}

static void password_and_login_fail_alike(void **state)
{
    struct fixture *f = *state;
    make_account(f);
    assert_fails(give_password(f, "diem.mtn", S("sai sai sai sai"), "192.0.2.7"), "account.wrong");
    assert_fails(give_password(f, "khong.co", PASSWORD, "192.0.2.7"), "account.wrong");
    fixture_script(f, "UPDATE account SET disabled_us = 1");
    assert_fails(give_password(f, "diem.mtn", PASSWORD, "192.0.2.7"), "account.wrong");
}

/* Fifteen wrong tries of strangers close the strangers' door. The owner comes in from an address
 * that was used before; somebody new must wait. */
static void strangers_do_not_keep_the_owner_out(void **state)
{
    struct fixture *f = *state;
    int64_t id = make_account(f);
    assert_ok(await_code(f, id, "half"));
    assert_ok(give_code(f, code_now(f), "half", "full"));
    for (int i = 0; i < 15; i++)
        assert_fails(give_password(f, "diem.mtn", S("doan mo"), "203.0.113.9"), "account.wrong");
    assert_fails(give_password(f, "diem.mtn", PASSWORD, "203.0.113.10"), "account.limit");
    assert_ok(give_password(f, "diem.mtn", PASSWORD, "192.0.2.7"));

    for (int i = 0; i < 5; i++)
        assert_fails(give_password(f, "diem.mtn", S("doan mo"), "192.0.2.7"), "account.wrong");
    assert_fails(give_password(f, "diem.mtn", PASSWORD, "192.0.2.7"), "account.limit");
    struct sign_in own = {
        .login = S("diem.mtn"), .address = S("198.51.100.3"), .token = S("full")};
    assert_ok(compare(f, &own, PASSWORD)); /* the browser itself is known */
    fixture_advance(f, INT64_C(900) * MICROS_PER_SECOND);
    assert_ok(give_password(f, "diem.mtn", PASSWORD, "203.0.113.10"));
}

static void an_unknown_login_has_the_same_doors(void **state)
{
    struct fixture *f = *state;
    make_account(f);
    for (int i = 0; i < 15; i++)
        assert_fails(give_password(f, "khong.co", PASSWORD, "203.0.113.9"), "account.wrong");
    assert_fails(give_password(f, "khong.co", PASSWORD, "203.0.113.9"), "account.limit");
    assert_ok(give_password(f, "diem.mtn", PASSWORD, "203.0.113.9"));
}

static void an_account_keeps_to_the_rules(void **state)
{
    struct fixture *f = *state;
    int64_t id = make_account(f);
    struct account_new account = {.person_id = 1, .login = S("Hoa"), .password = PASSWORD};
    assert_ok(db_write_begin(f->db));
    assert_fails(account_create(&f->service, account, &id), "account.login");
    account.login = S("diem.mtn2");
    account.password = S("ngắn");
    assert_fails(account_create(&f->service, account, &id), "password.short");
    account.login = S("diem.mtn");
    account.password = PASSWORD;
    assert_fails(account_create(&f->service, account, &id), "db.unique");
    db_rollback(f->db);
}

static void signing_out_ends_it(void **state)
{
    struct fixture *f = *state;
    struct actor *actor;
    int64_t id = make_account(f);
    assert_ok(await_code(f, id, "half"));
    assert_ok(give_code(f, code_now(f), "half", "full"));
    assert_ok(account_sign_out(&f->service, S("full")));
    assert_ok(session_actor(f->db, f->arena, &f->clock, S("full"), &actor));
    assert_null(actor);
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM evidence "
                                       "WHERE kind = 'account.signed_in'"),
                     1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(two_steps_open_a_session),
        FIXTURE_TESTS(evidence_names_who_came_in),
        FIXTURE_TESTS(a_code_signs_in_once),
        FIXTURE_TESTS(password_and_login_fail_alike),
        FIXTURE_TESTS(strangers_do_not_keep_the_owner_out),
        FIXTURE_TESTS(an_unknown_login_has_the_same_doors),
        FIXTURE_TESTS(an_account_keeps_to_the_rules),
        FIXTURE_TESTS(signing_out_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
