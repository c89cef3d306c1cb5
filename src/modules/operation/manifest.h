#ifndef TRUC_MODULES_OPERATION_MANIFEST_H
#define TRUC_MODULES_OPERATION_MANIFEST_H

/*
 * What a backup says about itself: manifest.json. The hashes of its files stand
 * beside it in SHA256SUMS, as `sha256sum -c` reads them, and the manifest has
 * the hash of that list.
 */
#include "base/result.h"
#include "base/str.h"
#include "db/copy.h"

enum { MANIFEST_FORMAT = 1, MANIFEST_MAX = 4 << 20, MANIFEST_LIST_MAX = 10000 };
enum { SUMS_LINE_MAX = 512 };

struct manifest_fact {
    struct str kind;
    int64_t rows;
    int64_t total;
};

struct manifest {
    int64_t made_us;
    struct str program;  /* "0.1.0 (2dc94cc)" */
    struct str engine;   /* "sqlite", "postgresql" */
    struct str database; /* name of the copy in the backup */
    struct str label;    /* "upgrade": made before one; else empty */
    bool keys;           /* keys.sealed is there */
    struct db_tables tables;
    struct manifest_fact *facts;
    size_t fact_count;
    struct str *migrations;
    size_t migration_count;
    struct str *missing; /* files that the database names and the node could not give whole */
    size_t missing_count;
    struct str *erased;  /* files that were erased while the backup was made */
    size_t erased_count;
    int64_t files; /* stored files in the backup */
    int64_t bytes; /* of everything in SHA256SUMS */
    int64_t log_size;
    struct str log_root; /* base64; empty where nothing was signed yet */
    struct str log_vkey; /* empty where there is none */
    struct str sums_sha256;
};

struct str manifest_text(struct arena *arena, const struct manifest *manifest);

/* INVALID "backup.manifest" for what no backup of ours would say, UNSUPPORTED "backup.format" for a
 * newer format. */
struct result manifest_parse(struct arena *arena, struct str text, struct manifest *out);

int64_t manifest_rows(const struct manifest *manifest);

/* One line of SHA256SUMS, "hash  path" without its end. False for anything else, also for a path
 * that leaves its folder. */
struct sums_line {
    struct str hash;
    struct str path;
};
bool sums_parse(struct str line, struct sums_line *out);

#endif
