#include "sign/jose.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <strings.h>

#include "base/json.h"
#include "sign/openssl_arena.h"

enum { RSA_BITS_MIN = 2048, RSA_BITS_MAX = 8192, EXPONENT_MAX = 8, EC_SIDE = 32,
       KEYS_TEXT_MAX = 60000 };

static const char *const ALG_NAMES[JOSE_ALG_COUNT] = {[JOSE_RS256] = "RS256",
                                                      [JOSE_ES256] = "ES256"};
static const char *const KEY_TYPES[JOSE_ALG_COUNT] = {[JOSE_RS256] = "RSA", [JOSE_ES256] = "EC"};

bool jose_alg_from(struct str name, enum jose_alg *out)
{
    for (unsigned i = 0; i < JOSE_ALG_COUNT; i++) {
        if (str_is(name, ALG_NAMES[i])) {
            *out = (enum jose_alg)i;
            return true;
        }
    }
    return false;
}

struct str base64url(struct arena *arena, struct str bytes)
{
    struct str padded = str_base64(arena, bytes);
    char *text = arena_copy(arena, padded.ptr, padded.len);
    size_t len = padded.len;
    while (len > 0 && text[len - 1] == '=')
        len--;
    for (size_t i = 0; i < len; i++)
        text[i] = text[i] == '+' ? '-' : text[i] == '/' ? '_' : text[i];
    return str_of(text, len);
}

bool base64url_read(struct arena *arena, struct str text, struct str *out)
{
    char *padded = arena_alloc(arena, text.len + 4);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '+' || c == '/' || c == '=')
            return false;
        padded[len++] = c == '-' ? '+' : c == '_' ? '/' : c;
    }
    while (len % 4 != 0)
        padded[len++] = '=';
    return str_unbase64(arena, str_of(padded, len), out);
}

static struct result no_token(void)
{
    return result_fail(ERROR_INVALID, "jose.token", NULL);
}

static struct result bad_key(void)
{
    return result_fail(ERROR_UNTRUSTED, "jose.key", NULL);
}

static struct result read_header(struct arena *arena, struct str text, struct jws *out)
{
    const struct json *header;
    if (!result_ok(json_parse(arena, text, &header)) || !json_is(header, JSON_KIND_OBJECT))
        return no_token();
    if (!jose_alg_from(json_get_text(header, "alg"), &out->alg))
        return result_fail(ERROR_UNTRUSTED, "jose.alg", NULL);
    if (json_get(header, "crit") != NULL)
        return result_fail(ERROR_UNTRUSTED, "jose.crit", NULL);
    struct str type = json_get_text(header, "typ");
    if (json_get(header, "typ") != NULL && (type.len != 3 || strncasecmp(type.ptr, "JWT", 3) != 0))
        return result_fail(ERROR_UNTRUSTED, "jose.type", NULL);
    out->kid = json_get_text(header, "kid");
    return RESULT_OK;
}

struct result jws_read(struct arena *arena, struct str token, struct jws *out)
{
    struct str header;
    struct str payload;
    struct str rest;
    struct str signature;
    struct str header_text;
    *out = (struct jws){0};
    if (token.len > JOSE_TOKEN_MAX || !str_split(token, '.', &header, &rest) ||
        !str_split(rest, '.', &payload, &signature))
        return no_token();
    if (!base64url_read(arena, header, &header_text) ||
        !base64url_read(arena, payload, &out->payload) ||
        !base64url_read(arena, signature, &out->signature))
        return no_token();
    out->signed_part = str_slice(token, 0, header.len + 1 + payload.len);
    return read_header(arena, header_text, out);
}

static void free_params(void *params)
{
    OSSL_PARAM_free(params);
}

static void free_builder(void *builder)
{
    OSSL_PARAM_BLD_free(builder);
}

static void free_number(void *number)
{
    BN_free(number);
}

static void free_key(void *key)
{
    EVP_PKEY_free(key);
}

static void free_key_context(void *context)
{
    EVP_PKEY_CTX_free(context);
}

static void free_digest_context(void *context)
{
    EVP_MD_CTX_free(context);
}

static EVP_PKEY *key_from(struct arena *arena, const char *type, OSSL_PARAM_BLD *builder)
{
    EVP_PKEY *key = NULL;
    OSSL_PARAM *params = openssl_keep(arena, OSSL_PARAM_BLD_to_param(builder), free_params);
    EVP_PKEY_CTX *context =
        openssl_keep(arena, EVP_PKEY_CTX_new_from_name(NULL, type, NULL), free_key_context);
    if (params == NULL || context == NULL || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        return NULL;
    return openssl_keep(arena, key, free_key);
}

static BIGNUM *number_of(struct arena *arena, const struct json *jwk, const char *member)
{
    struct str bytes;
    if (!base64url_read(arena, json_get_text(jwk, member), &bytes) || bytes.len == 0 ||
        bytes.len > RSA_BITS_MAX / 8 + 1)
        return NULL;
    return openssl_keep(arena, BN_bin2bn((const unsigned char *)bytes.ptr, (int)bytes.len, NULL),
                        free_number);
}

static EVP_PKEY *rsa_key(struct arena *arena, const struct json *jwk)
{
    BIGNUM *n = number_of(arena, jwk, "n");
    BIGNUM *e = number_of(arena, jwk, "e");
    if (n == NULL || e == NULL || BN_num_bits(n) < RSA_BITS_MIN || BN_num_bits(n) > RSA_BITS_MAX ||
        !BN_is_odd(n) || !BN_is_odd(e) || BN_is_one(e) || BN_num_bytes(e) > EXPONENT_MAX)
        return NULL;
    OSSL_PARAM_BLD *builder = openssl_keep(arena, OSSL_PARAM_BLD_new(), free_builder);
    if (builder == NULL || OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e) != 1)
        return NULL;
    return key_from(arena, "RSA", builder);
}

/* The point is checked to lie on the curve when the key is made. */
static EVP_PKEY *ec_key(struct arena *arena, const struct json *jwk)
{
    struct str x;
    struct str y;
    if (!str_is(json_get_text(jwk, "crv"), "P-256") ||
        !base64url_read(arena, json_get_text(jwk, "x"), &x) || x.len != EC_SIDE ||
        !base64url_read(arena, json_get_text(jwk, "y"), &y) || y.len != EC_SIDE)
        return NULL;
    struct str point = str_concat(arena, S("\x04"), str_concat(arena, x, y));
    OSSL_PARAM_BLD *builder = openssl_keep(arena, OSSL_PARAM_BLD_new(), free_builder);
    if (builder == NULL ||
        OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
            1 ||
        OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point.ptr, point.len) !=
            1)
        return NULL;
    return key_from(arena, "EC", builder);
}

/* ECDSA signatures of JWS are r and s side by side; OpenSSL wants them in DER. */
static bool ec_signature(struct arena *arena, struct str raw, struct str *der)
{
    const unsigned char *bytes = (const unsigned char *)raw.ptr;
    unsigned char *out = NULL;
    ECDSA_SIG *pair = raw.len == 2 * EC_SIDE ? ECDSA_SIG_new() : NULL;
    if (pair == NULL)
        return false;
    BIGNUM *r = BN_bin2bn(bytes, EC_SIDE, NULL);
    BIGNUM *s = BN_bin2bn(bytes + EC_SIDE, EC_SIDE, NULL);
    int len = ECDSA_SIG_set0(pair, r, s) == 1 ? i2d_ECDSA_SIG(pair, &out) : -1;
    if (len > 0)
        *der = str_of(arena_copy(arena, out, (size_t)len), (size_t)len);
    OPENSSL_free(out);
    ECDSA_SIG_free(pair);
    return len > 0;
}

static struct result verify_with(struct arena *arena, const struct jws *token, EVP_PKEY *key)
{
    struct result wrong = result_fail(ERROR_UNTRUSTED, "jose.signature", NULL);
    struct str signature = token->signature;
    EVP_MD_CTX *context = openssl_keep(arena, EVP_MD_CTX_new(), free_digest_context);
    if (token->alg == JOSE_ES256 && !ec_signature(arena, token->signature, &signature))
        return wrong;
    if (context == NULL || EVP_DigestVerifyInit(context, NULL, EVP_sha256(), NULL, key) != 1)
        return bad_key();
    bool right = EVP_DigestVerify(context, (const unsigned char *)signature.ptr, signature.len,
                                  (const unsigned char *)token->signed_part.ptr,
                                  token->signed_part.len) == 1;
    return right ? RESULT_OK : wrong;
}

static bool says_verify(const struct json *operations)
{
    for (size_t i = 0; i < json_count(operations); i++) {
        if (str_is(json_text(json_at(operations, i)), "verify"))
            return true;
    }
    return operations == NULL;
}

/* A key may be for this and nothing else: its own use, operations and algorithm say so. */
static bool key_is_for(const struct json *jwk, enum jose_alg alg)
{
    struct str use = json_get_text(jwk, "use");
    struct str named = json_get_text(jwk, "alg");
    return str_is(json_get_text(jwk, "kty"), KEY_TYPES[alg]) &&
           (str_empty(use) || str_is(use, "sig")) &&
           (str_empty(named) || str_is(named, ALG_NAMES[alg])) &&
           says_verify(json_get(jwk, "key_ops"));
}

/* The key that the token names; without a name, the only one that fits. */
static struct result choose(const struct jws *token, const struct json *keys,
                            const struct json **out)
{
    bool named = false;
    size_t fitting = 0;
    for (size_t i = 0; i < json_count(keys); i++) {
        const struct json *jwk = json_at(keys, i);
        if (!str_empty(token->kid) && !str_equal(json_get_text(jwk, "kid"), token->kid))
            continue;
        named = true;
        if (!key_is_for(jwk, token->alg))
            continue;
        *out = jwk;
        fitting++;
    }
    if (fitting == 1)
        return RESULT_OK;
    if (named && !str_empty(token->kid))
        return bad_key();
    return fitting > 1 ? bad_key() : result_fail(ERROR_NOT_FOUND, "jose.unknown_key", NULL);
}

struct result jws_verify(struct arena *arena, const struct jws *token, struct str jwks)
{
    const struct json *set;
    const struct json *jwk = NULL;
    if (jwks.len > KEYS_TEXT_MAX || !result_ok(json_parse(arena, jwks, &set)) ||
        !json_is(json_get(set, "keys"), JSON_KIND_ARRAY) ||
        json_count(json_get(set, "keys")) > JOSE_KEYS_MAX)
        return result_fail(ERROR_INVALID, "jose.keys", NULL);
    TRY(choose(token, json_get(set, "keys"), &jwk));
    EVP_PKEY *key = token->alg == JOSE_RS256 ? rsa_key(arena, jwk) : ec_key(arena, jwk);
    return key == NULL ? bad_key() : verify_with(arena, token, key);
}
