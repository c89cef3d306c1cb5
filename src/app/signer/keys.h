#ifndef TRUC_APP_SIGNER_KEYS_H
#define TRUC_APP_SIGNER_KEYS_H

/*
 * The keys that the signer may use, from keys/keys.conf: one key a line, columns parted by tabs.
 *
 *     module  /usr/lib/softhsm/libsofthsm2.so
 *     person  nguoi-7   3,4  nguoi-7.der               agencies for which the person signs
 *     seal    dau-3     3    dau-3.der    dau-3.pin     one agency
 *     report  kiem-tra  -    kiem-tra.der kiem-tra.pin  reports about the files of others
 *     log     nhat-ky   -    nhat-ky.seed example.vn/log
 */
#include "base/crypto.h"
#include "base/result.h"
#include "sign/certificate.h"

enum key_kind { KEY_PERSON, KEY_SEAL, KEY_REPORT, KEY_LOG };
enum { KEYS_MAX = 4096, KEY_AGENCIES_MAX = 16 };

struct key {
    enum key_kind kind;
    struct str id; /* also the token's label */
    int64_t agencies[KEY_AGENCIES_MAX];
    size_t agency_count;
    struct certificate certificate; /* all but LOG */
    struct str pin;                 /* SEAL, REPORT */
    struct ed25519_key seed;        /* LOG */
    struct str origin;              /* LOG: first line of its checkpoints */
};

struct keys {
    struct str module; /* path of the PKCS #11 module; empty: no tokens */
    struct key *items;
    size_t count;
};

/* Reads keys.conf and the files that it names, all in `folder`. */
struct result keys_load(struct arena *arena, const char *folder, struct keys *out);
/* NULL where there is none of that id. */
const struct key *keys_find(const struct keys *keys, struct str id);
bool key_serves(const struct key *key, int64_t agency);

#endif
