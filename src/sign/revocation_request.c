#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include "sign/openssl_arena.h"
#include "sign/validation_data.h"

static void free_request(void *object)
{
    OCSP_REQUEST_free(object);
}

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

static void free_access(void *object)
{
    AUTHORITY_INFO_ACCESS_free(object);
}

static void free_points(void *object)
{
    CRL_DIST_POINTS_free(object);
}

struct result ocsp_request_make(struct arena *arena, struct str certificate, struct str issuer,
                                struct str *der)
{
    const X509 *subject = openssl_certificate(arena, certificate);
    const X509 *authority = openssl_certificate(arena, issuer);
    OCSP_REQUEST *request = openssl_keep(arena, OCSP_REQUEST_new(), free_request);
    if (subject == NULL || authority == NULL)
        return result_fail(ERROR_INVALID, "certificate.broken",
                           N_("Chứng thư số không đọc được."));
    /* SHA-1 only names the two here: it is what every responder knows (RFC 5019, 2.1.1). */
    OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), subject, authority);
    if (request == NULL || id == NULL || OCSP_request_add0_id(request, id) == NULL) {
        OCSP_CERTID_free(id);
        return result_fail(ERROR_INTERNAL, "ocsp.request", NULL);
    }
    unsigned char *bytes = NULL;
    int len = i2d_OCSP_REQUEST(request, &bytes);
    openssl_keep(arena, bytes, free_openssl);
    *der = str_of((const char *)bytes, len > 0 ? (size_t)len : 0);
    return len > 0 ? RESULT_OK : result_fail(ERROR_INTERNAL, "ocsp.request", NULL);
}

/* An http(s) address without blanks and control bytes; empty for anything else. */
static struct str web_address(struct arena *arena, const GENERAL_NAME *name)
{
    int type = 0;
    const ASN1_IA5STRING *value = GENERAL_NAME_get0_value(name, &type);
    if (type != GEN_URI)
        return S("");
    struct str text = str_of((const char *)ASN1_STRING_get0_data(value),
                             (size_t)ASN1_STRING_length(value));
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] <= ' ' || (unsigned char)text.ptr[i] >= 0x7f)
            return S("");
    bool web = str_starts(text, S("http://")) || str_starts(text, S("https://"));
    return web ? str_dup(arena, text) : S("");
}

static void keep_first(struct str *kept, struct str found)
{
    if (str_empty(*kept))
        *kept = found;
}

static struct str first_point(struct arena *arena, X509 *certificate)
{
    struct str found = S("");
    CRL_DIST_POINTS *points =
        openssl_keep(arena, X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL),
                     free_points);
    for (int i = 0; points != NULL && i < sk_DIST_POINT_num(points); i++) {
        const DIST_POINT *point = sk_DIST_POINT_value(points, i);
        if (point->distpoint == NULL || point->distpoint->type != 0)
            continue;
        const GENERAL_NAMES *names = point->distpoint->name.fullname;
        for (int k = 0; k < sk_GENERAL_NAME_num(names); k++)
            keep_first(&found, web_address(arena, sk_GENERAL_NAME_value(names, k)));
    }
    return found;
}

void certificate_places(struct arena *arena, struct str der, struct str *ocsp_url,
                        struct str *crl_url, struct str *issuer_url)
{
    X509 *certificate = openssl_certificate(arena, der);
    *ocsp_url = *crl_url = *issuer_url = S("");
    if (certificate == NULL)
        return;
    AUTHORITY_INFO_ACCESS *access = openssl_keep(
        arena, X509_get_ext_d2i(certificate, NID_info_access, NULL, NULL), free_access);
    for (int i = 0; access != NULL && i < sk_ACCESS_DESCRIPTION_num(access); i++) {
        const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value(access, i);
        int method = OBJ_obj2nid(one->method);
        if (method == NID_ad_OCSP)
            keep_first(ocsp_url, web_address(arena, one->location));
        else if (method == NID_ad_ca_issuers)
            keep_first(issuer_url, web_address(arena, one->location));
    }
    *crl_url = first_point(arena, certificate);
}
