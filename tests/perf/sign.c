/*
 * PAdES-B signatures a second, one core, in process, and beside them, in turn, bare signatures of
 * the same key over the same attributes, which nobody can do without.
 *
 *   sign FILE ec|rsa SECONDS    prints {"signatures_per_second", "bare_per_second", "share",
 *                               "bytes"}
 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/os_file.h"
#include "sign/cms.h"
#include "support/sign_fixture.h"

enum { FILE_MOST = 64 << 20, SLICE_US = 200000, VALUE_MAX = 512 };

static EVP_PKEY *key_of(const struct sign_party *party)
{
    const unsigned char *at = (const unsigned char *)party->key.secret.ptr;
    return d2i_AutoPrivateKey(NULL, &at, (long)party->key.secret.len);
}

static struct str sign_bare(EVP_PKEY *key, struct str attributes, unsigned char value[VALUE_MAX])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t len = VALUE_MAX;
    if (context == NULL ||
        EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(context, value, &len, (const unsigned char *)attributes.ptr,
                       attributes.len) != 1)
        exit(1);
    EVP_MD_CTX_free(context);
    return str_of((const char *)value, len);
}

static void sign_file(const struct sign_fixture *f, const struct sign_party *party, EVP_PKEY *key,
                      struct str base)
{
    struct arena *arena = arena_new(64UL << 20);
    const struct pdf_signature wanted = {.name = S("Nguyễn Thị Thu Hà"), .at_us = SIGN_NOW_US};
    unsigned char value[VALUE_MAX];
    struct pdf_prepared prepared;
    struct str cms;
    struct str out;
    if (!result_ok(pdf_sign_prepare(arena, base, &wanted, &prepared)))
        exit(1);
    const struct signed_attributes said = {prepared.digest, sha256(party->certificate)};
    struct str attributes = signed_attributes_make(arena, &said);
    const struct cms_parts parts = {.attributes = attributes,
                                    .signature = sign_bare(key, attributes, value),
                                    .certificate = party->certificate,
                                    .issuers = {f->issuers, 1}};
    if (!result_ok(cms_build(arena, &parts, &cms)) ||
        !result_ok(pdf_sign_finish(arena, prepared.bytes, prepared.range, cms, &out)))
        exit(1);
    arena_free(arena);
}

int main(int argc, char **argv)
{
    void *state = NULL;
    struct str base;
    int64_t seconds;
    int64_t spent[2] = {0, 0};
    int64_t done[2] = {0, 0};
    unsigned char value[VALUE_MAX];
    if (argc != 4 || !str_to_i64(str_from_c(argv[3]), &seconds))
        return 2;
    sign_fixture_begin(&state);
    struct sign_fixture *f = state;
    const struct sign_party *party = str_is(str_from_c(argv[2]), "rsa") ? &f->person : &f->agency;
    EVP_PKEY *key = key_of(party);
    if (key == NULL || !result_ok(os_file_read(f->arena, argv[1], FILE_MOST, &base)))
        return 1;
    const struct signed_attributes said = {sha256(base), sha256(party->certificate)};
    struct str attributes = signed_attributes_make(f->arena, &said);
    int64_t until_us = clock_monotonic_us() + seconds * MICROS_PER_SECOND;
    for (int turn = 0; clock_monotonic_us() < until_us; turn = !turn) {
        int64_t from_us = clock_monotonic_us();
        for (; clock_monotonic_us() - from_us < SLICE_US; done[turn]++) {
            if (turn == 0)
                sign_file(f, party, key, base);
            else
                sign_bare(key, attributes, value);
        }
        spent[turn] += clock_monotonic_us() - from_us;
    }
    double whole = (double)done[0] * 1e6 / (double)spent[0];
    double bare = (double)done[1] * 1e6 / (double)spent[1];
    printf("{\"signatures_per_second\": %.0f, \"bare_per_second\": %.0f, \"share\": %.2f, "
           "\"bytes\": %zu}\n", whole, bare, whole / bare, base.len);
    EVP_PKEY_free(key);
    return sign_fixture_end(&state);
}
