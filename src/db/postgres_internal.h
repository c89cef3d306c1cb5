#ifndef TRUC_DB_POSTGRES_INTERNAL_H
#define TRUC_DB_POSTGRES_INTERNAL_H

/* What the parts of the PostgreSQL driver share. */
#include <libpq-fe.h>

#include "db/driver.h"

PGconn *postgres_handle(struct db_connection *connection);
/* Runs one statement and answers its first column of all rows as text in the arena. */
struct result postgres_texts(struct db_connection *connection, struct arena *arena,
                             const char *sql, struct str **texts, size_t *count);

struct result postgres_copy(struct db_connection *connection, struct arena *arena,
                            const char *path, struct db_progress progress);
struct result postgres_tables(struct db_connection *connection, struct arena *arena,
                              struct db_tables *tables);
struct result postgres_size(struct db_connection *connection, uint64_t *bytes);
struct result postgres_check(struct db_connection *connection);
struct result postgres_target(struct str address, struct arena *arena);
struct result postgres_copy_back(struct str address, struct arena *arena, const char *path);

#endif
