#include "base/crypto.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

/* RFC 8410 section 4: what stands before the 32 key bytes. */
static const char spki_prefix[] = "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21";
enum { SPKI_PREFIX = 12, SPKI_SIZE = SPKI_PREFIX + ED25519_PUBLIC_SIZE };

struct sha256_stream {
    EVP_MD_CTX *context;
};

/* The library fails here only without memory or entropy: nothing sensible can follow. */
static void must(bool condition)
{
    if (!condition)
        abort();
}

struct sha256 sha256(struct str bytes)
{
    struct sha256 out;
    must(EVP_Digest(bytes.ptr, bytes.len, out.bytes, NULL, EVP_sha256(), NULL) == 1);
    return out;
}

struct sha256 sha256_joined(const struct str *parts, size_t count)
{
    struct sha256 out;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    must(context != NULL && EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1);
    for (size_t i = 0; i < count; i++)
        must(EVP_DigestUpdate(context, parts[i].ptr, parts[i].len) == 1);
    must(EVP_DigestFinal_ex(context, out.bytes, NULL) == 1);
    EVP_MD_CTX_free(context);
    return out;
}

struct str sha256_hex(struct arena *arena, struct str bytes)
{
    struct sha256 digest = sha256(bytes);
    return str_hex(arena, digest.bytes, SHA256_SIZE);
}

struct sha256 hmac_sha256(struct str key, struct str message)
{
    struct sha256 out;
    const void *secret = key.len > 0 ? key.ptr : "";
    must(EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, secret, key.len,
                   (const unsigned char *)message.ptr, message.len, out.bytes, SHA256_SIZE,
                   NULL) != NULL);
    return out;
}

struct sha1 hmac_sha1(struct str key, struct str message)
{
    struct sha1 out;
    const void *secret = key.len > 0 ? key.ptr : "";
    must(EVP_Q_mac(NULL, "HMAC", NULL, "SHA1", NULL, secret, key.len,
                   (const unsigned char *)message.ptr, message.len, out.bytes, SHA1_SIZE,
                   NULL) != NULL);
    return out;
}

bool sha256_equal(const struct sha256 *a, const struct sha256 *b)
{
    return CRYPTO_memcmp(a->bytes, b->bytes, SHA256_SIZE) == 0;
}

bool sha256_from(struct str bytes, struct sha256 *out)
{
    if (bytes.len != SHA256_SIZE)
        return false;
    memcpy(out->bytes, bytes.ptr, SHA256_SIZE);
    return true;
}

static void free_context(void *context)
{
    EVP_MD_CTX_free(context);
}

struct sha256_stream *sha256_begin(struct arena *arena)
{
    struct sha256_stream *stream = ARENA_NEW(arena, struct sha256_stream);
    stream->context = EVP_MD_CTX_new();
    must(stream->context != NULL);
    arena_on_free(arena, free_context, stream->context);
    must(EVP_DigestInit_ex(stream->context, EVP_sha256(), NULL) == 1);
    return stream;
}

void sha256_add(struct sha256_stream *stream, struct str bytes)
{
    must(EVP_DigestUpdate(stream->context, bytes.ptr, bytes.len) == 1);
}

struct sha256 sha256_end(struct sha256_stream *stream)
{
    struct sha256 out;
    must(EVP_DigestFinal_ex(stream->context, out.bytes, NULL) == 1);
    must(EVP_DigestInit_ex(stream->context, EVP_sha256(), NULL) == 1);
    return out;
}

void random_bytes(void *out, size_t len)
{
    must(len <= INT32_MAX && RAND_bytes(out, (int)len) == 1);
}

struct str random_str(struct arena *arena, size_t len)
{
    char *out = arena_alloc(arena, len);
    random_bytes(out, len);
    return str_of(out, len);
}

struct str random_hex(struct arena *arena, size_t bytes)
{
    struct str raw = random_str(arena, bytes);
    return str_hex(arena, raw.ptr, raw.len);
}

struct ed25519_key ed25519_generate(void)
{
    struct ed25519_key key;
    must(RAND_priv_bytes(key.seed, ED25519_SEED_SIZE) == 1);
    return key;
}

static EVP_PKEY *private_key(const struct ed25519_key *key)
{
    EVP_PKEY *pkey =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key->seed, ED25519_SEED_SIZE);
    must(pkey != NULL);
    return pkey;
}

struct ed25519_public ed25519_public_of(const struct ed25519_key *key)
{
    struct ed25519_public out;
    size_t len = ED25519_PUBLIC_SIZE;
    EVP_PKEY *pkey = private_key(key);
    must(EVP_PKEY_get_raw_public_key(pkey, out.bytes, &len) == 1 && len == ED25519_PUBLIC_SIZE);
    EVP_PKEY_free(pkey);
    return out;
}

struct ed25519_signature ed25519_sign(const struct ed25519_key *key, struct str message)
{
    struct ed25519_signature out;
    size_t len = ED25519_SIGNATURE_SIZE;
    EVP_PKEY *pkey = private_key(key);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    must(context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, pkey) == 1);
    must(EVP_DigestSign(context, out.bytes, &len, (const unsigned char *)message.ptr,
                        message.len) == 1 &&
         len == ED25519_SIGNATURE_SIZE);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pkey);
    return out;
}

bool ed25519_verify(const struct ed25519_public *key, struct str message, struct str signature)
{
    if (signature.len != ED25519_SIGNATURE_SIZE)
        return false;
    EVP_PKEY *pkey =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->bytes, ED25519_PUBLIC_SIZE);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    must(pkey != NULL && context != NULL);
    bool good = EVP_DigestVerifyInit(context, NULL, NULL, NULL, pkey) == 1 &&
                EVP_DigestVerify(context, (const unsigned char *)signature.ptr, signature.len,
                                 (const unsigned char *)message.ptr, message.len) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pkey);
    return good;
}

bool ed25519_public_from(struct str bytes, struct ed25519_public *out)
{
    if (bytes.len != ED25519_PUBLIC_SIZE)
        return false;
    memcpy(out->bytes, bytes.ptr, ED25519_PUBLIC_SIZE);
    return true;
}

struct str ed25519_spki(struct arena *arena, const struct ed25519_public *key)
{
    /* the literal's closing NUL is the twelfth byte (no unused bits) */
    struct str prefix = str_of(spki_prefix, SPKI_PREFIX);
    return str_concat(arena, prefix, str_of((const char *)key->bytes, ED25519_PUBLIC_SIZE));
}

bool ed25519_public_from_spki(struct str der, struct ed25519_public *out)
{
    return der.len == SPKI_SIZE && memcmp(der.ptr, spki_prefix, SPKI_PREFIX) == 0 &&
           ed25519_public_from(str_slice(der, SPKI_PREFIX, der.len), out);
}

void crypto_wipe(void *secret, size_t len)
{
    OPENSSL_cleanse(secret, len);
}
