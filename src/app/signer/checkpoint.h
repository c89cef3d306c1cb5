#ifndef TRUC_APP_SIGNER_CHECKPOINT_H
#define TRUC_APP_SIGNER_CHECKPOINT_H

/*
 * The log's key signs only a checkpoint (c2sp.org/tlog-checkpoint) that extends the last one it
 * has signed. The last size and root stand in keys/checkpoint, durable before a signature leaves,
 * so that two inconsistent checkpoints of one log cannot both carry our signature.
 */
#include "app/signer/keys.h"
#include "base/result.h"

struct checkpoint_statement {
    const struct key *key;
    struct str text;
    struct str proof; /* n × 32 bytes, RFC 6962 consistency */
};

/* Checks and moves the state on; refusals "signer.checkpoint" (form, origin, smaller) and
 * "signer.inconsistent". *from is the size signed before. */
struct result checkpoint_accept(struct arena *arena, const char *folder,
                                const struct checkpoint_statement *statement, uint64_t *from);

#endif
