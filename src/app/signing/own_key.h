#ifndef TRUC_APP_SIGNING_OWN_KEY_H
#define TRUC_APP_SIGNING_OWN_KEY_H

/* The key of whoever runs `truc sign`: in a file of theirs, or in their token. */
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
    struct softkey soft;
    struct token_module *module;
    struct token_session session;
};

/* Opens it; own_key_close ends the session with the token. */
struct result own_key_open(struct arena *arena, const struct own_key_place *place,
                           struct own_key *out);
void own_key_close(struct own_key *key);

#endif
