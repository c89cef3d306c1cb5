#include "web/csrf.h"

enum { TOKEN_SIZE = 16 };

struct token {
    unsigned char bytes[TOKEN_SIZE];
};

static struct token token_of(const struct csrf_key *key, struct str session)
{
    struct token token;
    struct str secret = str_of((const char *)key->bytes, sizeof key->bytes);
    struct sha256 digest = hmac_sha256(secret, session);
    for (size_t i = 0; i < TOKEN_SIZE; i++)
        token.bytes[i] = digest.bytes[i];
    return token;
}

struct str csrf_make(struct arena *arena, const struct csrf_key *key, struct str session)
{
    unsigned char out[2 * TOKEN_SIZE];
    struct token token = token_of(key, session);
    random_bytes(out, TOKEN_SIZE);
    for (size_t i = 0; i < TOKEN_SIZE; i++)
        out[TOKEN_SIZE + i] = (unsigned char)(out[i] ^ token.bytes[i]);
    return str_hex(arena, out, sizeof out);
}

bool csrf_valid(struct arena *arena, const struct csrf_key *key, struct str session,
                struct str token)
{
    struct str raw;
    struct token given;
    if (str_empty(session) || token.len != (size_t)4 * TOKEN_SIZE ||
        !str_unhex(arena, token, &raw))
        return false;
    for (size_t i = 0; i < TOKEN_SIZE; i++)
        given.bytes[i] = (unsigned char)(raw.ptr[i] ^ raw.ptr[TOKEN_SIZE + i]);
    struct token wanted = token_of(key, session);
    return str_equal_secret(str_of((const char *)given.bytes, TOKEN_SIZE),
                            str_of((const char *)wanted.bytes, TOKEN_SIZE));
}

/* "https://host:port/path" → "host:port". */
static struct str authority_of(struct str url)
{
    size_t at = str_find(url, S("://"));
    if (at == url.len)
        return (struct str){0};
    struct str rest = str_slice(url, at + 3, url.len);
    return str_slice(rest, 0, str_find_byte(rest, '/'));
}

enum csrf_origin csrf_origin_of(struct str fetch_site, struct str origin, struct str referer,
                                struct str host)
{
    if (!str_empty(fetch_site)) {
        bool ours = str_is(fetch_site, "same-origin") || str_is(fetch_site, "none");
        return ours ? CSRF_SAME_ORIGIN : CSRF_CROSS_SITE;
    }
    struct str said = str_empty(origin) ? referer : origin;
    if (str_empty(said))
        return CSRF_UNKNOWN;
    struct str authority = authority_of(said);
    bool ours = !str_empty(host) && str_equal(authority, host);
    return ours ? CSRF_SAME_ORIGIN : CSRF_CROSS_SITE;
}
