#ifndef TRUC_SIGN_TIMESTAMP_AUTHORITY_H
#define TRUC_SIGN_TIMESTAMP_AUTHORITY_H

/* The other side of RFC 3161, for demonstrations and tests: answers requests with software keys. */
#include "base/clock.h"
#include "sign/certificate.h"

struct timestamp_authority {
    struct str certificate;         /* DER, profile ISSUE_TIMESTAMP */
    struct certificate_list issuers; /* sent along when asked for */
    struct str secret;              /* PKCS #8, DER */
};

/* The DER TimeStampResp to a DER TimeStampReq: a token with the clock's time, or a refusal that
 * says why. Fails only where no answer can be made at all. */
struct result timestamp_authority_answer(struct arena *arena,
                                         const struct timestamp_authority *authority,
                                         const struct clock *clock, struct str request,
                                         struct str *response);

#endif
