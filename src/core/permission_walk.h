#ifndef TRUC_CORE_PERMISSION_WALK_H
#define TRUC_CORE_PERMISSION_WALK_H

/* How far a question came among an actor's grants; permission_decide puts it into words. */
#include "core/permission.h"

struct permission_walk {
    bool known;                  /* the permission stands in the table */
    const struct grant *gives;   /* the first whose role has it */
    const struct grant *reaches; /* … and reaches the agency */
    const char *object_rule;     /* why `reaches` does not hold for the object; NULL: it does */
    const struct grant *allows;  /* the answer, or NULL */
    const struct grant *given;   /* where no post allows it: somebody was let see this one thing */
};

struct result permission_walk(struct db *db, struct arena *arena, const struct actor *actor,
                              const struct permission_question *question,
                              struct permission_walk *out);

/* The rule by which a grant does not hold for the object; NULL where it does. */
const char *permission_object_rule(const struct actor *actor, const struct grant *grant,
                                   const struct permission_object *object);
/* Code of the grant's role. */
struct str permission_role(const struct grant *grant);

#endif
