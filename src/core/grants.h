#ifndef TRUC_CORE_GRANTS_H
#define TRUC_CORE_GRANTS_H

/* The grants of a person on a day, as the tables hold them; for sessions, jobs and rights_at. */
#include "core/rights.h"

/* One's own first, in the order of appointment, then those in another's name. */
struct result grants_load(struct db *db, struct arena *arena, int64_t person_id, struct str day,
                          struct grant_list *out);

/* True where one of one's own posts gives duties that stand apart: who manages accounts or roles,
 * or inspects, does the work of nobody else. */
bool grants_apart(const struct grant *grants, size_t count);
/* How many of the grants count, own ones first: those in another's name only without such
 * duties, however the person came by them. */
size_t grants_counted(const struct grant *grants, size_t count);

#endif
