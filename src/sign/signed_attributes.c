#include "sign/signed_attributes.h"

#include "base/clock.h"
#include "sign/der.h"

static const struct str oid_data = STR("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01");
static const struct str oid_content_type = STR("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03");
static const struct str oid_message_digest = STR("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04");
static const struct str oid_signing_time = STR("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05");
static const struct str oid_certificate_v2 =
    STR("\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f");

static struct str attribute(struct arena *arena, struct str oid, struct str value)
{
    const struct str parts[] = {oid, der_element(arena, DER_SET, value)};
    return der_join(arena, DER_SEQUENCE, parts, 2);
}

/* SigningCertificateV2 with one ESSCertIDv2: hash by the default algorithm, SHA-256. */
static struct str signing_certificate(struct arena *arena, const struct sha256 *hash)
{
    struct str value = der_element(arena, DER_OCTETS, sha256_str(hash));
    for (int level = 0; level < 3; level++)
        value = der_element(arena, DER_SEQUENCE, value);
    return value;
}

/* UTCTime up to 2049, GeneralizedTime from then on (RFC 5652, 11.3). */
static struct str signing_time(struct arena *arena, int64_t at_us)
{
    struct civil_time utc =
        civil_from_us(at_us - (int64_t)TIME_ZONE_OFFSET_S * MICROS_PER_SECOND);
    bool shorter = utc.year >= 1950 && utc.year < 2050;
    struct str text = str_printf(arena, "%04d%02d%02d%02d%02d%02dZ", utc.year, utc.month, utc.day,
                                 utc.hour, utc.minute, utc.second);
    return der_element(arena, shorter ? DER_UTC_TIME : DER_GENERALIZED_TIME,
                       str_slice(text, shorter ? 2 : 0, text.len));
}

struct str signed_statement_make(struct arena *arena, const struct signed_statement *statement)
{
    struct str list[4] = {
        attribute(arena, oid_content_type, oid_data),
        attribute(arena, oid_message_digest, der_element(arena, DER_OCTETS, statement->digest)),
        attribute(arena, oid_certificate_v2, signing_certificate(arena, &statement->certificate)),
    };
    bool timed = statement->at_us != 0;
    if (timed)
        list[3] = attribute(arena, oid_signing_time, signing_time(arena, statement->at_us));
    return der_set_of(arena, DER_SET, list, timed ? 4 : 3);
}

struct str signed_attributes_make(struct arena *arena, const struct signed_attributes *attributes)
{
    const struct signed_statement statement = {sha256_str(&attributes->document),
                                               attributes->certificate, 0};
    return signed_statement_make(arena, &statement);
}

/* The value of the attribute `oid` in a SET OF attributes. */
static bool find_value(struct str list, struct str oid, struct str *value)
{
    struct str item;
    while (der_take(&list, DER_SEQUENCE, &item)) {
        struct str type;
        if (der_take_any(&item, &type) && str_equal(type, oid))
            return der_take(&item, DER_SET, value);
    }
    return false;
}

struct result signed_attributes_read(struct arena *arena, struct str der,
                                     struct signed_attributes *out)
{
    const struct result refused = result_fail(ERROR_INVALID, "signer.attributes", NULL);
    struct str rest = der;
    struct str list;
    struct str digest;
    struct str hash;
    if (!der_take(&rest, DER_SET, &list) || !find_value(list, oid_message_digest, &digest) ||
        !der_take(&digest, DER_OCTETS, &digest) || !sha256_from(digest, &out->document) ||
        !find_value(list, oid_certificate_v2, &hash))
        return refused;
    for (int level = 0; level < 3; level++)
        if (!der_take(&hash, DER_SEQUENCE, &hash))
            return refused;
    if (!der_take(&hash, DER_OCTETS, &hash) || !sha256_from(hash, &out->certificate))
        return refused;
    /* One way to write them, so writing again shows whether anything else stood there. */
    return str_equal(signed_attributes_make(arena, out), der) ? RESULT_OK : refused;
}
