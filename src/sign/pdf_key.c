/* The key of an encrypted PDF from the empty user password: ISO 32000-1, 7.6.3 (algorithms 2 and 6)
 * and ISO 32000-2, 7.6.4.3 (2.A and 2.B). */
#include <openssl/evp.h>
#include <string.h>

#include "sign/pdf_crypt.h"

enum { MD5_LEN = 16, ENTRY = 32, SALT = 8, ROUNDS = 64, BLOCK_MAX = 64, REPEATS = 64 };

static const unsigned char padding[ENTRY] = {
    0x28, 0xbf, 0x4e, 0x5e, 0x4e, 0x75, 0x8a, 0x41, 0x64, 0x00, 0x4e, 0x56, 0xff, 0xfa, 0x01, 0x08,
    0x2e, 0x2e, 0x00, 0xb6, 0xd0, 0x68, 0x3e, 0x80, 0x2f, 0x0c, 0xa9, 0xfe, 0x64, 0x53, 0x69, 0x7a};

void pdf_rc4(const unsigned char *key, size_t key_len, struct str in, unsigned char *out)
{
    unsigned char s[256];
    for (unsigned i = 0; i < 256; i++)
        s[i] = (unsigned char)i;
    for (unsigned i = 0, j = 0; i < 256; i++) {
        unsigned char held = s[i];
        j = (j + held + key[i % key_len]) & 255;
        s[i] = s[j];
        s[j] = held;
    }
    unsigned x = 0;
    unsigned y = 0;
    for (size_t k = 0; k < in.len; k++) {
        x = (x + 1) & 255;
        unsigned char held = s[x];
        y = (y + held) & 255;
        s[x] = s[y];
        s[y] = held;
        out[k] = (unsigned char)((unsigned char)in.ptr[k] ^ s[(s[x] + held) & 255]);
    }
}

static int64_t number(const struct pdf_value *encrypt, const char *key, int64_t otherwise)
{
    const struct pdf_value *value = pdf_get(encrypt, key);
    return value != NULL && value->type == PDF_INTEGER ? value->integer : otherwise;
}

static struct str entry(const struct pdf_value *encrypt, const char *key)
{
    const struct pdf_value *value = pdf_get(encrypt, key);
    return value != NULL && value->type == PDF_STRING ? value->text : S("");
}

static bool is_false(const struct pdf_value *value)
{
    return value != NULL && value->type == PDF_BOOLEAN && value->integer == 0;
}

/* `parts` one after the other; the digest's length is the method's. */
static bool digest(const EVP_MD *method, const struct str *parts, size_t count, unsigned char *out)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = context != NULL && EVP_DigestInit_ex(context, method, NULL) == 1;
    for (size_t i = 0; i < count; i++)
        good = good && EVP_DigestUpdate(context, parts[i].ptr, parts[i].len) == 1;
    good = good && EVP_DigestFinal_ex(context, out, NULL) == 1;
    EVP_MD_CTX_free(context);
    return good;
}

static struct str bytes_of(const unsigned char *bytes, size_t len)
{
    return str_of((const char *)bytes, len);
}

/* Algorithm 2, steps a to h. */
static bool old_key(const struct pdf_value *encrypt, struct str file_id, int64_t revision,
                    struct pdf_key *out)
{
    static const unsigned char ones[4] = {0xff, 0xff, 0xff, 0xff};
    uint32_t allowed = (uint32_t)number(encrypt, "P", 0);
    const unsigned char permissions[4] = {allowed & 255, allowed >> 8 & 255, allowed >> 16 & 255,
                                          (unsigned char)(allowed >> 24)};
    bool open = revision >= 4 && is_false(pdf_get(encrypt, "EncryptMetadata"));
    const struct str parts[] = {bytes_of(padding, ENTRY), entry(encrypt, "O"),
                                bytes_of(permissions, 4), file_id, bytes_of(ones, open ? 4 : 0)};
    int64_t bits = revision == 2 ? 40 : number(encrypt, "Length", revision == 4 ? 128 : 40);
    if (entry(encrypt, "O").len < ENTRY || bits < 40 || bits > 128 || bits % 8 != 0 ||
        !digest(EVP_md5(), parts, 5, out->bytes))
        return false;
    out->len = (size_t)bits / 8;
    for (int i = 0; revision >= 3 && i < 50; i++) {
        struct str last = bytes_of(out->bytes, out->len);
        if (!digest(EVP_md5(), &last, 1, out->bytes))
            return false;
    }
    return true;
}

/* Algorithms 4 and 5: what /U is under this key. */
static bool old_key_opens(const struct pdf_value *encrypt, struct str file_id, int64_t revision,
                          const struct pdf_key *key)
{
    unsigned char text[ENTRY];
    unsigned char made[ENTRY];
    struct str stated = entry(encrypt, "U");
    size_t len = revision == 2 ? ENTRY : MD5_LEN;
    const struct str parts[] = {bytes_of(padding, ENTRY), file_id};
    memcpy(text, padding, ENTRY);
    if (stated.len < len || (revision != 2 && !digest(EVP_md5(), parts, 2, text)))
        return false;
    for (unsigned round = 0; round < (revision == 2 ? 1 : 20); round++) {
        struct pdf_key turned = *key;
        for (size_t i = 0; i < turned.len; i++)
            turned.bytes[i] ^= (unsigned char)round;
        pdf_rc4(turned.bytes, turned.len, bytes_of(text, len), made);
        memcpy(text, made, len);
    }
    return memcmp(text, stated.ptr, len) == 0;
}

struct aes {
    const EVP_CIPHER *cipher;
    const unsigned char *key;
    const unsigned char *start;
    bool encrypt;
};

/* One AES-CBC pass without padding over whole blocks. */
static bool run_aes(const struct aes *aes, struct str in, unsigned char *out)
{
    int len = 0;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    bool good = context != NULL &&
                EVP_CipherInit_ex(context, aes->cipher, NULL, aes->key, aes->start,
                                  aes->encrypt) == 1 &&
                EVP_CIPHER_CTX_set_padding(context, 0) == 1 &&
                EVP_CipherUpdate(context, out, &len, (const unsigned char *)in.ptr,
                                 (int)in.len) == 1 &&
                (size_t)len == in.len;
    EVP_CIPHER_CTX_free(context);
    return good;
}

/* Algorithm 2.B with the empty password and nothing of the owner's. */
static bool hardened(struct str salt, unsigned char out[ENTRY])
{
    unsigned char key[BLOCK_MAX];
    unsigned char repeated[REPEATS * BLOCK_MAX];
    unsigned char made[REPEATS * BLOCK_MAX];
    size_t len = ENTRY;
    if (!digest(EVP_sha256(), &salt, 1, key))
        return false;
    for (unsigned round = 0, last = 0; round < ROUNDS || last > round - 32; round++) {
        for (size_t i = 0; i < REPEATS; i++)
            memcpy(repeated + i * len, key, len);
        struct str text = bytes_of(repeated, REPEATS * len);
        if (!run_aes(&(struct aes){EVP_aes_128_cbc(), key, key + 16, true}, text, made))
            return false;
        unsigned rest = 0;
        for (size_t i = 0; i < 16; i++)
            rest += made[i];
        const EVP_MD *method = rest % 3 == 0   ? EVP_sha256()
                               : rest % 3 == 1 ? EVP_sha384()
                                               : EVP_sha512();
        last = made[text.len - 1];
        struct str mixed = bytes_of(made, text.len);
        if (!digest(method, &mixed, 1, key))
            return false;
        len = (size_t)EVP_MD_get_size(method);
    }
    memcpy(out, key, ENTRY);
    return true;
}

/* Algorithm 2.A: revisions 5 and 6. */
static bool new_key(const struct pdf_value *encrypt, int64_t revision, struct pdf_key *out)
{
    static const unsigned char zeros[16] = {0};
    unsigned char made[ENTRY];
    struct str user = entry(encrypt, "U");
    struct str sealed = str_slice(entry(encrypt, "UE"), 0, ENTRY);
    struct str check = str_slice(user, ENTRY, ENTRY + SALT);
    struct str salt = str_slice(user, ENTRY + SALT, ENTRY + 2 * SALT);
    if (salt.len != SALT || sealed.len != ENTRY)
        return false;
    if (!(revision == 6 ? hardened(check, made) : digest(EVP_sha256(), &check, 1, made)) ||
        memcmp(made, user.ptr, ENTRY) != 0)
        return false;
    const struct aes aes = {EVP_aes_256_cbc(), made, zeros, false};
    out->len = ENTRY;
    return (revision == 6 ? hardened(salt, made) : digest(EVP_sha256(), &salt, 1, made)) &&
           run_aes(&aes, sealed, out->bytes);
}

bool pdf_key_find(const struct pdf_value *encrypt, struct str file_id, struct pdf_key *out)
{
    int64_t revision = number(encrypt, "R", 0);
    *out = (struct pdf_key){.len = 0};
    if (revision == 5 || revision == 6)
        return new_key(encrypt, revision, out);
    return revision >= 2 && revision <= 4 && old_key(encrypt, file_id, revision, out) &&
           old_key_opens(encrypt, file_id, revision, out);
}
