#ifndef TRUC_CORE_TLOG_PROOF_H
#define TRUC_CORE_TLOG_PROOF_H

/*
 * Proofs as files: one RFC 6962 proof in JSON, and receipts (biên nhận nhật ký) in
 * c2sp.org/tlog-proof@v1.
 */
#include "core/tlog/note.h"

enum { PROOF_FILE_MAX = 1 << 20 };

/*
 * Checks a JSON object that is either an inclusion proof {leafIdx, treeSize, root, leafHash,
 * proof[]} or a consistency proof {size1, size2, root1, root2, proof[]}; hashes in base64, proof
 * may be null. RESULT_OK only when it holds; INVALID "proof.…" for a file that is no proof,
 * UNTRUSTED "merkle.…" otherwise. Other members are ignored.
 */
struct result proof_check_json(struct arena *arena, struct str text);

struct receipt {
    uint64_t index;
    struct str extra; /* not authenticated; empty where there is none */
    const struct str *proof;
    size_t proof_count;
    struct str checkpoint; /* the whole signed note */
};

struct result receipt_parse(struct arena *arena, struct str bytes, struct receipt *out);
struct str receipt_text(struct arena *arena, const struct receipt *receipt);
/* RESULT_OK when the log of `vkey` signed a tree in which `entry` stands at receipt->index. */
struct result receipt_check(struct arena *arena, const struct receipt *receipt,
                            const struct vkey *vkey, struct str entry);

#endif
