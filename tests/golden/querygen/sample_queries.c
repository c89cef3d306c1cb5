/* Written by tools/querygen.py; edit the .sql file. */
#include "core/sample_queries.h"

#include "db/query.h"

static const struct db_field sample_by_code_in_fields[] = {
    {DB_TEXT, offsetof(struct q_sample_by_code_in, code), DB_NOT_NULL},
};
static const struct db_field sample_by_code_out_fields[] = {
    {DB_I64, offsetof(struct q_sample_by_code_out, id), DB_NOT_NULL},
    {DB_I64, offsetof(struct q_sample_by_code_out, due), offsetof(struct q_sample_by_code_out, has_due)},
    {DB_TEXT, offsetof(struct q_sample_by_code_out, answers), DB_NOT_NULL},
    {DB_BOOL, offsetof(struct q_sample_by_code_out, open), DB_NOT_NULL},
    {DB_I64, offsetof(struct q_sample_by_code_out, fee), DB_NOT_NULL},
};
static const struct db_query sample_by_code_query = {
    .name = "sample_by_code",
    .sqlite = "SELECT id, due_us, answers, open, fee_vnd FROM sample\n"
              "WHERE code = ?1 AND note <> 'a :colon; in \"text\"'",
    .postgres = "SELECT id, due_us, answers, open, fee_vnd FROM sample\n"
                "WHERE code = $1 AND note <> 'a :colon; in \"text\"'\n"
                "FOR UPDATE",
    .in = sample_by_code_in_fields,
    .out = sample_by_code_out_fields,
    .in_count = 1,
    .out_count = 5,
    .out_size = sizeof(struct q_sample_by_code_out),
    .writes = false,
};

struct result q_sample_by_code(struct db *db, struct arena *arena, struct q_sample_by_code_in in, struct q_sample_by_code_out *out)
{
    return db_run_one(db, (struct db_call){arena, &sample_by_code_query, &in}, out);
}

static const struct db_field sample_find_in_fields[] = {
    {DB_BYTES, offsetof(struct q_sample_find_in, raw), DB_NOT_NULL},
    {DB_TEXT, offsetof(struct q_sample_find_in, from), DB_NOT_NULL},
};
static const struct db_field sample_find_out_fields[] = {
    {DB_I64, offsetof(struct q_sample_find_out, id), DB_NOT_NULL},
};
static const struct db_query sample_find_query = {
    .name = "sample_find",
    .sqlite = "SELECT id FROM sample WHERE raw = ?1 AND day >= ?2 AND day <= CAST(?2 AS TEXT)",
    .postgres = "SELECT id FROM sample WHERE raw = $1 AND day >= $2 AND day <= CAST($2 AS TEXT)",
    .in = sample_find_in_fields,
    .out = sample_find_out_fields,
    .in_count = 2,
    .out_count = 1,
    .out_size = sizeof(struct q_sample_find_out),
    .writes = false,
};

struct result q_sample_find(struct db *db, struct arena *arena, struct q_sample_find_in in, struct q_sample_find_out *out, bool *found)
{
    return db_run_opt(db, (struct db_call){arena, &sample_find_query, &in}, out, found);
}

static const struct db_field sample_all_out_fields[] = {
    {DB_I64, offsetof(struct q_sample_all_out, id), DB_NOT_NULL},
};
static const struct db_query sample_all_query = {
    .name = "sample_all",
    .sqlite = "SELECT id FROM sample ORDER BY id",
    .postgres = "SELECT id FROM sample ORDER BY id",
    .in = NULL,
    .out = sample_all_out_fields,
    .in_count = 0,
    .out_count = 1,
    .out_size = sizeof(struct q_sample_all_out),
    .writes = false,
};

struct result q_sample_all(struct db *db, struct arena *arena, struct q_sample_all_rows *rows)
{
    struct db_rows all;
    TRY(db_run_many(db, (struct db_call){arena, &sample_all_query, NULL}, &all));
    rows->items = all.items;
    rows->count = all.count;
    return RESULT_OK;
}

static const struct db_field sample_take_in_fields[] = {
    {DB_I64, offsetof(struct q_sample_take_in, now), DB_NOT_NULL},
};
static const struct db_query sample_take_query = {
    .name = "sample_take",
    .sqlite = "UPDATE sample SET open = FALSE WHERE id =\n"
              "(SELECT id FROM sample WHERE due_us <= ?1 LIMIT 1)",
    .postgres = "UPDATE sample SET open = FALSE WHERE id =\n"
                "(SELECT id FROM sample WHERE due_us <= $1 LIMIT 1 FOR UPDATE SKIP LOCKED)",
    .in = sample_take_in_fields,
    .out = NULL,
    .in_count = 1,
    .out_count = 0,
    .out_size = 0,
    .writes = true,
};

struct result q_sample_take(struct db *db, struct arena *arena, struct q_sample_take_in in, int64_t *changed)
{
    return db_run_exec(db, (struct db_call){arena, &sample_take_query, &in}, changed);
}

static const struct db_field sample_search_in_fields[] = {
    {DB_TEXT, offsetof(struct q_sample_search_in, words), DB_NOT_NULL},
};
static const struct db_field sample_search_out_fields[] = {
    {DB_I64, offsetof(struct q_sample_search_out, id), DB_NOT_NULL},
};
static const struct db_query sample_search_query = {
    .name = "sample_search",
    .sqlite = "SELECT rowid FROM sample_words WHERE sample_words MATCH ?1",
    .postgres = "SELECT id FROM sample WHERE words @@ to_tsquery('simple', $1) AND id::text <> ''",
    .in = sample_search_in_fields,
    .out = sample_search_out_fields,
    .in_count = 1,
    .out_count = 1,
    .out_size = sizeof(struct q_sample_search_out),
    .writes = false,
};

struct result q_sample_search(struct db *db, struct arena *arena, struct q_sample_search_in in, struct q_sample_search_rows *rows)
{
    struct db_rows all;
    TRY(db_run_many(db, (struct db_call){arena, &sample_search_query, &in}, &all));
    rows->items = all.items;
    rows->count = all.count;
    return RESULT_OK;
}
