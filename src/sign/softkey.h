#ifndef TRUC_SIGN_SOFTKEY_H
#define TRUC_SIGN_SOFTKEY_H

/* A person's own key in a file: PKCS #8 or older forms as PEM, or PKCS #12. For an operator's
 * command only; the product's keys are in tokens. */
#include "sign/certificate.h"

struct softkey {
    struct str secret;      /* PKCS #8, DER: what issue_sign takes */
    struct str public_info; /* SubjectPublicKeyInfo, DER */
    struct str certificate; /* DER of that key; empty where the file has none */
    struct certificate_list others;
};

/* FORBIDDEN "softkey.passphrase" where the file is locked by another one; INVALID "softkey.form"
 * for anything that is not a key of a kind that we sign with. */
struct result softkey_read(struct arena *arena, struct str file, struct str passphrase,
                           struct softkey *out);
/* True where the key is the one that the certificate names. */
bool softkey_fits(struct arena *arena, const struct softkey *key, struct str certificate);

#endif
