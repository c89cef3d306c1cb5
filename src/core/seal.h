#ifndef TRUC_CORE_SEAL_H
#define TRUC_CORE_SEAL_H

/* Bytes that only a passphrase opens: Argon2id (libsodium's "moderate": 256 MB) and
 * XChaCha20-Poly1305, in a file of our own with a fresh salt and nonce. */
#include "base/result.h"
#include "base/str.h"

enum { SEAL_PASSPHRASE_MIN = 12 };

/* INVALID "seal.short" for a passphrase of fewer bytes; UNAVAILABLE "seal.memory". */
struct result seal(struct arena *arena, struct str bytes, struct str passphrase,
                   struct str *sealed);

/* FORBIDDEN "seal.wrong" for another passphrase and for changed bytes: nobody can tell which. */
struct result unseal(struct arena *arena, struct str sealed, struct str passphrase,
                     struct str *bytes);

#endif
