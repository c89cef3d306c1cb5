#include "core/password.h"

#include <sodium.h>

#include "base/utf8.h"
#include "core/password_weak.h"

enum { OPERATIONS = 2, MEMORY_BYTES = 19 * 1024 * 1024 };

/* Of a random password that nobody knows; made with the parameters above. */
static const char NOBODY[] = "$argon2id$v=19$m=19456,t=2,p=1"
                             "$6wsMlrJs6wLN4i1ERkhFqQ$xoc+SofnxFfVEKV+eR9OK3RE3C6fgZD5WepScQibPAQ";

struct result password_accept(struct arena *arena, struct str password, struct str login)
{
    if (utf8_length(password) < PASSWORD_MIN)
        return result_fail(ERROR_INVALID, "password.short",
                           N_("Mật khẩu cần ít nhất 12 ký tự; một câu ngắn dễ nhớ là tốt"));
    if (password.len > PASSWORD_MAX)
        return result_fail(ERROR_INVALID, "password.long", N_("Mật khẩu dài quá 128 byte"));
    if (password_is_weak(arena, password, login))
        return result_fail(ERROR_INVALID, "password.weak",
                           N_("Mật khẩu này dễ đoán. Dùng một câu mà chỉ bạn nghĩ ra"));
    return RESULT_OK;
}

struct result password_hash(struct arena *arena, struct str password, struct str *out)
{
    char text[crypto_pwhash_STRBYTES];
    if (sodium_init() < 0 ||
        crypto_pwhash_str_alg(text, password.ptr, password.len, OPERATIONS, MEMORY_BYTES,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return result_fail(ERROR_UNAVAILABLE, "password.memory",
                           N_("Máy chủ đang thiếu bộ nhớ. Thử lại sau một phút"));
    *out = str_dup(arena, str_from_c(text));
    return RESULT_OK;
}

bool password_verify(struct arena *arena, struct str hash, struct str password)
{
    bool known = !str_empty(hash);
    const char *against = known ? str_c(arena, hash) : NOBODY;
    if (sodium_init() < 0 || password.len > PASSWORD_MAX)
        return false;
    return crypto_pwhash_str_verify(against, password.ptr, password.len) == 0 && known;
}
