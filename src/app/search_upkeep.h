#ifndef TRUC_APP_SEARCH_UPKEEP_H
#define TRUC_APP_SEARCH_UPKEEP_H

/* Keeping the search index what its sources say: once a day by itself, by command at once. */
#include "core/jobs.h"
#include "core/search.h"

/* Every source of the program, one after another; the reports are summed. */
struct result search_upkeep(struct db *db, bool anew, struct search_report *sum);

extern const struct job_kind search_jobs[];

#endif
