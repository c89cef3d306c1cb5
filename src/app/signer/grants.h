#ifndef TRUC_APP_SIGNER_GRANTS_H
#define TRUC_APP_SIGNER_GRANTS_H

/*
 * What people have allowed: their PIN, used at once to log their token in, and a list of documents
 * that may be signed within 15 minutes, each once. The PIN is not kept; the logged-in session lives
 * as long as the grant.
 */
#include "app/signer/keys.h"
#include "sign/signer_message.h"
#include "sign/token.h"

enum {
    GRANTS_MAX = 256,
    GRANT_ID_SIZE = 16,      /* random bytes */
    GRANT_WRONG_PINS = 5,    /* then the key rests */
    GRANT_REST_MINUTES = 15,
};

struct grants;

struct grants *grants_new(struct arena *arena, const struct keys *keys,
                          struct token_module *tokens);

/* Opens a grant for `request` (operation SIGNER_GRANT). *id lives in `arena`. Refusals:
 * signer.pin_missing, signer.pin_wrong (which ends all other grants of the key),
 * signer.pin_locked, signer.message for a list that is empty or names a document twice. */
struct result grants_open(struct grants *grants, struct arena *arena, const struct key *key,
                          const struct signer_request *request, struct str *id);

/* Takes documents out of a grant, all or none: they cannot be taken again, whatever comes of it.
 * *session stays logged in until grants_done. */
struct grants_use {
    struct str id;
    const struct key *key;
    struct str actor;
    const struct sha256 *documents;
    size_t count;
    int64_t now_us; /* clock_monotonic_us */
};
struct result grants_take(struct grants *grants, const struct grants_use *use,
                          struct token_session **session);
/* Ends the grant when nothing is left in it. */
void grants_done(struct grants *grants, struct str id);
void grants_end(struct grants *grants, struct str id, const struct key *key);
/* Ends what has expired. */
void grants_expire(struct grants *grants, int64_t now_us);

#endif
