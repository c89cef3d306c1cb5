#ifndef TRUC_BASE_MERKLE_H
#define TRUC_BASE_MERKLE_H

/*
 * Merkle trees of RFC 6962 section 2.1 with the verification algorithms of
 * RFC 9162 sections 2.1.3.2 and 2.1.4.2. A leaf hash is SHA-256(0x00 || data),
 * a node SHA-256(0x01 || left || right), an empty tree SHA-256("").
 */
#include "base/crypto.h"
#include "base/result.h"

enum { MERKLE_PROOF_MAX = 64 }; /* levels of a tree of at most 2^63 leaves, and one */

/* Hashes from leaf to root. */
struct merkle_proof {
    struct sha256 items[2 * MERKLE_PROOF_MAX];
    size_t count;
};

struct sha256 merkle_empty(void);
struct sha256 merkle_leaf(struct str data);
struct sha256 merkle_node(const struct sha256 *left, const struct sha256 *right);

/* The roots of the perfect subtrees of `size` leaves, largest first: all that is needed to
 * append and to compute the root. All zero is the empty tree. */
struct merkle_range {
    uint64_t size;
    size_t count;
    struct sha256 roots[MERKLE_PROOF_MAX];
};

void merkle_append(struct merkle_range *range, const struct sha256 *leaf);
struct sha256 merkle_root(const struct merkle_range *range);

/* Where proofs get the hashes of perfect subtrees from: the root of leaves
 * [index << level, (index + 1) << level). */
struct merkle_source {
    struct result (*node)(void *context, unsigned level, uint64_t index, struct sha256 *out);
    void *context;
};

/* The root of the first `size` leaves, from perfect subtrees. */
struct result merkle_source_root(const struct merkle_source *source, uint64_t size,
                                 struct sha256 *out);
/* The range of the first `size` leaves, ready to append to. */
struct result merkle_source_range(const struct merkle_source *source, uint64_t size,
                                  struct merkle_range *out);
/* PATH(index, D[size]); index < size. */
struct result merkle_prove_inclusion(const struct merkle_source *source, uint64_t index,
                                     uint64_t size, struct merkle_proof *out);
/* PROOF(old_size, D[new_size]); 0 < old_size <= new_size. */
struct result merkle_prove_consistency(const struct merkle_source *source, uint64_t old_size,
                                       uint64_t new_size, struct merkle_proof *out);

/* Everything from outside: hashes of any length may stand here, and only 32 bytes pass. */
struct merkle_inclusion {
    uint64_t index;
    uint64_t size;
    struct str root;
    struct str leaf_hash; /* the hash of the leaf, not its data */
    const struct str *proof;
    size_t proof_count;
};

struct merkle_consistency {
    uint64_t old_size;
    uint64_t new_size;
    struct str old_root;
    struct str new_root;
    const struct str *proof;
    size_t proof_count;
};

/* RESULT_OK only for a proof that holds; ERROR_UNTRUSTED with a code that names the reason
 * otherwise. Sizes of zero, a shrinking tree, an index outside the tree and hashes that are not
 * 32 bytes are refused before anything is computed. */
struct result merkle_check_inclusion(const struct merkle_inclusion *claim);
struct result merkle_check_consistency(const struct merkle_consistency *claim);

#endif
