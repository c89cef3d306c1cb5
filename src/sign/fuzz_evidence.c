/*
 * Certificates, revocation lists and answers, and timestamp tokens over any bytes, as an evidence
 * set holds them. Input: kind (1 byte), length (2 bytes), bytes, and so on; what comes first as a
 * certificate is the one whose path is looked for.
 */
#include "base/reader.h"
#include "sign/chain.h"
#include "sign/timestamp_token.h"

enum { AT_DAYS = 20000 };

static void take_item(struct evidence_set *set, unsigned kind, struct str der, struct str *leaf)
{
    const struct cms_items nobody = {NULL, 0};
    const struct cms_content_parts stamped = {&der, 1};
    struct timestamp_token token;
    switch (kind % 6) {
    case 0:
        evidence_list_add(set->arena, &set->roots, der);
        break;
    case 1:
        if (str_empty(*leaf))
            *leaf = der;
        evidence_list_add(set->arena, &set->certificates, der);
        break;
    case 2:
        evidence_list_add(set->arena, &set->crls, der);
        break;
    case 3:
        evidence_list_add(set->arena, &set->ocsps, der);
        break;
    case 4:
        evidence_set_add_file(set, der);
        break;
    default:
        timestamp_token_read(set->arena, der, &stamped, &nobody, &token);
        if (token.integrity == CMS_HOLDS)
            __builtin_trap(); /* a token cannot stamp itself */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(128UL << 20);
    struct evidence_set set = {.arena = arena, .at_us = AT_DAYS * INT64_C(86400000000)};
    struct reader reader = reader_of(str_of((const char *)data, size));
    struct str leaf = S("");
    struct chain chain;
    while (reader_left(&reader) > 0 && !reader.failed) {
        unsigned kind = reader_u8(&reader);
        size_t len = reader_u16(&reader);
        if (len > reader_left(&reader))
            len = reader_left(&reader);
        take_item(&set, kind, reader_take(&reader, len), &leaf);
    }
    chain_find(&set, leaf, CHAIN_SIGNING, set.at_us, &chain);
    if (chain.trusted && (set.roots.count == 0 || chain.count == 0))
        __builtin_trap();
    chain_find(&set, leaf, CHAIN_TIMESTAMP, set.at_us, &chain);
    arena_free(arena);
    return 0;
}
