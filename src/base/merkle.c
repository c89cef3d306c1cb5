#include "base/merkle.h"

#include <assert.h>
#include <string.h>

enum { LEAF_PREFIX = 0x00, NODE_PREFIX = 0x01 };

struct sha256 merkle_empty(void)
{
    return sha256(S(""));
}

struct sha256 merkle_leaf(struct str data)
{
    static const char prefix = LEAF_PREFIX;
    struct str parts[] = {str_of(&prefix, 1), data};
    return sha256_joined(parts, 2);
}

struct sha256 merkle_node(const struct sha256 *left, const struct sha256 *right)
{
    char bytes[1 + 2 * SHA256_SIZE];
    bytes[0] = NODE_PREFIX;
    memcpy(bytes + 1, left->bytes, SHA256_SIZE);
    memcpy(bytes + 1 + SHA256_SIZE, right->bytes, SHA256_SIZE);
    return sha256(str_of(bytes, sizeof bytes));
}

void merkle_append(struct merkle_range *range, const struct sha256 *leaf)
{
    struct sha256 carry = *leaf;
    /* every 1 at the end of the old size is a perfect subtree that grows together */
    for (uint64_t rest = range->size; (rest & 1) != 0; rest >>= 1) {
        assert(range->count > 0);
        carry = merkle_node(&range->roots[--range->count], &carry);
    }
    assert(range->count < MERKLE_PROOF_MAX);
    range->roots[range->count++] = carry;
    range->size++;
}

struct sha256 merkle_root(const struct merkle_range *range)
{
    if (range->count == 0)
        return merkle_empty();
    struct sha256 root = range->roots[range->count - 1];
    for (size_t i = range->count - 1; i > 0; i--)
        root = merkle_node(&range->roots[i - 1], &root);
    return root;
}

struct result merkle_source_range(const struct merkle_source *source, uint64_t size,
                                  struct merkle_range *out)
{
    *out = (struct merkle_range){.size = size};
    uint64_t begin = 0;
    for (unsigned level = MERKLE_PROOF_MAX; level-- > 0;) {
        uint64_t width = UINT64_C(1) << level;
        if ((size & width) == 0)
            continue;
        TRY(source->node(source->context, level, begin >> level, &out->roots[out->count]));
        out->count++;
        begin += width;
    }
    return RESULT_OK;
}

struct result merkle_source_root(const struct merkle_source *source, uint64_t size,
                                 struct sha256 *out)
{
    struct merkle_range range;
    TRY(merkle_source_range(source, size, &range));
    *out = merkle_root(&range);
    return RESULT_OK;
}

/* The largest power of two smaller than n; n > 1. */
static unsigned split_level(uint64_t n)
{
    return 63u - (unsigned)__builtin_clzll(n - 1);
}

/* MTH(D[begin : begin + count]) where begin is a multiple of the power of two at or above count:
 * so it always is for the subtrees that proofs walk through. */
static struct result subtree(const struct merkle_source *source, uint64_t begin, uint64_t count,
                             struct sha256 *out)
{
    struct sha256 roots[MERKLE_PROOF_MAX];
    size_t n = 0;
    for (unsigned level = MERKLE_PROOF_MAX; level-- > 0;) {
        uint64_t width = UINT64_C(1) << level;
        if ((count & width) == 0)
            continue;
        TRY(source->node(source->context, level, begin >> level, &roots[n++]));
        begin += width;
    }
    assert(n > 0);
    *out = roots[n - 1];
    for (size_t i = n - 1; i > 0; i--)
        *out = merkle_node(&roots[i - 1], out);
    return RESULT_OK;
}

/* The walk from the root finds hashes in the order root to leaf; proofs go the other way. */
static void reverse(struct merkle_proof *proof)
{
    for (size_t i = 0; i < proof->count / 2; i++) {
        struct sha256 kept = proof->items[i];
        proof->items[i] = proof->items[proof->count - 1 - i];
        proof->items[proof->count - 1 - i] = kept;
    }
}

struct result merkle_prove_inclusion(const struct merkle_source *source, uint64_t index,
                                     uint64_t size, struct merkle_proof *out)
{
    out->count = 0;
    if (index >= size)
        return result_fail(ERROR_INVALID, "merkle.index", NULL);
    uint64_t begin = 0;
    for (uint64_t count = size; count > 1;) {
        uint64_t left = UINT64_C(1) << split_level(count);
        bool go_left = index - begin < left;
        struct sha256 *sibling = &out->items[out->count++];
        TRY(go_left ? subtree(source, begin + left, count - left, sibling)
                    : subtree(source, begin, left, sibling));
        begin += go_left ? 0 : left;
        count = go_left ? left : count - left;
    }
    reverse(out);
    return RESULT_OK;
}

struct result merkle_prove_consistency(const struct merkle_source *source, uint64_t old_size,
                                       uint64_t new_size, struct merkle_proof *out)
{
    out->count = 0;
    if (old_size == 0 || old_size > new_size)
        return result_fail(ERROR_INVALID, "merkle.sizes", NULL);
    uint64_t begin = 0;
    uint64_t count = new_size;
    uint64_t old = old_size;
    while (old != count) { /* SUBPROOF of RFC 6962 2.1.2, as a loop */
        uint64_t left = UINT64_C(1) << split_level(count);
        struct sha256 *sibling = &out->items[out->count++];
        if (old <= left) {
            TRY(subtree(source, begin + left, count - left, sibling));
            count = left;
        } else {
            TRY(subtree(source, begin, left, sibling));
            begin += left;
            count -= left;
            old -= left;
        }
    }
    if (begin != 0) /* the old tree is not one whole subtree: its last part must be told */
        TRY(subtree(source, begin, count, &out->items[out->count++]));
    reverse(out);
    return RESULT_OK;
}

static struct result untrusted(const char *code, const char *message)
{
    return result_fail(ERROR_UNTRUSTED, code, message);
}

static struct result bad_hash(void)
{
    return untrusted("merkle.hash_length", N_("Mỗi giá trị băm phải dài đúng 32 byte."));
}

static bool all_hashes(const struct str *proof, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (proof[i].len != SHA256_SIZE)
            return false;
    return true;
}

static struct sha256 hash_at(const struct str *proof, size_t i)
{
    struct sha256 hash = {{0}};
    bool fits = sha256_from(proof[i], &hash);
    assert(fits);
    (void)fits;
    return hash;
}

static bool same(const struct sha256 *hash, struct str claimed)
{
    return str_equal(sha256_str(hash), claimed);
}

/* RFC 9162 2.1.3.2 */
struct result merkle_check_inclusion(const struct merkle_inclusion *claim)
{
    struct sha256 r;
    if (claim->size == 0)
        return untrusted("merkle.size_zero", N_("Cây rỗng không chứa mục nào."));
    if (claim->index >= claim->size)
        return untrusted("merkle.index", N_("Số thứ tự nằm ngoài cây."));
    if (!sha256_from(claim->leaf_hash, &r) || claim->root.len != SHA256_SIZE ||
        !all_hashes(claim->proof, claim->proof_count))
        return bad_hash();
    uint64_t fn = claim->index;
    uint64_t sn = claim->size - 1;
    for (size_t i = 0; i < claim->proof_count; i++) {
        if (sn == 0)
            return untrusted("merkle.proof_long", N_("Bằng chứng dài hơn đường tới gốc."));
        struct sha256 p = hash_at(claim->proof, i);
        if ((fn & 1) != 0 || fn == sn) {
            r = merkle_node(&p, &r);
            while ((fn & 1) == 0 && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            r = merkle_node(&r, &p);
        }
        fn >>= 1;
        sn >>= 1;
    }
    if (sn != 0)
        return untrusted("merkle.proof_short", N_("Bằng chứng ngắn hơn đường tới gốc."));
    if (!same(&r, claim->root))
        return untrusted("merkle.root", N_("Bằng chứng không dẫn tới gốc đã cho."));
    return RESULT_OK;
}

/* The degenerate cases, which RFC 9162 2.1.4.2 leaves to its preconditions. */
static struct result consistency_shape(const struct merkle_consistency *claim)
{
    if (claim->old_size == 0 || claim->new_size == 0)
        return untrusted("merkle.size_zero", N_("Cây rỗng không chứng minh được điều gì."));
    if (claim->old_size > claim->new_size)
        return untrusted("merkle.sizes", N_("Cây mới nhỏ hơn cây cũ."));
    if (claim->old_root.len != SHA256_SIZE || claim->new_root.len != SHA256_SIZE ||
        !all_hashes(claim->proof, claim->proof_count))
        return bad_hash();
    return RESULT_OK;
}

static struct result same_size(const struct merkle_consistency *claim)
{
    if (claim->proof_count != 0)
        return untrusted("merkle.proof_long", N_("Hai cây bằng nhau thì bằng chứng phải rỗng."));
    if (!str_equal(claim->old_root, claim->new_root))
        return untrusted("merkle.root", N_("Hai cây cùng cỡ nhưng khác gốc."));
    return RESULT_OK;
}

struct consistency_walk {
    uint64_t fn;
    uint64_t sn;
    struct sha256 fr; /* towards the old root */
    struct sha256 sr; /* towards the new root */
};

static void walk_step(struct consistency_walk *w, const struct sha256 *c)
{
    if ((w->fn & 1) != 0 || w->fn == w->sn) {
        w->fr = merkle_node(c, &w->fr);
        w->sr = merkle_node(c, &w->sr);
        while ((w->fn & 1) == 0 && w->fn != 0) {
            w->fn >>= 1;
            w->sn >>= 1;
        }
    } else {
        w->sr = merkle_node(&w->sr, c);
    }
    w->fn >>= 1;
    w->sn >>= 1;
}

/* RFC 9162 2.1.4.2 */
struct result merkle_check_consistency(const struct merkle_consistency *claim)
{
    TRY(consistency_shape(claim));
    if (claim->old_size == claim->new_size)
        return same_size(claim);
    if (claim->proof_count == 0)
        return untrusted("merkle.proof_short", N_("Thiếu bằng chứng."));
    struct consistency_walk w = {.fn = claim->old_size - 1, .sn = claim->new_size - 1};
    while ((w.fn & 1) != 0) {
        w.fn >>= 1;
        w.sn >>= 1;
    }
    bool old_is_perfect = (claim->old_size & (claim->old_size - 1)) == 0;
    size_t next = old_is_perfect ? 0 : 1;
    bool fits = old_is_perfect ? sha256_from(claim->old_root, &w.fr)
                               : sha256_from(claim->proof[0], &w.fr);
    assert(fits);
    (void)fits;
    w.sr = w.fr;
    for (size_t i = next; i < claim->proof_count; i++) {
        if (w.sn == 0)
            return untrusted("merkle.proof_long", N_("Bằng chứng dài hơn đường tới gốc."));
        struct sha256 c = hash_at(claim->proof, i);
        walk_step(&w, &c);
    }
    if (w.sn != 0)
        return untrusted("merkle.proof_short", N_("Bằng chứng ngắn hơn đường tới gốc."));
    if (!same(&w.fr, claim->old_root) || !same(&w.sr, claim->new_root))
        return untrusted("merkle.root", N_("Bằng chứng không nối hai gốc đã cho."));
    return RESULT_OK;
}
