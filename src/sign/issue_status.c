#include "sign/issue_status.h"

#include <openssl/ocsp.h>
#include <openssl/x509v3.h>
#include <time.h>

#include "base/clock.h"
#include "sign/openssl_arena.h"

static struct result failed(void)
{
    return result_fail(ERROR_INTERNAL, "issue.failed", NULL);
}

static void free_key(void *object)
{
    EVP_PKEY_free(object);
}

static void free_crl(void *object)
{
    X509_CRL_free(object);
}

static void free_time(void *object)
{
    ASN1_TIME_free(object);
}

static void free_number(void *object)
{
    ASN1_INTEGER_free(object);
}

static void free_basic(void *object)
{
    OCSP_BASICRESP_free(object);
}

static void free_response(void *object)
{
    OCSP_RESPONSE_free(object);
}

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

static EVP_PKEY *secret_of(struct arena *arena, const struct issue_statement *said)
{
    const unsigned char *at = (const unsigned char *)said->issuer_secret.ptr;
    return openssl_keep(arena, d2i_AutoPrivateKey(NULL, &at, (long)said->issuer_secret.len),
                        free_key);
}

static ASN1_TIME *time_of(struct arena *arena, int64_t at_us)
{
    return openssl_keep(arena, ASN1_TIME_set(NULL, (time_t)(at_us / MICROS_PER_SECOND)),
                        free_time);
}

static struct result keep_der(struct arena *arena, unsigned char *bytes, int len, struct str *der)
{
    openssl_keep(arena, bytes, free_openssl);
    *der = str_of((const char *)bytes, len > 0 ? (size_t)len : 0);
    return len > 0 ? RESULT_OK : failed();
}

static bool add_revoked(struct arena *arena, X509_CRL *crl, const struct issue_status *one)
{
    X509 *certificate = openssl_certificate(arena, one->certificate);
    ASN1_TIME *at = time_of(arena, one->revoked_us);
    X509_REVOKED *entry = X509_REVOKED_new();
    if (certificate == NULL || at == NULL || entry == NULL ||
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(certificate)) != 1 ||
        X509_REVOKED_set_revocationDate(entry, at) != 1 || X509_CRL_add0_revoked(crl, entry) != 1) {
        X509_REVOKED_free(entry);
        return false;
    }
    return true;
}

/* The number grows with time, as RFC 5280, 5.2.3 wants. */
static bool add_extensions(struct arena *arena, X509_CRL *crl, X509 *issuer, int64_t from_us)
{
    ASN1_INTEGER *number = openssl_keep(arena, ASN1_INTEGER_new(), free_number);
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, NULL, NULL, crl, 0);
    X509_EXTENSION *key =
        X509V3_EXT_conf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
    bool added = number != NULL && key != NULL &&
                 ASN1_INTEGER_set_int64(number, from_us / MICROS_PER_SECOND) == 1 &&
                 X509_CRL_add_ext(crl, key, -1) == 1 &&
                 X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0) == 1;
    X509_EXTENSION_free(key);
    return added;
}

/* All of a list but its entries. */
static bool fill(struct arena *arena, X509_CRL *crl, X509 *issuer,
                 const struct issue_statement *said)
{
    ASN1_TIME *from = time_of(arena, said->from_us);
    ASN1_TIME *to = time_of(arena, said->to_us);
    return from != NULL && to != NULL && X509_CRL_set_version(crl, X509_CRL_VERSION_2) == 1 &&
           X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer)) == 1 &&
           X509_CRL_set1_lastUpdate(crl, from) == 1 && X509_CRL_set1_nextUpdate(crl, to) == 1 &&
           add_extensions(arena, crl, issuer, said->from_us);
}

struct result issue_crl(struct arena *arena, const struct issue_statement *said, struct str *der)
{
    EVP_PKEY *secret = secret_of(arena, said);
    X509 *issuer = openssl_certificate(arena, said->issuer);
    X509_CRL *crl = openssl_keep(arena, X509_CRL_new(), free_crl);
    if (secret == NULL || issuer == NULL || crl == NULL || !fill(arena, crl, issuer, said))
        return failed();
    for (size_t i = 0; i < said->count; i++)
        if (said->items[i].revoked && !add_revoked(arena, crl, &said->items[i]))
            return failed();
    unsigned char *bytes = NULL;
    if (X509_CRL_sort(crl) != 1 || X509_CRL_sign(crl, secret, EVP_sha256()) == 0)
        return failed();
    int len = i2d_X509_CRL(crl, &bytes);
    return keep_der(arena, bytes, len, der);
}

static bool add_single(struct arena *arena, OCSP_BASICRESP *basic, X509 *issuer,
                       const struct issue_statement *said, const struct issue_status *one)
{
    const X509 *certificate = openssl_certificate(arena, one->certificate);
    ASN1_TIME *revoked = one->revoked ? time_of(arena, one->revoked_us) : NULL;
    OCSP_CERTID *id = certificate == NULL ? NULL : OCSP_cert_to_id(EVP_sha1(), certificate, issuer);
    bool added = id != NULL &&
                 OCSP_basic_add1_status(basic, id,
                                        one->revoked ? V_OCSP_CERTSTATUS_REVOKED
                                                     : V_OCSP_CERTSTATUS_GOOD,
                                        OCSP_REVOKED_STATUS_NOSTATUS, revoked,
                                        time_of(arena, said->from_us),
                                        time_of(arena, said->to_us)) != NULL;
    OCSP_CERTID_free(id);
    return added;
}

struct result issue_ocsp(struct arena *arena, const struct issue_statement *said, struct str *der)
{
    EVP_PKEY *secret = secret_of(arena, said);
    X509 *issuer = openssl_certificate(arena, said->issuer);
    OCSP_BASICRESP *basic = openssl_keep(arena, OCSP_BASICRESP_new(), free_basic);
    if (secret == NULL || issuer == NULL || basic == NULL)
        return failed();
    for (size_t i = 0; i < said->count; i++)
        if (!add_single(arena, basic, issuer, said, &said->items[i]))
            return failed();
    if (OCSP_basic_sign(basic, issuer, secret, EVP_sha256(), NULL, 0) != 1)
        return failed();
    OCSP_RESPONSE *whole = openssl_keep(
        arena, OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic), free_response);
    unsigned char *bytes = NULL;
    int len = whole == NULL ? 0 : i2d_OCSP_RESPONSE(whole, &bytes);
    return keep_der(arena, bytes, len, der);
}
