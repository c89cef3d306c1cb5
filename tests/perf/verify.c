/*
 * Validations a second, one core, in process.
 *
 *   verify FILE ROOT SECONDS   prints {"validations_per_second", "crypto_per_second", "share",
 *                           "bytes", "signatures"}: whole validations of the file with the
 *                           difference of its revisions, and beside them, in turn, the bare
 *                           cryptography of its signatures (digest of what each covers, RSA or
 *                           ECDSA verification), which nobody can do without.
 */
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/os_file.h"
#include "sign/report.h"

enum { FILE_MOST = 64 << 20, SLICE_US = 200000 };

static const int64_t AT_US = INT64_C(1795485600000000);

static size_t validate(struct str bytes, struct str root)
{
    struct arena *arena = arena_new(256UL << 20);
    struct evidence_set evidence = {.arena = arena, .at_us = AT_US};
    struct report_input input = {.bytes = bytes};
    struct report *report = ARENA_NEW(arena, struct report);
    evidence_set_add_file(&evidence, root);
    if (!result_ok(report_make(&evidence, &input, report)) ||
        report->indication != INDICATION_PASSED)
        exit(1);
    size_t count = report->count;
    arena_free(arena);
    return count;
}

/* A key that verifies a signature of its own: what one check of a value costs. */
struct bare {
    EVP_PKEY *key;
    unsigned char value[512];
    size_t len;
    unsigned char digest[32];
};

static void make_bare(struct bare *bare)
{
    bare->len = sizeof bare->value;
    bare->key = EVP_RSA_gen(2048);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(bare->key, NULL);
    if (EVP_PKEY_sign_init(context) != 1 ||
        EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) != 1 ||
        EVP_PKEY_sign(context, bare->value, &bare->len, bare->digest, 32) != 1)
        exit(1);
    EVP_PKEY_CTX_free(context);
}

/* Per signature: the digest over the file, its value, one link of its path. */
static void check_bare(struct bare *bare, struct str bytes, size_t signatures)
{
    unsigned char digest[32];
    for (size_t i = 0; i < signatures; i++) {
        EVP_Digest(bytes.ptr, bytes.len, digest, NULL, EVP_sha256(), NULL);
        for (int k = 0; k < 2; k++) {
            EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(bare->key, NULL);
            if (EVP_PKEY_verify_init(context) != 1 ||
                EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) != 1 ||
                EVP_PKEY_verify(context, bare->value, bare->len, bare->digest, 32) != 1)
                exit(1);
            EVP_PKEY_CTX_free(context);
        }
    }
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(256UL << 20);
    struct str bytes;
    struct str root;
    struct bare bare = {0};
    int64_t spent[2] = {0, 0};
    int64_t done[2] = {0, 0};
    int64_t seconds;
    if (argc != 4 || !str_to_i64(str_from_c(argv[3]), &seconds) ||
        !result_ok(os_file_read(arena, argv[1], FILE_MOST, &bytes)) ||
        !result_ok(os_file_read(arena, argv[2], FILE_MOST, &root)))
        return 2;
    make_bare(&bare);
    size_t signatures = validate(bytes, root);
    int64_t until_us = clock_monotonic_us() + seconds * MICROS_PER_SECOND;
    for (int turn = 0; clock_monotonic_us() < until_us; turn = !turn) {
        int64_t from_us = clock_monotonic_us();
        for (; clock_monotonic_us() - from_us < SLICE_US; done[turn]++) {
            if (turn == 0)
                validate(bytes, root);
            else
                check_bare(&bare, bytes, signatures);
        }
        spent[turn] += clock_monotonic_us() - from_us;
    }
    double whole = (double)done[0] * 1e6 / (double)spent[0];
    double crypto = (double)done[1] * 1e6 / (double)spent[1];
    printf("{\"validations_per_second\": %.0f, \"crypto_per_second\": %.0f, \"share\": %.2f, "
           "\"bytes\": %zu, \"signatures\": %zu}\n", whole, crypto, whole / crypto, bytes.len,
           signatures);
    EVP_PKEY_free(bare.key);
    arena_free(arena);
    return 0;
}
