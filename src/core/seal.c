#include "core/seal.h"

#include <sodium.h>
#include <string.h>

#include "base/crypto.h"

static const char MARK[] = "TRUC-SEAL-1\n";

enum {
    MARK_BYTES = sizeof MARK - 1,
    SALT_AT = MARK_BYTES,
    NONCE_AT = SALT_AT + crypto_pwhash_SALTBYTES,
    BODY_AT = NONCE_AT + crypto_secretbox_NONCEBYTES,
    KEY_BYTES = crypto_secretbox_KEYBYTES,
};

static struct result key_of(struct str passphrase, const unsigned char *salt, unsigned char *key)
{
    if (sodium_init() < 0 ||
        crypto_pwhash(key, KEY_BYTES, passphrase.ptr, passphrase.len, salt,
                      crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE,
                      crypto_pwhash_ALG_ARGON2ID13) != 0)
        return result_fail(ERROR_UNAVAILABLE, "seal.memory",
                           N_("Máy thiếu bộ nhớ để niêm phong: cần 256 MB trống."));
    return RESULT_OK;
}

struct result seal(struct arena *arena, struct str bytes, struct str passphrase, struct str *sealed)
{
    unsigned char key[KEY_BYTES];
    if (passphrase.len < SEAL_PASSPHRASE_MIN)
        return result_fail(ERROR_INVALID, "seal.short",
                           N_("Cụm mật khẩu niêm phong cần ít nhất 12 ký tự."));
    size_t size = BODY_AT + crypto_secretbox_MACBYTES + bytes.len;
    unsigned char *out = arena_alloc(arena, size);
    memcpy(out, MARK, MARK_BYTES);
    random_bytes(out + SALT_AT, BODY_AT - SALT_AT);
    TRY(key_of(passphrase, out + SALT_AT, key));
    crypto_secretbox_easy(out + BODY_AT, (const unsigned char *)bytes.ptr, bytes.len,
                          out + NONCE_AT, key);
    crypto_wipe(key, sizeof key);
    *sealed = str_of((const char *)out, size);
    return RESULT_OK;
}

struct result unseal(struct arena *arena, struct str sealed, struct str passphrase,
                     struct str *bytes)
{
    const struct result wrong = result_fail(
        ERROR_FORBIDDEN, "seal.wrong",
        N_("Không mở được tệp khóa: cụm mật khẩu sai hoặc tệp đã bị thay đổi."));
    unsigned char key[KEY_BYTES];
    const unsigned char *in = (const unsigned char *)sealed.ptr;
    if (sealed.len < BODY_AT + crypto_secretbox_MACBYTES || memcmp(in, MARK, MARK_BYTES) != 0)
        return wrong;
    size_t size = sealed.len - BODY_AT - crypto_secretbox_MACBYTES;
    unsigned char *out = arena_alloc(arena, size + 1);
    TRY(key_of(passphrase, in + SALT_AT, key));
    bool opened = crypto_secretbox_open_easy(out, in + BODY_AT, sealed.len - BODY_AT, in + NONCE_AT,
                                             key) == 0;
    crypto_wipe(key, sizeof key);
    *bytes = str_of((const char *)out, size);
    return opened ? RESULT_OK : wrong;
}
