#ifndef TRUC_SIGN_CMS_ARCHIVE_H
#define TRUC_SIGN_CMS_ARCHIVE_H

/* What an archive timestamp of version 3 stands for (EN 319 122-1, clause 5.5.3): the content, the
 * signer, and by their hashes the certificates, lists and unsigned attributes that were there. */
#include "sign/cms_split.h"

struct cms_archive {
    struct str stamped; /* what the token's imprint is over */
    bool whole; /* every hash of its index was found in the SignedData */
    bool more;  /* certificates or lists came in behind it */
};

struct cms_archive_ask {
    const struct cms_split *split;           /* the SignedData */
    struct str signer;                       /* the SignerInfo whose attribute the token is */
    const struct cms_content_parts *content; /* NULL: missing */
    struct str token;
};

/* False where the token carries no index, or the content is missing. */
bool cms_archive_read(struct arena *arena, const struct cms_archive_ask *ask,
                      struct cms_archive *out);

#endif
