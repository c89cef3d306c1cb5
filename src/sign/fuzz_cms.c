/* CMS, timestamp tokens and answers, signed attributes and signer messages over any bytes. */
#include "sign/cms.h"
#include "sign/signer_message.h"
#include "sign/timestamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64UL << 20);
    const struct certificate_trust nobody = {{NULL, 0}, {NULL, 0}, 0};
    struct str bytes = str_of((const char *)data, size);
    const struct str content[2] = {S("một"), S("hai")};
    const struct timestamp_request asked = {.nonce = {"\x02\x01\x01", 3}};
    struct sha256 imprint = sha256(S("x"));
    struct cms_checked cms;
    struct timestamp stamp;
    struct signed_attributes attributes;
    struct signer_request request;
    struct signer_answer answer;
    struct str token;
    result_ignore(cms_check(arena, bytes, content, &cms));
    if (result_ok(timestamp_check(arena, bytes, &imprint, &nobody, &stamp)) ||
        result_ok(timestamp_accept(arena, &asked, bytes, &nobody, &token)))
        __builtin_trap(); /* nobody is trusted */
    if (result_ok(signed_attributes_read(arena, bytes, &attributes)) &&
        !str_equal(bytes, signed_attributes_make(arena, &attributes)))
        __builtin_trap();
    result_ignore(signer_request_decode(bytes, &request));
    result_ignore(signer_answer_decode(arena, bytes, &answer));
    arena_free(arena);
    return 0;
}
