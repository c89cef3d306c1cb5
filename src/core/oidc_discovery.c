#include "core/oidc.h"
#include "core/oidc_queries.h"
#include "core/oidc_url.h"

bool oidc_url_is_loopback(struct str url)
{
    static const char *const heads[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct str head = str_from_c(heads[i]);
        if (!str_starts(url, head))
            continue;
        struct str rest = str_slice(url, head.len, url.len);
        return rest.len == 0 || rest.ptr[0] == ':' || rest.ptr[0] == '/';
    }
    return false;
}

/* "http://localhost:1@evil" has another host than it seems: no user part, ever. */
bool oidc_url_ok(struct str url, bool loopback_allowed)
{
    for (size_t i = 0; i < url.len; i++) {
        char c = url.ptr[i];
        if (c <= 0x20 || c >= 0x7F || c == '#' || c == '@' || c == '\\' || c == '"' || c == '<')
            return false;
    }
    bool https = str_starts(url, S("https://")) && url.len > 8 && url.ptr[8] != '/';
    return https || (loopback_allowed && oidc_url_is_loopback(url));
}

struct str oidc_discovery_url(struct arena *arena, const struct oidc_provider *provider)
{
    struct str issuer = provider->issuer;
    if (str_ends(issuer, S("/")))
        issuer.len--;
    return str_concat(arena, issuer, S("/.well-known/openid-configuration"));
}

static struct result untrusted(const char *code)
{
    return result_fail(ERROR_UNTRUSTED, code, NULL);
}

static bool has_word(const struct json *list, const char *word)
{
    for (size_t i = 0; i < json_count(list); i++) {
        if (str_is(json_text(json_at(list, i)), word))
            return true;
    }
    return false;
}

static void read_algs(const struct json *document, struct oidc_endpoints *out)
{
    const struct json *names = json_get(document, "id_token_signing_alg_values_supported");
    for (size_t i = 0; i < json_count(names); i++) {
        enum jose_alg alg;
        if (jose_alg_from(json_text(json_at(names, i)), &alg))
            out->algs[alg] = true;
    }
}

static struct result read_addresses(const struct oidc_provider *provider,
                                    const struct json *document, struct oidc_endpoints *out)
{
    bool loopback = oidc_url_is_loopback(provider->issuer);
    const struct {
        const char *name;
        struct str *into;
        bool required;
    } rows[] = {
        {"authorization_endpoint", &out->authorization, true},
        {"token_endpoint", &out->token, true},
        {"jwks_uri", &out->jwks, true},
        {"userinfo_endpoint", &out->userinfo, provider->userinfo},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        *rows[i].into = json_get_text(document, rows[i].name);
        if (str_empty(*rows[i].into) && rows[i].required)
            return untrusted("oidc.discovery");
        if (!str_empty(*rows[i].into) && !oidc_url_ok(*rows[i].into, loopback))
            return untrusted("oidc.insecure");
    }
    return RESULT_OK;
}

struct result oidc_discovery_read(struct arena *arena, const struct oidc_provider *provider,
                                  struct str document, struct oidc_endpoints *out)
{
    const struct json *read;
    *out = (struct oidc_endpoints){0};
    if (document.len > OIDC_DOCUMENT_MAX || !result_ok(json_parse(arena, document, &read)))
        return untrusted("oidc.discovery");
    if (!str_equal(json_get_text(read, "issuer"), provider->issuer))
        return untrusted("oidc.issuer");
    TRY(read_addresses(provider, read, out));
    read_algs(read, out);
    if (!out->algs[JOSE_RS256] && !out->algs[JOSE_ES256])
        return untrusted("oidc.algs");
    const struct json *methods = json_get(read, "code_challenge_methods_supported");
    if (methods != NULL && !has_word(methods, "S256"))
        return untrusted("oidc.pkce");
    out->answers_iss =
        json_get_bool(read, "authorization_response_iss_parameter_supported", false);
    return RESULT_OK;
}

struct result oidc_issuer_check(const struct oidc_provider *provider,
                                const struct oidc_endpoints *endpoints, struct str iss)
{
    if (str_empty(iss) && !endpoints->answers_iss)
        return RESULT_OK;
    return str_equal(iss, provider->issuer) ? RESULT_OK : untrusted("oidc.mix_up");
}

struct result oidc_published_load(struct db *db, struct arena *arena, int64_t provider_id,
                                  struct oidc_published *out)
{
    struct q_oidc_metadata_out row;
    bool found;
    struct q_oidc_metadata_in in = {.provider_id = provider_id};
    TRY(q_oidc_metadata(db, arena, in, &row, &found));
    *out = (struct oidc_published){0};
    if (found)
        *out = (struct oidc_published){row.discovery, row.jwks, row.fetched_us};
    return RESULT_OK;
}

struct result oidc_published_save(struct db *db, struct arena *arena, int64_t provider_id,
                                  const struct oidc_published *published)
{
    struct q_oidc_metadata_put_in in = {.provider_id = provider_id,
                                        .discovery = published->discovery,
                                        .jwks = published->jwks,
                                        .fetched_us = published->fetched_us};
    return q_oidc_metadata_put(db, arena, in, NULL);
}

struct result oidc_refetch_allowed(struct db *db, struct arena *arena, int64_t now_us,
                                   int64_t provider_id, bool *allowed)
{
    int64_t changed;
    struct q_oidc_metadata_refetch_in in = {.provider_id = provider_id,
                                            .now_us = now_us,
                                            .before_us = now_us - OIDC_REFETCH_US};
    TRY(q_oidc_metadata_refetch(db, arena, in, &changed));
    *allowed = changed == 1;
    return RESULT_OK;
}
