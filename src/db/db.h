#ifndef TRUC_DB_DB_H
#define TRUC_DB_DB_H

/*
 * One connection to the database of the node, SQLite or PostgreSQL behind one
 * set of calls. A process opens its own after it was forked and uses it from
 * one thread. The SQL itself stands in *.sql files: tools/querygen.py turns
 * each named query into a typed function `q_<name>` over db_run (db/query.h).
 *
 * A use case opens one transaction:
 *
 *     TRY(db_write_begin(db));
 *     struct result done = do_the_work(db, …);
 *     return db_finish(db, done);
 *
 * A write whose number of changed rows nobody asks for (NULL) may answer its
 * failure only with the next statement or the commit.
 * After a failed statement the transaction can only be rolled back, on either
 * engine ("db.transaction_failed"): write `ON CONFLICT` where a conflict is
 * expected. No transaction stays open while a page is rendered or another
 * process is waited for.
 *
 * Failures of every call here and of every generated query:
 *   CONFLICT    db.unique db.foreign_key         the rows do not allow it
 *   NOT_FOUND   db.no_row                        a `:one` query found nothing
 *   UNAVAILABLE db.busy db.lost db.full db.gone  try again; the connection mends itself
 *   UNCERTAIN   db.commit_uncertain              the connection went during COMMIT
 *   FORBIDDEN   db.read_only                     a write through a read-only connection
 *   INVALID     db.text                          NUL or broken UTF-8 in a text parameter
 *   CORRUPT     db.corrupt db.null               the stored data are damaged
 *   INTERNAL    db.*                             a mistake of ours
 */
#include "base/arena.h"
#include "base/result.h"
#include "base/str.h"

/* The rows of a `:many` query as a list {items, count} of our own, each by OF(row). */
#define DB_LIST_OF(arena, rows, list, OF)                                                          \
    do {                                                                                           \
        (list)->items = arena_array((arena), (rows).count + 1, sizeof *(list)->items);             \
        (list)->count = (rows).count;                                                              \
        for (size_t row_ = 0; row_ < (rows).count; row_++)                                         \
            (list)->items[row_] = OF((rows).items[row_]);                                          \
    } while (0)

struct db;
struct db_lock; /* db/lock.h */

enum db_engine { DB_SQLITE, DB_POSTGRES };

struct db_options {
    bool read_only; /* command line readers: writes are refused, nothing is created */
    bool create;    /* SQLite: make the file when it does not exist (migrate, first start) */
    /* SQLite: the writer's turn shared by all processes of a running node, alive longer than
     * the connection. NULL for a process outside of it, which waits up to `wait_us` instead. */
    struct db_lock *lock;
    int64_t wait_us; /* longest wait for a turn to write; 0 means 5 s */
    /* A database that is being filled for the first time: a commit waits for no disk, and after a
     * power cut all may be gone. db_close makes everything durable. */
    bool filling;
};

/*
 * Opens `sqlite:PATH` or `postgresql://…` (any libpq address). The connection is given back by
 * db_close. INVALID "db.url" for another scheme, UNAVAILABLE when the database cannot be
 * reached or, without `create`, does not exist.
 */
struct result db_open(struct str url, struct db_options options, struct db **db);

/* Rolls an open transaction back, frees everything. NULL is allowed. */
void db_close(struct db *db);

enum db_engine db_engine_of(const struct db *db);

/* A consistent view for several reads; needed only where two queries must agree. */
struct result db_read_begin(struct db *db);

/* Waits for the turn to write, then opens the transaction. Inside it the rows read stay as
 * they are on SQLite; on PostgreSQL (READ COMMITTED) lock what a decision rests on with
 * FOR UPDATE, FOR SHARE (querygen drops them for SQLite) or write it with a guarded UPDATE. */
struct result db_write_begin(struct db *db);

/* Makes the transaction durable (fsync). On any failure but UNCERTAIN nothing has happened. */
struct result db_commit(struct db *db);

/* Drops the transaction; without one it does nothing. Safe after a siglongjmp out of a query. */
void db_rollback(struct db *db);

/* Commits when `outcome` is a success, else rolls back and answers it unchanged. */
struct result db_finish(struct db *db, struct result outcome);

bool db_in_transaction(const struct db *db);

/* Moves the write-ahead log of SQLite into the database file; the job worker calls it every few
 * seconds. On PostgreSQL it does nothing. */
struct result db_maintain(struct db *db);

/* A cheap query that tells whether the database answers, for /health. */
struct result db_ping(struct db *db);

/* What the engine said to the last failure, for the log; never shown to people. Borrowed until
 * the next call. */
const char *db_last_error(const struct db *db);

/* What a layer above keeps as long as the connection, by the address of its key; NULL where nothing
 * is kept. db_close drops it. A key is kept once; at most 8 keys. */
void *db_kept(const struct db *db, const void *key);
void db_keep(struct db *db, const void *key, void *value, void (*drop)(void *value));

/* Write transactions committed through this connection. */
int64_t db_commit_count(const struct db *db);

#endif
