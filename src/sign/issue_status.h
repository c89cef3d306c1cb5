#ifndef TRUC_SIGN_ISSUE_STATUS_H
#define TRUC_SIGN_ISSUE_STATUS_H

/* What the demonstration's authority says about certificates that it issued: revocation lists
 * (RFC 5280, section 5) and OCSP answers (RFC 6960), signed by itself. */
#include "sign/issue.h"

struct issue_status {
    struct str certificate; /* DER */
    bool revoked;
    int64_t revoked_us;
};

struct issue_statement {
    struct str issuer;        /* certificate, DER */
    struct str issuer_secret; /* PKCS #8, DER */
    int64_t from_us;          /* thisUpdate */
    int64_t to_us;            /* nextUpdate */
    const struct issue_status *items;
    size_t count;
};

/* A whole list, DER, of those items that are revoked. */
struct result issue_crl(struct arena *arena, const struct issue_statement *said, struct str *der);
/* An OCSPResponse, DER, about all items. */
struct result issue_ocsp(struct arena *arena, const struct issue_statement *said, struct str *der);

#endif
