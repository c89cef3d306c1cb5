#ifndef TRUC_SIGN_TOKEN_H
#define TRUC_SIGN_TOKEN_H

/*
 * Keys in a PKCS #11 token (OASIS PKCS #11 v2.40): the vendor's module is loaded at run time and
 * called directly. One token holds one key pair; the token's label is the key's id. Only the signer
 * and the command that sets a demo up use it.
 */
#include "base/result.h"
#include "sign/certificate.h"

struct token_module;

/* Loads and initialises the module at `path`. UNAVAILABLE "signer.token". Lives until
 * token_module_free. */
struct result token_module_load(const char *path, struct token_module **out);
void token_module_free(struct token_module *module);

/* A logged-in session on one token. */
struct token_session {
    struct token_module *module;
    unsigned long handle; /* 0: none */
};

/* Opens a session on the token with this label and logs in with the PIN, which is really asked for
 * even where another session is logged in already. FORBIDDEN "signer.pin_wrong", LIMIT
 * "signer.pin_locked" (the token itself has locked up), NOT_FOUND "signer.key_unknown". A wrong PIN
 * logs out every session of that token. */
struct result token_login(struct token_module *module, struct str label, struct str pin,
                          struct token_session *out);
/* Logs the token out and closes this session; harmless on one that is closed. */
void token_logout(struct token_session *session);
/* Closes this session and leaves the token's login to the others. */
void token_close(struct token_session *session);

/* Signs `bytes` as a kind of key does: SHA-256 with PKCS#1 v1.5 or RSASSA-PSS, ECDSA as DER with
 * SHA-256 or, on P-384, SHA-384. */
struct result token_sign(struct arena *arena, struct token_session *session,
                         enum certificate_key kind, struct str bytes, struct str *signature);

/* A new token with this label and PIN and a key pair of a kind made inside it; gives the public
 * half (SubjectPublicKeyInfo). CONFLICT "token.exists". */
struct token_new {
    struct str label; /* ≤ 32 bytes */
    struct str pin;
    struct str officer_pin; /* of the security officer */
    enum certificate_key kind;
};
struct result token_make(struct arena *arena, struct token_module *module,
                         const struct token_new *wanted, struct str *public_info);

#endif
