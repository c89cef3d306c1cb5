#ifndef TRUC_MODULES_OPERATION_VERIFY_H
#define TRUC_MODULES_OPERATION_VERIFY_H

/* Whether a backup is whole, and whether a node is what a backup says. Every fault is named. */
#include "modules/operation/backup.h"

enum { FAULTS_MAX = 1000 };

struct faults {
    struct str *items; /* "files/ab/cd…: khác mã băm" */
    size_t count;      /* also of those beyond FAULTS_MAX */
};
void faults_begin(struct faults *faults, struct arena *arena);
__attribute__((format(printf, 3, 4)))
void faults_add(struct faults *faults, struct arena *arena, const char *format, ...);

/* Walks SHA256SUMS of a backup, whose own hash the manifest has. `take` gets each line; a failure
 * of it ends the walk. CORRUPT "backup.sums" where the list is not what the manifest says. */
struct sums_walk {
    struct result (*take)(void *context, const struct sums_line *line);
    void *context;
};
struct result sums_walk(struct arena *arena, struct str place, const struct manifest *manifest,
                        struct sums_walk walk);

/* Every file of a backup against its hash. */
struct result backup_check(struct arena *arena, struct str place, const struct manifest *manifest,
                           struct operation_progress progress, struct faults *faults);

/*
 * A node's database, files and log in the folder `data` against the manifest: pages and foreign
 * keys, rows of every table, sums of the facts, the hash of every stored file that the database
 * names, the log against its signed checkpoint, and every evidence row against its leaf and the
 * signed root.
 */
struct node_check {
    struct db *db;
    struct str data;
    const struct manifest *manifest;
    bool grown; /* migrated since: tables may have come, and rows in those of the reference data */
    struct operation_progress progress;
};
struct result node_verify(struct arena *arena, const struct node_check *check,
                          struct faults *faults);

#endif
