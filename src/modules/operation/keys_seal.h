#ifndef TRUC_MODULES_OPERATION_KEYS_SEAL_H
#define TRUC_MODULES_OPERATION_KEYS_SEAL_H

/* The signer's folder as one file that only a passphrase opens. */
#include "base/result.h"
#include "base/str.h"

/* All of the folder, sealed. LIMIT "keys.too_large" over 64 MB. */
struct result keys_seal(struct arena *arena, const char *folder, struct str passphrase,
                        struct str *sealed);

/* Lays the folder out again; it must not be there. FORBIDDEN "seal.wrong" for another passphrase or
 * changed bytes. */
struct result keys_unseal(struct arena *arena, struct str sealed, struct str passphrase,
                          const char *folder);

#endif
