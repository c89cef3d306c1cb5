#include "sign/cms_split.h"

#include "sign/der.h"

/* The sequences in a set; other choices (attribute certificates, other formats) are left out. */
static void take_sequences(struct arena *arena, struct str set, struct cms_items *out)
{
    struct str element;
    out->items = ARENA_ARRAY(arena, struct str, CMS_ITEMS_MAX);
    while (out->count < CMS_ITEMS_MAX && der_take_any(&set, &element))
        if ((unsigned char)element.ptr[0] == DER_SEQUENCE)
            out->items[out->count++] = element;
}

bool cms_split_der(struct arena *arena, struct str bytes, struct cms_split *out)
{
    struct str all = bytes;
    struct str outer;
    struct str type;
    struct str wrapped;
    struct str signed_data;
    struct str parts[4]; /* version, digest algorithms, content, signers */
    struct str set;
    *out = (struct cms_split){.used = 0};
    if (!der_take(&all, DER_SEQUENCE, &outer) || !der_take_any(&outer, &type) ||
        !der_take(&outer, DER_CONTEXT_0, &wrapped) || outer.len != 0 ||
        !der_take(&wrapped, DER_SEQUENCE, &signed_data) || wrapped.len != 0)
        return false;
    for (size_t i = 0; i < 3; i++)
        if (!der_take_any(&signed_data, &parts[i]))
            return false;
    if (der_take(&signed_data, DER_CONTEXT_0, &set))
        take_sequences(arena, set, &out->certificates);
    if (der_take(&signed_data, DER_CONTEXT_1, &set))
        take_sequences(arena, set, &out->crls);
    if (!der_take_any(&signed_data, &parts[3]) || signed_data.len != 0)
        return false;
    const struct str inner = der_join(arena, DER_SEQUENCE, parts, 4);
    const struct str whole[] = {type, der_element(arena, DER_CONTEXT_0, inner)};
    out->rest = der_join(arena, DER_SEQUENCE, whole, 2);
    out->used = bytes.len - all.len;
    return true;
}
