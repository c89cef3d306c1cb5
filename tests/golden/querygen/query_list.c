/* Written by tools/querygen.py. */
#include "db/query_list.h"

static const struct db_query sample_by_code_query = {
    .name = "sample_by_code",
    .sqlite = "SELECT id, due_us, answers, open, fee_vnd FROM sample\n"
              "WHERE code = ?1 AND note <> 'a :colon; in \"text\"'",
    .postgres = "SELECT id, due_us, answers, open, fee_vnd FROM sample\n"
                "WHERE code = $1 AND note <> 'a :colon; in \"text\"'\n"
                "FOR UPDATE",
    .in = NULL,
    .out = NULL,
    .in_count = 1,
    .out_count = 5,
    .out_size = 0,
    .writes = false,
};

static const struct db_query sample_find_query = {
    .name = "sample_find",
    .sqlite = "SELECT id FROM sample WHERE raw = ?1 AND day >= ?2 AND day <= CAST(?2 AS TEXT)",
    .postgres = "SELECT id FROM sample WHERE raw = $1 AND day >= $2 AND day <= CAST($2 AS TEXT)",
    .in = NULL,
    .out = NULL,
    .in_count = 2,
    .out_count = 1,
    .out_size = 0,
    .writes = false,
};

static const struct db_query sample_all_query = {
    .name = "sample_all",
    .sqlite = "SELECT id FROM sample ORDER BY id",
    .postgres = "SELECT id FROM sample ORDER BY id",
    .in = NULL,
    .out = NULL,
    .in_count = 0,
    .out_count = 1,
    .out_size = 0,
    .writes = false,
};

static const struct db_query sample_take_query = {
    .name = "sample_take",
    .sqlite = "UPDATE sample SET open = FALSE WHERE id =\n"
              "(SELECT id FROM sample WHERE due_us <= ?1 LIMIT 1)",
    .postgres = "UPDATE sample SET open = FALSE WHERE id =\n"
                "(SELECT id FROM sample WHERE due_us <= $1 LIMIT 1 FOR UPDATE SKIP LOCKED)",
    .in = NULL,
    .out = NULL,
    .in_count = 1,
    .out_count = 0,
    .out_size = 0,
    .writes = true,
};

static const struct db_query sample_search_query = {
    .name = "sample_search",
    .sqlite = "SELECT rowid FROM sample_words WHERE sample_words MATCH ?1",
    .postgres = "SELECT id FROM sample WHERE words @@ to_tsquery('simple', $1) AND id::text <> ''",
    .in = NULL,
    .out = NULL,
    .in_count = 1,
    .out_count = 1,
    .out_size = 0,
    .writes = false,
};

const struct db_query *const db_queries[] = {
    &sample_by_code_query,
    &sample_find_query,
    &sample_all_query,
    &sample_take_query,
    &sample_search_query,
    NULL,
};
const size_t db_query_count = 5;
