#include "sign/cms_read.h"

#include <openssl/cms.h>
#include <string.h>

#include "base/clock.h"
#include "sign/cms_archive.h"
#include "sign/der.h"
#include "sign/openssl_arena.h"

struct cms {
    struct arena *arena;
    CMS_ContentInfo *info;
    STACK_OF(CMS_SignerInfo) *signers;
    struct cms_items certificates;
    struct cms_items crls;
    bool tail;
    bool split_known;
    struct cms_split split;
};

static struct result unreadable(void)
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

static void free_crls(void *object)
{
    sk_X509_CRL_pop_free(object, X509_CRL_free);
}

static void free_openssl(void *object)
{
    OPENSSL_free(object);
}

static void free_digest(void *object)
{
    EVP_MD_CTX_free(object);
}

static struct str octets(const ASN1_STRING *value)
{
    return value == NULL ? S("")
                         : str_of((const char *)ASN1_STRING_get0_data(value),
                                  (size_t)ASN1_STRING_length(value));
}

static void add_item(struct arena *arena, struct cms_items *items, struct str der)
{
    if (items->items == NULL)
        items->items = ARENA_ARRAY(arena, struct str, CMS_ITEMS_MAX);
    if (items->count < CMS_ITEMS_MAX && !str_empty(der))
        items->items[items->count++] = str_dup(arena, der);
}

static void add_encoded(struct arena *arena, struct cms_items *items, unsigned char *der, int len)
{
    openssl_keep(arena, der, free_openssl);
    if (len > 0)
        add_item(arena, items, str_of((const char *)der, (size_t)len));
}

static void collect_stores(struct cms *cms)
{
    STACK_OF(X509) *all = openssl_keep(cms->arena, CMS_get1_certs(cms->info), free_certificates);
    for (int i = 0; all != NULL && i < sk_X509_num(all); i++) {
        unsigned char *der = NULL;
        int len = i2d_X509(sk_X509_value(all, i), &der);
        add_encoded(cms->arena, &cms->certificates, der, len);
    }
    STACK_OF(X509_CRL) *lists = openssl_keep(cms->arena, CMS_get1_crls(cms->info), free_crls);
    for (int i = 0; lists != NULL && i < sk_X509_CRL_num(lists); i++) {
        unsigned char *der = NULL;
        int len = i2d_X509_CRL(sk_X509_CRL_value(lists, i), &der);
        add_encoded(cms->arena, &cms->crls, der, len);
    }
}

static bool only_zeros(const unsigned char *from, const unsigned char *to)
{
    for (; from < to; from++)
        if (*from != 0)
            return false;
    return true;
}

struct result cms_open(struct arena *arena, struct str bytes, struct cms **out)
{
    struct cms_split split;
    struct cms *cms = ARENA_NEW(arena, struct cms);
    bool whole = !cms_split_der(arena, bytes, &split);
    struct str readable = whole ? bytes : split.rest;
    const unsigned char *at = (const unsigned char *)readable.ptr;
    cms->arena = arena;
    cms->info = openssl_keep(arena, d2i_CMS_ContentInfo(NULL, &at, (long)readable.len), free_cms);
    if (cms->info == NULL || OBJ_obj2nid(CMS_get0_type(cms->info)) != NID_pkcs7_signed)
        return unreadable();
    if (!whole)
        at = (const unsigned char *)bytes.ptr + split.used;
    cms->tail = !only_zeros(at, (const unsigned char *)bytes.ptr + bytes.len);
    cms->signers = CMS_get0_SignerInfos(cms->info);
    int count = cms->signers == NULL ? 0 : sk_CMS_SignerInfo_num(cms->signers);
    if (count < 1 || count > CMS_SIGNERS_MAX)
        return unreadable();
    cms->split = split;
    cms->split_known = !whole;
    cms->certificates = split.certificates;
    cms->crls = split.crls;
    if (whole)
        collect_stores(cms);
    *out = cms;
    return RESULT_OK;
}

bool cms_has_tail(const struct cms *cms)
{
    return cms->tail;
}

size_t cms_signer_count(const struct cms *cms)
{
    return (size_t)sk_CMS_SignerInfo_num(cms->signers);
}

bool cms_content(const struct cms *cms, struct str *out)
{
    ASN1_OCTET_STRING **content = CMS_get0_content(cms->info);
    if (content == NULL || *content == NULL)
        return false;
    *out = octets(*content);
    return true;
}

struct str cms_content_type(const struct cms *cms)
{
    char text[80];
    int len = OBJ_obj2txt(text, sizeof text, CMS_get0_eContentType(cms->info), 1);
    return len > 0 && len < (int)sizeof text
               ? str_dup(cms->arena, str_of(text, (size_t)len))
               : S("");
}

struct cms_items cms_certificates(const struct cms *cms)
{
    return cms->certificates;
}

struct cms_items cms_crls(const struct cms *cms)
{
    return cms->crls;
}

/* SignerInfo `index` as it stands; false for a CMS that is no DER. */
static bool raw_signer(const struct cms *cms, size_t index, struct str *out)
{
    struct str signers = cms->split.signers;
    if (!cms->split_known)
        return false;
    for (size_t i = 0; i <= index; i++)
        if (!der_take_any(&signers, out))
            return false;
    return true;
}

bool cms_archive_stamped(const struct cms *cms, size_t index,
                         const struct cms_content_parts *content, struct str token,
                         struct cms_archive *out)
{
    struct str signer;
    if (!raw_signer(cms, index, &signer))
        return false;
    const struct cms_archive_ask ask = {&cms->split, signer, content, token};
    return cms_archive_read(cms->arena, &ask, out);
}

static X509 *certificate_in(struct arena *arena, const struct cms_items *items,
                            CMS_SignerInfo *signer, struct str *der)
{
    for (size_t i = 0; items != NULL && i < items->count; i++) {
        X509 *certificate = openssl_certificate(arena, items->items[i]);
        if (certificate == NULL || CMS_SignerInfo_cert_cmp(signer, certificate) != 0)
            continue;
        *der = items->items[i];
        return certificate;
    }
    return NULL;
}

/* Every value of the attributes of one kind. */
static void collect_values(struct arena *arena, CMS_SignerInfo *signer, const char *oid,
                           struct cms_items *out)
{
    ASN1_OBJECT *kind = OBJ_txt2obj(oid, 1);
    int count = CMS_unsigned_get_attr_count(signer);
    for (int i = 0; kind != NULL && i < count; i++) {
        X509_ATTRIBUTE *attribute = CMS_unsigned_get_attr(signer, i);
        if (OBJ_cmp(X509_ATTRIBUTE_get0_object(attribute), kind) != 0)
            continue;
        for (int k = 0; k < X509_ATTRIBUTE_count(attribute); k++) {
            ASN1_TYPE *value = X509_ATTRIBUTE_get0_type(attribute, k);
            if (value != NULL && value->type == V_ASN1_SEQUENCE)
                add_item(arena, out, octets(value->value.sequence));
        }
    }
    ASN1_OBJECT_free(kind);
}

static struct str signed_value(CMS_SignerInfo *signer, const char *oid, int type)
{
    ASN1_OBJECT *kind = OBJ_txt2obj(oid, 1);
    struct str value = octets(CMS_signed_get0_data_by_OBJ(signer, kind, -3, type));
    ASN1_OBJECT_free(kind);
    return value;
}

/* SEQUENCE { [first] SEQUENCE OF CRL, [second] SEQUENCE OF OCSP response }: revocation-values of
 * CAdES and revocationInfoArchival of a widely used PDF product. */
static void collect_revocations(struct arena *arena, struct str der, struct cms_signer *out)
{
    struct str body;
    struct str list;
    struct str items;
    if (!der_take(&der, DER_SEQUENCE, &body))
        return;
    for (unsigned tag = DER_CONTEXT_0; tag <= DER_CONTEXT_1; tag++) {
        struct str element;
        if (!der_take(&body, tag, &list) || !der_take(&list, DER_SEQUENCE, &items))
            continue;
        while (der_take_any(&items, &element))
            add_item(arena, tag == DER_CONTEXT_0 ? &out->crls : &out->ocsps, element);
    }
}

static void collect_attributes(struct arena *arena, CMS_SignerInfo *signer, struct cms_signer *out)
{
    struct cms_items found = {0};
    collect_values(arena, signer, "1.2.840.113549.1.9.16.2.14", &out->signature_timestamps);
    collect_values(arena, signer, "0.4.0.1733.2.4", &out->archive_timestamps);
    collect_values(arena, signer, "1.2.840.113549.1.9.16.2.48", &out->archive_timestamps);
    collect_values(arena, signer, "1.2.840.113549.1.9.16.2.24", &found);
    for (size_t i = 0; i < found.count; i++)
        collect_revocations(arena, found.items[i], out);
    collect_revocations(arena, signed_value(signer, "1.2.840.113583.1.1.8", V_ASN1_SEQUENCE), out);
    found.count = 0;
    collect_values(arena, signer, "1.2.840.113549.1.9.16.2.23", &found);
    for (size_t i = 0; i < found.count; i++) {
        struct str list;
        struct str element;
        if (der_take(&found.items[i], DER_SEQUENCE, &list))
            while (der_take_any(&list, &element))
                add_item(arena, &out->certificates, element);
    }
    add_item(arena, &out->content_timestamps,
             signed_value(signer, "1.2.840.113549.1.9.16.2.20", V_ASN1_SEQUENCE));
}

static const EVP_MD *digest_of(CMS_SignerInfo *signer, struct cms_signer *out)
{
    X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *object = NULL;
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, &algorithm, NULL);
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    const EVP_MD *method = EVP_get_digestbynid(OBJ_obj2nid(object));
    if (method != NULL)
        out->digest_name = str_from_c(EVP_MD_get0_name(method));
    return method;
}

static bool digest_parts(struct arena *arena, const EVP_MD *method,
                         const struct cms_content_parts *content, unsigned char *digest,
                         unsigned *len)
{
    EVP_MD_CTX *context = openssl_keep(arena, EVP_MD_CTX_new(), free_digest);
    if (context == NULL || EVP_DigestInit_ex(context, method, NULL) != 1)
        return false;
    for (size_t i = 0; i < content->count; i++)
        if (EVP_DigestUpdate(context, content->items[i].ptr, content->items[i].len) != 1)
            return false;
    if ((EVP_MD_get_flags(method) & EVP_MD_FLAG_XOF) == 0)
        return EVP_DigestFinal_ex(context, digest, len) == 1;
    *len = EVP_MD_is_a(method, "SHAKE256") ? 64 : 32; /* RFC 8702, RFC 8419 */
    return EVP_DigestFinalXOF(context, digest, *len) == 1;
}

static enum cms_answer digest_matches(struct arena *arena, CMS_SignerInfo *signer,
                                      const EVP_MD *method,
                                      const struct cms_content_parts *content)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (content == NULL || method == NULL || !digest_parts(arena, method, content, digest, &len))
        return CMS_UNKNOWN;
    struct str stated = signed_value(signer, "1.2.840.113549.1.9.4", V_ASN1_OCTET_STRING);
    return str_equal(stated, str_of((const char *)digest, len)) ? CMS_HOLDS : CMS_BROKEN;
}

/* Without signed attributes the signature is over the content itself. */
static enum cms_answer plain_signature(struct arena *arena, CMS_SignerInfo *signer,
                                       const EVP_MD *method, X509 *certificate,
                                       const struct cms_content_parts *content)
{
    EVP_MD_CTX *context = openssl_keep(arena, EVP_MD_CTX_new(), free_digest);
    struct str value = octets(CMS_SignerInfo_get0_signature(signer));
    if (content == NULL || method == NULL || context == NULL ||
        EVP_DigestVerifyInit(context, NULL, method, NULL, X509_get0_pubkey(certificate)) != 1)
        return CMS_UNKNOWN;
    for (size_t i = 0; i < content->count; i++)
        if (EVP_DigestVerifyUpdate(context, content->items[i].ptr, content->items[i].len) != 1)
            return CMS_UNKNOWN;
    return EVP_DigestVerifyFinal(context, (const unsigned char *)value.ptr, value.len) == 1
               ? CMS_HOLDS
               : CMS_BROKEN;
}

/* RFC 8419: Ed25519 and Ed448 sign the attributes themselves, which libcrypto's CMS does not know.
 * They are written anew, as it writes them for any other key. */
static enum cms_answer edwards_signature(struct arena *arena, CMS_SignerInfo *signer,
                                         X509 *certificate)
{
    int count = CMS_signed_get_attr_count(signer);
    struct str *parts = ARENA_ARRAY(arena, struct str, (size_t)count + 1);
    EVP_MD_CTX *context = openssl_keep(arena, EVP_MD_CTX_new(), free_digest);
    struct str value = octets(CMS_SignerInfo_get0_signature(signer));
    for (int i = 0; i < count; i++) {
        unsigned char *der = NULL;
        int len = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(signer, i), &der);
        openssl_keep(arena, der, free_openssl);
        if (len <= 0)
            return CMS_BROKEN;
        parts[i] = str_of((const char *)der, (size_t)len);
    }
    struct str text = der_set_of(arena, DER_SET, parts, (size_t)count);
    if (context == NULL ||
        EVP_DigestVerifyInit(context, NULL, NULL, NULL, X509_get0_pubkey(certificate)) != 1)
        return CMS_UNKNOWN;
    return EVP_DigestVerify(context, (const unsigned char *)value.ptr, value.len,
                            (const unsigned char *)text.ptr, text.len) == 1
               ? CMS_HOLDS
               : CMS_BROKEN;
}

/* libcrypto has it, in one of its providers at hand. */
static bool is_usable(const EVP_MD *method)
{
    EVP_MD *fetched = method == NULL ? NULL : EVP_MD_fetch(NULL, EVP_MD_get0_name(method), NULL);
    EVP_MD_free(fetched);
    return fetched != NULL;
}

static enum cms_answer attributes_signature(struct arena *arena, CMS_SignerInfo *signer,
                                            const EVP_MD *method, X509 *certificate)
{
    const EVP_PKEY *key = X509_get0_pubkey(certificate);
    if (key == NULL)
        return CMS_UNKNOWN;
    int kind = EVP_PKEY_get_base_id(key);
    if (kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448)
        return edwards_signature(arena, signer, certificate);
    if (!is_usable(method))
        return CMS_UNKNOWN;
    CMS_SignerInfo_set1_signer_cert(signer, certificate);
    return CMS_SignerInfo_verify(signer) == 1 ? CMS_HOLDS : CMS_BROKEN;
}

/* The digest that an AlgorithmIdentifier's content names; NULL where unknown. */
static bool same_digest(X509 *certificate, const EVP_MD *method, struct str stated)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    return method != NULL && X509_digest(certificate, method, digest, &len) == 1 &&
           str_equal(stated, str_of((const char *)digest, len));
}

/* The digest of a certificate id is its last word (RFC 5035, clauses 3 and 4): the issuer and
 * serial that may follow are a hint, which some products fill in wrongly. */
static bool named_by(X509 *certificate, struct str list, bool second)
{
    struct str body;
    struct str ids;
    struct str id;
    if (!der_take(&list, DER_SEQUENCE, &body) || !der_take(&body, DER_SEQUENCE, &ids))
        return false;
    while (der_take(&ids, DER_SEQUENCE, &id)) {
        struct str algorithm;
        struct str stated;
        const EVP_MD *method = second ? EVP_sha256() : EVP_sha1();
        if (second && der_take(&id, DER_SEQUENCE, &algorithm))
            method = openssl_digest(algorithm);
        if (der_take(&id, DER_OCTETS, &stated) && same_digest(certificate, method, stated))
            return true;
    }
    return false;
}

static enum cms_binding binding_of(CMS_SignerInfo *signer, X509 *certificate)
{
    struct str second = signed_value(signer, "1.2.840.113549.1.9.16.2.47", V_ASN1_SEQUENCE);
    struct str first = signed_value(signer, "1.2.840.113549.1.9.16.2.12", V_ASN1_SEQUENCE);
    if (str_empty(second) && str_empty(first))
        return CMS_UNBOUND;
    bool bound = (str_empty(second) || named_by(certificate, second, true)) &&
                 (str_empty(first) || named_by(certificate, first, false));
    return bound ? CMS_BOUND : CMS_BOUND_OTHER;
}

static void name_key(CMS_SignerInfo *signer, const X509 *certificate, struct cms_signer *out)
{
    X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *object = NULL;
    const EVP_PKEY *key = X509_get0_pubkey(certificate);
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, NULL, &algorithm);
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    out->key_bits = key == NULL ? 0 : EVP_PKEY_get_bits(key);
    const char *name = key == NULL ? NULL : EVP_PKEY_get0_type_name(key);
    out->key_name = OBJ_obj2nid(object) == NID_rsassaPss ? S("RSA-PSS") : str_from_c(name);
}

/* The key is of the kind that the signature's algorithm asks for, and no other digest is named. */
static bool algorithms_agree(CMS_SignerInfo *signer, const X509 *certificate)
{
    X509_ALGOR *digest = NULL;
    X509_ALGOR *algorithm = NULL;
    const ASN1_OBJECT *object = NULL;
    const ASN1_OBJECT *hash = NULL;
    const EVP_PKEY *key = X509_get0_pubkey(certificate);
    int named = NID_undef;
    int kind = NID_undef;
    CMS_SignerInfo_get0_algs(signer, NULL, NULL, &digest, &algorithm);
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    X509_ALGOR_get0(&hash, NULL, NULL, digest);
    if (key == NULL)
        return false;
    if (OBJ_find_sigid_algs(OBJ_obj2nid(object), &named, &kind) != 1)
        kind = OBJ_obj2nid(object);
    bool same = kind == EVP_PKEY_get_base_id(key) ||
                (kind == NID_rsassaPss && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA);
    return same && (named == NID_undef || named == OBJ_obj2nid(hash));
}

static bool type_agrees(const struct cms *cms, CMS_SignerInfo *signer)
{
    const ASN1_OBJECT *stated = CMS_signed_get0_data_by_OBJ(
        signer, OBJ_nid2obj(NID_pkcs9_contentType), -3, V_ASN1_OBJECT);
    return stated != NULL && OBJ_cmp(stated, CMS_get0_eContentType(cms->info)) == 0;
}

/* The signature is over the attributes written anew, so that only what stands there in the one way
 * to write it was signed as it stands. */
static bool attributes_stand(const struct cms *cms, size_t index, CMS_SignerInfo *signer)
{
    struct str raw;
    struct str element;
    struct str list;
    if (!raw_signer(cms, index, &raw))
        return !cms->split_known;
    bool found = der_take(&raw, DER_SEQUENCE, &raw);
    for (size_t i = 0; i < 3; i++) /* version, sid, digest algorithm */
        found = found && der_take_any(&raw, &element);
    if (!found || !der_take(&raw, DER_CONTEXT_0, &list))
        return false;
    for (int i = 0; i < CMS_signed_get_attr_count(signer); i++) {
        unsigned char *der = NULL;
        int len = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(signer, i), &der);
        bool same = len > 0 && der_take_any(&list, &element) &&
                    str_equal(element, str_of((const char *)der, (size_t)len));
        OPENSSL_free(der);
        if (!same)
            return false;
    }
    return list.len == 0;
}

/* A signature over attributes is one over their bytes as content too, once they are left out: who
 * finds it gives those bytes out as what was signed (RFC 5652, clause 11). */
static bool is_attributes(const struct cms_content_parts *content)
{
    struct str rest = content == NULL || content->count != 1 ? S("") : content->items[0];
    struct str list;
    struct str attribute;
    struct str oid;
    return der_take(&rest, DER_SET, &list) && rest.len == 0 &&
           der_take(&list, DER_SEQUENCE, &attribute) && der_take_any(&attribute, &oid) &&
           (unsigned char)oid.ptr[0] == V_ASN1_OBJECT;
}

static int64_t signing_time(CMS_SignerInfo *signer)
{
    int64_t at_us = 0;
    ASN1_OBJECT *kind = OBJ_nid2obj(NID_pkcs9_signingTime);
    int at = CMS_signed_get_attr_by_OBJ(signer, kind, -1);
    X509_ATTRIBUTE *attribute = at < 0 ? NULL : CMS_signed_get_attr(signer, at);
    const ASN1_TYPE *value = attribute == NULL ? NULL : X509_ATTRIBUTE_get0_type(attribute, 0);
    if (value == NULL ||
        (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME) ||
        !openssl_time(value->value.asn1_string, &at_us))
        return 0;
    return at_us;
}

void cms_signer_read(struct cms *cms, size_t index, const struct cms_content_parts *content,
                     const struct cms_items *pool, struct cms_signer *out)
{
    CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(cms->signers, (int)index);
    memset(out, 0, sizeof *out);
    const EVP_MD *method = digest_of(signer, out);
    bool bare = CMS_signed_get_attr_count(signer) <= 0;
    out->attributes =
        !str_empty(signed_value(signer, "1.2.840.113549.1.9.4", V_ASN1_OCTET_STRING)) &&
        CMS_signed_get_attr_by_NID(signer, NID_pkcs9_contentType, -1) >= 0;
    out->value = str_dup(cms->arena, octets(CMS_SignerInfo_get0_signature(signer)));
    out->signing_time_us = signing_time(signer);
    out->policy = str_dup(cms->arena, signed_value(signer, "1.2.840.113549.1.9.16.2.15",
                                                   V_ASN1_SEQUENCE));
    collect_attributes(cms->arena, signer, out);
    for (size_t i = 0; i < cms->split.crls.count; i++)
        add_item(cms->arena, &out->crls, cms->split.crls.items[i]);
    for (size_t i = 0; i < cms->split.ocsps.count; i++)
        add_item(cms->arena, &out->ocsps, cms->split.ocsps.items[i]);
    X509 *certificate = certificate_in(cms->arena, &cms->certificates, signer, &out->certificate);
    if (certificate == NULL)
        certificate = certificate_in(cms->arena, pool, signer, &out->certificate);
    if (!bare)
        out->digest = digest_matches(cms->arena, signer, method, content);
    if (certificate == NULL)
        return;
    name_key(signer, certificate, out);
    out->agrees = algorithms_agree(signer, certificate) &&
                  (bare ? !is_attributes(content)
                        : type_agrees(cms, signer) && attributes_stand(cms, index, signer));
    if (bare) {
        out->signature = plain_signature(cms->arena, signer, method, certificate, content);
        out->digest = out->signature;
        return;
    }
    out->binding = binding_of(signer, certificate);
    out->signature = attributes_signature(cms->arena, signer, method, certificate);
}
