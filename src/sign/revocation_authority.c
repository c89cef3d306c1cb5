#include "sign/revocation_authority.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "sign/openssl_arena.h"

static struct result failed(void)
{
    return result_fail(ERROR_UNAVAILABLE, "revocation.authority", NULL);
}

static void free_key(void *object) { EVP_PKEY_free(object); }
static void free_request(void *object) { OCSP_REQUEST_free(object); }
static void free_basic(void *object) { OCSP_BASICRESP_free(object); }
static void free_response(void *object) { OCSP_RESPONSE_free(object); }
static void free_crl(void *object) { X509_CRL_free(object); }
static void free_id(void *object) { OCSP_CERTID_free(object); }
static void free_time(void *object) { ASN1_TIME_free(object); }
static void free_openssl(void *object) { OPENSSL_free(object); }

static EVP_PKEY *key_of(struct arena *arena, const struct revocation_authority *authority)
{
    const unsigned char *at = (const unsigned char *)authority->secret.ptr;
    return openssl_keep(arena, d2i_AutoPrivateKey(NULL, &at, (long)authority->secret.len),
                        free_key);
}

static ASN1_TIME *time_of(struct arena *arena, int64_t at_us)
{
    return openssl_keep(arena, ASN1_TIME_set(NULL, (time_t)(at_us / MICROS_PER_SECOND)),
                        free_time);
}

static struct str der_of(struct arena *arena, unsigned char *der, int len)
{
    openssl_keep(arena, der, free_openssl);
    return len > 0 ? str_of((const char *)der, (size_t)len) : S("");
}

static struct str serial_text(struct arena *arena, const ASN1_INTEGER *serial)
{
    return str_hex(arena, ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial));
}

static const struct revoked *find(const struct revocation_authority *authority, struct str serial)
{
    for (size_t i = 0; i < authority->count; i++)
        if (str_equal(authority->revoked[i].serial, serial))
            return &authority->revoked[i];
    return NULL;
}

/* Whether the request is about a certificate of this authority, by whichever digest it says so. */
static bool is_ours(struct arena *arena, X509 *issuer, OCSP_CERTID *id)
{
    ASN1_OBJECT *digest = NULL;
    OCSP_id_get0_info(NULL, &digest, NULL, NULL, id);
    const EVP_MD *method = EVP_get_digestbyobj(digest);
    OCSP_CERTID *ours = method == NULL
                            ? NULL
                            : openssl_keep(arena,
                                           OCSP_cert_id_new(method, X509_get_subject_name(issuer),
                                                            X509_get0_pubkey_bitstr(issuer), NULL),
                                           free_id);
    return ours != NULL && OCSP_id_issuer_cmp(ours, id) == 0;
}

static bool add_single(struct arena *arena, const struct revocation_authority *authority,
                       X509 *issuer, OCSP_BASICRESP *basic, OCSP_CERTID *id)
{
    ASN1_INTEGER *serial = NULL;
    ASN1_TIME *now = time_of(arena, authority->now_us);
    ASN1_TIME *next = time_of(arena, authority->now_us + authority->valid_us);
    OCSP_id_get0_info(NULL, NULL, NULL, &serial, id);
    if (!is_ours(arena, issuer, id))
        return OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_UNKNOWN, 0, NULL, now, next) !=
               NULL;
    const struct revoked *revoked = find(authority, serial_text(arena, serial));
    if (revoked == NULL)
        return OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_GOOD, 0, NULL, now, next) !=
               NULL;
    return OCSP_basic_add1_status(basic, id, V_OCSP_CERTSTATUS_REVOKED,
                                  revoked->hold ? OCSP_REVOKED_STATUS_CERTIFICATEHOLD
                                                : OCSP_REVOKED_STATUS_UNSPECIFIED,
                                  time_of(arena, revoked->at_us), now, next) != NULL;
}

struct result revocation_ocsp_answer(struct arena *arena,
                                     const struct revocation_authority *authority,
                                     struct str request, struct str *response)
{
    const unsigned char *at = (const unsigned char *)request.ptr;
    OCSP_REQUEST *asked =
        openssl_keep(arena, d2i_OCSP_REQUEST(NULL, &at, (long)request.len), free_request);
    OCSP_BASICRESP *basic = openssl_keep(arena, OCSP_BASICRESP_new(), free_basic);
    X509 *issuer = openssl_certificate(arena, authority->certificate);
    EVP_PKEY *key = key_of(arena, authority);
    if (asked == NULL || basic == NULL || issuer == NULL || key == NULL)
        return failed();
    for (int i = 0; i < OCSP_request_onereq_count(asked); i++)
        if (!add_single(arena, authority, issuer, basic,
                        OCSP_onereq_get0_id(OCSP_request_onereq_get0(asked, i))))
            return failed();
    OCSP_copy_nonce(basic, asked);
    if (OCSP_basic_sign(basic, issuer, key, EVP_sha256(), NULL, OCSP_RESPID_KEY) !=
        1)
        return failed();
    OCSP_RESPONSE *answer = openssl_keep(
        arena, OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic), free_response);
    unsigned char *der = NULL;
    int len = answer == NULL ? 0 : i2d_OCSP_RESPONSE(answer, &der);
    *response = der_of(arena, der, len);
    return str_empty(*response) ? failed() : RESULT_OK;
}

static bool add_entry(struct arena *arena, X509_CRL *crl, const struct revoked *revoked)
{
    struct str bytes;
    X509_REVOKED *entry = X509_REVOKED_new();
    ASN1_INTEGER *serial = ASN1_INTEGER_new();
    ASN1_ENUMERATED *reason = ASN1_ENUMERATED_new();
    ASN1_TIME *at = time_of(arena, revoked->at_us);
    bool good =
        entry != NULL && serial != NULL && reason != NULL && at != NULL &&
        str_unhex(arena, revoked->serial, &bytes) &&
        ASN1_STRING_set(serial, bytes.ptr, (int)bytes.len) == 1 &&
        X509_REVOKED_set_serialNumber(entry, serial) == 1 &&
        X509_REVOKED_set_revocationDate(entry, at) == 1 &&
        ASN1_ENUMERATED_set(reason, revoked->hold ? CRL_REASON_CERTIFICATE_HOLD
                                                  : CRL_REASON_UNSPECIFIED) == 1 &&
        (!revoked->hold ||
         X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, reason, 0, 0) == 1) &&
        X509_CRL_add0_revoked(crl, entry) == 1;
    ASN1_ENUMERATED_free(reason);
    ASN1_INTEGER_free(serial);
    if (!good)
        X509_REVOKED_free(entry);
    return good;
}

/* CRLs grow by number: the seconds of the clock do (RFC 5280, 5.2.3). */
static bool number(X509_CRL *crl, X509 *issuer, int64_t now_us)
{
    ASN1_INTEGER *sequence = ASN1_INTEGER_new();
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, NULL, NULL, crl, 0);
    X509_EXTENSION *key =
        X509V3_EXT_conf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
    bool good = sequence != NULL && key != NULL &&
                ASN1_INTEGER_set_int64(sequence, now_us / MICROS_PER_SECOND) == 1 &&
                X509_CRL_add1_ext_i2d(crl, NID_crl_number, sequence, 0, 0) == 1 &&
                X509_CRL_add_ext(crl, key, -1) == 1;
    X509_EXTENSION_free(key);
    ASN1_INTEGER_free(sequence);
    return good;
}

struct result revocation_crl_make(struct arena *arena,
                                  const struct revocation_authority *authority, struct str *out)
{
    X509_CRL *crl = openssl_keep(arena, X509_CRL_new(), free_crl);
    X509 *issuer = openssl_certificate(arena, authority->certificate);
    EVP_PKEY *key = key_of(arena, authority);
    if (crl == NULL || issuer == NULL || key == NULL ||
        X509_CRL_set_version(crl, X509_CRL_VERSION_2) != 1 ||
        X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer)) != 1 ||
        X509_CRL_set1_lastUpdate(crl, time_of(arena, authority->now_us)) != 1 ||
        X509_CRL_set1_nextUpdate(crl, time_of(arena, authority->now_us + authority->valid_us)) !=
            1 ||
        !number(crl, issuer, authority->now_us))
        return failed();
    for (size_t i = 0; i < authority->count; i++)
        if (!add_entry(arena, crl, &authority->revoked[i]))
            return failed();
    unsigned char *der = NULL;
    if (X509_CRL_sort(crl) != 1 || X509_CRL_sign(crl, key, EVP_sha256()) == 0)
        return failed();
    int len = i2d_X509_CRL(crl, &der);
    *out = der_of(arena, der, len);
    return str_empty(*out) ? failed() : RESULT_OK;
}
