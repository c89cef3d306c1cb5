#ifndef TRUC_APP_SIGNING_AUGMENT_H
#define TRUC_APP_SIGNING_AUGMENT_H

/* Takes the signatures of a PDF to a higher level, asking over the network for what is missing. */
#include "app/signing/steps.h"
#include "base/clock.h"
#include "sign/produce.h"

/* A timestamp responder at `self`, a URL as const char *. */
struct result stamp_over_http(void *self, struct arena *arena, const struct sha256 *imprint,
                              struct str *token);

struct augmenting {
    struct shelf *shelf; /* answers that are fetched are put there too */
    const char *tsa;     /* NULL: none */
    bool offline;        /* ask nobody but the timestamp responder */
    bool loopback;       /* certificates may name places on this very machine */
    const struct clock *clock;
};

/* `bytes` with one or more revisions more, every signature at `wanted` or above. Refused where a
 * signature is broken or its document modified ("augment.broken"), where the level cannot be
 * reached ("augment.level") and where anything would be worse than before ("augment.lower"). */
struct result augment_to(struct arena *arena, const struct augmenting *how, struct str bytes,
                         enum step_level wanted, struct str *out);

#endif
