#include "sign/cms.h"

#include "sign/der.h"

static const struct str oid_signed_data = STR("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02");
static const struct str oid_data = STR("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
static const struct str oid_sha256 = STR("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01");
static const struct str oid_sha384 = STR("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02");
static const struct str oid_pss = STR("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a");
static const struct str oid_mgf1 = STR("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08");
static const struct str oid_rsa = STR("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01");
static const struct str oid_ecdsa_sha256 = STR("\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02");
static const struct str oid_ecdsa_sha384 = STR("\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03");
static const struct str oid_timestamp =
    STR("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e");
static const struct str version_1 = STR("\x02\x01\x01");
static const struct str salt_32 = STR("\x02\x01\x20");
static const struct str null_value = STR("\x05\x00");

enum {
    DER_CONTEXT_2 = 0xa2,
    SIGNER_INFO_MOST = 1024, /* attributes, algorithms and the value of an RSA key of 4096 bits */
};

/* IssuerAndSerialNumber, cut out of the certificate as it stands there (RFC 5280, 4.1). */
static bool issuer_and_serial(struct arena *arena, struct str certificate, struct str *out)
{
    struct str rest;
    struct str body;
    struct str version;
    struct str parts[2]; /* issuer, serial */
    struct str algorithm;
    if (!der_take(&certificate, DER_SEQUENCE, &rest) || !der_take(&rest, DER_SEQUENCE, &body))
        return false;
    der_take(&body, DER_CONTEXT_0, &version);
    if (!der_take_any(&body, &parts[1]) || !der_take_any(&body, &algorithm) ||
        !der_take_any(&body, &parts[0]))
        return false;
    *out = der_join(arena, DER_SEQUENCE, parts, 2);
    return true;
}

static struct str digest_algorithm(struct arena *arena, enum certificate_key kind)
{
    return der_element(arena, DER_SEQUENCE, kind == CERTIFICATE_P384 ? oid_sha384 : oid_sha256);
}

/* RSASSA-PSS-params: SHA-256 for both uses, a salt of 32 bytes (RFC 4055, 3.1). */
static struct str pss_algorithm(struct arena *arena)
{
    const struct str digest[] = {oid_sha256, null_value};
    const struct str mask[] = {oid_mgf1, der_join(arena, DER_SEQUENCE, digest, 2)};
    const struct str fields[] = {
        der_element(arena, DER_CONTEXT_0, mask[1]),
        der_element(arena, DER_CONTEXT_1, der_join(arena, DER_SEQUENCE, mask, 2)),
        der_element(arena, DER_CONTEXT_2, salt_32),
    };
    const struct str parts[] = {oid_pss, der_join(arena, DER_SEQUENCE, fields, 3)};
    return der_join(arena, DER_SEQUENCE, parts, 2);
}

/* SignatureAlgorithm: rsaEncryption needs its NULL (RFC 3370, 3.2). */
static struct str signature_algorithm(struct arena *arena, enum certificate_key kind)
{
    if (kind == CERTIFICATE_P256 || kind == CERTIFICATE_P384)
        return der_element(arena, DER_SEQUENCE,
                           kind == CERTIFICATE_P256 ? oid_ecdsa_sha256 : oid_ecdsa_sha384);
    if (kind == CERTIFICATE_RSA_PSS)
        return pss_algorithm(arena);
    const struct str parts[] = {oid_rsa, null_value};
    return der_join(arena, DER_SEQUENCE, parts, 2);
}

struct result cms_identity_make(struct arena *arena, struct str certificate,
                              enum certificate_key kind, struct certificate_list issuers,
                              struct cms_identity *out)
{
    if (kind == CERTIFICATE_OTHER || !issuer_and_serial(arena, certificate, &out->name))
        return result_fail(ERROR_UNSUPPORTED, "cms.key", N_("Loại khóa ký này chưa dùng được."));
    struct str *certificates = ARENA_ARRAY(arena, struct str, issuers.count + 1);
    certificates[0] = certificate;
    for (size_t i = 0; i < issuers.count; i++)
        certificates[i + 1] = issuers.items[i];
    out->certificate = sha256(certificate);
    out->digest = digest_algorithm(arena, kind);
    out->algorithm = signature_algorithm(arena, kind);
    out->certificates = der_set_of(arena, DER_CONTEXT_0, certificates, issuers.count + 1);
    return RESULT_OK;
}

size_t cms_identity_room(const struct cms_identity *signer)
{
    return signer->certificates.len + signer->name.len + SIGNER_INFO_MOST;
}

static struct str signer_info(struct arena *arena, const struct cms_identity *signer,
                              const struct cms_parts *parts)
{
    struct str list;
    struct str rest = parts->attributes;
    if (!der_take(&rest, DER_SET, &list))
        list = S("");
    const struct str stamp[] = {oid_timestamp, der_element(arena, DER_SET, parts->timestamp)};
    const struct str fields[] = {
        version_1,
        signer->name,
        signer->digest,
        der_element(arena, DER_CONTEXT_0, list),
        signer->algorithm,
        der_element(arena, DER_OCTETS, parts->signature),
        der_element(arena, DER_CONTEXT_1, der_join(arena, DER_SEQUENCE, stamp, 2)),
    };
    return der_join(arena, DER_SEQUENCE, fields, str_empty(parts->timestamp) ? 6 : 7);
}

/* EncapsulatedContentInfo of plain data. */
static struct str content_info(struct arena *arena, const struct cms_parts *parts)
{
    if (!parts->attached)
        return der_element(arena, DER_SEQUENCE, oid_data);
    const struct str fields[] = {
        oid_data,
        der_element(arena, DER_CONTEXT_0, der_element(arena, DER_OCTETS, parts->content))};
    return der_join(arena, DER_SEQUENCE, fields, 2);
}

struct str cms_build(struct arena *arena, const struct cms_identity *signer,
                     const struct cms_parts *parts)
{
    const struct str fields[] = {
        version_1,
        der_element(arena, DER_SET, signer->digest),
        content_info(arena, parts),
        signer->certificates,
        der_element(arena, DER_SET, signer_info(arena, signer, parts)),
    };
    const struct str content[] = {
        oid_signed_data,
        der_element(arena, DER_CONTEXT_0, der_join(arena, DER_SEQUENCE, fields, 5)),
    };
    return der_join(arena, DER_SEQUENCE, content, 2);
}

bool cms_unpad(struct str padded, struct str *der)
{
    struct str rest = padded;
    if (!der_take_any(&rest, der))
        return false;
    for (size_t i = 0; i < rest.len; i++)
        if (rest.ptr[i] != 0)
            return false;
    return true;
}
