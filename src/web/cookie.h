#ifndef TRUC_WEB_COOKIE_H
#define TRUC_WEB_COOKIE_H

/* Cookies of a request (RFC 6265 section 4.2). */
#include "base/str.h"

/* Value of the first cookie of this name in a Cookie header; empty where there is none. Borrowed.
 * Surrounding quotes are taken off. */
struct str cookie_find(struct str header, struct str name);

/* Letters, digits, '-' and '_' only, 16 to 128 of them: what our own tokens look like. */
bool cookie_token_ok(struct str value);

#endif
