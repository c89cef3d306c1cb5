#include "cmocka_all.h"

#include <string.h>

#include "base/merkle.h"

enum { SIZE_MAX_TESTED = 300, LEAF_BYTES = 16 };

/* The definition of RFC 6962 2.1, word for word, over a plain list of leaf hashes. */
static struct sha256 naive_root(const struct sha256 *leaves, size_t n)
{
    if (n == 0)
        return merkle_empty();
    if (n == 1)
        return leaves[0];
    size_t k = 1;
    while (k * 2 < n)
        k *= 2;
    struct sha256 left = naive_root(leaves, k);
    struct sha256 right = naive_root(leaves + k, n - k);
    return merkle_node(&left, &right);
}

struct fixture {
    struct sha256 leaves[SIZE_MAX_TESTED];
    struct sha256 roots[SIZE_MAX_TESTED + 1];
};

static struct result fixture_node(void *context, unsigned level, uint64_t index,
                                  struct sha256 *out)
{
    const struct fixture *f = context;
    size_t width = (size_t)1 << level;
    assert_true((index + 1) * width <= SIZE_MAX_TESTED);
    *out = naive_root(f->leaves + index * width, width);
    return RESULT_OK;
}

static int setup(void **state)
{
    static struct fixture fixture;
    for (size_t i = 0; i < SIZE_MAX_TESTED; i++) {
        unsigned char data[LEAF_BYTES] = {(unsigned char)i, (unsigned char)(i >> 8)};
        fixture.leaves[i] = merkle_leaf(str_of((const char *)data, LEAF_BYTES));
    }
    for (size_t n = 0; n <= SIZE_MAX_TESTED; n++)
        fixture.roots[n] = naive_root(fixture.leaves, n);
    *state = &fixture;
    return 0;
}

static struct merkle_source source_of(struct fixture *f)
{
    return (struct merkle_source){.node = fixture_node, .context = f};
}

static size_t views(const struct merkle_proof *proof, struct str *out)
{
    for (size_t i = 0; i < proof->count; i++)
        out[i] = sha256_str(&proof->items[i]);
    return proof->count;
}

/* The eight leaves and roots used since Certificate Transparency's first reference code. */
static void known_roots(void **state)
{
    (void)state;
    static const char *const data[] = {
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f"};
    static const char *const roots[] = {
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    struct arena *arena = arena_new(1 << 16);
    struct merkle_range range = {0};
    struct sha256 root = merkle_root(&range);
    assert_string_equal(str_c(arena, str_hex(arena, root.bytes, SHA256_SIZE)),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size_t i = 0; i < 8; i++) {
        struct str bytes;
        assert_true(str_unhex(arena, str_from_c(data[i]), &bytes));
        struct sha256 leaf = merkle_leaf(bytes);
        merkle_append(&range, &leaf);
        root = merkle_root(&range);
        assert_string_equal(str_c(arena, str_hex(arena, root.bytes, SHA256_SIZE)), roots[i]);
    }
    arena_free(arena);
}

static void ranges_agree_with_the_definition(void **state)
{
    struct fixture *f = *state;
    struct merkle_source source = source_of(f);
    struct merkle_range grown = {0};
    for (size_t n = 1; n <= SIZE_MAX_TESTED; n++) {
        merkle_append(&grown, &f->leaves[n - 1]);
        struct merkle_range loaded;
        assert_true(result_ok(merkle_source_range(&source, n, &loaded)));
        struct sha256 a = merkle_root(&grown);
        struct sha256 b = merkle_root(&loaded);
        assert_true(sha256_equal(&a, &f->roots[n]));
        assert_true(sha256_equal(&b, &f->roots[n]));
        assert_int_equal(loaded.count, grown.count);
    }
}

static void every_inclusion_proof_holds_only_for_its_leaf(void **state)
{
    struct fixture *f = *state;
    struct merkle_source source = source_of(f);
    for (size_t n = 1; n <= SIZE_MAX_TESTED; n++) {
        for (size_t i = 0; i < n; i += n > 70 ? 7 : 1) {
            struct merkle_proof proof;
            struct str items[2 * MERKLE_PROOF_MAX];
            assert_true(result_ok(merkle_prove_inclusion(&source, i, n, &proof)));
            struct merkle_inclusion claim = {.index = i, .size = n,
                .root = sha256_str(&f->roots[n]), .leaf_hash = sha256_str(&f->leaves[i]),
                .proof = items, .proof_count = views(&proof, items)};
            assert_true(result_ok(merkle_check_inclusion(&claim)));
            struct merkle_inclusion other = claim;
            other.leaf_hash = sha256_str(&f->leaves[(i + 1) % SIZE_MAX_TESTED]);
            assert_false(result_ok(merkle_check_inclusion(&other)));
            other = claim;
            other.index = i ^ 1;
            if (n > 1)
                assert_false(result_ok(merkle_check_inclusion(&other)));
            other = claim;
            other.proof_count++;
            items[proof.count] = sha256_str(&f->leaves[0]);
            assert_string_equal(merkle_check_inclusion(&other).code, "merkle.proof_long");
            if (proof.count > 0) {
                other.proof_count = proof.count - 1;
                assert_string_equal(merkle_check_inclusion(&other).code, "merkle.proof_short");
            }
        }
    }
}

static void every_consistency_proof_holds_only_for_its_roots(void **state)
{
    struct fixture *f = *state;
    struct merkle_source source = source_of(f);
    for (size_t n = 1; n <= SIZE_MAX_TESTED; n++) {
        for (size_t m = 1; m <= n; m += n > 70 ? 11 : 1) {
            struct merkle_proof proof;
            struct str items[2 * MERKLE_PROOF_MAX];
            assert_true(result_ok(merkle_prove_consistency(&source, m, n, &proof)));
            struct merkle_consistency claim = {.old_size = m, .new_size = n,
                .old_root = sha256_str(&f->roots[m]), .new_root = sha256_str(&f->roots[n]),
                .proof = items, .proof_count = views(&proof, items)};
            assert_true(result_ok(merkle_check_consistency(&claim)));
            struct merkle_consistency other = claim;
            other.new_root = sha256_str(&f->roots[0]);
            assert_false(result_ok(merkle_check_consistency(&other)));
            other = claim;
            other.old_root = sha256_str(&f->roots[0]);
            assert_false(result_ok(merkle_check_consistency(&other)));
            other = claim;
            other.proof_count++;
            items[proof.count] = sha256_str(&f->leaves[0]);
            assert_string_equal(merkle_check_consistency(&other).code, "merkle.proof_long");
            if (proof.count > 0) {
                other.proof_count = proof.count - 1;
                assert_string_equal(merkle_check_consistency(&other).code, "merkle.proof_short");
                proof.items[proof.count / 2].bytes[3] ^= 0x10;
                assert_string_equal(merkle_check_consistency(&claim).code, "merkle.root");
            }
        }
    }
}

static void degenerate_claims_are_refused(void **state)
{
    struct fixture *f = *state;
    struct sha256 empty = merkle_empty();
    struct str root = sha256_str(&f->roots[1]);
    struct merkle_inclusion in = {.index = 0, .size = 1, .root = root,
                                  .leaf_hash = sha256_str(&f->leaves[0])};
    assert_true(result_ok(merkle_check_inclusion(&in))); /* a tree of one needs no hashes */
    in.size = 0;
    assert_string_equal(merkle_check_inclusion(&in).code, "merkle.size_zero");
    in.size = 1;
    in.index = 1;
    assert_string_equal(merkle_check_inclusion(&in).code, "merkle.index");
    in.index = 0;
    in.root = in.leaf_hash = S("");
    assert_string_equal(merkle_check_inclusion(&in).code, "merkle.hash_length");

    struct merkle_consistency c = {.old_size = 1, .new_size = 1, .old_root = root,
                                   .new_root = root};
    assert_true(result_ok(merkle_check_consistency(&c)));
    c.new_root = sha256_str(&empty);
    assert_string_equal(merkle_check_consistency(&c).code, "merkle.root");
    c.old_root = c.new_root = S("");
    assert_string_equal(merkle_check_consistency(&c).code, "merkle.hash_length");
    c.old_root = c.new_root = sha256_str(&empty);
    c.old_size = c.new_size = 0;
    assert_string_equal(merkle_check_consistency(&c).code, "merkle.size_zero");
    c.new_size = 1;
    c.new_root = root;
    assert_string_equal(merkle_check_consistency(&c).code, "merkle.size_zero");
    c.old_size = 2;
    assert_string_equal(merkle_check_consistency(&c).code, "merkle.sizes");
    struct str short_hash[] = {S("short")};
    c = (struct merkle_consistency){.old_size = 1, .new_size = 2, .old_root = root,
        .new_root = sha256_str(&f->roots[2]), .proof = short_hash, .proof_count = 1};
    assert_string_equal(merkle_check_consistency(&c).code, "merkle.hash_length");
}

static void proofs_are_not_made_for_impossible_questions(void **state)
{
    struct merkle_source source = source_of(*state);
    struct merkle_proof proof;
    assert_false(result_ok(merkle_prove_inclusion(&source, 3, 3, &proof)));
    assert_false(result_ok(merkle_prove_inclusion(&source, 0, 0, &proof)));
    assert_false(result_ok(merkle_prove_consistency(&source, 0, 3, &proof)));
    assert_false(result_ok(merkle_prove_consistency(&source, 4, 3, &proof)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_roots),
        cmocka_unit_test(ranges_agree_with_the_definition),
        cmocka_unit_test(every_inclusion_proof_holds_only_for_its_leaf),
        cmocka_unit_test(every_consistency_proof_holds_only_for_its_roots),
        cmocka_unit_test(degenerate_claims_are_refused),
        cmocka_unit_test(proofs_are_not_made_for_impossible_questions),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
