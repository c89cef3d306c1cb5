#ifndef TRUC_SIGN_REVOCATION_AUTHORITY_H
#define TRUC_SIGN_REVOCATION_AUTHORITY_H

/* The other side of RFC 6960 and of CRLs (RFC 5280, 5), for demonstrations and tests: answers with
 * software keys. */
#include "base/clock.h"
#include "sign/certificate.h"

/* A certificate that no longer counts. */
struct revoked {
    struct str serial; /* lower-case hex, as struct certificate has it */
    int64_t at_us;
    bool hold; /* suspended: reason certificateHold */
};

struct revocation_authority {
    struct str certificate; /* DER, of the issuer of what is asked about */
    struct str secret;      /* PKCS #8, DER */
    const struct revoked *revoked;
    size_t count;
    int64_t now_us;
    int64_t valid_us; /* until nextUpdate */
};

/* The DER OCSPResponse to a DER OCSPRequest; "unknown" about certificates of other issuers.
 * UNAVAILABLE "revocation.authority" where no answer can be made at all. */
struct result revocation_ocsp_answer(struct arena *arena,
                                     const struct revocation_authority *authority,
                                     struct str request, struct str *response);
/* The whole list, DER. */
struct result revocation_crl_make(struct arena *arena,
                                  const struct revocation_authority *authority, struct str *crl);

#endif
