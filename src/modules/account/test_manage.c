#include "tests/support/fixture.h"

#include "core/evidence.h"
#include "core/identity_queries.h"
#include "core/oidc.h"
#include "core/organisation.h"
#include "core/password.h"
#include "core/permission.h"
#include "core/totp.h"
#include "modules/account/account.h"
#include "modules/account/invitation.h"
#include "modules/account/manage.h"
#include "modules/account/service.h"

#define DAY S("2026-01-01")
#define PASSWORD S("mưa rơi trên mái tôn")

/* A province with a commune below it and a commune beside; administrators A and B of the province,
 * C of the commune beside, and a clerk of the commune. */
struct world {
    struct actor *a, *b, *c, *clerk;
    int64_t commune;
};

static int64_t found(struct fixture *f, const char *code, int64_t parent)
{
    int64_t id;
    struct agency_new what = {.agency = {.code = str_from_c(code),
                                         .area_code = str_from_c(code),
                                         .name = str_from_c(code),
                                         .place = str_from_c(code),
                                         .kind = S("xã"),
                                         .level = parent == 0 ? 2 : 4,
                                         .parent_id = parent},
                              .act = S("x"),
                              .valid_from = DAY};
    assert_ok(agency_found(f->db, f->arena, 0, what, &id));
    return id;
}

static int64_t appoint(struct fixture *f, int64_t agency, const char *name, enum role role)
{
    int64_t person;
    int64_t post;
    struct post_new what = {.agency_id = agency,
                            .unit = S("Phòng"),
                            .title = str_from_c(role_name(role)),
                            .role = str_from_c(role_code(role)),
                            .subtree = true,
                            .valid_from = DAY};
    assert_ok(post_ensure(f->db, f->arena, what, &post));
    assert_ok(person_add(f->db, f->arena, 0, str_from_c(name), &person));
    struct appointment_new appointment = {
        .person_id = person, .position_id = post, .decision = S("QĐ 1"), .valid_from = DAY};
    assert_ok(person_appoint(f->db, f->arena, appointment));
    return person;
}

static int64_t account_of(struct fixture *f, int64_t person, const char *login)
{
    int64_t id;
    struct account_new account = {.person_id = person,
                                  .login = str_from_c(login),
                                  .password = PASSWORD,
                                  .totp_secret = S("12345678901234567890")};
    assert_ok(account_create(&f->service, account, &id));
    return id;
}

static struct actor *actor_of(struct fixture *f, int64_t account)
{
    struct actor *actor;
    assert_ok(actor_load(f->db, f->arena, &f->clock, account, &actor));
    return actor;
}

static struct world make_world(struct fixture *f)
{
    struct world w;
    assert_ok(db_write_begin(f->db));
    int64_t province = found(f, "H19", 0);
    w.commune = found(f, "H19.1", province);
    int64_t beside = found(f, "H19.2", province);
    int64_t a = account_of(f, appoint(f, province, "An", ROLE_ADMINISTRATOR), "an.nv");
    int64_t b = account_of(f, appoint(f, province, "Bảo", ROLE_ADMINISTRATOR), "bao");
    int64_t c = account_of(f, appoint(f, beside, "Cúc", ROLE_ADMINISTRATOR), "cuc");
    int64_t clerk = account_of(f, appoint(f, w.commune, "Diễm", ROLE_CLERK), "diem");
    assert_ok(db_commit(f->db));
    w.a = actor_of(f, a);
    w.b = actor_of(f, b);
    w.c = actor_of(f, c);
    w.clerk = actor_of(f, clerk);
    return w;
}

static struct service_context as(struct fixture *f, const struct actor *actor)
{
    struct service_context ctx = f->service;
    ctx.actor = actor;
    return ctx;
}

static struct result act(struct fixture *f, const struct actor *actor, int64_t account,
                         enum account_act what, struct str *token)
{
    struct service_context ctx = as(f, actor);
    struct account_do order = {
        .account_id = account, .act = what, .reason = S("vì thế"), .hotline = S("1022")};
    struct made made;
    TRY(account_do(&ctx, order, &made));
    if (token != NULL)
        *token = made.token;
    return RESULT_OK;
}

static int64_t open_session(struct fixture *f, int64_t account, const char *token)
{
    struct session_new session = {.token = str_from_c(token),
                                  .account_id = account,
                                  .stage = SESSION_OPEN,
                                  .address = S("192.0.2.1")};
    assert_ok(db_write_begin(f->db));
    assert_ok(session_record(f->db, f->arena, f->clock.fixed_us, session));
    assert_ok(db_commit(f->db));
    return fixture_number(f, "SELECT max(id) FROM session");
}

static bool signed_in(struct fixture *f, const char *token)
{
    struct actor *actor;
    assert_ok(session_actor(f->db, f->arena, &f->clock, str_from_c(token), &actor));
    return actor != NULL;
}

/* Accepts an invitation as its owner would, in a browser whose new token is "moi". */
static struct result accept(struct fixture *f, struct str token)
{
    struct invitation invitation;
    struct acceptance acceptance = {.new_token = S("moi"), .address = S("192.0.2.1")};
    TRY(invitation_find(&f->service, token, &invitation));
    struct str code =
        totp_code(f->arena, invitation.secret, totp_step_of(f->clock.fixed_us));
    TRY(invitation_check_code(&f->service, &invitation, code, &acceptance.step));
    if (invitation_sets_password(&invitation))
        TRY(password_hash(f->arena, S("vũ trụ có con mèo"), &acceptance.password_hash));
    return invitation_accept(&f->service, &invitation, &acceptance);
}

static void a_new_account_begins_with_its_owner(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct service_context ctx = as(f, w.a);
    struct made made;
    struct made again;
    struct account_begin what = {.login = S("dung")};
    assert_ok(db_write_begin(f->db));
    what.person_id = appoint(f, w.commune, "Dũng", ROLE_OFFICER);
    assert_ok(db_commit(f->db));
    what.login = S("diem");
    assert_fails(account_begin(&ctx, what, &made), "account.taken");
    what.login = S("dung");
    what.phone = S("12");
    assert_fails(account_begin(&ctx, what, &made), "account.phone");
    what.phone = S("0912 345 678");
    assert_ok(account_begin(&ctx, what, &made));
    assert_fails(account_begin(&ctx, what, &again), "account.no_person");
    assert_fails(accept(f, S("x")), "invitation.gone");
    assert_ok(accept(f, made.token));
    assert_true(signed_in(f, "moi"));
    assert_fails(accept(f, made.token), "invitation.gone");
    assert_int_equal(
        fixture_number(f, "SELECT length(totp_secret) FROM account_invitation"), 0);
}

/* Who signs, gives rights, decides or inspects: one administrator alone gets no link, whether the
 * post is there already, comes later, or came after the link. */
static void an_account_that_weighs_takes_two(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct service_context ctx = as(f, w.a);
    struct made made;
    struct str token;
    struct account_begin what = {.login = S("vinh.hq"), .hotline = S("1022")};
    struct appointment_new later = {.decision = S("QĐ 2"), .valid_from = S("2027-01-01")};
    assert_ok(db_write_begin(f->db));
    what.person_id = appoint(f, w.commune, "Hồ Quang Vinh", ROLE_LEADER);
    later.position_id = fixture_number(f, "SELECT MAX(id) FROM position");
    int64_t soon = appoint(f, w.commune, "Tâm", ROLE_CLERK);
    later.person_id = soon;
    assert_ok(person_appoint(f->db, f->arena, later));
    assert_ok(db_commit(f->db));
    assert_ok(account_begin(&ctx, what, &made));
    assert_int_equal(made.token.len, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM account_invitation"), 0);
    assert_fails(act(f, w.a, made.account_id, ACT_INVITE, NULL), "account.state");
    assert_fails(act(f, w.a, made.account_id, ACT_APPROVE, NULL), "account.same_person");
    assert_ok(act(f, w.a, made.account_id, ACT_CALL_OFF, NULL));
    assert_fails(act(f, w.b, made.account_id, ACT_INVITE, NULL), "account.state");
    assert_ok(act(f, w.b, made.account_id, ACT_RECOVER, NULL));
    assert_ok(act(f, w.a, made.account_id, ACT_APPROVE, &token));
    assert_ok(accept(f, token));
    what = (struct account_begin){.person_id = soon, .login = S("tam")};
    assert_ok(account_begin(&ctx, what, &made));
    assert_int_equal(made.token.len, 0);
}

static void a_link_ends_where_the_account_comes_to_weigh(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct service_context ctx = as(f, w.a);
    struct made made;
    struct account_begin what = {.login = S("tam")};
    struct appointment_new later = {.decision = S("QĐ 2"), .valid_from = DAY};
    assert_ok(db_write_begin(f->db));
    what.person_id = appoint(f, w.commune, "Tâm", ROLE_CLERK);
    appoint(f, w.commune, "Hồ Quang Vinh", ROLE_LEADER);
    later.person_id = what.person_id;
    later.position_id = fixture_number(f, "SELECT MAX(id) FROM position");
    assert_ok(db_commit(f->db));
    assert_ok(account_begin(&ctx, what, &made));
    struct invitation invitation;
    assert_ok(invitation_find(&f->service, made.token, &invitation));
    assert_ok(db_write_begin(f->db));
    assert_ok(person_appoint(f->db, f->arena, later));
    assert_ok(db_commit(f->db));
    assert_fails(accept(f, made.token), "invitation.gone");
    assert_ok(act(f, w.a, made.account_id, ACT_RECOVER, NULL));
    assert_ok(act(f, w.b, made.account_id, ACT_APPROVE, &made.token));
    assert_ok(accept(f, made.token));
}

static void nobody_manages_accounts_elsewhere(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct service_context beside = as(f, w.c);
    struct service_context clerk = as(f, w.clerk);
    struct account_rows rows;
    struct account_card card;
    struct made made;
    assert_fails(act(f, w.c, w.clerk->account_id, ACT_LOCK, NULL), "account.unknown");
    assert_fails(act(f, w.clerk, w.clerk->account_id, ACT_LOCK, NULL), "account.unknown");
    assert_fails(account_card(&beside, w.a->account_id, &card), "account.unknown");
    assert_ok(account_list(&beside, S(""), &rows));
    assert_int_equal(rows.count, 1); /* the own one */
    assert_ok(account_list(&clerk, S(""), &rows));
    assert_int_equal(rows.count, 0);
    struct account_begin what = {.person_id = w.clerk->person_id, .login = S("kia")};
    assert_fails(account_begin(&beside, what, &made), "account.no_person");
    struct service_context above = as(f, w.a);
    static const char *const one[] = {"diễm", "DIEM", "an.nv"};
    for (size_t i = 0; i < 3; i++) {
        assert_ok(account_list(&above, str_from_c(one[i]), &rows));
        assert_int_equal(rows.count, 1);
    }
    assert_ok(account_list(&above, S("%"), &rows));
    assert_int_equal(rows.count, 0);
    assert_ok(account_list(&above, S(""), &rows));
    assert_int_equal(rows.count, 4);
}

/* A clerk of the commune beside who also holds a post of the province: the commune's administrator
 * does not get at the province through their account. */
static void an_account_of_two_agencies_is_managed_above_both(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    int64_t beside = fixture_number(f, "SELECT u.agency_id FROM appointment t"
                                       " JOIN person p ON p.id = t.person_id"
                                       " JOIN position q ON q.id = t.position_id"
                                       " JOIN unit u ON u.id = q.unit_id WHERE p.name = 'Cúc'");
    struct appointment_new above = {.decision = S("QĐ 2"), .valid_from = DAY};
    struct service_context cuc = as(f, w.c);
    struct made made;
    assert_ok(db_write_begin(f->db));
    above.person_id = appoint(f, beside, "Mai", ROLE_CLERK);
    int64_t mai = account_of(f, above.person_id, "mai");
    int64_t new_one = appoint(f, beside, "Tư", ROLE_CLERK);
    above.position_id = fixture_number(f, "SELECT t.position_id FROM appointment t"
                                          " JOIN person p ON p.id = t.person_id"
                                          " WHERE p.name = 'An'");
    assert_ok(db_commit(f->db));
    assert_ok(act(f, w.c, mai, ACT_LOCK, NULL));
    assert_ok(act(f, w.c, mai, ACT_UNLOCK, NULL));
    assert_ok(db_write_begin(f->db));
    assert_ok(person_appoint(f->db, f->arena, above));
    above.person_id = new_one;
    assert_ok(person_appoint(f->db, f->arena, above));
    assert_ok(db_commit(f->db));
    assert_fails(act(f, w.c, mai, ACT_LOCK, NULL), "permission.denied");
    struct account_begin what = {.person_id = new_one, .login = S("tu")};
    assert_fails(account_begin(&cuc, what, &made), "permission.denied");
    assert_ok(act(f, w.a, mai, ACT_LOCK, NULL));
}

static void nobody_does_it_for_themselves(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    for (unsigned i = 0; i < ACT_COUNT; i++)
        assert_fails(act(f, w.a, w.a->account_id, (enum account_act)i, NULL), "account.own");
}

static void locking_ends_every_session_at_once(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    open_session(f, w.clerk->account_id, "may");
    assert_true(signed_in(f, "may"));
    assert_ok(act(f, w.a, w.clerk->account_id, ACT_LOCK, NULL));
    assert_false(signed_in(f, "may"));
    assert_fails(act(f, w.a, w.clerk->account_id, ACT_LOCK, NULL), "account.state");
    assert_fails(act(f, w.a, w.clerk->account_id, ACT_PASSWORD, NULL), "account.state");
    assert_ok(act(f, w.a, w.clerk->account_id, ACT_UNLOCK, NULL));
    assert_false(signed_in(f, "may"));
}

/* Who is given one factor proves the other. */
static void no_administrator_gets_both_factors(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct str token;
    struct invitation invitation;
    int64_t step;
    open_session(f, w.clerk->account_id, "may");
    assert_ok(act(f, w.a, w.clerk->account_id, ACT_PASSWORD, &token));
    assert_false(signed_in(f, "may"));
    assert_fails(act(f, w.a, w.clerk->account_id, ACT_CODE, NULL), "account.state");
    assert_fails(act(f, w.a, w.clerk->account_id, ACT_INVITE, NULL), "account.state");
    assert_ok(invitation_find(&f->service, token, &invitation));
    assert_true(str_equal(invitation.secret, S("12345678901234567890"))); /* the owner's own */
    for (int i = 0; i < 5; i++)
        assert_fails(invitation_check_code(&f->service, &invitation, S("000000"), &step),
                     "invitation.code");
    assert_fails(accept(f, token), "account.limit");
    fixture_advance(f, INT64_C(900) * MICROS_PER_SECOND);
    assert_ok(accept(f, token));
    assert_ok(act(f, w.a, w.clerk->account_id, ACT_CODE, &token));
    assert_ok(invitation_find(&f->service, token, &invitation));
    assert_true(password_verify(f->arena, invitation.password_hash, S("vũ trụ có con mèo")));
    assert_fails(act(f, w.a, w.clerk->account_id, ACT_PASSWORD, NULL), "account.state");
}

static void recovery_takes_two(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct str token;
    int64_t id = w.clerk->account_id;
    open_session(f, id, "may");
    assert_fails(act(f, w.b, id, ACT_APPROVE, NULL), "account.state");
    assert_ok(act(f, w.a, id, ACT_RECOVER, NULL));
    assert_fails(act(f, w.b, id, ACT_RECOVER, NULL), "account.state");
    assert_fails(act(f, w.a, id, ACT_APPROVE, NULL), "account.same_person");
    assert_fails(act(f, w.c, id, ACT_APPROVE, NULL), "account.unknown");
    assert_true(signed_in(f, "may")); /* nothing has happened yet */
    struct str before;
    struct oidc_link_new link = {.provider_id = 1, .subject = S("cu"), .account_id = id};
    assert_ok(db_write_begin(f->db));
    assert_ok(oidc_provider_put(f->db, f->arena, 0,
                                S("{\"code\":\"a\",\"audience\":\"staff\",\"title\":\"A\","
                                  "\"issuer\":\"https://a.example\",\"client_id\":\"a\"}"),
                                &before));
    assert_ok(oidc_link_add(f->db, f->arena, 0, link));
    assert_ok(db_commit(f->db));
    assert_ok(act(f, w.b, id, ACT_APPROVE, &token));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM oidc_link WHERE ended_us IS NULL"),
                     0); /* whoever took the old identity over stays out */
    assert_false(signed_in(f, "may"));
    assert_ok(accept(f, token));
    assert_true(signed_in(f, "moi"));
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM evidence WHERE kind IN "
                                       "('account.recovery_opened', 'account.recovered')"),
                     2);
}

static void a_recovery_can_be_stopped_and_runs_out(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct service_context owner = as(f, w.clerk);
    int64_t id = w.clerk->account_id;
    assert_fails(account_refuse_recovery(&owner), "account.no_recovery");
    assert_ok(act(f, w.a, id, ACT_RECOVER, NULL));
    assert_ok(account_refuse_recovery(&owner));
    assert_fails(act(f, w.b, id, ACT_APPROVE, NULL), "account.state");
    assert_ok(act(f, w.a, id, ACT_RECOVER, NULL));
    fixture_advance(f, RECOVERY_US);
    assert_fails(act(f, w.b, id, ACT_APPROVE, NULL), "account.state");
    assert_ok(act(f, w.b, id, ACT_RECOVER, NULL)); /* again, after a day */
    assert_ok(act(f, w.a, id, ACT_CALL_OFF, NULL));
    assert_fails(act(f, w.a, id, ACT_APPROVE, NULL), "account.state");
}

static void an_invitation_runs_out_and_is_replaced(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct str first;
    struct str second;
    assert_ok(act(f, w.a, w.clerk->account_id, ACT_PASSWORD, &first));
    assert_ok(act(f, w.a, w.clerk->account_id, ACT_PASSWORD, &second));
    assert_fails(accept(f, first), "invitation.gone");
    fixture_advance(f, INVITATION_US);
    assert_fails(accept(f, second), "invitation.gone");
}

static void sessions_of_others_end_singly(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct service_context ctx = as(f, w.a);
    struct service_context beside = as(f, w.c);
    int64_t one = open_session(f, w.clerk->account_id, "mot");
    open_session(f, w.clerk->account_id, "hai");
    assert_fails(account_end_session_of(&beside, w.clerk->account_id, one), "account.unknown");
    assert_fails(account_end_session_of(&ctx, w.b->account_id, one), "session.unknown");
    assert_ok(account_end_session_of(&ctx, w.clerk->account_id, one));
    assert_false(signed_in(f, "mot"));
    assert_true(signed_in(f, "hai"));
}

static void changing_the_password_keeps_this_browser(void **state)
{
    struct fixture *f = *state;
    struct world w = make_world(f);
    struct password_change change;
    w.clerk->session_id = open_session(f, w.clerk->account_id, "day");
    open_session(f, w.clerk->account_id, "kia");
    struct service_context ctx = as(f, w.clerk);
    for (int i = 0; i < 5; i++) {
        assert_ok(password_change_ask(&ctx, &change));
        assert_fails(password_change_judge(&ctx, &change, false), "account.wrong_old");
    }
    assert_fails(password_change_judge(&ctx, &change, true), "account.limit");
    fixture_advance(f, INT64_C(900) * MICROS_PER_SECOND);
    assert_ok(password_change_ask(&ctx, &change));
    assert_ok(password_change_judge(&ctx, &change, true));
    assert_ok(password_change_set(&ctx, S("$argon2id$moi")));
    assert_true(signed_in(f, "day"));
    assert_false(signed_in(f, "kia"));
}

static void a_login_is_proposed(void **state)
{
    struct fixture *f = *state;
    assert_true(str_is(account_login_of(f->arena, S("Mai Thị Ngọc Diễm")), "diem.mtn"));
    assert_true(str_is(account_login_of(f->arena, S("Đỗ K’Brêu")), "breu.dk"));
    assert_true(str_is(account_login_of(f->arena, S("An")), "an"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(a_new_account_begins_with_its_owner),
        FIXTURE_TESTS(an_account_that_weighs_takes_two),
        FIXTURE_TESTS(a_link_ends_where_the_account_comes_to_weigh),
        FIXTURE_TESTS(nobody_manages_accounts_elsewhere),
        FIXTURE_TESTS(an_account_of_two_agencies_is_managed_above_both),
        FIXTURE_TESTS(nobody_does_it_for_themselves),
        FIXTURE_TESTS(locking_ends_every_session_at_once),
        FIXTURE_TESTS(no_administrator_gets_both_factors),
        FIXTURE_TESTS(recovery_takes_two),
        FIXTURE_TESTS(a_recovery_can_be_stopped_and_runs_out),
        FIXTURE_TESTS(an_invitation_runs_out_and_is_replaced),
        FIXTURE_TESTS(sessions_of_others_end_singly),
        FIXTURE_TESTS(changing_the_password_keeps_this_browser),
        FIXTURE_TESTS(a_login_is_proposed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
