/* CMS, timestamp tokens and answers, signed attributes and signer messages over any bytes. */
#include "sign/cms.h"
#include "sign/cms_archive.h"
#include "sign/cms_read.h"
#include "sign/signer_message.h"
#include "sign/timestamp.h"

/* As the validator reads any CMS, signer by signer. */
static void read_any(struct arena *arena, struct str bytes, const struct str content[2])
{
    const struct cms_content_parts parts = {content, 2};
    const struct cms_items nobody = {NULL, 0};
    struct cms *cms = NULL;
    struct str held;
    struct cms_signer signer;
    struct cms_archive archive;
    if (!result_ok(cms_open(arena, bytes, &cms)))
        return;
    bool inside = cms_content(cms, &held);
    for (size_t i = 0; i < cms_signer_count(cms); i++) {
        cms_signer_read(cms, i, inside ? NULL : &parts, &nobody, &signer);
        for (size_t k = 0; k < signer.archive_timestamps.count; k++)
            if (!cms_archive_stamped(cms, i, &parts, signer.archive_timestamps.items[k], &archive))
                break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64UL << 20);
    const struct certificate_trust nobody = {.at_us = 0};
    struct str bytes = str_of((const char *)data, size);
    const struct str content[2] = {S("một"), S("hai")};
    const struct timestamp_request asked = {.nonce = {"\x02\x01\x01", 3}};
    struct sha256 imprint = sha256(S("x"));
    const struct cms_seen seen = {.certificate = S("x"), .digest = S("x"), .signature = S("x")};
    struct certificate_list others;
    struct timestamp stamp;
    struct signed_attributes attributes;
    struct signer_request request;
    struct signer_answer answer;
    struct str token;
    if (cms_is_canonical(arena, bytes, &seen, &others) ||
        result_ok(timestamp_check(arena, bytes, &imprint, &nobody, &stamp)) ||
        result_ok(timestamp_accept(arena, &asked, bytes, &nobody, &token)))
        __builtin_trap(); /* nobody is trusted */
    if (result_ok(signed_attributes_read(arena, bytes, &attributes)) &&
        !str_equal(bytes, signed_attributes_make(arena, &attributes)))
        __builtin_trap();
    read_any(arena, bytes, content);
    result_ignore(signer_request_decode(bytes, &request));
    result_ignore(signer_answer_decode(arena, bytes, &answer));
    arena_free(arena);
    return 0;
}
