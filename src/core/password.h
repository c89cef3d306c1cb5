#ifndef TRUC_CORE_PASSWORD_H
#define TRUC_CORE_PASSWORD_H

/*
 * Passwords as Argon2id (RFC 9106) with 19 MiB, t = 2, p = 1. Web workers leave the work to
 * core/password_line.h.
 */
#include "base/result.h"
#include "base/str.h"

enum { PASSWORD_MIN = 12, PASSWORD_MAX = 128 }; /* characters; bytes */

/* ERROR_INVALID "password.short", "password.long" or "password.weak" (known to guessers) with a
 * message; the rule has no classes of characters (NIST SP 800-63B section 3.1.1.2). */
struct result password_accept(struct arena *arena, struct str password, struct str login);
/* The PHC string "$argon2id$v=19$m=19456,t=2,p=1$…". */
struct result password_hash(struct arena *arena, struct str password, struct str *out);
/* False for a wrong password and for a damaged hash. An empty hash costs the same time, so that
 * an unknown account answers no faster than a known one. */
bool password_verify(struct arena *arena, struct str hash, struct str password);

#endif
