#include "cmocka_all.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "core/notify.h"
#include "core/password.h"
#include "core/password_line.h"
#include "core/password_weak.h"
#include "core/permission.h"
#include "core/totp.h"

static void wait_for(const struct errand_call *call)
{
    struct pollfd readable = {.fd = call->wait, .events = POLLIN};
    assert_int_equal(poll(&readable, 1, PASSWORD_LIMIT_MS), 1);
}

static int set_up(void **state)
{
    *state = arena_new((size_t)1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

/* RFC 6238 appendix B, SHA-1; the last six of its eight digits. */
static const struct {
    int64_t second;
    const char *code;
} TOTP_VECTORS[] = {
    {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
    {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
};

static void totp_follows_rfc_6238(void **state)
{
    struct str secret = S("12345678901234567890");
    for (size_t i = 0; i < sizeof(TOTP_VECTORS) / sizeof(TOTP_VECTORS[0]); i++) {
        int64_t step = totp_step_of(TOTP_VECTORS[i].second * INT64_C(1000000));
        assert_true(str_is(totp_code(*state, secret, step), TOTP_VECTORS[i].code));
    }
}

static void a_code_works_once_and_for_a_while(void **state)
{
    struct str secret = S("12345678901234567890");
    int64_t now = INT64_C(1111111109) * 1000000;
    int64_t step = 0;
    assert_true(totp_accept(secret, S("081 804"), now, 0, &step));
    assert_int_equal(step, totp_step_of(now));
    assert_false(totp_accept(secret, S("081804"), now, step, &step));

    int64_t one_step = INT64_C(30000000);
    assert_true(totp_accept(secret, S("081804"), now + one_step, 0, &step));
    assert_true(totp_accept(secret, S("081804"), now - one_step, 0, &step));
    assert_false(totp_accept(secret, S("081804"), now + 2 * one_step, 0, &step));
    assert_false(totp_accept(secret, S("081805"), now, 0, &step));
    assert_false(totp_accept(secret, S("0818044"), now, 0, &step));
    assert_false(totp_accept(secret, S("08180"), now, 0, &step));
    assert_false(totp_accept(secret, S("0818o4"), now, 0, &step));
    struct str of_nothing = totp_code(*state, S(""), totp_step_of(now));
    assert_false(totp_accept(S(""), of_nothing, now, 0, &step)); /* nobody has set one yet */
    (void)state;
}

static void secrets_print_as_authenticators_read_them(void **state)
{
    /* RFC 4648 section 10, without padding */
    assert_true(str_is(totp_base32(*state, S("f")), "MY"));
    assert_true(str_is(totp_base32(*state, S("fooba")), "MZXW6YTB"));
    assert_true(str_is(totp_base32(*state, S("foobar")), "MZXW6YTBOI"));
    assert_true(str_is(totp_uri(*state, S("Trục"), S("a.b"), S("foobar")),
                       "otpauth://totp/Tr%E1%BB%A5c:a.b?secret=MZXW6YTBOI&issuer=Tr%E1%BB%A5c"));
}

static void passwords_verify(void **state)
{
    struct str hash = {0};
    assert_true(result_ok(password_hash(*state, S("mưa rơi trên mái tôn"), &hash)));
    assert_true(str_starts(hash, S("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_true(password_verify(*state, hash, S("mưa rơi trên mái tôn")));
    assert_false(password_verify(*state, hash, S("mưa rơi trên mái ton")));
    assert_false(password_verify(*state, S(""), S("mưa rơi trên mái tôn")));
    assert_false(password_verify(*state, S("$argon2id$damaged"), S("x")));
    assert_int_equal(password_accept(*state, S("ngắn quá"), S("")).kind, ERROR_INVALID);
    assert_true(result_ok(password_accept(*state, S("mười hai ký tự"), S(""))));
}

static void guessers_first_choices_are_refused(void **state)
{
    static const char *const weak[] = {
        "Matkhau@2026!", "mật khẩu 2026", "password1234", "P@ssw0rd2026", "111111111111",
        "abcabcabcabc",  "123456789012",  "qwertyuiopas", "1qaz2wsx3edc", "Đồng Nai 2026",
        "diem.mtn 2026", "987654321098",  "Admin@1234567", "!!!!!!!!!!!!",
    };
    static const char *const fine[] = {"tre xanh bến sông", "mưa rơi trên mái tôn",
                                       "diem.mtn thích cà phê", "correct horse battery",
                                       "vũ trụ 1234 con mèo"};
    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
        if (!password_is_weak(*state, str_from_c(weak[i]), S("diem.mtn")))
            fail_msg("taken: %s", weak[i]);
    }
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        if (password_is_weak(*state, str_from_c(fine[i]), S("diem.mtn")))
            fail_msg("refused: %s", fine[i]);
    }
    struct result r = password_accept(*state, S("Matkhau@2026!"), S(""));
    assert_string_equal(r.code, "password.weak");
}

/* Three ask at once: each gets its own answer, and what is malformed keeps nobody waiting. */
static void a_line_answers_everybody(void **state)
{
    struct errand_channel channel;
    struct errand_call *calls[3];
    struct errand_call *made;
    struct errand_call *strange;
    struct str hash;
    bool right;
    assert_true(result_ok(errand_channel_open(&channel)));
    pid_t pid = fork();
    if (pid == 0) {
        close(channel.requests);
        _exit(result_ok(password_line_run(&channel)) ? 0 : 1);
    }
    assert_true(result_ok(password_ask_hash(*state, channel.requests, S("tre xanh"), &made)));
    assert_true(result_ok(errand_start(*state, channel.requests, S("v\1\377\377x"), &strange)));
    wait_for(made);
    assert_true(result_ok(password_answer_hash(*state, made, &hash)));
    static const char *const asked[] = {"tre xanh", "tre xinh", "tre xanh"};
    for (size_t i = 0; i < 3; i++) {
        struct password_question question = {i == 2 ? S("") : hash, str_from_c(asked[i]), i == 1};
        assert_true(result_ok(password_ask(*state, channel.requests, question, &calls[i])));
    }
    for (size_t i = 0; i < 3; i++) {
        wait_for(calls[i]);
        assert_true(result_ok(password_answer(*state, calls[i], &right)));
        assert_int_equal(right, i == 0);
    }
    wait_for(strange);
    assert_string_equal(password_answer(*state, strange, &right).code, "errand.busy");
    int status;
    close(channel.requests);
    close(channel.work);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0); /* it ends when nobody can ask any more */
}

static struct actor clerk_of(int64_t agency_id, struct grant *grant)
{
    *grant = (struct grant){.role = ROLE_CLERK, .agency_id = agency_id, .title = S("Công chức")};
    return (struct actor){.account_id = 7, .grants = grant, .grant_count = 1};
}

static struct permission_decision decide(struct arena *arena, const struct actor *actor,
                                         const char *permission, int64_t agency_id)
{
    struct permission_decision decision;
    struct permission_question question = {.permission = permission, .agency_id = agency_id};
    assert_true(result_ok(permission_decide(NULL, arena, actor, question, &decision)));
    return decision;
}

static void every_refusal_names_its_rule(void **state)
{
    struct grant grant;
    struct actor clerk = clerk_of(3, &grant);
    struct permission_decision yes = decide(*state, &clerk, "dossier.accept", 3);
    assert_true(yes.allowed);
    assert_string_equal(yes.rule, "scope.agency");
    assert_ptr_equal(yes.grant, &grant);

    assert_string_equal(decide(*state, &clerk, "dossier.accept", 4).rule, "scope.outside");
    assert_string_equal(decide(*state, &clerk, "result.sign", 3).rule, "role.missing");
    assert_string_equal(decide(*state, &clerk, "no.such", 3).rule, "permission.unknown");
    assert_string_equal(decide(*state, NULL, "dossier.accept", 3).rule, "actor.nobody");
    assert_false(decide(*state, &clerk, "no.such", 3).allowed);
    assert_false(decide(*state, &clerk, "dossier.accept", 4).allowed);
}

static void failures_have_their_kind(void **state)
{
    struct grant grant;
    struct actor clerk = clerk_of(3, &grant);
    assert_true(result_ok(permission_check(NULL, *state, &clerk, "dossier.accept", 3)));
    assert_int_equal(permission_check(NULL, *state, &clerk, "dossier.accept", 4).kind,
                     ERROR_FORBIDDEN);
    assert_int_equal(permission_check(NULL, *state, NULL, "dossier.accept", 3).kind,
                     ERROR_UNAUTHENTICATED);
    assert_true(result_ok(permission_check_role(NULL, *state, &clerk, S("mot_cua"), 3)));
    assert_int_equal(permission_check_role(NULL, *state, &clerk, S("lanh_dao"), 3).kind,
                     ERROR_FORBIDDEN);
    assert_int_equal(permission_check_role(NULL, *state, &clerk, S("khong_co"), 3).kind,
                     ERROR_FORBIDDEN);
}

/* Nobody both reads dossiers and manages accounts; nobody who signs also accepts. */
static void duties_stay_apart(void **state)
{
    (void)state;
    unsigned reads = permission_find("dossier.read")->roles;
    unsigned manages = permission_find("account.manage")->roles;
    unsigned accepts = permission_find("dossier.accept")->roles;
    unsigned signs = permission_find("result.sign")->roles;
    assert_int_equal(reads & manages, 0);
    assert_int_equal(accepts & signs, 0);
}

static void messages_fit_one_sms_and_tell_nothing(void **state)
{
    struct buf text;
    buf_init(&text, *state, 1000);
    for (int i = 0; i < 160; i++)
        buf_text(&text, "a");
    assert_true(notify_text_fits(buf_str(&text)));
    buf_text(&text, "a");
    assert_false(notify_text_fits(buf_str(&text)));

    buf_init(&text, *state, 1000);
    for (int i = 0; i < 70; i++)
        buf_text(&text, "ạ");
    assert_true(notify_text_fits(buf_str(&text)));
    buf_text(&text, "a");
    assert_false(notify_text_fits(buf_str(&text)));

    assert_true(notify_text_fits(S("Ho so H19.62-261123-0027: da xong.")));
    assert_false(notify_text_fits(S("So dinh danh 075090000000: da xong.")));
    assert_false(notify_text_fits(S("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totp_follows_rfc_6238),
        cmocka_unit_test(a_code_works_once_and_for_a_while),
        cmocka_unit_test(secrets_print_as_authenticators_read_them),
        cmocka_unit_test(passwords_verify),
        cmocka_unit_test(guessers_first_choices_are_refused),
        cmocka_unit_test(a_line_answers_everybody),
        cmocka_unit_test(every_refusal_names_its_rule),
        cmocka_unit_test(failures_have_their_kind),
        cmocka_unit_test(duties_stay_apart),
        cmocka_unit_test(messages_fit_one_sms_and_tell_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
