#include "sign/timestamp_token.h"

#include <openssl/ts.h>
#include <string.h>

#include "sign/openssl_arena.h"

static void free_info(void *object)
{
    TS_TST_INFO_free(object);
}

static void free_digest(void *object)
{
    EVP_MD_CTX_free(object);
}

static bool imprint_matches(struct arena *arena, TS_TST_INFO *info,
                            const struct cms_content_parts *stamped)
{
    TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
    const ASN1_OBJECT *kind = NULL;
    X509_ALGOR_get0(&kind, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    const EVP_MD *method = EVP_get_digestbynid(OBJ_obj2nid(kind));
    EVP_MD_CTX *context = openssl_keep(arena, EVP_MD_CTX_new(), free_digest);
    const ASN1_OCTET_STRING *stated = TS_MSG_IMPRINT_get_msg(imprint);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (method == NULL || context == NULL || EVP_DigestInit_ex(context, method, NULL) != 1)
        return false;
    for (size_t i = 0; i < stamped->count; i++)
        EVP_DigestUpdate(context, stamped->items[i].ptr, stamped->items[i].len);
    return EVP_DigestFinal_ex(context, digest, &len) == 1 &&
           ASN1_STRING_length(stated) == (int)len &&
           memcmp(ASN1_STRING_get0_data(stated), digest, len) == 0;
}

void timestamp_token_read(struct arena *arena, struct str token,
                          const struct cms_content_parts *stamped, const struct cms_items *pool,
                          struct timestamp_token *out)
{
    struct cms *cms = NULL;
    struct str content = S("");
    memset(out, 0, sizeof *out);
    if (!result_ok(cms_open(arena, token, &cms)) || cms_has_tail(cms) ||
        cms_signer_count(cms) != 1 ||
        !cms_content(cms, &content) ||
        !str_is(cms_content_type(cms), "1.2.840.113549.1.9.16.1.4"))
        return;
    const unsigned char *at = (const unsigned char *)content.ptr;
    TS_TST_INFO *info =
        openssl_keep(arena, d2i_TS_TST_INFO(NULL, &at, (long)content.len), free_info);
    if (info == NULL || !openssl_time(TS_TST_INFO_get_time(info), &out->at_us))
        return;
    struct cms_content_parts whole = {&content, 1};
    cms_signer_read(cms, 0, &whole, pool, &out->signer);
    out->certificates = cms_certificates(cms);
    out->crls = cms_crls(cms);
    out->readable = true;
    bool holds = out->signer.digest == CMS_HOLDS && out->signer.signature == CMS_HOLDS &&
                 out->signer.binding == CMS_BOUND && out->signer.agrees &&
                 imprint_matches(arena, info, stamped);
    bool missing = str_empty(out->signer.certificate) && imprint_matches(arena, info, stamped);
    out->integrity = holds ? CMS_HOLDS : missing ? CMS_UNKNOWN : CMS_BROKEN;
}
