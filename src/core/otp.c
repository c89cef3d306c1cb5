#include "core/otp.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "core/notification_queries.h"
#include "core/notify.h"

enum { SALT_BYTES = 16, DIGITS = 6, PER_TEN_MINUTES = 3, PER_DAY = 10 };
#define LIFE_US (INT64_C(10) * 60 * MICROS_PER_SECOND)

static struct result sent_since(struct db *db, struct arena *arena,
                                const struct otp_target *target, int64_t since_us, int64_t *sent)
{
    struct q_otp_sent_since_out row;
    struct q_otp_sent_since_in in = {
        .phone = target->phone, .door = target->door, .since_us = since_us};
    TRY(q_otp_sent_since(db, arena, in, &row));
    *sent = row.sent;
    return RESULT_OK;
}

/* Uniform over 000000–999999: values above the last whole multiple are drawn again. */
static struct str random_code(struct arena *arena)
{
    const uint32_t range = 1000000;
    uint32_t drawn;
    do {
        random_bytes(&drawn, sizeof(drawn));
    } while (drawn >= UINT32_MAX - UINT32_MAX % range);
    return str_printf(arena, "%06u", drawn % range);
}

static struct str code_hash(struct arena *arena, struct str salt, struct str code)
{
    struct sha256 mac = hmac_sha256(salt, code);
    return str_hex(arena, mac.bytes, SHA256_SIZE);
}

struct result otp_send(struct db *db, struct arena *arena, int64_t now_us, struct otp_target target)
{
    int64_t lately;
    int64_t today;
    TRY(sent_since(db, arena, &target, now_us - LIFE_US, &lately));
    TRY(sent_since(db, arena, &target, now_us - MICROS_PER_DAY, &today));
    if (lately >= PER_TEN_MINUTES || today >= PER_DAY)
        return result_fail(ERROR_LIMIT, "otp.too_many",
                           N_("Đã gửi nhiều mã đến số này. Thử lại sau 10 phút"));
    struct q_otp_close_earlier_in close = {
        .purpose = str_from_c(target.purpose), .object = target.object, .now_us = now_us};
    TRY(q_otp_close_earlier(db, arena, close, NULL));

    struct str code = random_code(arena);
    struct str salt = random_hex(arena, SALT_BYTES);
    struct q_otp_add_in add = {.purpose = str_from_c(target.purpose),
                               .object = target.object,
                               .phone = target.phone,
                               .door = target.door,
                               .salt = salt,
                               .code_hash = code_hash(arena, salt, code),
                               .created_us = now_us,
                               .expires_us = now_us + LIFE_US};
    TRY(q_otp_add(db, arena, add, NULL));
    struct notification message = {
        .phone = target.phone,
        .text = str_printf(arena, "Ma mot lan: %.*s, dung trong 10 phut. Khong dua ma cho ai.",
                           STR_ARG(code)),
        .object = S("otp"),
    };
    return notify_add(db, arena, now_us, message);
}

static struct str digits_of(struct arena *arena, struct str typed)
{
    char digits[DIGITS + 1];
    size_t count = 0;
    for (size_t i = 0; i < typed.len; i++) {
        if (typed.ptr[i] == ' ')
            continue;
        if (count >= sizeof(digits))
            break;
        digits[count++] = typed.ptr[i];
    }
    return str_dup(arena, str_of(digits, count));
}

struct result otp_try(struct db *db, struct arena *arena, int64_t now_us, struct otp_answer answer,
                      bool *right)
{
    *right = false;
    struct q_otp_open_out row;
    bool found;
    struct q_otp_open_in in = {
        .purpose = str_from_c(answer.purpose), .object = answer.object, .now_us = now_us};
    TRY(q_otp_open(db, arena, in, &row, &found));
    if (!found)
        return RESULT_OK;
    struct str typed = digits_of(arena, answer.code);
    if (!str_equal_secret(code_hash(arena, row.salt, typed), row.code_hash))
        return q_otp_count_try(db, arena, (struct q_otp_count_try_in){.id = row.id}, NULL);
    int64_t changed;
    TRY(q_otp_use(db, arena, (struct q_otp_use_in){.id = row.id, .now_us = now_us}, &changed));
    *right = changed == 1; /* two at once: one of them opens */
    return RESULT_OK;
}
