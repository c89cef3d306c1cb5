#include "sign/cms.h"
#include "sign/der.h"

enum { CERTIFICATES_MAX = 64 };

/* The certificates of a SignedData, as they stand there, but for `own`. */
static bool other_certificates(struct arena *arena, struct str der, struct str own,
                               struct certificate_list *out)
{
    struct str *items = ARENA_ARRAY(arena, struct str, CERTIFICATES_MAX);
    struct str skipped;
    struct str inside;
    struct str one;
    *out = (struct certificate_list){.items = items};
    if (!der_take(&der, DER_SEQUENCE, &inside) || !der_take_any(&inside, &skipped) ||
        !der_take(&inside, DER_CONTEXT_0, &der) || !der_take(&der, DER_SEQUENCE, &inside))
        return false;
    for (int i = 0; i < 3; i++) /* version, digest algorithms, content */
        if (!der_take_any(&inside, &skipped))
            return false;
    if (!der_take(&inside, DER_CONTEXT_0, &der))
        return false;
    while (der_take_any(&der, &one) && out->count < CERTIFICATES_MAX)
        if (!str_equal(one, own))
            items[out->count++] = one;
    return str_empty(der);
}

bool cms_is_canonical(struct arena *arena, struct str padded, const struct cms_seen *seen,
                      struct certificate_list *others)
{
    struct cms_identity identity;
    struct str der;
    if (!cms_unpad(padded, &der) || !other_certificates(arena, der, seen->certificate, others) ||
        !result_ok(cms_identity_make(arena, seen->certificate, seen->kind, *others, &identity)))
        return false;
    const struct signed_statement said = {seen->digest, identity.certificate, 0};
    const struct cms_parts parts = {.attributes = signed_statement_make(arena, &said),
                                    .signature = seen->signature, .timestamp = seen->timestamp};
    return str_equal(cms_build(arena, &identity, &parts), der);
}
