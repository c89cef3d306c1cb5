#ifndef TRUC_SIGN_REVOCATION_ANSWER_H
#define TRUC_SIGN_REVOCATION_ANSWER_H

/* What one answer of a responder, or one CRL, says about a certificate: for whoever asked and wants
 * to know whether the answer is worth keeping. */
#include "sign/chain.h"

struct revocation_said {
    bool crl;
    struct str der;         /* of the answer: outside bytes */
    struct str certificate; /* DER, of what was asked about */
    struct str issuer;      /* DER */
    int64_t now_us;
};

struct revocation_answer {
    enum revocation_status status;
    int64_t revoked_us; /* when REVOKED */
    int64_t made_us;    /* thisUpdate */
    int64_t next_us;    /* nextUpdate; 0: none */
    bool hold;          /* REVOKED for the time being: suspended */
};

/* False for anything that is not about the certificate, is not signed by its issuer or whom that
 * appointed, or is dated after `now_us`. */
bool revocation_answer_read(struct arena *arena, const struct revocation_said *said,
                            struct revocation_answer *out);

#endif
