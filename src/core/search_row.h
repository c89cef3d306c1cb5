#ifndef TRUC_CORE_SEARCH_ROW_H
#define TRUC_CORE_SEARCH_ROW_H

/* An entry as it is stored: of search.c and search_job.c only. */
#include "core/search.h"
#include "core/search_queries.h"

struct q_search_put_in search_row(struct arena *arena, const struct search_entry *entry);

#endif
