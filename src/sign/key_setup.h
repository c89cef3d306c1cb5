#ifndef TRUC_SIGN_KEY_SETUP_H
#define TRUC_SIGN_KEY_SETUP_H

/*
 * Lays out data/keys before the signer starts for the first time: the log's key, and for a
 * demonstration a small certification authority (root → issuing authority → people, agencies,
 * timestamps) with one SoftHSM token for each person and each agency.
 */
#include "sign/certificate.h"

enum { KEY_SETUP_HOLDERS_MAX = 1000 };

/* A person who signs, an agency that seals, or the node that seals its reports. */
struct key_holder {
    bool agency;
    bool report;
    struct str id;           /* key id and label of the token, ≤ 32 bytes: "nguoi-7", "dau-3" */
    struct str name;         /* common name */
    struct str organisation; /* of the certificate */
    struct str agencies;     /* "3,4": for which agencies a person signs; one for a seal */
    struct str pin;          /* of a person, 4 to 32 bytes; the others get a random one */
    struct str certificate;  /* out: DER */
};

struct key_setup {
    const char *folder; /* data/keys, made when missing */
    struct str origin;  /* name of the log, first line of its checkpoints */
    int64_t now_us;
    struct key_holder *holders; /* demonstration only */
    size_t holder_count;
    struct str authority_url; /* where its authority will answer, "http://127.0.0.1:8130"; may be
                               * empty: then the certificates name no place to ask */
    struct str root;      /* out: DER; empty without holders */
    struct str authority; /* out: DER */
    struct ed25519_public log_key; /* out */
};

/* Makes everything and writes keys.conf last. CONFLICT "keys.exist" where keys.conf is there
 * already; UNAVAILABLE "signer.token" where no SoftHSM module is installed. */
struct result key_setup_make(struct arena *arena, struct key_setup *setup);

/* True when a SoftHSM module is installed, and where. */
bool key_setup_softhsm_installed(void);
const char *key_setup_softhsm_module(void);

/* What `truc demo-tsa` answers with; written by key_setup_make with holders. */
struct timestamp_authority;
struct result key_setup_timestamps(struct arena *arena, const char *folder,
                                   struct timestamp_authority *out);
/* With what it answers about certificates: `issuing` without a list of revoked ones, and the
 * finished CRL of the root. NOT_FOUND in a folder that knows no authority_url. */
struct revocation_authority;
struct result key_setup_revocation(struct arena *arena, const char *folder,
                                   struct revocation_authority *issuing, struct str *root_crl);

#endif
