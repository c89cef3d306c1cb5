#ifndef TRUC_WEB_CSRF_H
#define TRUC_WEB_CSRF_H

/*
 * Tokens that prove that a form came from a page of ours in the same session: an HMAC of the
 * session's token, under a fresh random mask each time so that compressed pages leak nothing of it
 * (BREACH).
 */
#include "base/crypto.h"

struct csrf_key {
    unsigned char bytes[32];
};

/* 64 hexadecimal digits: mask, then masked token. */
struct str csrf_make(struct arena *arena, const struct csrf_key *key, struct str session);
/* Constant time. An empty session has no valid token. */
bool csrf_valid(struct arena *arena, const struct csrf_key *key, struct str session,
                struct str token);

enum csrf_origin {
    CSRF_SAME_ORIGIN,
    CSRF_CROSS_SITE,
    CSRF_UNKNOWN /* the client said nothing: no browser of this decade */
};

/* Where a POST came from, by Sec-Fetch-Site, else Origin, else Referer; `host` is the Host header.
 * Each may be empty. */
enum csrf_origin csrf_origin_of(struct str fetch_site, struct str origin, struct str referer,
                                struct str host);

#endif
