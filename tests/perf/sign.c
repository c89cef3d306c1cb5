/*
 * PAdES-B signatures a second of one core's time, in process, and beside them, in turn, bare
 * signatures of the same key over the same attributes, and the same with a digest of the file,
 * which nobody can do without.
 *
 *   sign FILE ec|rsa SECONDS    prints {"signatures_per_second", "bare_per_second",
 *                               "digested_per_second", "share", "bytes"}
 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/os_file.h"
#include "sign/cms.h"
#include "sign/pdf_sign.h"
#include "support/sign_fixture.h"

enum { FILE_MOST = 64 << 20, SLICE_US = 50000, VALUE_MAX = 512 };

enum { WHOLE, BARE, DIGESTED, TURNS };

/* What this process has used of the processor: others may be at work beside it. */
static int64_t used_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * MICROS_PER_SECOND + t.tv_nsec / 1000;
}

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

static void sign_file(struct arena *arena, const struct cms_identity *signer, EVP_PKEY *key,
                      struct str base)
{
    const struct pdf_signature wanted = {.name = S("Nguyễn Thị Thu Hà"), .at_us = SIGN_NOW_US,
                                         .room = cms_identity_room(signer)};
    unsigned char value[VALUE_MAX];
    struct pdf_prepared prepared;
    struct str out;
    if (!result_ok(pdf_sign_prepare(arena, base, &wanted, &prepared)))
        exit(1);
    const struct signed_attributes said = {prepared.digest, signer->certificate};
    struct cms_parts parts = {.attributes = signed_attributes_make(arena, &said)};
    parts.signature = sign_bare(key, parts.attributes, value);
    if (!result_ok(pdf_sign_finish(arena, prepared.bytes, prepared.range,
                                   cms_build(arena, signer, &parts), &out)))
        exit(1);
    arena_reset(arena);
}

int main(int argc, char **argv)
{
    void *state = NULL;
    struct str base;
    int64_t seconds;
    int64_t spent[TURNS] = {0};
    int64_t done[TURNS] = {0};
    unsigned char value[VALUE_MAX];
    if (argc != 4 || !str_to_i64(str_from_c(argv[3]), &seconds))
        return 2;
    sign_fixture_begin(&state);
    struct sign_fixture *f = state;
    const struct sign_party *party = str_is(str_from_c(argv[2]), "rsa") ? &f->person : &f->agency;
    EVP_PKEY *key = key_of(party);
    if (key == NULL || !result_ok(os_file_read(f->arena, argv[1], FILE_MOST, &base)))
        return 1;
    struct cms_identity signer;
    if (!result_ok(cms_identity_make(f->arena, party->certificate, party->kind,
                                   (struct certificate_list){f->issuers, 1}, &signer)))
        return 1;
    const struct signed_attributes said = {sha256(base), signer.certificate};
    struct str attributes = signed_attributes_make(f->arena, &said);
    struct arena *arena = arena_new(64UL << 20);
    int64_t until_us = used_us() + seconds * MICROS_PER_SECOND;
    for (int turn = 0; used_us() < until_us; turn = (turn + 1) % TURNS) {
        int64_t from_us = used_us();
        for (int64_t i = 0; i % 32 != 0 || used_us() - from_us < SLICE_US; i++, done[turn]++) {
            if (turn == WHOLE)
                sign_file(arena, &signer, key, base);
            else if (turn == DIGESTED)
                sha256(base);
            if (turn != WHOLE)
                sign_bare(key, attributes, value);
        }
        spent[turn] += used_us() - from_us;
    }
    double rates[TURNS];
    for (int turn = 0; turn < TURNS; turn++)
        rates[turn] = (double)done[turn] * 1e6 / (double)spent[turn];
    printf("{\"signatures_per_second\": %.0f, \"bare_per_second\": %.0f, "
           "\"digested_per_second\": %.0f, \"share\": %.2f, \"bytes\": %zu}\n", rates[WHOLE],
           rates[BARE], rates[DIGESTED], rates[WHOLE] / rates[BARE], base.len);
    EVP_PKEY_free(key);
    arena_free(arena);
    return sign_fixture_end(&state);
}
