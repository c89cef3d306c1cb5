#include "sign/timestamp_authority.h"

#include <openssl/ts.h>

#include "sign/openssl_arena.h"

/* A policy under the arc that ITU-T X.660 keeps for examples. */
static const char policy[] = "2.999.1.1";

static void free_context(void *object)
{
    TS_RESP_CTX_free(object);
}

static void free_response(void *object)
{
    TS_RESP_free(object);
}

static void free_key(void *object)
{
    EVP_PKEY_free(object);
}

static void free_object(void *object)
{
    ASN1_OBJECT_free(object);
}

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

static int tell_time(TS_RESP_CTX *context, void *data, long *seconds, long *micros)
{
    (void)context;
    const struct clock *const *clock = data;
    int64_t now_us = clock_now_us(*clock);
    *seconds = (long)(now_us / MICROS_PER_SECOND);
    *micros = (long)(now_us % MICROS_PER_SECOND);
    return 1;
}

static ASN1_INTEGER *make_serial(TS_RESP_CTX *context, void *data)
{
    (void)context;
    (void)data;
    unsigned char bytes[16];
    random_bytes(bytes, sizeof bytes);
    bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40);
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    if (serial != NULL && ASN1_STRING_set(serial, bytes, sizeof bytes) == 1)
        return serial;
    ASN1_INTEGER_free(serial);
    return NULL;
}

static bool set_up(struct arena *arena, TS_RESP_CTX *context,
                   const struct timestamp_authority *authority)
{
    const unsigned char *at = (const unsigned char *)authority->secret.ptr;
    EVP_PKEY *key = openssl_keep(
        arena, d2i_AutoPrivateKey(NULL, &at, (long)authority->secret.len), free_key);
    X509 *certificate = openssl_certificate(arena, authority->certificate);
    ASN1_OBJECT *object = openssl_keep(arena, OBJ_txt2obj(policy, 1), free_object);
    return key != NULL && certificate != NULL && object != NULL &&
           TS_RESP_CTX_set_signer_cert(context, certificate) == 1 &&
           TS_RESP_CTX_set_signer_key(context, key) == 1 &&
           TS_RESP_CTX_set_def_policy(context, object) == 1 &&
           TS_RESP_CTX_set_certs(context, openssl_certificates(arena, authority->issuers)) == 1 &&
           TS_RESP_CTX_set_signer_digest(context, EVP_sha256()) == 1 &&
           TS_RESP_CTX_set_ess_cert_id_digest(context, EVP_sha256()) == 1 &&
           TS_RESP_CTX_add_md(context, EVP_sha256()) == 1 &&
           TS_RESP_CTX_set_accuracy(context, 1, 0, 0) == 1;
}

struct result timestamp_authority_answer(struct arena *arena,
                                         const struct timestamp_authority *authority,
                                         const struct clock *clock, struct str request,
                                         struct str *response)
{
    const struct result failed = result_fail(ERROR_UNAVAILABLE, "timestamp.authority", NULL);
    const struct clock **told = ARENA_NEW(arena, const struct clock *);
    TS_RESP_CTX *context = openssl_keep(arena, TS_RESP_CTX_new(), free_context);
    BIO *in = openssl_reader(arena, request);
    if (context == NULL || in == NULL || !set_up(arena, context, authority))
        return failed;
    *told = clock;
    TS_RESP_CTX_set_time_cb(context, tell_time, told);
    TS_RESP_CTX_set_serial_cb(context, make_serial, NULL);
    TS_RESP *answer = openssl_keep(arena, TS_RESP_create_response(context, in), free_response);
    unsigned char *der = NULL;
    int len = answer == NULL ? 0 : i2d_TS_RESP(answer, &der);
    openssl_keep(arena, der, free_openssl);
    if (len <= 0)
        return failed;
    *response = str_of((const char *)der, (size_t)len);
    return RESULT_OK;
}
