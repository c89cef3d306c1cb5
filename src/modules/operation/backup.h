#ifndef TRUC_MODULES_OPERATION_BACKUP_H
#define TRUC_MODULES_OPERATION_BACKUP_H

/*
 * Making a backup while the node works: FOLDER/<time>/ appears whole or not at
 * all. It holds database.sqlite or database.dump, files/, log/, truc.conf,
 * SHA256SUMS and manifest.json, with manifest.note where the log's key has
 * signed it, and the signer's keys only sealed with a passphrase. The database
 * is taken first and everything else after it, so that whatever the database
 * names is there. What an earlier backup already has is linked, not copied.
 */
#include "modules/operation/manifest.h"

/* A node as it lies on this machine. */
struct node_place {
    struct str data;     /* data folder */
    struct str database; /* address */
    const char *config;  /* file of settings; NULL: none */
};

/* Tells a person how far it has come; `show` may be NULL. `of` 0: not known. */
struct operation_progress {
    void (*show)(void *context, const char *what, uint64_t done, uint64_t of);
    void *context;
};

/* Whoever holds the log's key; asked once a backup is whole. */
struct backup_signer {
    struct result (*sign)(const struct backup_signer *signer, struct arena *arena, struct str text,
                          struct str *signature);
    const void *context;
};

struct backup_request {
    struct node_place node;
    const struct backup_signer *signer; /* NULL: the backup stays unsigned */
    const char *folder;    /* of all backups; made when missing */
    bool whole;            /* links nothing: everything is read and copied again */
    struct str passphrase; /* seals the signer's keys; empty: they are left out */
    struct str label;      /* "upgrade" or empty */
    struct str program;
    int64_t now_us;
    struct operation_progress progress;
};

struct backup_report {
    struct str place; /* FOLDER/<time> */
    struct manifest manifest;
    struct str manifest_sha256;
    struct result signing; /* not ok: the backup stands, unsigned, and why */
    uint64_t new_bytes;    /* copied this time; the rest is linked */
};

/*
 * `db` may be read-only. UNAVAILABLE "backup.space" before anything is copied where the disk is too
 * full; CONFLICT "os.locked" while another one is made there. Files of the node that are missing or
 * damaged do not stop it: they are in manifest.missing, and the caller says so loudly.
 */
struct result backup_make(struct db *db, struct arena *arena, const struct backup_request *request,
                          struct backup_report *report);

/* What manifest.note says of it. `trusted` is the log's verifier key as the operator knows it;
 * empty: the one that the backup itself names, which shows only that nothing changed by accident.
 * UNTRUSTED "backup.signature" for a note that does not hold, or of another key. */
enum backup_signature { BACKUP_UNSIGNED, BACKUP_SIGNED };
struct result backup_signature(struct arena *arena, struct str place, struct str trusted,
                               enum backup_signature *out);

/* The newest finished backup in the folder; `label` NULL: of any. NOT_FOUND "backup.none". */
struct result backup_newest(struct arena *arena, const char *folder, const char *label,
                            struct str *place);

/* Removes finished backups but the newest `keep`, and what a killed run left behind. Those labelled
 * "upgrade" are kept: rollback needs the newest of them. */
struct result backup_prune(struct arena *arena, const char *folder, int64_t keep, int64_t *removed);

/* manifest.json of a finished backup. */
struct result backup_manifest(struct arena *arena, struct str place, struct manifest *manifest,
                              struct str *sha256);

#endif
