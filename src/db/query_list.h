#ifndef TRUC_DB_QUERY_LIST_H
#define TRUC_DB_QUERY_LIST_H

/* Every query of the tree, for the test that prepares each on both engines. */
#include "db/query.h"

extern const struct db_query *const db_queries[]; /* ends with NULL */
extern const size_t db_query_count;

#endif
