#include "sign/cms_archive.h"

#include <openssl/evp.h>

#include "sign/der.h"
#include "sign/openssl_arena.h"

static const struct str oid_index = STR("\x06\x07\x04\x00\x81\x95\x32\x01\x05");

/* ats-hash-index of versions 1 and 3: 0.4.0.1733.2.5, 0.4.0.19122.1.5 */
static const struct str oid_index_1 = STR("\x06\x06\x04\x00\x8d\x45\x02\x05");

enum { HASHES_MAX = 512 };

/* The fields of a SignerInfo (RFC 5652, clause 5.3). */
struct signer_fields {
    struct str front; /* version … signature as they stand */
    struct str unsigned_attributes; /* members of the set */
};

static bool take_signer(struct arena *arena, struct str signer, struct signer_fields *out)
{
    struct str body;
    struct str element;
    struct str signed_part = S("");
    *out = (struct signer_fields){.front = S("")};
    if (!der_take(&signer, DER_SEQUENCE, &body))
        return false;
    struct str rest = body;
    for (size_t i = 0; i < 3; i++) /* version, sid, digest algorithm */
        if (!der_take_any(&rest, &element))
            return false;
    if (rest.len > 0 && (unsigned char)rest.ptr[0] == DER_CONTEXT_0 &&
        !der_take_any(&rest, &signed_part))
        return false;
    if (!der_take_any(&rest, &element) || !der_take_any(&rest, &element))
        return false;
    out->front = str_dup(arena, str_slice(body, 0, body.len - rest.len));
    return rest.len == 0 || der_take(&rest, DER_CONTEXT_1, &out->unsigned_attributes);
}

/* The one signer of a token. */
static bool token_signer(struct arena *arena, struct str token, struct signer_fields *out,
                         struct str *content)
{
    struct cms_split split;
    struct str signer;
    struct str set;
    if (!cms_split_der(arena, token, &split))
        return false;
    set = split.signers;
    *content = split.content;
    return der_take_any(&set, &signer) && take_signer(arena, signer, out);
}

/* The digest of a token's imprint: EncapsulatedContentInfo { type, [0] { OCTET STRING { TSTInfo
 * { version, policy, MessageImprint { algorithm, … } … } } } } */
static const EVP_MD *imprint_method(struct str content)
{
    struct str body;
    struct str ignored;
    struct str wrapped;
    struct str algorithm;
    if (!der_take(&content, DER_SEQUENCE, &body) || !der_take_any(&body, &ignored) ||
        !der_take(&body, DER_CONTEXT_0, &wrapped) || !der_take(&wrapped, DER_OCTETS, &body) ||
        !der_take(&body, DER_SEQUENCE, &body) || !der_take_any(&body, &ignored) ||
        !der_take_any(&body, &ignored) || !der_take(&body, DER_SEQUENCE, &body) ||
        !der_take(&body, DER_SEQUENCE, &algorithm))
        return NULL;
    return openssl_digest(algorithm);
}

static struct str digest_of_parts(struct arena *arena, const EVP_MD *method,
                                  const struct str *parts, size_t count)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool good = context != NULL && EVP_DigestInit_ex(context, method, NULL) == 1;
    for (size_t i = 0; good && i < count; i++)
        good = EVP_DigestUpdate(context, parts[i].ptr, parts[i].len) == 1;
    good = good && EVP_DigestFinal_ex(context, digest, &len) == 1;
    EVP_MD_CTX_free(context);
    return good ? str_dup(arena, str_of((const char *)digest, len)) : S("");
}

/* Hashes of what is there, to find those of an index among them. */
struct present {
    struct str items[HASHES_MAX];
    size_t count;
};

static void add_items(struct arena *arena, const EVP_MD *method, struct str set,
                      struct present *out)
{
    struct str element;
    while (out->count < HASHES_MAX && der_take_any(&set, &element))
        out->items[out->count++] = digest_of_parts(arena, method, &element, 1);
}

/* Each attribute as it stands, as older indices have it, and each value of it with its type. */
static void add_attributes(struct arena *arena, const EVP_MD *method, struct str attributes,
                           struct present *out)
{
    struct str element;
    while (out->count < HASHES_MAX && der_take_any(&attributes, &element)) {
        struct str attribute;
        struct str pair[2];
        struct str values;
        out->items[out->count++] = digest_of_parts(arena, method, &element, 1);
        if (!der_take(&element, DER_SEQUENCE, &attribute) ||
            !der_take_any(&attribute, &pair[0]) || !der_take(&attribute, DER_SET, &values))
            continue;
        while (der_take_any(&values, &pair[1]) && out->count < HASHES_MAX)
            out->items[out->count++] = digest_of_parts(arena, method, pair, 2);
    }
}

/* Takes one list of the index; *count is how many hashes it has. */
static bool all_found(struct str *index, const struct present *present, size_t *count)
{
    struct str list;
    struct str hash;
    bool all = true;
    *count = 0;
    if (!der_take(index, DER_SEQUENCE, &list))
        return false;
    for (; der_take(&list, DER_OCTETS, &hash); ++*count) {
        bool found = false;
        for (size_t i = 0; i < present->count && !found; i++)
            found = str_equal(hash, present->items[i]);
        all = all && found;
    }
    return all && list.len == 0;
}

static bool find_index(struct str attributes, struct str *out)
{
    struct str attribute;
    while (der_take(&attributes, DER_SEQUENCE, &attribute)) {
        struct str type;
        struct str values;
        if (der_take_any(&attribute, &type) &&
            (str_equal(type, oid_index) || str_equal(type, oid_index_1)))
            return der_take(&attribute, DER_SET, &values) && der_take_any(&values, out);
    }
    return false;
}

/* ATSHashIndexV3 { algorithm, certificates, CRLs, unsigned attribute values }; the older one leaves
 * SHA-256 out. The algorithm begins with an OID, a list of hashes does not. */
static const EVP_MD *index_method(struct str *body)
{
    struct str rest = *body;
    struct str algorithm;
    if (!der_take(&rest, DER_SEQUENCE, &algorithm))
        return NULL;
    if (algorithm.len == 0 || (unsigned char)algorithm.ptr[0] != DER_OID)
        return EVP_sha256();
    *body = rest;
    return openssl_digest(algorithm);
}

static bool index_holds(struct arena *arena, const struct cms_split *split, struct str attributes,
                        struct str index, bool *more)
{
    struct str body;
    size_t count;
    struct present *present = ARENA_NEW(arena, struct present);
    if (!der_take(&index, DER_SEQUENCE, &body))
        return false;
    const EVP_MD *method = index_method(&body);
    if (method == NULL)
        return false;
    add_items(arena, method, split->certificate_set, present);
    bool whole = all_found(&body, present, &count);
    *more = count < present->count;
    present->count = 0;
    add_items(arena, method, split->crl_set, present);
    whole = all_found(&body, present, &count) && whole;
    *more = *more || count < present->count;
    present->count = 0;
    add_attributes(arena, method, attributes, present);
    return all_found(&body, present, &count) && whole;
}

bool cms_archive_read(struct arena *arena, const struct cms_archive_ask *ask,
                      struct cms_archive *out)
{
    const struct cms_content_parts *content = ask->content;
    struct signer_fields fields;
    struct signer_fields clock;
    struct str token_content;
    struct str index;
    struct str type;
    struct str held = ask->split->content;
    if (content == NULL || !take_signer(arena, ask->signer, &fields) ||
        !token_signer(arena, ask->token, &clock, &token_content) ||
        !find_index(clock.unsigned_attributes, &index) ||
        !der_take(&held, DER_SEQUENCE, &held) || !der_take_any(&held, &type))
        return false;
    const EVP_MD *method = imprint_method(token_content);
    if (method == NULL)
        return false;
    struct str hash = digest_of_parts(arena, method, content->items, content->count);
    *out = (struct cms_archive){
        .stamped = str_concat(arena, str_concat(arena, type, hash),
                              str_concat(arena, fields.front, index))};
    out->whole = index_holds(arena, ask->split, fields.unsigned_attributes, index, &out->more);
    return true;
}
