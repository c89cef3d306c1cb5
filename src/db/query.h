#ifndef TRUC_DB_QUERY_H
#define TRUC_DB_QUERY_H

/*
 * What tools/querygen.py writes for each named query, and the calls behind the
 * typed functions. Nobody else includes this.
 */
#include <stddef.h>
#include <stdint.h>

#include "db/db.h"

/* How a value stands in a row structure: I64 and BOOL by value, TEXT and BYTES as struct str. */
enum db_type { DB_I64, DB_BOOL, DB_TEXT, DB_BYTES };

#define DB_NOT_NULL UINT16_MAX

/* One member of the generated structure; `has` is the offset of its `has_…`, or DB_NOT_NULL. */
struct db_field {
    enum db_type type;
    uint16_t offset;
    uint16_t has;
};

/* A query with static storage: its address is the key of the statement cache. */
struct db_query {
    const char *name;
    const char *sqlite;   /* parameters ?1…?N in the order of `in` */
    const char *postgres; /* parameters $1…$N */
    const struct db_field *in;
    const struct db_field *out;
    uint16_t in_count;
    uint16_t out_count;
    uint16_t out_size; /* bytes of one row structure */
    bool writes;
    bool page; /* ORDER BY … LIMIT: PostgreSQL plans it with the values, each time */
};

/* One use of a query. */
struct db_call {
    struct arena *arena;
    const struct db_query *query;
    const void *in; /* the `…_in` structure, NULL where there is none */
};

/* Exactly one row into `out`, which is overwritten. */
struct result db_run_one(struct db *db, struct db_call call, void *out);
/* No row or one. */
struct result db_run_opt(struct db *db, struct db_call call, void *out, bool *found);
struct db_rows {
    void *items;
    size_t count;
};
/* Every row, in the arena. */
struct result db_run_many(struct db *db, struct db_call call, struct db_rows *rows);
/* Rows changed. With NULL nobody waits for the statement on PostgreSQL: where it fails, the next
 * statement or the commit answers its failure. Ask for the number where a failure is looked at. */
struct result db_run_exec(struct db *db, struct db_call call, int64_t *changed);

/* Prepares without running and compares the counts of parameters and columns: for the test that
 * holds every query of the tree against both engines. */
struct result db_prepare(struct db *db, const struct db_query *query);

/* Runs a text of several statements without parameters: migrations and test set-up. Inside the
 * caller's write transaction. */
struct result db_script(struct db *db, const char *sql);

#endif
