#include <openssl/cms.h>
#include <openssl/ess.h>
#include <string.h>

#include "sign/cms.h"
#include "sign/openssl_arena.h"
#include "sign/scheme.h"

static struct result unusable(void)
{
    return result_fail(ERROR_INVALID, "cms.form", N_("Chữ ký số không đọc được."));
}

static void free_cms(void *object)
{
    CMS_ContentInfo_free(object);
}

static void free_certificates(void *object)
{
    sk_X509_pop_free(object, X509_free);
}

static void free_digest(void *object)
{
    EVP_MD_CTX_free(object);
}

static void free_signing_certificate(void *object)
{
    ESS_SIGNING_CERT_V2_free(object);
}

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

static struct str octets(const ASN1_STRING *value)
{
    return value == NULL ? S("")
                         : str_of((const char *)ASN1_STRING_get0_data(value),
                                  (size_t)ASN1_STRING_length(value));
}

/* The one signer of a detached signature over plain data; NULL for every other shape. */
static CMS_SignerInfo *only_signer(CMS_ContentInfo *cms)
{
    if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed)
        return NULL;
    STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
    ASN1_OCTET_STRING **content = CMS_get0_content(cms);
    if (sk_CMS_SignerInfo_num(signers) != 1 || content == NULL || *content != NULL ||
        OBJ_obj2nid(CMS_get0_eContentType(cms)) != NID_pkcs7_data)
        return NULL;
    CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(signers, 0);
    return CMS_signed_get_attr_count(signer) > 0 ? signer : NULL;
}

/* Splits the certificates inside into the signer's and the others. */
static struct result find_certificate(struct arena *arena, CMS_ContentInfo *cms,
                                      CMS_SignerInfo *signer, struct cms_checked *out, X509 **found)
{
    STACK_OF(X509) *all = openssl_keep(arena, CMS_get1_certs(cms), free_certificates);
    int count = all == NULL ? 0 : sk_X509_num(all);
    struct str *others = ARENA_ARRAY(arena, struct str, (size_t)count + 1);
    *found = NULL;
    for (int i = 0; i < count; i++) {
        X509 *certificate = sk_X509_value(all, i);
        unsigned char *der = NULL;
        int len = i2d_X509(certificate, &der);
        if (len <= 0)
            return unusable();
        openssl_keep(arena, der, free_openssl);
        struct str bytes = str_of((const char *)der, (size_t)len);
        if (*found == NULL && CMS_SignerInfo_cert_cmp(signer, certificate) == 0) {
            *found = certificate;
            out->certificate = bytes;
        } else {
            others[out->others.count++] = bytes;
        }
    }
    out->others.items = others;
    return *found != NULL ? RESULT_OK : unusable();
}

/* SHA-256 and longer, computed over the two parts. */
static bool digest_matches(struct arena *arena, CMS_SignerInfo *signer,
                           const struct str content[2])
{
    X509_ALGOR *algorithm = NULL;
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, &algorithm, NULL);
    const ASN1_OBJECT *object = NULL;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    int nid = OBJ_obj2nid(object);
    const EVP_MD *method = EVP_get_digestbynid(nid);
    EVP_MD_CTX *context = openssl_keep(arena, EVP_MD_CTX_new(), free_digest);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if ((nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512) || context == NULL ||
        EVP_DigestInit_ex(context, method, NULL) != 1 ||
        EVP_DigestUpdate(context, content[0].ptr, content[0].len) != 1 ||
        EVP_DigestUpdate(context, content[1].ptr, content[1].len) != 1 ||
        EVP_DigestFinal_ex(context, digest, &len) != 1)
        return false;
    struct str stated = octets(CMS_signed_get0_data_by_OBJ(
        signer, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING));
    return str_equal(stated, str_of((const char *)digest, len));
}

static bool is_bound(struct arena *arena, CMS_SignerInfo *signer, X509 *certificate)
{
    struct str value = octets(CMS_signed_get0_data_by_OBJ(
        signer, OBJ_nid2obj(NID_id_smime_aa_signingCertificateV2), -3, V_ASN1_SEQUENCE));
    const unsigned char *at = (const unsigned char *)value.ptr;
    if (str_empty(value))
        return false;
    ESS_SIGNING_CERT_V2 *named = openssl_keep(
        arena, d2i_ESS_SIGNING_CERT_V2(NULL, &at, (long)value.len), free_signing_certificate);
    STACK_OF(X509) *chain = sk_X509_new_null();
    if (named == NULL || chain == NULL || sk_X509_push(chain, certificate) != 1) {
        sk_X509_free(chain);
        return false;
    }
    bool bound = OSSL_ESS_check_signing_certs(NULL, named, chain, 1) == 1;
    sk_X509_free(chain);
    return bound;
}

static bool content_type_is_data(CMS_SignerInfo *signer)
{
    const ASN1_OBJECT *type = CMS_signed_get0_data_by_OBJ(
        signer, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);
    return type != NULL && OBJ_obj2nid(type) == NID_pkcs7_data;
}

/* A CMS has bytes that no signature covers (versions, lists of algorithms). Ours are written in one
 * way only, so that writing them again shows whether anything else stands there. */
static bool is_canonical(struct arena *arena, struct str der, const struct cms_checked *read,
                         CMS_SignerInfo *signer, const X509 *certificate)
{
    const struct cms_parts parts = {
        .signature = read->signature, .timestamp = read->timestamp,
        .attributes = signed_statement_make(arena, &(struct signed_statement){
            .certificate = sha256(read->certificate),
            .digest = octets(CMS_signed_get0_data_by_OBJ(
                signer, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING))})};
    X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *object = NULL;
    struct cms_identity again;
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, NULL, &algorithm);
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    enum certificate_key kind = scheme_chosen(scheme_of_key(X509_get0_pubkey(certificate)),
                                              OBJ_obj2nid(object) == NID_rsassaPss);
    return result_ok(cms_identity_make(arena, read->certificate, kind, read->others, &again)) &&
           str_equal(cms_build(arena, &again, &parts), der);
}

struct result cms_check(struct arena *arena, struct str padded, const struct str content[2],
                        struct cms_checked *out)
{
    struct str der;
    memset(out, 0, sizeof *out);
    if (!cms_unpad(padded, &der))
        return unusable();
    const unsigned char *at = (const unsigned char *)der.ptr;
    CMS_ContentInfo *cms =
        openssl_keep(arena, d2i_CMS_ContentInfo(NULL, &at, (long)der.len), free_cms);
    CMS_SignerInfo *signer = cms == NULL ? NULL : only_signer(cms);
    X509 *certificate = NULL;
    if (signer == NULL || at != (const unsigned char *)der.ptr + der.len ||
        !content_type_is_data(signer))
        return unusable();
    TRY(find_certificate(arena, cms, signer, out, &certificate));
    CMS_SignerInfo_set1_signer_cert(signer, certificate);
    out->digest_ok = digest_matches(arena, signer, content);
    out->signature_ok = CMS_SignerInfo_verify(signer) == 1;
    out->bound = is_bound(arena, signer, certificate);
    out->signature = str_dup(arena, octets(CMS_SignerInfo_get0_signature(signer)));
    if (CMS_unsigned_get_attr_count(signer) > 0)
        out->timestamp = str_dup(
            arena, octets(CMS_unsigned_get0_data_by_OBJ(
                       signer, OBJ_nid2obj(NID_id_smime_aa_timeStampToken), -3, V_ASN1_SEQUENCE)));
    out->canonical = is_canonical(arena, der, out, signer, certificate);
    return RESULT_OK;
}
