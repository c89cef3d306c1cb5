/* What a provider says, or a definition: first line a definition, the rest a document that is read
 * as discovery, as claims and as a token. Nobody is believed without a signature. */
#include "core/oidc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64UL << 20);
    struct str head;
    struct str rest;
    struct oidc_provider provider;
    struct oidc_endpoints endpoints = {.algs = {true, true}};
    struct oidc_person person;
    const char *problem;
    const struct json *claims;
    if (!str_split(str_of((const char *)data, size), '\n', &head, &rest) ||
        !result_ok(oidc_provider_read(arena, head, &provider, &problem))) {
        arena_free(arena);
        return 0;
    }
    if (result_ok(oidc_discovery_read(arena, &provider, rest, &endpoints)) &&
        (str_empty(endpoints.token) || str_empty(endpoints.jwks)))
        __builtin_trap();
    struct oidc_expected expected = {
        .provider = &provider, .endpoints = &endpoints, .nonce = S("n")};
    if (result_ok(oidc_token_check(arena, &expected, rest, S("{\"keys\":[]}"), &claims)))
        __builtin_trap();
    if (result_ok(json_parse(arena, rest, &claims)) &&
        result_ok(oidc_person_read(arena, &provider, claims, claims, &person)) &&
        (person.level < 0 || person.level > 2))
        __builtin_trap();
    arena_free(arena);
    return 0;
}
