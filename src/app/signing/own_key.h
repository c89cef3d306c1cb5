#ifndef TRUC_APP_SIGNING_OWN_KEY_H
#define TRUC_APP_SIGNING_OWN_KEY_H

/* The key of whoever runs `truc sign`: in a file of theirs, or in their token. It is in memory from
 * own_key_open to its one signature: what others made is parsed before and afterwards only, for the
 * children that parse start as copies of this process. */
#include "sign/produce.h"
#include "sign/softkey.h"
#include "sign/token.h"

struct own_key_place {
    const char *key;         /* PEM or PKCS #12; NULL: a token */
    const char *module;      /* PKCS #11 */
    const char *token;       /* label */
    const char *certificate; /* PEM or DER, the signer's first; NULL: in the key's file */
    const char *pin_file;    /* PIN or passphrase; NULL: asked for on the terminal */
    bool pss;
};

struct own_key {
    struct produce_key use;
    struct certificate certificate;
    struct arena *secrets; /* NULL: closed */
    struct str file;       /* of a key in a file */
    struct softkey soft;
    struct token_module *module;
    struct token_session session;
};

/* The signer's common name where --certificate tells it without the key; else empty. */
struct str own_key_name(struct arena *arena, const struct own_key_place *place);
/* Opens it for one signature, which closes it. */
struct result own_key_open(struct arena *arena, const struct own_key_place *place,
                           struct own_key *out);
/* Wipes the key, ends the session with the token. Again: nothing. */
void own_key_close(struct own_key *key);

#endif
