#include "sign/issue.h"

#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "sign/der.h"
#include "sign/openssl_arena.h"
#include "sign/scheme.h"

enum { RSA_BITS = 2048, SERIAL_SIZE = 16, PLACE_MAX = 300 };

static struct result failed(void)
{
    return result_fail(ERROR_INTERNAL, "issue.failed", NULL);
}

static void free_key(void *object)
{
    EVP_PKEY_free(object);
}

static void free_certificate(void *object)
{
    X509_free(object);
}

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

static void free_digest(void *object)
{
    EVP_MD_CTX_free(object);
}

static struct str kept(struct arena *arena, unsigned char *der, int len)
{
    openssl_keep(arena, der, free_openssl);
    return len > 0 ? str_of((const char *)der, (size_t)len) : S("");
}

static EVP_PKEY *secret_key(struct arena *arena, struct str secret)
{
    const unsigned char *at = (const unsigned char *)secret.ptr;
    return openssl_keep(arena, d2i_AutoPrivateKey(NULL, &at, (long)secret.len), free_key);
}

static EVP_PKEY *new_pss_key(void)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);
    if (maker != NULL && EVP_PKEY_keygen_init(maker) == 1 &&
        EVP_PKEY_CTX_set_rsa_keygen_bits(maker, RSA_BITS) == 1)
        EVP_PKEY_generate(maker, &key);
    EVP_PKEY_CTX_free(maker);
    return key;
}

static EVP_PKEY *new_key(enum certificate_key kind)
{
    if (kind == CERTIFICATE_P256 || kind == CERTIFICATE_P384)
        return EVP_EC_gen(kind == CERTIFICATE_P256 ? "P-256" : "P-384");
    if (kind == CERTIFICATE_RSA_PSS)
        return new_pss_key();
    return kind == CERTIFICATE_RSA ? EVP_RSA_gen(RSA_BITS) : NULL;
}

struct result issue_key_make(struct arena *arena, enum certificate_key kind, struct issue_key *out)
{
    EVP_PKEY *key = openssl_keep(arena, new_key(kind), free_key);
    if (key == NULL)
        return failed();
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
    unsigned char *der = NULL;
    int len = info == NULL ? 0 : i2d_PKCS8_PRIV_KEY_INFO(info, &der);
    PKCS8_PRIV_KEY_INFO_free(info);
    out->secret = kept(arena, der, len);
    der = NULL;
    len = i2d_PUBKEY(key, &der);
    out->public_info = kept(arena, der, len);
    return str_empty(out->secret) || str_empty(out->public_info) ? failed() : RESULT_OK;
}

static bool add_name(X509_NAME *name, const char *kind, struct str text)
{
    return str_empty(text) ||
           X509_NAME_add_entry_by_txt(name, kind, MBSTRING_UTF8, (const unsigned char *)text.ptr,
                                      (int)text.len, -1, 0) == 1;
}

static bool set_serial(X509 *certificate)
{
    unsigned char bytes[SERIAL_SIZE];
    random_bytes(bytes, sizeof bytes);
    bytes[0] = (unsigned char)((bytes[0] & 0x3f) | 0x40);
    return ASN1_STRING_set(X509_get_serialNumber(certificate), bytes, sizeof bytes) == 1;
}

static bool add_extension(X509 *certificate, X509V3_CTX *context, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, context, nid, value);
    bool added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return added;
}

static bool add_place(X509 *certificate, X509V3_CTX *context, int nid, const char *kind,
                      struct str url)
{
    char value[PLACE_MAX];
    int len = snprintf(value, sizeof value, "%sURI:%.*s", kind, STR_ARG(url));
    return str_empty(url) || (len > 0 && (size_t)len < sizeof value &&
                              add_extension(certificate, context, nid, value));
}

static bool add_extensions(X509 *certificate, X509 *issuer, const struct issue_order *order)
{
    X509V3_CTX context;
    enum issue_profile profile = order->profile;
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    bool authority = profile == ISSUE_ROOT || profile == ISSUE_AUTHORITY;
    const char *usage = authority                     ? "critical,keyCertSign,cRLSign"
                        : profile == ISSUE_TIMESTAMP ? "critical,digitalSignature"
                                                      : "critical,digitalSignature,nonRepudiation";
    return add_extension(certificate, &context, NID_basic_constraints,
                         authority ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
           add_extension(certificate, &context, NID_key_usage, usage) &&
           add_extension(certificate, &context, NID_subject_key_identifier, "hash") &&
           add_extension(certificate, &context, NID_authority_key_identifier, "keyid:always") &&
           (profile != ISSUE_TIMESTAMP ||
            add_extension(certificate, &context, NID_ext_key_usage, "critical,timeStamping")) &&
           add_place(certificate, &context, NID_info_access, "OCSP;", order->ocsp_url) &&
           add_place(certificate, &context, NID_crl_distribution_points, "", order->crl_url);
}

static bool fill(X509 *certificate, const struct issue_order *order, EVP_PKEY *holder)
{
    X509_NAME *subject = X509_get_subject_name(certificate);
    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           add_name(subject, "C", S("VN")) && add_name(subject, "O", order->organisation) &&
           add_name(subject, "CN", order->name) &&
           ASN1_TIME_set(X509_getm_notBefore(certificate),
                         (time_t)(order->from_us / MICROS_PER_SECOND)) != NULL &&
           ASN1_TIME_set(X509_getm_notAfter(certificate),
                         (time_t)(order->to_us / MICROS_PER_SECOND)) != NULL &&
           X509_set_pubkey(certificate, holder) == 1;
}

struct result issue_certificate(struct arena *arena, const struct issue_order *order,
                                struct str *der)
{
    const unsigned char *at = (const unsigned char *)order->public_info.ptr;
    EVP_PKEY *holder =
        openssl_keep(arena, d2i_PUBKEY(NULL, &at, (long)order->public_info.len), free_key);
    EVP_PKEY *signer = secret_key(arena, order->issuer_secret);
    X509 *certificate = openssl_keep(arena, X509_new(), free_certificate);
    X509 *issuer = order->profile == ISSUE_ROOT ? certificate
                                                : openssl_certificate(arena, order->issuer);
    if (holder == NULL || signer == NULL || certificate == NULL || issuer == NULL ||
        !fill(certificate, order, holder) ||
        X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) != 1 ||
        !add_extensions(certificate, issuer, order) ||
        X509_sign(certificate, signer, EVP_sha256()) == 0)
        return failed();
    unsigned char *bytes = NULL;
    int len = i2d_X509(certificate, &bytes);
    *der = kept(arena, bytes, len);
    return str_empty(*der) ? failed() : RESULT_OK;
}

struct result issue_sign(struct arena *arena, struct str secret, enum certificate_key kind,
                         struct str bytes, struct str *signature)
{
    EVP_PKEY *key = secret_key(arena, secret);
    EVP_MD_CTX *context = openssl_keep(arena, EVP_MD_CTX_new(), free_digest);
    EVP_PKEY_CTX *padding = NULL;
    size_t len = 0;
    if (key == NULL || context == NULL ||
        EVP_DigestSignInit(context, &padding, scheme_digest(kind), NULL, key) != 1 ||
        !scheme_pad(padding, kind) ||
        EVP_DigestSign(context, NULL, &len, (const unsigned char *)bytes.ptr, bytes.len) != 1)
        return failed();
    unsigned char *out = arena_alloc(arena, len);
    if (EVP_DigestSign(context, out, &len, (const unsigned char *)bytes.ptr, bytes.len) != 1)
        return failed();
    *signature = str_of((const char *)out, len);
    return RESULT_OK;
}

/* An unsigned big-endian number as a DER INTEGER. */
static struct str der_unsigned(struct arena *arena, struct str number)
{
    while (number.len > 1 && number.ptr[0] == 0)
        number = str_slice(number, 1, number.len);
    bool high = number.len > 0 && ((unsigned char)number.ptr[0] & 0x80) != 0;
    return der_element(arena, DER_INTEGER,
                       high ? str_concat(arena, str_of("", 1), number) : number);
}

static struct str public_info_of(struct arena *arena, struct str algorithm, struct str key)
{
    const struct str parts[] = {algorithm,
                                der_element(arena, 0x03, str_concat(arena, str_of("", 1), key))};
    return der_join(arena, DER_SEQUENCE, parts, 2);
}

struct result issue_rsa_info(struct arena *arena, struct str modulus, struct str exponent,
                             struct str *public_info)
{
    static const struct str algorithm =
        STR("\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00");
    if (modulus.len < RSA_BITS / 8 || str_empty(exponent))
        return failed();
    const struct str numbers[] = {der_unsigned(arena, modulus), der_unsigned(arena, exponent)};
    *public_info = public_info_of(arena, algorithm, der_join(arena, DER_SEQUENCE, numbers, 2));
    return RESULT_OK;
}

struct result issue_point_info(struct arena *arena, struct str point, struct str *public_info)
{
    static const struct str p256 =
        STR("\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07");
    static const struct str p384 =
        STR("\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22");
    if ((point.len != 65 && point.len != 97) || point.ptr[0] != 4)
        return failed();
    *public_info = public_info_of(arena, point.len == 65 ? p256 : p384, point);
    return RESULT_OK;
}
