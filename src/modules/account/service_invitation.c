#include "base/crypto.h"
#include "base/json.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/identity_queries.h"
#include "core/totp.h"
#include "db/db.h"
#include "modules/account/invitation.h"
#include "modules/account/manage.h"

enum { TOKEN_BYTES = 32, TRIES_MAX = 5 };
#define WINDOW_US (INT64_C(15) * 60 * MICROS_PER_SECOND)

static const char *const KINDS[INVITE_COUNT] = {[INVITE_NEW] = "new",
                                                [INVITE_PASSWORD] = "password",
                                                [INVITE_CODE] = "code",
                                                [INVITE_RECOVERY] = "recovery"};

bool invitation_sets_password(const struct invitation *invitation)
{
    return invitation->kind != INVITE_CODE;
}

bool invitation_sets_code(const struct invitation *invitation)
{
    return invitation->kind != INVITE_PASSWORD;
}

static struct result gone(void)
{
    return result_fail(ERROR_NOT_FOUND, "invitation.gone",
                       N_("Lời mời này đã dùng, đã quá 72 giờ hoặc đã được thay. Hỏi quản trị của "
                          "cơ quan để nhận lời mời mới."));
}

struct result invitation_make(struct service_context *ctx, int64_t account_id,
                              enum invitation_kind kind, struct str *token)
{
    int64_t now_us = clock_now_us(ctx->clock);
    *token = random_hex(ctx->arena, TOKEN_BYTES);
    struct q_invitation_end_all_in old = {.account_id = account_id, .ended_us = now_us};
    TRY(q_invitation_end_all(ctx->db, ctx->arena, old, NULL));
    struct q_invitation_add_in in = {.account_id = account_id,
                                     .kind = str_from_c(KINDS[kind]),
                                     .token_hash = sha256_hex(ctx->arena, *token),
                                     .made_by = ctx->actor->account_id,
                                     .created_us = now_us,
                                     .expires_us = now_us + INVITATION_US};
    if (kind != INVITE_PASSWORD)
        in.totp_secret = random_str(ctx->arena, TOTP_SECRET_SIZE);
    return q_invitation_add(ctx->db, ctx->arena, in, NULL);
}

struct result invitation_find(struct service_context *ctx, struct str token,
                              struct invitation *out)
{
    struct q_invitation_by_token_out row;
    bool found;
    struct q_invitation_by_token_in in = {.token_hash = sha256_hex(ctx->arena, token),
                                          .now_us = clock_now_us(ctx->clock)};
    TRY(q_invitation_by_token(ctx->db, ctx->arena, in, &row, &found));
    if (!found)
        return gone();
    unsigned kind = 0;
    while (kind < INVITE_COUNT && !str_is(row.kind, KINDS[kind]))
        kind++;
    if (kind == INVITE_COUNT)
        return result_fail(ERROR_CORRUPT, "invitation.kind", NULL);
    bool alone = false;
    if (kind == INVITE_NEW) /* may weigh more by now than when one administrator made it */
        TRY(account_weighty(ctx, row.person_id, &alone));
    if (alone)
        return gone();
    *out = (struct invitation){.id = row.id,
                               .account_id = row.account_id,
                               .kind = (enum invitation_kind)kind,
                               .secret = row.totp_secret,
                               .password_hash = row.password_hash,
                               .login = row.login,
                               .name = row.name,
                               .expires_us = row.expires_us};
    if (kind == INVITE_PASSWORD) {
        out->secret = row.account_secret;
        out->last_step = row.account_step;
    }
    return RESULT_OK;
}

static struct attempt_limit door_of(struct service_context *ctx, const char *what, int64_t id)
{
    return (struct attempt_limit){.guard = str_printf(ctx->arena, "%s:%lld", what, (long long)id),
                                  .window_us = WINDOW_US,
                                  .tries_max = TRIES_MAX};
}

static struct result must_be_open(struct service_context *ctx, struct attempt_limit door)
{
    bool open;
    TRY(attempt_open(ctx->db, ctx->arena, clock_now_us(ctx->clock), door, &open));
    if (open)
        return RESULT_OK;
    return result_fail(ERROR_LIMIT, "account.limit",
                       N_("Sai nhiều lần. Thử lại sau 15 phút, hoặc hỏi quản trị của cơ quan"));
}

static struct result count_wrong(struct service_context *ctx, struct attempt_limit door)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db,
                     attempt_count(ctx->db, ctx->arena, clock_now_us(ctx->clock), door));
}

struct result invitation_check_code(struct service_context *ctx,
                                    const struct invitation *invitation, struct str code,
                                    int64_t *step)
{
    struct attempt_limit door = door_of(ctx, "invitation", invitation->id);
    TRY(must_be_open(ctx, door));
    if (totp_accept(invitation->secret, code, clock_now_us(ctx->clock), invitation->last_step,
                    step))
        return RESULT_OK;
    TRY(count_wrong(ctx, door));
    return result_fail(ERROR_INVALID, "invitation.code",
                       N_("Mã không đúng. Nhập mã 6 số đang hiện trong ứng dụng"));
}

struct result invitation_wrong_password(struct service_context *ctx,
                                        const struct invitation *invitation)
{
    return count_wrong(ctx, door_of(ctx, "invitation", invitation->id));
}

static struct result record(struct service_context *ctx, const char *kind, int64_t account_id,
                            struct str data)
{
    struct str object = str_printf(ctx->arena, "account:%lld", (long long)account_id);
    struct evidence evidence = {
        .kind = str_from_c(kind), .object = object, .actor = object, .data = data};
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence);
}

static struct result set_factors(struct service_context *ctx, const struct invitation *invitation,
                                 const struct acceptance *acceptance)
{
    struct q_account_set_password_in password = {.id = invitation->account_id,
                                                 .password_hash = acceptance->password_hash};
    struct q_account_set_code_in code = {.id = invitation->account_id,
                                         .totp_secret = invitation->secret,
                                         .totp_step = acceptance->step};
    if (invitation_sets_password(invitation))
        TRY(q_account_set_password(ctx->db, ctx->arena, password, NULL));
    if (invitation_sets_code(invitation))
        return q_account_set_code(ctx->db, ctx->arena, code, NULL);
    int64_t changed;
    struct q_account_use_step_in use = {.id = invitation->account_id, .step = acceptance->step};
    TRY(q_account_use_step(ctx->db, ctx->arena, use, &changed));
    return changed == 1 ? RESULT_OK : gone(); /* that code was used meanwhile */
}

static struct result accept(struct service_context *ctx, const struct invitation *invitation,
                            const struct acceptance *acceptance)
{
    int64_t now_us = clock_now_us(ctx->clock);
    int64_t changed;
    struct q_invitation_use_in use = {.id = invitation->id, .used_us = now_us};
    TRY(q_invitation_use(ctx->db, ctx->arena, use, &changed));
    if (changed != 1)
        return gone();
    struct q_invitation_forget_secret_in forget = {.id = invitation->id};
    TRY(q_invitation_forget_secret(ctx->db, ctx->arena, forget, NULL));
    TRY(set_factors(ctx, invitation, acceptance));
    TRY(session_revoke_all(ctx->db, ctx->arena, now_us, invitation->account_id, 0));
    TRY(session_revoke_token(ctx->db, ctx->arena, now_us, acceptance->old_token));
    struct session_new session = {.token = acceptance->new_token,
                                  .account_id = invitation->account_id,
                                  .stage = SESSION_OPEN,
                                  .address = acceptance->address};
    TRY(session_record(ctx->db, ctx->arena, now_us, session));
    return record(ctx, "account.invitation_used", invitation->account_id,
                  str_printf(ctx->arena, "{\"invitation\":\"%s\"}", KINDS[invitation->kind]));
}

struct result invitation_accept(struct service_context *ctx, const struct invitation *invitation,
                                const struct acceptance *acceptance)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, accept(ctx, invitation, acceptance));
}

struct result password_change_ask(struct service_context *ctx, struct password_change *out)
{
    struct q_account_password_out row;
    bool found;
    struct q_account_password_in in = {.id = ctx->actor->account_id};
    out->door = door_of(ctx, "password_change", ctx->actor->account_id);
    TRY(must_be_open(ctx, out->door));
    TRY(q_account_password(ctx->db, ctx->arena, in, &row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "account.unknown", NULL);
    out->login = row.login;
    out->hash = row.password_hash;
    return RESULT_OK;
}

struct result password_change_judge(struct service_context *ctx,
                                    const struct password_change *change, bool right)
{
    TRY(must_be_open(ctx, change->door));
    if (right)
        return RESULT_OK;
    TRY(count_wrong(ctx, change->door));
    return result_fail(ERROR_UNAUTHENTICATED, "account.wrong_old",
                       N_("Mật khẩu đang dùng không đúng"));
}

static struct result set_password(struct service_context *ctx, struct str password_hash)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct q_account_set_password_in in = {.id = ctx->actor->account_id,
                                           .password_hash = password_hash};
    TRY(q_account_set_password(ctx->db, ctx->arena, in, NULL));
    TRY(session_revoke_all(ctx->db, ctx->arena, now_us, ctx->actor->account_id,
                           ctx->actor->session_id));
    return record(ctx, "account.password_changed", ctx->actor->account_id, S(""));
}

struct result password_change_set(struct service_context *ctx, struct str password_hash)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, set_password(ctx, password_hash));
}
