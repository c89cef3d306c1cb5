/* A token, a zero byte, a key set: whatever they are, nobody gets in without a key of his own that
 * signed exactly these bytes, and what base64url reads it writes again. */
#include "sign/jose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64UL << 20);
    struct str bytes = str_of((const char *)data, size);
    struct str decoded;
    struct str token = bytes;
    struct str keys = S("{\"keys\":[]}");
    if (!str_split(bytes, '\0', &token, &keys))
        token = bytes;
    struct jws jws;
    if (base64url_read(arena, token, &decoded) && !str_equal(base64url(arena, decoded), token))
        __builtin_trap();
    if (result_ok(jws_read(arena, token, &jws))) {
        if (jws.signed_part.len >= token.len)
            __builtin_trap();
        struct result verified = jws_verify(arena, &jws, keys);
        /* One byte less was never signed. */
        jws.signed_part.len--;
        if (result_ok(verified) && result_ok(jws_verify(arena, &jws, keys)))
            __builtin_trap();
    }
    arena_free(arena);
    return 0;
}
