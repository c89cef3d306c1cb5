#ifndef TRUC_APP_DEMO_AUTHORITY_H
#define TRUC_APP_DEMO_AUTHORITY_H

/* What the demonstration's certification authority answers about its certificates: OCSP
 * (RFC 6960, A.1) and CRLs, from a list of revoked ones in keys/revoked. */
#include "app/config.h"
#include "sign/revocation_authority.h"

/* An address on loopback for certificates to name, "http://127.0.0.1:23130"; free just now. */
struct result demo_authority_place(struct arena *arena, struct str *url);
/* The port of the address that the certificates name; 0: they name none. */
unsigned demo_authority_port(const struct config *config);

struct demo_authority {
    struct revocation_authority issuing;
    struct str root_crl;
    const char *list; /* keys/revoked */
    bool known;       /* false: the certificates name no place */
};
void demo_authority_open(const struct config *config, struct demo_authority *out);

struct demo_reply {
    const char *type; /* of the content */
    struct str body;
};
/* As of `now_us`. An answer to a path that is not its own is NOT_FOUND "demo.path". */
struct demo_question {
    struct str path;
    struct str body;
    int64_t now_us;
};
struct result demo_authority_answer(struct arena *arena, const struct demo_authority *authority,
                                    const struct demo_question *question, struct demo_reply *out);

enum demo_standing { DEMO_GOOD, DEMO_SUSPENDED, DEMO_REVOKED };
/* Writes it down for the next answer. `key` is what keys/ calls the certificate: "nguoi-7".
 * NOT_FOUND "demo.no_key". */
struct result demo_authority_set(const struct config *config, const char *key,
                                 enum demo_standing standing);

#endif
