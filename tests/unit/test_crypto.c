#include "cmocka_all.h"

#include <string.h>

#include "base/crypto.h"

static struct str unhex(struct arena *arena, const char *hex)
{
    struct str out;
    assert_true(str_unhex(arena, str_from_c(hex), &out));
    return out;
}

static void digests_match_published_vectors(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    /* FIPS 180-4 examples; RFC 4231 test case 2 */
    assert_string_equal(str_c(arena, sha256_hex(arena, S("abc"))),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(str_c(arena, sha256_hex(arena, str_of(NULL, 0))),
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    struct sha256 mac = hmac_sha256(S("Jefe"), S("what do ya want for nothing?"));
    assert_string_equal(str_c(arena, str_hex(arena, mac.bytes, SHA256_SIZE)),
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    mac = hmac_sha256(S(""), S(""));
    assert_string_equal(str_c(arena, str_hex(arena, mac.bytes, SHA256_SIZE)),
                        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    arena_free(arena);
}

static void pieces_give_the_digest_of_the_whole(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct sha256_stream *stream = sha256_begin(arena);
    struct sha256 whole = sha256(S("abcdef"));
    for (int round = 0; round < 2; round++) { /* the second shows that end() starts anew */
        sha256_add(stream, S("abc"));
        sha256_add(stream, S(""));
        sha256_add(stream, S("def"));
        struct sha256 pieces = sha256_end(stream);
        assert_true(sha256_equal(&pieces, &whole));
    }
    struct str parts[] = {S("ab"), str_of(NULL, 0), S("cdef")};
    struct sha256 joined = sha256_joined(parts, 3);
    assert_true(sha256_equal(&joined, &whole));
    joined = sha256_joined(parts, 1);
    assert_false(sha256_equal(&joined, &whole));
    arena_free(arena);
}

static void random_values_differ(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct str a = random_hex(arena, 16);
    struct str b = random_hex(arena, 16);
    assert_int_equal(a.len, 32);
    assert_false(str_equal(a, b));
    arena_free(arena);
}

static void ed25519_matches_rfc8032(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct ed25519_key key; /* RFC 8032 section 7.1, test 2 */
    struct str seed =
        unhex(arena, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    memcpy(key.seed, seed.ptr, ED25519_SEED_SIZE);
    struct ed25519_public public = ed25519_public_of(&key);
    assert_string_equal(str_c(arena, str_hex(arena, public.bytes, ED25519_PUBLIC_SIZE)),
                        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    struct ed25519_signature signature = ed25519_sign(&key, str_of("\x72", 1));
    assert_string_equal(str_c(arena, str_hex(arena, signature.bytes, ED25519_SIGNATURE_SIZE)),
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    arena_free(arena);
}

static void ed25519_refuses_everything_else(void **state)
{
    (void)state;
    struct ed25519_key key = ed25519_generate();
    struct ed25519_public public = ed25519_public_of(&key);
    struct ed25519_signature signature = ed25519_sign(&key, S("truth"));
    struct str bytes = str_of((const char *)signature.bytes, ED25519_SIGNATURE_SIZE);
    assert_true(ed25519_verify(&public, S("truth"), bytes));
    assert_false(ed25519_verify(&public, S("Truth"), bytes));
    assert_false(ed25519_verify(&public, S("truth"), str_slice(bytes, 0, 63)));
    struct ed25519_key other = ed25519_generate();
    struct ed25519_public other_public = ed25519_public_of(&other);
    assert_false(ed25519_verify(&other_public, S("truth"), bytes));
    signature.bytes[5] ^= 1;
    assert_false(ed25519_verify(&public, S("truth"), bytes));
}

static void public_keys_go_there_and_back(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct ed25519_key key = ed25519_generate();
    struct ed25519_public public = ed25519_public_of(&key);
    struct str der = ed25519_spki(arena, &public);
    struct ed25519_public back;
    assert_int_equal(der.len, 44);
    assert_true(ed25519_public_from_spki(der, &back));
    assert_memory_equal(back.bytes, public.bytes, ED25519_PUBLIC_SIZE);
    assert_false(ed25519_public_from_spki(str_slice(der, 0, 43), &back));
    char *broken = arena_copy(arena, der.ptr, der.len);
    broken[8] ^= 1;
    assert_false(ed25519_public_from_spki(str_of(broken, der.len), &back));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_match_published_vectors),
        cmocka_unit_test(pieces_give_the_digest_of_the_whole),
        cmocka_unit_test(random_values_differ),
        cmocka_unit_test(ed25519_matches_rfc8032),
        cmocka_unit_test(ed25519_refuses_everything_else),
        cmocka_unit_test(public_keys_go_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
