#ifndef TRUC_MODULES_OPERATION_BACKUP_WORK_H
#define TRUC_MODULES_OPERATION_BACKUP_WORK_H

/* One backup in the making: what its steps share. */
#include <stdio.h>

#include "modules/operation/backup.h"

struct backup_work {
    const struct backup_request *request;
    struct db *db;
    struct arena *arena;   /* of the report */
    struct arena *scratch; /* emptied after every page of files */
    struct str folder;     /* being filled, absolute */
    struct str previous;   /* finished backup to link from; empty: none */
    struct manifest *manifest;
    FILE *sums;
    struct str made_dir; /* the last folder that was made: names come in order */
    uint64_t new_bytes;
    uint64_t seen_bytes; /* of stored files, for the progress */
    uint64_t all_bytes;
};

/* Adds a line of SHA256SUMS for what stands in the folder. */
struct result backup_note(struct backup_work *work, struct str path, const struct sha256 *hash,
                          uint64_t bytes);

/* Copies one file of the node under `path` and notes it. */
struct result backup_take(struct backup_work *work, const char *from, struct str path);

/* Writes bytes under `path` and notes them. */
struct result backup_write(struct backup_work *work, struct str path, struct str bytes);

/* Every folder above `path` in the backup. */
struct result backup_folders(struct backup_work *work, struct str path);

/* A path in the folder that is being filled, and in the backup before. */
const char *backup_path(struct backup_work *work, struct str path);
const char *backup_previous_path(struct backup_work *work, struct str path);

/* The stored files, and the tiles of the log up to the checkpoint that the copied database knows:
 * inside the read transaction of the copy. */
struct result backup_files(struct backup_work *work);
struct result backup_log(struct backup_work *work);

/* backup_sign.c: signs the manifest of that hash, where a signer can be asked. */
struct result backup_sign(struct backup_work *work, struct str manifest_sha256);

/* Bytes that have to be copied, by what the backup before has. */
struct result backup_files_need(struct backup_work *work, uint64_t *bytes);

#endif
