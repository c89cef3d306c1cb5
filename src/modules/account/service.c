#include "modules/account/service.h"

#include "base/crypto.h"
#include "core/attempt.h"
#include "core/evidence.h"
#include "core/identity_queries.h"
#include "core/password.h"
#include "core/session.h"
#include "core/totp.h"

enum { LOGIN_MIN = 3, LOGIN_MAX = 40, TRIES_MAX = 5, STRANGERS_MAX = 15 };
#define WINDOW_US (INT64_C(15) * 60 * MICROS_PER_SECOND)

static struct result wrong(void)
{
    return result_fail(ERROR_UNAUTHENTICATED, "account.wrong",
                       N_("Tài khoản hoặc mật khẩu không đúng"));
}

static struct result no_password(void)
{
    return result_fail(ERROR_UNAUTHENTICATED, "account.no_password",
                       N_("Quá 5 phút từ khi nhập mật khẩu. Nhập lại mật khẩu"));
}

static struct result wrong_code(void)
{
    return result_fail(ERROR_UNAUTHENTICATED, "account.code",
                       N_("Mã không đúng hoặc đã dùng. Nhập mã đang hiện trong ứng dụng"));
}

static struct result limit_reached(void)
{
    return result_fail(ERROR_LIMIT, "account.limit",
                       N_("Sai nhiều lần. Thử lại sau 15 phút, hoặc hỏi quản trị của cơ quan"));
}

static struct str lower(struct arena *arena, struct str login)
{
    char *out = arena_copy(arena, login.ptr, login.len);
    for (size_t i = 0; i < login.len; i++) {
        if (out[i] >= 'A' && out[i] <= 'Z')
            out[i] = (char)(out[i] - 'A' + 'a');
    }
    return str_of(out, login.len);
}

/* The door of this browser for this login: its own, its address's, or the one of strangers. An
 * unknown login has doors like any other, so that nothing tells whether it exists. */
static struct result door_of(struct service_context *ctx, const char *what,
                             struct session_trace trace, struct attempt_limit *out)
{
    struct session_knowledge known;
    TRY(session_known(ctx->db, ctx->arena, clock_now_us(ctx->clock), trace, &known));
    struct str side = S("strangers");
    if (known.browser)
        side = sha256_hex(ctx->arena, trace.token);
    else if (known.place)
        side = trace.address;
    *out = (struct attempt_limit){
        .guard = str_printf(ctx->arena, "%s:%.*s:%.*s", what, STR_ARG(trace.login), STR_ARG(side)),
        .window_us = WINDOW_US,
        .tries_max = known.browser || known.place ? TRIES_MAX : STRANGERS_MAX,
    };
    return RESULT_OK;
}

/* Whoever it is, they have not shown who they are. */
static struct result record_wrong(struct service_context *ctx, struct str login,
                                  struct str address)
{
    struct evidence evidence = {
        .kind = S("account.wrong_try"),
        .object = str_printf(ctx->arena, "login:%.*s", STR_ARG(login)),
        .actor = S("stranger"),
        .data = str_printf(ctx->arena, "{\"address_sha256\":\"%.*s\"}",
                           STR_ARG(sha256_hex(ctx->arena, address))),
    };
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence);
}

/* Who came in, and how sure we are of them. */
static struct result record_entry(struct service_context *ctx, const struct session_half *in,
                                  struct str login, struct str address)
{
    struct evidence evidence = {
        .kind = S("account.signed_in"),
        .object = str_printf(ctx->arena, "login:%.*s", STR_ARG(login)),
        .actor = str_printf(ctx->arena, "account:%lld", (long long)in->account_id),
        .data = str_printf(ctx->arena, "{\"address_sha256\":\"%.*s\",\"assurance\":\"%s\"}",
                           STR_ARG(sha256_hex(ctx->arena, address)), assurance_code(in->assurance)),
    };
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence);
}

static struct result count_wrong(struct service_context *ctx, struct attempt_limit door,
                                 struct session_trace trace)
{
    TRY(db_write_begin(ctx->db));
    struct result done = attempt_count(ctx->db, ctx->arena, clock_now_us(ctx->clock), door);
    if (result_ok(done))
        done = record_wrong(ctx, trace.login, trace.address);
    return db_finish(ctx->db, done);
}

static struct result must_be_open(struct service_context *ctx, struct attempt_limit door)
{
    bool open;
    TRY(attempt_open(ctx->db, ctx->arena, clock_now_us(ctx->clock), door, &open));
    return open ? RESULT_OK : limit_reached();
}

struct result account_ask_password(struct service_context *ctx, const struct sign_in *sign_in,
                                   struct password_check *out)
{
    *out = (struct password_check){.trace = {.login = lower(ctx->arena, sign_in->login),
                                             .token = sign_in->token,
                                             .address = sign_in->address}};
    TRY(door_of(ctx, "password", out->trace, &out->door));
    TRY(must_be_open(ctx, out->door));
    out->known = out->door.tries_max == TRIES_MAX;
    struct q_account_by_login_out account;
    bool found;
    struct q_account_by_login_in in = {.login = out->trace.login};
    TRY(q_account_by_login(ctx->db, ctx->arena, in, &account, &found));
    if (!found)
        return RESULT_OK;
    out->hash = account.password_hash;
    out->account_id = account.id;
    out->closed = account.has_disabled_us;
    return RESULT_OK;
}

struct result account_judge_password(struct service_context *ctx,
                                     const struct password_check *check, bool right,
                                     int64_t *account_id)
{
    TRY(must_be_open(ctx, check->door));
    if (right && !check->closed) {
        *account_id = check->account_id;
        return RESULT_OK;
    }
    TRY(count_wrong(ctx, check->door, check->trace));
    return wrong();
}

struct result account_await_code(struct service_context *ctx, const struct half_open *half)
{
    struct session_new session = {.token = half->new_token,
                                  .account_id = half->account_id,
                                  .stage = SESSION_PASSWORD_GIVEN,
                                  .assurance = half->assurance,
                                  .address = half->address};
    TRY(db_write_begin(ctx->db));
    return db_finish(
        ctx->db, session_record(ctx->db, ctx->arena, clock_now_us(ctx->clock), session));
}

static struct result load_totp(struct service_context *ctx, struct str token,
                               struct session_half *half, struct q_account_totp_out *out)
{
    TRY(session_pending(ctx->db, ctx->arena, clock_now_us(ctx->clock), token, half));
    bool found = false;
    struct q_account_totp_in in = {.id = half->account_id};
    if (half->account_id != 0)
        TRY(q_account_totp(ctx->db, ctx->arena, in, out, &found));
    return found && !out->has_disabled_us ? RESULT_OK : no_password();
}

struct result account_pending(struct service_context *ctx, struct str token, struct pending *out)
{
    struct q_account_totp_out account;
    struct session_half half;
    TRY(load_totp(ctx, token, &half, &account));
    out->account_id = half.account_id;
    out->login = account.login;
    return RESULT_OK;
}

/* The step is taken with a guarded UPDATE: of two requests with one code, one gets in. */
static struct result open_session(struct service_context *ctx, const struct code_given *given,
                                  struct session_half half, int64_t step)
{
    int64_t now_us = clock_now_us(ctx->clock);
    int64_t changed;
    struct q_account_use_step_in use = {.id = half.account_id, .step = step};
    TRY(q_account_use_step(ctx->db, ctx->arena, use, &changed));
    if (changed == 0)
        return wrong_code();
    struct session_new session = {.token = given->new_token,
                                  .account_id = half.account_id,
                                  .stage = SESSION_OPEN,
                                  .assurance = half.assurance,
                                  .address = given->address};
    TRY(session_record(ctx->db, ctx->arena, now_us, session));
    return session_revoke_token(ctx->db, ctx->arena, now_us, given->token);
}

struct result account_check_code(struct service_context *ctx, const struct code_given *given)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct session_half half;
    struct q_account_totp_out account;
    TRY(load_totp(ctx, given->token, &half, &account));
    struct session_trace trace = {
        .login = account.login, .token = given->token, .address = given->address};
    struct attempt_limit door;
    TRY(door_of(ctx, "code", trace, &door));
    TRY(must_be_open(ctx, door));
    int64_t step;
    if (!totp_accept(account.totp_secret, given->code, now_us, account.totp_step, &step)) {
        TRY(count_wrong(ctx, door, trace));
        return wrong_code();
    }
    struct session_half full = half;
    if (half.assurance != ASSURANCE_STAFF_OIDC)
        full.assurance = ASSURANCE_STAFF_PASSWORD_TOTP;
    TRY(db_write_begin(ctx->db));
    struct result done = open_session(ctx, given, half, step);
    if (result_ok(done))
        done = attempt_clear(ctx->db, ctx->arena, door.guard);
    if (result_ok(done))
        done = record_entry(ctx, &full, account.login, given->address);
    return db_finish(ctx->db, done);
}

struct result account_enter(struct service_context *ctx, const struct account_entry *entry)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct q_account_totp_out account;
    bool found;
    struct q_account_totp_in in = {.id = entry->account_id};
    TRY(q_account_totp(ctx->db, ctx->arena, in, &account, &found));
    if (!found || account.has_disabled_us)
        return result_fail(ERROR_FORBIDDEN, "account.closed",
                           N_("Tài khoản công vụ này đã khóa. Hỏi quản trị của cơ quan."));
    struct session_new session = {
        .token = entry->new_token,
        .account_id = entry->account_id,
        .stage = entry->code_asked ? SESSION_PASSWORD_GIVEN : SESSION_OPEN,
        .assurance = ASSURANCE_STAFF_OIDC,
        .address = entry->address};
    TRY(session_record(ctx->db, ctx->arena, now_us, session));
    TRY(session_revoke_token(ctx->db, ctx->arena, now_us, entry->old_token));
    if (entry->code_asked)
        return RESULT_OK;
    struct session_half full = {entry->account_id, ASSURANCE_STAFF_OIDC};
    return record_entry(ctx, &full, account.login, entry->address);
}

struct result account_sign_out(struct service_context *ctx, struct str token)
{
    TRY(db_write_begin(ctx->db));
    struct result done =
        session_revoke_token(ctx->db, ctx->arena, clock_now_us(ctx->clock), token);
    return db_finish(ctx->db, done);
}

struct result account_end_session(struct service_context *ctx, int64_t session_id)
{
    TRY(db_write_begin(ctx->db));
    struct result done = session_revoke(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                        ctx->actor->account_id, session_id);
    return db_finish(ctx->db, done);
}

static bool login_fits(struct str login)
{
    if (login.len < LOGIN_MIN || login.len > LOGIN_MAX)
        return false;
    for (size_t i = 0; i < login.len; i++) {
        char c = login.ptr[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (!fits)
            return false;
    }
    return true;
}

static struct result must_fit(struct str login)
{
    if (login_fits(login))
        return RESULT_OK;
    return result_fail(ERROR_INVALID, "account.login",
                       N_("Tên tài khoản có 3 đến 40 chữ thường không dấu, số, chấm, gạch"));
}

struct result account_add(struct service_context *ctx, int64_t person_id, struct str login,
                          int64_t *id)
{
    TRY(must_fit(login));
    struct q_account_add_in in = {
        .person_id = person_id, .login = login, .created_us = clock_now_us(ctx->clock)};
    struct q_account_add_out added;
    struct result done = q_account_add(ctx->db, ctx->arena, in, &added);
    if (done.kind == ERROR_CONFLICT)
        return result_fail(ERROR_CONFLICT, "account.taken",
                           N_("Tên tài khoản này đã có người dùng. Chọn tên khác"));
    TRY(done);
    *id = added.id;
    return RESULT_OK;
}

struct result account_create(struct service_context *ctx, struct account_new account, int64_t *id)
{
    TRY(must_fit(account.login));
    TRY(password_accept(ctx->arena, account.password, account.login));
    struct q_account_add_in in = {.person_id = account.person_id,
                                  .login = account.login,
                                  .totp_secret = account.totp_secret,
                                  .demo = account.demo,
                                  .created_us = clock_now_us(ctx->clock)};
    TRY(password_hash(ctx->arena, account.password, &in.password_hash));
    struct q_account_add_out added;
    TRY(q_account_add(ctx->db, ctx->arena, in, &added));
    *id = added.id;
    struct evidence evidence = {
        .kind = S("account.created"),
        .object = str_printf(ctx->arena, "login:%.*s", STR_ARG(account.login)),
        .actor = ctx->actor == NULL ? S("system") : actor_mark(ctx->arena, ctx->actor)};
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence);
}
