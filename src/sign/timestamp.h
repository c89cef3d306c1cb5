#ifndef TRUC_SIGN_TIMESTAMP_H
#define TRUC_SIGN_TIMESTAMP_H

/* Asking for and checking timestamps (RFC 3161, RFC 5816). Sending is the caller's business. */
#include "base/clock.h"
#include "sign/certificate.h"

/* How far the clocks of authorities may be from ours. */
#define TIMESTAMP_SKEW_US (300 * MICROS_PER_SECOND)

struct timestamp_request {
    struct str der;       /* TimeStampReq, to be POSTed as application/timestamp-query */
    struct sha256 imprint;
    struct str nonce;     /* DER INTEGER, kept for the check of the answer */
};

/* What a token says. */
struct timestamp {
    int64_t at_us;
    struct str certificate; /* DER of the authority */
    struct str authority;   /* its common name */
};

/* A request for `imprint` (SHA-256) with a fresh nonce, asking for the certificate. */
struct result timestamp_ask(struct arena *arena, const struct sha256 *imprint,
                            struct timestamp_request *out);

/* The token inside an answer: granted, for this imprint and nonce, signed by an authority that
 * `trust` reaches, and of the hour: within TIMESTAMP_SKEW_US of trust->at_us. ERROR_UNTRUSTED
 * "timestamp.…" otherwise. */
struct result timestamp_accept(struct arena *arena, const struct timestamp_request *request,
                               struct str response, const struct certificate_trust *trust,
                               struct str *token);

/* The token inside an answer that grants it for this nonce and imprint; its own signature and who
 * made it are looked at with the document that it goes into. ERROR_UNTRUSTED "timestamp.…"
 * otherwise. */
struct result timestamp_extract(struct arena *arena, const struct timestamp_request *request,
                                struct str response, struct str *token);

/* Checks a token over `imprint`: form, imprint, signature, a certificate for nothing but
 * timestamping and its path, as of the token's own time (trust->at_us is not looked at). */
struct result timestamp_check(struct arena *arena, struct str token, const struct sha256 *imprint,
                              const struct certificate_trust *trust, struct timestamp *out);

#endif
