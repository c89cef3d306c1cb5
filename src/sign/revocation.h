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

/* Certificate `i` of the list, read once; NULL where it is none. */
X509 *evidence_certificate(const struct evidence_set *evidence, const struct evidence_list *list,
                           size_t i);

/* Only answers count that the issuer signed, or a responder that it or an authority above it
 * appointed (RFC 6960, 4.2.2.2); one that says revoked outweighs all that say good. */
enum revocation_status revocation_of(const struct evidence_set *evidence,
                                     const struct revocation_ask *ask, int64_t *revoked_us);

/* The one item of the evidence that best says what revocation_of answers: one that says revoked,
 * else the newest OCSP answer, else the newest list. *ocsp tells which it is; empty where nothing
 * speaks of the certificate. */
struct str revocation_proof(const struct evidence_set *evidence, const struct revocation_ask *ask,
                            bool *ocsp);

#endif
