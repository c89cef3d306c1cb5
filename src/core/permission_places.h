#ifndef TRUC_CORE_PERMISSION_PLACES_H
#define TRUC_CORE_PERMISSION_PLACES_H

/*
 * A permission inside a query: permission_scopes as one parameter. SQL takes the agencies below by
 * agency_closure on that day; nobody lists agencies.
 */
#include "core/permission.h"

struct permission_places {
    /* JSON, "[]": nowhere. Each scope is {"agency":12,"below":1,"procedures":" 2.000635 ",
     * "procedures_too":"","role":"mot_cua"}; an empty text narrows nothing. */
    struct str grants;
    struct str day;
    bool below;        /* one of them reaches below */
    bool whole;        /* none is narrowed to some of the agency's things */
    int64_t agency_id; /* the agency of all of them; 0: several, or none */
};

struct permission_places permission_places(struct arena *arena, const struct actor *actor,
                                           const char *permission);
/* The one agency that the places come to on their day, 0 where there are several or none. A grant
 * that reaches below an agency with nothing below it is one. */
struct result permission_only_place(struct db *db, struct arena *arena,
                                    const struct permission_places *places, int64_t *agency_id);

#endif
