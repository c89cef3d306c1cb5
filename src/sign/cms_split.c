#include "sign/cms_split.h"

#include "sign/der.h"

static const struct str oid_ocsp = STR("\x06\x08\x2b\x06\x01\x05\x05\x07\x10\x02");

/* OtherRevocationInfoFormat with an OCSP response. */
static void take_responses(struct arena *arena, struct str set, struct cms_items *out)
{
    struct str element;
    struct str body;
    struct str type;
    out->items = ARENA_ARRAY(arena, struct str, CMS_ITEMS_MAX);
    while (out->count < CMS_ITEMS_MAX && der_take_any(&set, &element))
        if (der_take(&element, DER_CONTEXT_1, &body) && der_take_any(&body, &type) &&
            str_equal(type, oid_ocsp))
            out->items[out->count++] = body;
}

/* The sequences in a set; other choices (attribute certificates, other formats) are left out. */
static void take_sequences(struct arena *arena, struct str set, struct cms_items *out)
{
    struct str element;
    out->items = ARENA_ARRAY(arena, struct str, CMS_ITEMS_MAX);
    while (out->count < CMS_ITEMS_MAX && der_take_any(&set, &element))
        if ((unsigned char)element.ptr[0] == DER_SEQUENCE)
            out->items[out->count++] = element;
}

/* ContentInfo { signedData, [0] { SignedData } }: the members of the SignedData. */
static bool open_data(struct str *all, struct str *type, struct str *members)
{
    struct str outer;
    struct str wrapped;
    return der_take(all, DER_SEQUENCE, &outer) && der_take_any(&outer, type) &&
           der_take(&outer, DER_CONTEXT_0, &wrapped) && outer.len == 0 &&
           der_take(&wrapped, DER_SEQUENCE, members) && wrapped.len == 0;
}

bool cms_split_der(struct arena *arena, struct str bytes, struct cms_split *out)
{
    struct str all = bytes;
    struct str type;
    struct str members;
    struct str parts[4]; /* version, digest algorithms, content, signers */
    *out = (struct cms_split){.used = 0};
    if (!open_data(&all, &type, &members))
        return false;
    for (size_t i = 0; i < 3; i++)
        if (!der_take_any(&members, &parts[i]))
            return false;
    if (der_take(&members, DER_CONTEXT_0, &out->certificate_set))
        take_sequences(arena, out->certificate_set, &out->certificates);
    if (der_take(&members, DER_CONTEXT_1, &out->crl_set)) {
        take_sequences(arena, out->crl_set, &out->crls);
        take_responses(arena, out->crl_set, &out->ocsps);
    }
    if (!der_take_any(&members, &parts[3]) || members.len != 0)
        return false;
    members = parts[3];
    if (!der_take(&members, DER_SET, &out->signers))
        return false;
    out->content = parts[2];
    const struct str inner = der_join(arena, DER_SEQUENCE, parts, 4);
    const struct str whole[] = {type, der_element(arena, DER_CONTEXT_0, inner)};
    out->rest = der_join(arena, DER_SEQUENCE, whole, 2);
    out->used = bytes.len - all.len;
    return true;
}
