#include "sign/timestamp.h"

#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <string.h>

#include "sign/openssl_arena.h"

enum { NONCE_SIZE = 8, TOKEN_MAX = 64 * 1024 };

static struct result refused(const char *code)
{
    return result_fail(ERROR_UNTRUSTED, code, N_("Dấu thời gian không hợp lệ."));
}

static void free_request(void *object)
{
    TS_REQ_free(object);
}

static void free_response(void *object)
{
    TS_RESP_free(object);
}

static void free_token(void *object)
{
    PKCS7_free(object);
}

static void free_info(void *object)
{
    TS_TST_INFO_free(object);
}

static void free_check(void *object)
{
    TS_VERIFY_CTX_free(object);
}

static void free_integer(void *object)
{
    ASN1_INTEGER_free(object);
}

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

static void free_stack(void *object)
{
    sk_X509_free(object);
}

static void free_imprint(void *object)
{
    TS_MSG_IMPRINT_free(object);
}

static void free_algorithm(void *object)
{
    X509_ALGOR_free(object);
}

static TS_MSG_IMPRINT *make_imprint(struct arena *arena, const struct sha256 *imprint)
{
    TS_MSG_IMPRINT *out = openssl_keep(arena, TS_MSG_IMPRINT_new(), free_imprint);
    X509_ALGOR *algorithm = openssl_keep(arena, X509_ALGOR_new(), free_algorithm);
    struct sha256 copy = *imprint;
    if (out == NULL || algorithm == NULL ||
        X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) != 1 ||
        TS_MSG_IMPRINT_set_algo(out, algorithm) != 1 ||
        TS_MSG_IMPRINT_set_msg(out, copy.bytes, SHA256_SIZE) != 1)
        return NULL;
    return out;
}

/* A positive random number. */
static ASN1_INTEGER *make_nonce(struct arena *arena)
{
    unsigned char bytes[NONCE_SIZE];
    random_bytes(bytes, sizeof bytes);
    bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40);
    ASN1_INTEGER *nonce = openssl_keep(arena, ASN1_INTEGER_new(), free_integer);
    return nonce != NULL && ASN1_STRING_set(nonce, bytes, sizeof bytes) == 1 ? nonce : NULL;
}

static struct str kept_der(struct arena *arena, unsigned char *der, int len)
{
    openssl_keep(arena, der, free_openssl);
    return len > 0 ? str_of((const char *)der, (size_t)len) : S("");
}

struct result timestamp_ask(struct arena *arena, const struct sha256 *imprint,
                            struct timestamp_request *out)
{
    const struct result failed = result_fail(ERROR_UNAVAILABLE, "timestamp.memory", NULL);
    TS_REQ *request = openssl_keep(arena, TS_REQ_new(), free_request);
    TS_MSG_IMPRINT *message = make_imprint(arena, imprint);
    ASN1_INTEGER *nonce = make_nonce(arena);
    if (request == NULL || message == NULL || nonce == NULL ||
        TS_REQ_set_version(request, 1) != 1 || TS_REQ_set_msg_imprint(request, message) != 1 ||
        TS_REQ_set_nonce(request, nonce) != 1 || TS_REQ_set_cert_req(request, 1) != 1)
        return failed;
    unsigned char *der = NULL;
    int len = i2d_TS_REQ(request, &der);
    out->der = kept_der(arena, der, len);
    der = NULL;
    len = i2d_ASN1_INTEGER(nonce, &der);
    out->nonce = kept_der(arena, der, len);
    out->imprint = *imprint;
    return str_empty(out->der) || str_empty(out->nonce) ? failed : RESULT_OK;
}

static PKCS7 *read_token(struct arena *arena, struct str token)
{
    const unsigned char *at = (const unsigned char *)token.ptr;
    if (token.len == 0 || token.len > TOKEN_MAX)
        return NULL;
    PKCS7 *read = openssl_keep(arena, d2i_PKCS7(NULL, &at, (long)token.len), free_token);
    return at == (const unsigned char *)token.ptr + token.len ? read : NULL;
}

/* What to check a token for: version, imprint, signature with path at `at_us`. */
static TS_VERIFY_CTX *make_check(struct arena *arena, const struct sha256 *imprint,
                                 const struct certificate_trust *trust)
{
    TS_VERIFY_CTX *check = openssl_keep(arena, TS_VERIFY_CTX_new(), free_check);
    X509_STORE *store = openssl_store(arena, trust);
    unsigned char *copy = OPENSSL_memdup(imprint->bytes, SHA256_SIZE);
    if (check == NULL || store == NULL || copy == NULL) {
        OPENSSL_free(copy);
        return NULL;
    }
    X509_STORE_up_ref(store);
    TS_VERIFY_CTX_set_flags(check, TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_SIGNATURE);
    TS_VERIFY_CTX_set_store(check, store);
    TS_VERIFY_CTX_set_imprint(check, copy, SHA256_SIZE);
    STACK_OF(X509) *others = openssl_certificates(arena, trust->others);
    STACK_OF(X509) *owned = others == NULL ? NULL : X509_chain_up_ref(others);
    TS_VERIFY_CTX_set_certs(check, owned);
    return check;
}

static bool nonce_matches(const TS_TST_INFO *info, struct str nonce)
{
    const ASN1_INTEGER *given = TS_TST_INFO_get_nonce(info);
    unsigned char *der = NULL;
    int len = given == NULL ? 0 : i2d_ASN1_INTEGER(given, &der);
    bool same = len > 0 && str_equal(nonce, str_of((const char *)der, (size_t)len));
    OPENSSL_free(der);
    return same;
}

static void read_authority(struct arena *arena, PKCS7 *token, struct timestamp *out)
{
    STACK_OF(X509) *signers =
        openssl_keep(arena, PKCS7_get0_signers(token, NULL, 0), free_stack);
    unsigned char *der = NULL;
    if (signers == NULL || sk_X509_num(signers) != 1)
        return;
    int len = i2d_X509(sk_X509_value(signers, 0), &der);
    out->certificate = kept_der(arena, der, len);
    struct certificate certificate;
    if (result_ok(certificate_read(arena, out->certificate, &certificate)))
        out->authority = certificate.name;
}

struct result timestamp_check(struct arena *arena, struct str token, const struct sha256 *imprint,
                              const struct certificate_trust *trust, struct timestamp *out)
{
    memset(out, 0, sizeof *out);
    PKCS7 *read = read_token(arena, token);
    TS_TST_INFO *info =
        read == NULL ? NULL : openssl_keep(arena, PKCS7_to_TS_TST_INFO(read), free_info);
    if (info == NULL || !openssl_time(TS_TST_INFO_get_time(info), &out->at_us))
        return refused("timestamp.form");
    struct certificate_trust then = *trust;
    then.at_us = out->at_us;
    TS_VERIFY_CTX *check = make_check(arena, imprint, &then);
    if (check == NULL)
        return result_fail(ERROR_UNAVAILABLE, "timestamp.memory", NULL);
    if (TS_RESP_verify_token(check, read) != 1)
        return refused("timestamp.token");
    read_authority(arena, read, out);
    return RESULT_OK;
}

static struct result open_answer(struct arena *arena, const struct timestamp_request *request,
                                 struct str response, struct str *token)
{
    const unsigned char *at = (const unsigned char *)response.ptr;
    if (response.len == 0 || response.len > TOKEN_MAX)
        return refused("timestamp.form");
    TS_RESP *answer =
        openssl_keep(arena, d2i_TS_RESP(NULL, &at, (long)response.len), free_response);
    if (answer == NULL)
        return refused("timestamp.form");
    long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(answer)));
    if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS)
        return refused("timestamp.denied");
    PKCS7 *inside = TS_RESP_get_token(answer);
    TS_TST_INFO *info = TS_RESP_get_tst_info(answer);
    if (inside == NULL || info == NULL || !nonce_matches(info, request->nonce))
        return refused("timestamp.nonce");
    unsigned char *der = NULL;
    int len = i2d_PKCS7(inside, &der);
    *token = kept_der(arena, der, len);
    return RESULT_OK;
}

struct result timestamp_accept(struct arena *arena, const struct timestamp_request *request,
                               struct str response, const struct certificate_trust *trust,
                               struct str *token)
{
    struct timestamp read;
    TRY(open_answer(arena, request, response, token));
    TRY(timestamp_check(arena, *token, &request->imprint, trust, &read));
    bool of_the_hour = read.at_us <= trust->at_us + TIMESTAMP_SKEW_US &&
                       read.at_us >= trust->at_us - TIMESTAMP_SKEW_US;
    return of_the_hour ? RESULT_OK : refused("timestamp.time");
}

struct result timestamp_extract(struct arena *arena, const struct timestamp_request *request,
                                struct str response, struct str *token)
{
    PKCS7 *read = NULL;
    TRY(open_answer(arena, request, response, token));
    read = read_token(arena, *token);
    TS_VERIFY_CTX *check = openssl_keep(arena, TS_VERIFY_CTX_new(), free_check);
    unsigned char *copy = OPENSSL_memdup(request->imprint.bytes, SHA256_SIZE);
    if (read == NULL || check == NULL || copy == NULL) {
        OPENSSL_free(copy);
        return refused("timestamp.form");
    }
    TS_VERIFY_CTX_set_flags(check, TS_VFY_VERSION | TS_VFY_IMPRINT);
    TS_VERIFY_CTX_set_imprint(check, copy, SHA256_SIZE);
    return TS_RESP_verify_token(check, read) == 1 ? RESULT_OK : refused("timestamp.token");
}
