#ifndef TRUC_DB_COPY_H
#define TRUC_DB_COPY_H

/*
 * Whole databases: a copy as it stands at one instant while others write, back
 * into an empty one, and what tells that two are the same. On PostgreSQL
 * pg_dump and pg_restore do the work ("db.no_tool" where they are missing).
 */
#include "db/db.h"

/* Told how far a long work has come; `show` may be NULL. */
struct db_progress {
    void (*show)(void *context, uint64_t done, uint64_t of);
    void *context;
};

/* Writes what the open read transaction sees to the new file `path`: a database file on SQLite, the
 * custom format of pg_dump on PostgreSQL. Not yet durable. The transaction stays open, so that what
 * is read in it afterwards belongs to the copy. */
struct result db_copy(struct db *db, struct arena *arena, const char *path,
                      struct db_progress progress);

/* CONFLICT "db.not_empty" where the database `url` has anything. */
struct result db_copy_target(struct str url, struct arena *arena);

/* Fills the database `url` from such a file: a new file on SQLite, a database without tables on
 * PostgreSQL, all or nothing. CONFLICT "db.not_empty". The file must be on the same disk as the new
 * database on SQLite: it becomes it. */
struct result db_copy_back(struct str url, struct arena *arena, const char *path);

/* PostgreSQL: a new database of this name on the same server, and its address; drop ends it. */
struct result db_scratch_make(struct str url, struct arena *arena, struct str name,
                              struct str *scratch_url);
struct result db_scratch_drop(struct str url, struct arena *arena, struct str name);

/* Every table of the node with its rows, in byte order of names; `sum` adds up the hashes of all
 * rows whatever their order (PostgreSQL; empty on SQLite, where the copy is the same bytes). */
struct db_table {
    struct str name;
    int64_t rows;
    struct str sum;
};
struct db_tables {
    struct db_table *items;
    size_t count;
};
struct result db_tables_count(struct db *db, struct arena *arena, struct db_tables *tables);

/* Looks through pages, indexes and foreign keys; CORRUPT "db.corrupt", db_last_error names the
 * first fault. On PostgreSQL the restore has checked its keys already. */
struct result db_check(struct db *db);

/* Bytes the database takes on its disk. */
struct result db_size(struct db *db, uint64_t *bytes);

#endif
