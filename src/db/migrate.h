#ifndef TRUC_DB_MIGRATE_H
#define TRUC_DB_MIGRATE_H

/*
 * Bringing a database to the schema of this program. Migrations stand in
 * src/core/schema and src/modules/<m>/schema as NNNN_name.sql, are never edited after a
 * release, and are embedded in the binary in the order their references ask for.
 */
#include "db/db.h"

struct migration {
    const char *name; /* "core/0001_jobs_files" */
    const char *sqlite;
    const char *postgres;
};

struct migration_list {
    const struct migration *items;
    size_t count;
};

/* Every migration of the tree, in order; written by tools/querygen.py. */
extern const struct migration_list db_migrations;

/*
 * Applies what is missing, each in a transaction of its own, and records it in table
 * `migration`. *applied counts them. Two processes may call it at once. FORBIDDEN on a read-only
 * connection.
 */
struct result db_migrate(struct db *db, struct arena *arena, int64_t now_us,
                         struct migration_list list, size_t *applied);

/* UNSUPPORTED "db.schema_old" where a migration of the list is missing, "db.schema_new" where
 * the database has one that this program does not know. */
struct result db_migrate_check(struct db *db, struct arena *arena, struct migration_list list);

#endif
