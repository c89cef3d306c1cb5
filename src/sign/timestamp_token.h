#ifndef TRUC_SIGN_TIMESTAMP_TOKEN_H
#define TRUC_SIGN_TIMESTAMP_TOKEN_H

/* Any RFC 3161 token, also of other authorities: what it says and whether its cryptography holds.
 * Trust in the authority is looked at elsewhere (sign/chain.h). */
#include "sign/cms_read.h"

struct timestamp_token {
    bool readable;
    int64_t at_us;
    enum cms_answer integrity; /* its own signature, and the imprint over the stamped bytes */
    struct cms_signer signer;
    struct cms_items certificates;
    struct cms_items crls;
};

void timestamp_token_read(struct arena *arena, struct str token,
                          const struct cms_content_parts *stamped, const struct cms_items *pool,
                          struct timestamp_token *out);

#endif
