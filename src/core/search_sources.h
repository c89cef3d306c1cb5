#ifndef TRUC_CORE_SEARCH_SOURCES_H
#define TRUC_CORE_SEARCH_SOURCES_H

/*
 * How agencies and people come into the index. An agency is found by every name and code that it
 * has or had, also when it is no more: who carries on its work is asked when it is shown.
 */
#include "core/search.h"

/* After anything happened to the agency's versions or codes, in the same transaction. */
struct result search_put_agency(struct db *db, struct arena *arena, int64_t agency_id);
struct result search_put_person(struct db *db, struct arena *arena, int64_t person_id,
                                struct str name);

/* Ends with {0}. */
extern const struct search_source search_sources[];

#endif
