#ifndef TRUC_DB_DRIVER_H
#define TRUC_DB_DRIVER_H

/* What an engine does for db.c. Private to src/db. */
#include "db/copy.h"
#include "db/query.h"

struct db_connection; /* the engine's own */

/* Where a run puts its rows. */
struct db_sink {
    struct arena *arena;
    const struct db_query *query;
    char *items;
    size_t count;
    size_t capacity;
    bool single; /* one row is enough and `items` is the caller's */
    bool later;  /* a write of which nobody asks what it changed: its failure may come with the next
                  * statement of the transaction */
    int64_t changed;
};

/* Zeroed room for the next row. */
void *db_sink_row(struct db_sink *sink);

/* One value of the row under construction; text and bytes are copied into the arena. */
struct db_value {
    bool null;
    int64_t number;
    struct str text;
};
struct result db_sink_put(struct db_sink *sink, void *row, size_t column, struct db_value value);

/* The parameter of `in` for a field; text is borrowed. Refuses NUL inside text. */
struct result db_param(const void *in, const struct db_field *field, struct db_value *value);

/* The engine says `*lost` when the connection cannot be used any more. */
struct db_driver {
    struct result (*open)(struct db *db, struct str address, struct db_connection **connection);
    void (*close)(struct db_connection *connection);
    struct result (*begin)(struct db_connection *connection, bool write);
    struct result (*commit)(struct db_connection *connection);
    void (*rollback)(struct db_connection *connection);
    struct result (*run)(struct db_connection *connection, const struct db_query *query,
                         const void *in, struct db_sink *sink);
    struct result (*prepare)(struct db_connection *connection, const struct db_query *query);
    struct result (*script)(struct db_connection *connection, const char *sql);
    struct result (*maintain)(struct db_connection *connection);
    bool (*usable)(struct db_connection *connection);
    /* of db/copy.h */
    struct result (*copy)(struct db_connection *connection, struct arena *arena, const char *path,
                          struct db_progress progress);
    struct result (*tables)(struct db_connection *connection, struct arena *arena,
                            struct db_tables *tables);
    struct result (*check)(struct db_connection *connection);
    struct result (*size)(struct db_connection *connection, uint64_t *bytes);
};

extern const struct db_driver db_sqlite_driver;
extern const struct db_driver db_postgres_driver;

/* For the drivers. */
struct db_options db_options_of(const struct db *db);
__attribute__((format(printf, 2, 3))) void db_set_error(struct db *db, const char *format, ...);

/* Prepared statements by the address of their query; a small open-addressed table. */
struct db_cache_entry {
    const struct db_query *query;
    void *statement;
};
struct db_cache {
    struct db_cache_entry *entries;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};
/* The statement's place, made empty when new; never NULL. */
void **db_cache_at(struct db_cache *cache, const struct db_query *query);
/* Calls drop (when given) on every statement and forgets them. */
void db_cache_clear(struct db_cache *cache, void (*drop)(void *statement));

#endif
