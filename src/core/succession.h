#ifndef TRUC_CORE_SUCCESSION_H
#define TRUC_CORE_SUCCESSION_H

/*
 * Who answers for the work of an agency that is no more. agency_successor (organisation_change.h)
 * tells the steps, all of them; agency_heir is what queries join: one agency for each closed one
 * and day, so that figures rolled up by heirs are counted once and none is lost.
 */
#include "core/organisation.h"

/* The agency that answers on `on` for what `id` did: its heir, or itself where it has none. */
struct result succession_heir(struct db *db, struct arena *arena, int64_t id, struct str on,
                              int64_t *heir);

/* The agency and those for whose work it answers on `on`. */
struct answered_agencies {
    int64_t *ids; /* its own first */
    size_t count;
    struct str json; /* [{"agency":12},…], as queries take it */
};
struct result succession_answers(struct db *db, struct arena *arena, int64_t id, struct str on,
                                 struct answered_agencies *out);

struct succession {
    int64_t agency_id; /* closes on `on` */
    int64_t heir_id;   /* in force from then on */
    struct str on;
};
/* Inside the caller's write transaction. Those for whom the closing agency answered get the new
 * heir too. */
struct result succession_set(struct db *db, struct arena *arena, struct succession what);
/* Takes back what succession_set did on that day. */
struct result succession_undo(struct db *db, struct arena *arena, struct succession what);

#endif
