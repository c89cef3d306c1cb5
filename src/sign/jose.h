#ifndef TRUC_SIGN_JOSE_H
#define TRUC_SIGN_JOSE_H

/*
 * Signed tokens of others: JWS compact form (RFC 7515) under a key of a JWK set (RFC 7517), with
 * RS256 and ES256 (RFC 7518) and nothing else. There is no "none", no HMAC, no key inside the
 * token (jwk, jku, x5u are ignored) and no critical extension.
 */
#include "base/result.h"
#include "base/str.h"

enum jose_alg { JOSE_RS256, JOSE_ES256, JOSE_ALG_COUNT };

enum { JOSE_TOKEN_MAX = 16384, JOSE_KEYS_MAX = 64 };

/* False for anything that is not the name of one of the two. */
bool jose_alg_from(struct str name, enum jose_alg *out);

/* A token taken apart; nothing in it is believed yet. */
struct jws {
    enum jose_alg alg;
    struct str kid;       /* empty: none */
    struct str signed_part;
    struct str payload;   /* decoded bytes */
    struct str signature; /* decoded bytes */
};
/* INVALID "jose.token" for what is no compact JWS, UNTRUSTED "jose.alg" for an algorithm that is
 * not one of ours, UNTRUSTED "jose.crit" for a critical extension. */
struct result jws_read(struct arena *arena, struct str token, struct jws *out);

/* Verifies under the one key of the set that the token names, or, where it names none, the only
 * key of its type. NOT_FOUND "jose.unknown_key"; UNTRUSTED "jose.signature" or "jose.key" (weak,
 * damaged, or for another use). INVALID "jose.keys" for what is no JWK set. */
struct result jws_verify(struct arena *arena, const struct jws *token, struct str jwks);

/* Base64url without padding (RFC 4648 section 5); strict, also about the bits left over. */
struct str base64url(struct arena *arena, struct str bytes);
bool base64url_read(struct arena *arena, struct str text, struct str *out);

#endif
