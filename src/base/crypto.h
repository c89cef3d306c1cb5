#ifndef TRUC_BASE_CRYPTO_H
#define TRUC_BASE_CRYPTO_H

/*
 * Digests, message authentication, random bytes and Ed25519 (RFC 8032). Besides
 * sign/ this is the one place that knows OpenSSL. What cannot fail for a reason
 * in the input (no memory, no entropy) ends the process.
 */
#include "base/str.h"

enum {
    SHA1_SIZE = 20,
    SHA256_SIZE = 32,
    ED25519_PUBLIC_SIZE = 32,
    ED25519_SEED_SIZE = 32,
    ED25519_SIGNATURE_SIZE = 64
};

struct sha256 {
    unsigned char bytes[SHA256_SIZE];
};

struct sha1 {
    unsigned char bytes[SHA1_SIZE];
};

struct sha256 sha256(struct str bytes);
/* Of the parts one after the other. */
struct sha256 sha256_joined(const struct str *parts, size_t count);
/* Lower-case hexadecimal of the digest. */
struct str sha256_hex(struct arena *arena, struct str bytes);
struct sha256 hmac_sha256(struct str key, struct str message);
/* HMAC-SHA-1 for RFC 4226 one-time passwords, which name no other digest; for nothing else. */
struct sha1 hmac_sha1(struct str key, struct str message);
bool sha256_equal(const struct sha256 *a, const struct sha256 *b);
/* The digest as bytes, borrowed. */
static inline struct str sha256_str(const struct sha256 *digest)
{
    return str_of((const char *)digest->bytes, SHA256_SIZE);
}
/* False unless `bytes` are exactly 32. */
bool sha256_from(struct str bytes, struct sha256 *out);

/* A digest over pieces; freed with the arena. */
struct sha256_stream;
struct sha256_stream *sha256_begin(struct arena *arena);
void sha256_add(struct sha256_stream *stream, struct str bytes);
/* The digest of all that was added; the stream is at its beginning again. */
struct sha256 sha256_end(struct sha256_stream *stream);

/* Unpredictable bytes for keys, salts and tokens. */
void random_bytes(void *out, size_t len);
struct str random_str(struct arena *arena, size_t len);
/* `bytes` random bytes in lower-case hexadecimal. */
struct str random_hex(struct arena *arena, size_t bytes);

/* The secret half: the 32-byte seed of RFC 8032. Wipe with crypto_wipe. */
struct ed25519_key {
    unsigned char seed[ED25519_SEED_SIZE];
};
struct ed25519_public {
    unsigned char bytes[ED25519_PUBLIC_SIZE];
};
struct ed25519_signature {
    unsigned char bytes[ED25519_SIGNATURE_SIZE];
};

struct ed25519_key ed25519_generate(void);
struct ed25519_public ed25519_public_of(const struct ed25519_key *key);
struct ed25519_signature ed25519_sign(const struct ed25519_key *key, struct str message);
/* False for a wrong signature and for one that is not 64 bytes. */
bool ed25519_verify(const struct ed25519_public *key, struct str message, struct str signature);
/* False unless `bytes` are exactly 32. */
bool ed25519_public_from(struct str bytes, struct ed25519_public *out);
/* SubjectPublicKeyInfo in DER (RFC 8410), 44 bytes, and back (exactly that form). */
struct str ed25519_spki(struct arena *arena, const struct ed25519_public *key);
bool ed25519_public_from_spki(struct str der, struct ed25519_public *out);

/* Overwrites a secret in a way that the compiler keeps. */
void crypto_wipe(void *secret, size_t len);

#endif
