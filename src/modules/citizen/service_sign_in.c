/* One-time codes for signing in, sessions, the phone. */
#include "modules/citizen/service.h"

#include "base/crypto.h"
#include "core/attempt.h"
#include "core/citizen_queries.h"
#include "core/notify.h"
#include "core/otp.h"
#include "db/lock.h"
#include "modules/citizen/queries.h"

enum { PER_ADDRESS = 30, PER_IDENTIFIER = 15 };
#define WINDOW_US (INT64_C(15) * 60 * MICROS_PER_SECOND)
#define PENDING_US (INT64_C(15) * 60 * MICROS_PER_SECOND)
#define CODE_PURPOSE "citizen"
#define OLD_PHONE_PURPOSE "citizen_old_phone"
#define NEW_PHONE_PURPOSE "citizen_new_phone"

static struct result no_pending(void)
{
    return result_fail(ERROR_UNAUTHENTICATED, "citizen.no_pending",
                       N_("Mã đã quá 15 phút. Nhập lại số định danh để lấy mã khác"));
}

static struct result wrong_code(void)
{
    return result_fail(ERROR_UNAUTHENTICATED, "citizen.code",
                       N_("Mã không đúng hoặc đã hết hạn. Xem tin nhắn mới nhất, hoặc lấy mã "
                          "khác"));
}

/* The budget of this browser or address for this account; empty for strangers. */
static struct result door_of(struct service_context *ctx, const struct code_ask *ask,
                             struct str *door)
{
    struct citizen_knowledge known;
    struct citizen_trace trace = {.identifier = ask->given.text,
                                  .phone = ask->phone,
                                  .token = ask->token,
                                  .address = ask->address};
    TRY(citizen_known(ctx->db, ctx->arena, clock_now_us(ctx->clock), &trace, &known));
    *door = S("");
    if (known.browser)
        *door = sha256_hex(ctx->arena, ask->token);
    else if (known.place)
        *door = sha256_hex(ctx->arena, ask->address);
    return RESULT_OK;
}

static struct attempt_limit limit_of(struct service_context *ctx, const char *what,
                                     struct str whose, int64_t most)
{
    return (struct attempt_limit){
        .guard = str_printf(ctx->arena, "citizen.%s:%.*s", what,
                            STR_ARG(sha256_hex(ctx->arena, whose))),
        .window_us = WINDOW_US,
        .tries_max = most,
    };
}

static struct result check_strangers(struct service_context *ctx,
                                     const struct attempt_limit limits[2])
{
    for (int i = 0; i < 2; i++) {
        bool open;
        TRY(attempt_open(ctx->db, ctx->arena, clock_now_us(ctx->clock), limits[i], &open));
        if (!open)
            return result_fail(ERROR_LIMIT, "citizen.limit",
                               N_("Đã gửi nhiều mã từ nơi này. Thử lại sau 15 phút, hoặc nộp và "
                                  "tra cứu không cần đăng nhập"));
    }
    return RESULT_OK;
}

static struct result send_code(struct service_context *ctx, const struct code_ask *ask,
                               struct str door, const struct attempt_limit limits[2])
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct str hash = sha256_hex(ctx->arena, ask->token);
    for (int i = 0; i < 2 && door.len == 0; i++)
        TRY(attempt_count(ctx->db, ctx->arena, now_us, limits[i]));
    TRY(q_pending_put(ctx->db, ctx->arena,
                      (struct q_pending_put_in){.token_hash = hash,
                                                .identifier = ask->given.text,
                                                .phone = ask->phone,
                                                .now = now_us,
                                                .expires_us = now_us + PENDING_US},
                      NULL));
    return otp_send(ctx->db, ctx->arena, now_us,
                    (struct otp_target){.purpose = CODE_PURPOSE,
                                        .object = hash,
                                        .phone = ask->phone,
                                        .door = door});
}

struct result citizen_code_ask(struct service_context *ctx, const struct code_ask *ask)
{
    struct str door;
    struct attempt_limit limits[2] = {
        limit_of(ctx, "address", ask->address, PER_ADDRESS),
        limit_of(ctx, "identifier", ask->given.text, PER_IDENTIFIER),
    };
    TRY(door_of(ctx, ask, &door));
    if (door.len == 0)
        TRY(check_strangers(ctx, limits));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, send_code(ctx, ask, door, limits));
}

struct result citizen_code_pending(struct service_context *ctx, struct str token,
                                   struct code_pending *out)
{
    struct q_pending_find_out row;
    bool found = false;
    if (token.len != 0)
        TRY(q_pending_find(ctx->db, ctx->arena,
                           (struct q_pending_find_in){.token_hash = sha256_hex(ctx->arena, token),
                                                      .now = clock_now_us(ctx->clock)},
                           &row, &found));
    if (!found)
        return no_pending();
    *out = (struct code_pending){.identifier = row.identifier, .phone = row.phone};
    return RESULT_OK;
}

static struct result open_session(struct service_context *ctx, const struct code_given *given,
                                  const struct code_pending *pending)
{
    struct identifier_given identifier;
    int64_t id;
    TRY(citizen_identifier_parse(ctx->arena, pending->identifier, &identifier));
    TRY(q_pending_drop(
        ctx->db, ctx->arena,
        (struct q_pending_drop_in){.token_hash = sha256_hex(ctx->arena, given->token)}, NULL));
    struct citizen_sign_in sign_in = {.kind = identifier.kind,
                                      .identifier = identifier.text,
                                      .phone = pending->phone,
                                      .assurance = ASSURANCE_OTP,
                                      .token = given->new_token,
                                      .old_token = given->token,
                                      .address = given->address,
                                      .agent = given->agent};
    return citizen_session_open(ctx->db, ctx->arena, clock_now_us(ctx->clock), &sign_in, &id);
}

struct result citizen_code_try(struct service_context *ctx, const struct code_given *given)
{
    struct code_pending pending;
    bool right = false;
    TRY(citizen_code_pending(ctx, given->token, &pending));
    TRY(db_write_begin(ctx->db));
    struct result done = otp_try(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                 (struct otp_answer){.purpose = CODE_PURPOSE,
                                                     .object = sha256_hex(ctx->arena,
                                                                          given->token),
                                                     .code = given->code},
                                 &right);
    if (result_ok(done) && right)
        done = open_session(ctx, given, &pending);
    TRY(db_finish(ctx->db, done)); /* a wrong try counts too */
    return right ? RESULT_OK : wrong_code();
}

struct result citizen_end_session(struct service_context *ctx, int64_t session_id)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, citizen_session_end(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                                  ctx->citizen->id, session_id));
}

struct result citizen_sign_out(struct service_context *ctx)
{
    return citizen_end_session(ctx, ctx->citizen->session_id);
}

/* ---- the phone ---- */

static struct str phone_object(struct service_context *ctx, struct str phone)
{
    return str_printf(ctx->arena, "citizen:%lld:%.*s", (long long)ctx->citizen->id,
                      STR_ARG(phone));
}

static struct result send_phone_codes(struct service_context *ctx, struct str phone)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct str door = str_printf(ctx->arena, "citizen:%lld", (long long)ctx->citizen->id);
    struct str object = phone_object(ctx, phone);
    if (ctx->citizen->phone.len != 0)
        TRY(otp_send(ctx->db, ctx->arena, now_us,
                     (struct otp_target){OLD_PHONE_PURPOSE, object, ctx->citizen->phone, door}));
    return otp_send(ctx->db, ctx->arena, now_us,
                    (struct otp_target){NEW_PHONE_PURPOSE, object, phone, door});
}

struct result citizen_phone_ask(struct service_context *ctx, struct str phone)
{
    if (!ctx->citizen->bound)
        return result_fail(ERROR_CONFLICT, "citizen.unbound",
                           N_("Số định danh này chưa được đối chiếu với điện thoại nào. Dùng số "
                              "khác thì đăng nhập lại bằng số đó"));
    if (str_equal(phone, ctx->citizen->phone))
        return result_fail(ERROR_INVALID, "citizen.same_phone",
                           N_("Đây là số đang dùng. Nhập số mới"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, send_phone_codes(ctx, phone));
}

/* Both codes are tried whatever the first one says: the answer tells nothing of either. */
static struct result try_phone_codes(struct service_context *ctx, const struct phone_codes *codes,
                                     bool *right)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct str object = phone_object(ctx, codes->phone);
    bool old_right = ctx->citizen->phone.len == 0;
    bool new_right = false;
    if (!old_right)
        TRY(otp_try(ctx->db, ctx->arena, now_us,
                    (struct otp_answer){OLD_PHONE_PURPOSE, object, codes->old_code},
                    &old_right));
    TRY(otp_try(ctx->db, ctx->arena, now_us,
                (struct otp_answer){NEW_PHONE_PURPOSE, object, codes->new_code}, &new_right));
    *right = old_right && new_right;
    if (!*right)
        return RESULT_OK;
    TRY(citizen_phone_set(ctx->db, ctx->arena, now_us, ctx->citizen, codes->phone));
    return notify_add(ctx->db, ctx->arena, now_us,
                      (struct notification){.phone = ctx->citizen->phone,
                                            .text = S("Dien thoai dang nhap da duoc doi theo yeu "
                                                      "cau cua ban. Khong phai ban? Goi tong dai."),
                                            .object = S("otp")});
}

struct result citizen_phone_change(struct service_context *ctx, const struct phone_codes *codes)
{
    bool right = false;
    if (!ctx->citizen->bound)
        return result_fail(ERROR_CONFLICT, "citizen.unbound", NULL);
    TRY(db_write_begin(ctx->db));
    TRY(db_finish(ctx->db, try_phone_codes(ctx, codes, &right)));
    if (right)
        return RESULT_OK;
    return result_fail(ERROR_INVALID, "citizen.phone_codes",
                       N_("Một trong hai mã không đúng hoặc đã hết hạn. Lấy hai mã mới rồi nhập "
                          "lại"));
}
