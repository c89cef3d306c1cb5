#ifndef TRUC_CORE_SEQUENCER_H
#define TRUC_CORE_SEQUENCER_H

/*
 * Turns evidence rows into the node's tamper-evident log: gives each its leaf
 * index, lays down tiles, signs and publishes a checkpoint. One process at a
 * time, under the lease "evidence.sequencer" whose fence every write checks.
 *
 * The order makes a kill at any point harmless:
 *   1. indices are assigned and committed: the order is now fixed for ever;
 *   2. tiles and bundles are written, durable, unnamed by any checkpoint;
 *   3. the checkpoint is signed, and recorded in the database;
 *   4. the file `checkpoint` is replaced.
 * Whoever comes next finishes what is assigned before assigning more, so that
 * the signer is asked for the very text that it may have signed already.
 */
#include "core/tlog/note.h"

struct db;

/* Who signs checkpoints: the signer process, or a key in a test. */
struct log_signer {
    struct vkey vkey; /* its name is the origin of the log */
    /* Signs `text`; `proof` are the n × 32 bytes that connect the last signed checkpoint with
     * this one. */
    struct result (*sign)(const struct log_signer *signer, struct arena *arena, struct str text,
                          struct str proof, struct ed25519_signature *out);
    const void *context; /* of `sign`; not owned */
};

struct sequencer {
    struct db *db;       /* outside a transaction */
    const char *folder;  /* data/log */
    struct str holder;   /* names the process for the lease */
    const struct log_signer *signer;
};

enum { SEQUENCER_BATCH = 8192 }; /* leaves to a checkpoint at most */

struct sequencer_report {
    uint64_t size;  /* of the published checkpoint */
    uint64_t added; /* leaves that this call published */
    bool more;      /* rows still wait: call again */
};

/*
 * Publishes what waits, at most SEQUENCER_BATCH leaves. Does nothing, without taking the lease,
 * when nothing waits. CONFLICT "job.lease_held" when another process is at it; CORRUPT
 * "evidence.rolled_back" when the database knows fewer leaves than a signed checkpoint, "tlog.tail"
 * when the tiles do not hold what was signed: nothing more is signed then.
 */
struct result sequencer_run(struct sequencer *sequencer, struct arena *arena, int64_t now_us,
                            struct sequencer_report *report);

/* A receipt (c2sp.org/tlog-proof@v1) for a leaf under the last checkpoint. UNAVAILABLE
 * "evidence.not_yet" while the checkpoint does not cover it. */
struct result sequencer_receipt(struct db *db, struct arena *arena, const char *folder,
                                uint64_t leaf_index, struct str *receipt);

#endif
