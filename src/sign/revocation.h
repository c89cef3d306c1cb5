#ifndef TRUC_SIGN_REVOCATION_H
#define TRUC_SIGN_REVOCATION_H

/* What CRLs and OCSP responses of an evidence set say about one certificate. For sign/ only. */
#include <openssl/x509.h>

#include "sign/chain.h"

struct revocation_ask {
    X509 *certificate;
    X509 *issuer;
    STACK_OF(X509) *path; /* of the certificate, itself first: who of it may appoint responders */
    int64_t at_us;        /* the instant for which the answer is wanted */
};

/* Only answers count that the issuer signed, or a responder that it or an authority above it
 * appointed (RFC 6960, 4.2.2.2); one that says revoked outweighs all that say good. */
enum revocation_status revocation_of(const struct evidence_set *evidence,
                                     const struct revocation_ask *ask, int64_t *revoked_us);

#endif
