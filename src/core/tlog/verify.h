#ifndef TRUC_CORE_TLOG_VERIFY_H
#define TRUC_CORE_TLOG_VERIFY_H

/*
 * Checks a whole log that lies in a folder, offline: the checkpoint's signature,
 * every tile recomputed from the entries, the root from the tiles.
 */
#include "core/tlog/note.h"

struct tlog_report {
    struct checkpoint checkpoint;
    bool origin_differs; /* from the key's name: allowed, worth saying */
    struct str bad;      /* what is bad first: "tile/0/003", "entry 513"; empty: nothing */
    struct str reason;   /* one English clause for the auditor; empty: nothing */
};

/*
 * `checkpoint_file` NULL means DIR/checkpoint. ERROR_UNTRUSTED or ERROR_CORRUPT, with bad and
 * reason filled in, when the log does not hold. The entries decide: where they give the signed
 * root, a stored tile that differs is named; otherwise the first entry that its tile disowns.
 */
struct result tlog_verify(struct arena *arena, const char *folder, const struct vkey *vkey,
                          const char *checkpoint_file, struct tlog_report *report);

#endif
