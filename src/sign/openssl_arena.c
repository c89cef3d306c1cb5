#include "sign/openssl_arena.h"

#include <limits.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "sign/der.h"

enum { CERTIFICATE_BYTES_MAX = 64 * 1024, CERTIFICATES_KEPT = 64 };

void *openssl_keep(struct arena *arena, void *object, void (*free_object)(void *object))
{
    if (object != NULL)
        arena_on_free(arena, free_object, object);
    return object;
}

static void free_certificate(void *object)
{
    X509_free(object);
}

static void free_stack(void *object)
{
    sk_X509_free(object);
}

static void free_store(void *object)
{
    X509_STORE_free(object);
}

static void free_bio(void *object)
{
    BIO_free_all(object);
}

/* The whole of `der` as a certificate, or NULL. */
static X509 *parse_certificate(struct str der)
{
    const unsigned char *at = (const unsigned char *)der.ptr;
    if (der.len == 0 || der.len > CERTIFICATE_BYTES_MAX)
        return NULL;
    X509 *certificate = d2i_X509(NULL, &at, (long)der.len);
    if (at != (const unsigned char *)der.ptr + der.len) {
        X509_free(certificate);
        return NULL;
    }
    return certificate;
}

/* Parsing sets up a key decoder each time, a fifth of all that signing costs; the same few
 * certificates come again and again. A parsed one is immutable and counted, so that a process may
 * keep some by their digest. */
X509 *openssl_certificate(struct arena *arena, struct str der)
{
    static struct {
        struct sha256 digest;
        X509 *certificate;
    } kept[CERTIFICATES_KEPT];
    struct sha256 digest = sha256(der);
    size_t at = digest.bytes[0] % CERTIFICATES_KEPT;
    bool known = kept[at].certificate != NULL &&
                 memcmp(&kept[at].digest, &digest, sizeof digest) == 0;
    if (!known) {
        X509 *parsed = parse_certificate(der);
        if (parsed == NULL)
            return NULL;
        X509_free(kept[at].certificate);
        kept[at].certificate = parsed;
        kept[at].digest = digest;
    }
    X509_up_ref(kept[at].certificate);
    return openssl_keep(arena, kept[at].certificate, free_certificate);
}

STACK_OF(X509) *openssl_certificates(struct arena *arena, struct certificate_list list)
{
    STACK_OF(X509) *stack = openssl_keep(arena, sk_X509_new_null(), free_stack);
    for (size_t i = 0; stack != NULL && i < list.count; i++) {
        X509 *certificate = openssl_certificate(arena, list.items[i]);
        if (certificate != NULL)
            sk_X509_push(stack, certificate);
    }
    return stack;
}

X509_STORE *openssl_store(struct arena *arena, const struct certificate_trust *trust)
{
    X509_STORE *store = openssl_keep(arena, X509_STORE_new(), free_store);
    if (store == NULL)
        return NULL;
    for (size_t i = 0; i < trust->roots.count; i++) {
        X509 *root = openssl_certificate(arena, trust->roots.items[i]);
        if (root != NULL)
            X509_STORE_add_cert(store, root);
    }
    X509_VERIFY_PARAM *settings = X509_STORE_get0_param(store);
    X509_VERIFY_PARAM_set_time(settings, (time_t)(trust->at_us / MICROS_PER_SECOND));
    X509_VERIFY_PARAM_set_depth(settings, 4);
    X509_VERIFY_PARAM_set_auth_level(settings, 2); /* 112 bits: RSA ≥ 2048, no SHA-1 */
    return store;
}

BIO *openssl_reader(struct arena *arena, struct str bytes)
{
    if (bytes.len > INT_MAX)
        return NULL;
    return openssl_keep(arena, BIO_new_mem_buf(bytes.ptr, (int)bytes.len), free_bio);
}

struct str openssl_bio_text(struct arena *arena, BIO *bio)
{
    char *text = NULL;
    long len = BIO_get_mem_data(bio, &text);
    return len > 0 ? str_dup(arena, str_of(text, (size_t)len)) : S("");
}

bool openssl_time(const ASN1_TIME *time, int64_t *at_us)
{
    struct tm t;
    if (ASN1_TIME_to_tm(time, &t) != 1)
        return false;
    int64_t day = civil_day_number(t.tm_year + 1900, t.tm_mon + 1, t.tm_mday);
    *at_us = day * MICROS_PER_DAY +
             (t.tm_hour * INT64_C(3600) + t.tm_min * INT64_C(60) + t.tm_sec) * MICROS_PER_SECOND;
    return true;
}

const EVP_MD *openssl_digest(struct str algorithm)
{
    struct str oid;
    if (!der_take_any(&algorithm, &oid))
        return NULL;
    const unsigned char *at = (const unsigned char *)oid.ptr;
    ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &at, (long)oid.len);
    const EVP_MD *method = EVP_get_digestbyobj(object);
    ASN1_OBJECT_free(object);
    return method;
}
