#ifndef TRUC_DB_SQLITE_INTERNAL_H
#define TRUC_DB_SQLITE_INTERNAL_H

/* What the parts of the SQLite driver share. */
#include <sqlite3.h>

#include "db/driver.h"

sqlite3 *sqlite_handle(struct db_connection *connection);
/* The failure of the last call on the connection. */
struct result sqlite_failure(struct db_connection *connection, const char *what);

/* Sets db_last_error. */
void sqlite_say(struct db_connection *connection, const char *text);

struct result sqlite_copy(struct db_connection *connection, struct arena *arena, const char *path,
                          struct db_progress progress);
struct result sqlite_tables(struct db_connection *connection, struct arena *arena,
                            struct db_tables *tables);
struct result sqlite_check(struct db_connection *connection);
struct result sqlite_size(struct db_connection *connection, uint64_t *bytes);
struct result sqlite_target(struct str address, struct arena *arena);
struct result sqlite_copy_back(struct str address, struct arena *arena, const char *path);

#endif
