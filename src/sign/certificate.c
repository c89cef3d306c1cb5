#include "sign/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "sign/openssl_arena.h"
#include "sign/scheme.h"

enum { PEM_CERTIFICATES_MAX = 64 };

static struct result broken(void)
{
    return result_fail(ERROR_INVALID, "certificate.broken", N_("Chứng thư số không đọc được."));
}

static void free_bio(void *object)
{
    BIO_free_all(object);
}

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

static void free_context(void *object)
{
    X509_STORE_CTX_free(object);
}

static void free_digest(void *object)
{
    EVP_MD_CTX_free(object);
}

static void free_info(void *object)
{
    X509_free(object);
}

static struct str name_text(struct arena *arena, const X509_NAME *name)
{
    BIO *out = openssl_keep(arena, BIO_new(BIO_s_mem()), free_bio);
    unsigned long style = XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
    if (out == NULL || X509_NAME_print_ex(out, name, 0, style) < 0)
        return S("");
    return openssl_bio_text(arena, out);
}

/* The last entry of a kind, in UTF-8. */
static struct str name_part(struct arena *arena, const X509_NAME *name, int nid)
{
    int at = -1;
    for (int next = -1; (next = X509_NAME_get_index_by_NID(name, nid, next)) >= 0;)
        at = next;
    if (at < 0)
        return S("");
    unsigned char *utf8 = NULL;
    int len = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (len < 0)
        return S("");
    openssl_keep(arena, utf8, free_openssl);
    return str_dup(arena, str_of((const char *)utf8, (size_t)len));
}

static struct str serial_hex(struct arena *arena, const X509 *certificate)
{
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    return str_hex(arena, ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial));
}

/* Bits of security (NIST SP 800-57): SHA-1 gives less than 80, RSA of 2048 bits 112. */
static int strength_of(X509 *certificate)
{
    int digest;
    int kind;
    int bits;
    unsigned int flags;
    const EVP_PKEY *key = X509_get0_pubkey(certificate);
    int own = key == NULL ? 0 : EVP_PKEY_get_security_bits(key);
    if (X509_get_signature_info(certificate, &digest, &kind, &bits, &flags) != 1)
        return 0;
    return bits < own ? bits : own;
}

struct result certificate_read(struct arena *arena, struct str der, struct certificate *out)
{
    X509 *certificate = openssl_certificate(arena, der);
    *out = (struct certificate){.der = der};
    if (certificate == NULL ||
        !openssl_time(X509_get0_notBefore(certificate), &out->not_before_us) ||
        !openssl_time(X509_get0_notAfter(certificate), &out->not_after_us))
        return broken();
    const X509_NAME *subject = X509_get_subject_name(certificate);
    const X509_NAME *issuer = X509_get_issuer_name(certificate);
    out->name = name_part(arena, subject, NID_commonName);
    out->organisation = name_part(arena, subject, NID_organizationName);
    out->subject = name_text(arena, subject);
    out->issuer = name_text(arena, issuer);
    out->issuer_name = name_part(arena, issuer, NID_commonName);
    out->serial = serial_hex(arena, certificate);
    out->sha256 = sha256(der);
    out->key = scheme_of_key(X509_get0_pubkey(certificate));
    out->algorithm = str_from_c(OBJ_nid2ln(X509_get_signature_nid(certificate)));
    out->strength = strength_of(certificate);
    return RESULT_OK;
}

struct result certificate_pem_read(struct arena *arena, struct str pem,
                                   struct certificate_list *out)
{
    struct str *items = ARENA_ARRAY(arena, struct str, PEM_CERTIFICATES_MAX);
    BIO *in = openssl_reader(arena, pem);
    *out = (struct certificate_list){.items = items};
    while (in != NULL && out->count < PEM_CERTIFICATES_MAX) {
        X509 *certificate = openssl_keep(arena, PEM_read_bio_X509(in, NULL, NULL, NULL), free_info);
        if (certificate == NULL)
            break;
        unsigned char *der = NULL;
        int len = i2d_X509(certificate, &der);
        if (len <= 0)
            return broken();
        openssl_keep(arena, der, free_openssl);
        items[out->count++] = str_of((const char *)der, (size_t)len);
    }
    return out->count > 0 ? RESULT_OK : broken();
}

struct str certificate_pem(struct arena *arena, struct str der)
{
    X509 *certificate = openssl_certificate(arena, der);
    BIO *out = openssl_keep(arena, BIO_new(BIO_s_mem()), free_bio);
    if (certificate == NULL || out == NULL || PEM_write_bio_X509(out, certificate) != 1)
        return S("");
    return openssl_bio_text(arena, out);
}

static struct result path_failure(int error)
{
    if (error == X509_V_ERR_CERT_HAS_EXPIRED)
        return result_fail(ERROR_UNTRUSTED, "certificate.expired", N_("Chứng thư số đã hết hạn."));
    if (error == X509_V_ERR_CERT_NOT_YET_VALID)
        return result_fail(ERROR_UNTRUSTED, "certificate.early",
                           N_("Chứng thư số chưa đến ngày có hiệu lực."));
    return result_fail(ERROR_UNTRUSTED, "certificate.no_path",
                       N_("Chứng thư số không do tổ chức được tin cậy cấp."));
}

struct result certificate_path_check(struct arena *arena, struct str der,
                                     const struct certificate_trust *trust)
{
    X509 *certificate = openssl_certificate(arena, der);
    X509_STORE *store = openssl_store(arena, trust);
    STACK_OF(X509) *others = openssl_certificates(arena, trust->others);
    X509_STORE_CTX *context = openssl_keep(arena, X509_STORE_CTX_new(), free_context);
    if (certificate == NULL)
        return broken();
    if (store == NULL || context == NULL ||
        X509_STORE_CTX_init(context, store, certificate, others) != 1)
        return result_fail(ERROR_UNAVAILABLE, "certificate.memory", NULL);
    if (X509_verify_cert(context) == 1)
        return RESULT_OK;
    return path_failure(X509_STORE_CTX_get_error(context));
}

static bool verifies(struct arena *arena, struct str der, bool pss, struct str bytes,
                     struct str signature)
{
    X509 *certificate = openssl_certificate(arena, der);
    EVP_PKEY *key = certificate == NULL ? NULL : X509_get0_pubkey(certificate);
    EVP_MD_CTX *context = openssl_keep(arena, EVP_MD_CTX_new(), free_digest);
    EVP_PKEY_CTX *padding = NULL;
    enum certificate_key kind = scheme_chosen(scheme_of_key(key), pss);
    return key != NULL && context != NULL &&
           EVP_DigestVerifyInit(context, &padding, scheme_digest(kind), NULL, key) == 1 &&
           scheme_pad(padding, kind) &&
           EVP_DigestVerify(context, (const unsigned char *)signature.ptr, signature.len,
                            (const unsigned char *)bytes.ptr, bytes.len) == 1;
}

bool certificate_verifies(struct arena *arena, struct str der, struct str bytes,
                          struct str signature)
{
    return verifies(arena, der, false, bytes, signature);
}

bool certificate_verifies_pss(struct arena *arena, struct str der, struct str bytes,
                              struct str signature)
{
    return verifies(arena, der, true, bytes, signature);
}

bool certificate_is_authority(struct arena *arena, struct str der)
{
    X509 *certificate = openssl_certificate(arena, der);
    return certificate != NULL && X509_check_ca(certificate) == 1 &&
           (X509_get_key_usage(certificate) & KU_KEY_CERT_SIGN) != 0;
}

bool certificate_same_key(struct arena *arena, struct str der, struct str other)
{
    X509 *certificate = openssl_certificate(arena, der);
    X509 *second = openssl_certificate(arena, other);
    return certificate != NULL && second != NULL &&
           EVP_PKEY_eq(X509_get0_pubkey(certificate), X509_get0_pubkey(second)) == 1;
}

bool certificate_issued_by(struct arena *arena, struct str der, struct str issuer)
{
    X509 *certificate = openssl_certificate(arena, der);
    X509 *above = openssl_certificate(arena, issuer);
    return certificate != NULL && above != NULL &&
           X509_check_issued(above, certificate) == X509_V_OK &&
           X509_verify(certificate, X509_get0_pubkey(above)) == 1;
}
