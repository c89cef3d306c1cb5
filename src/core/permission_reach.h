#ifndef TRUC_CORE_PERMISSION_REACH_H
#define TRUC_CORE_PERMISSION_REACH_H

/*
 * Whether an agency stands below another, remembered by this process as long as neither rights nor
 * the organisation change (actor.generation) and for the actor's own day.
 */
#include "core/organisation.h"
#include "core/permission.h"

/* `line.on` is the actor's day. */
struct result permission_reaches(struct db *db, struct arena *arena, const struct actor *actor,
                                 struct agency_line line, bool *yes);

#endif
