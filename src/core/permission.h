#ifndef TRUC_CORE_PERMISSION_H
#define TRUC_CORE_PERMISSION_H

/*
 * What a role may do, and where. One const table (permission_table.c) holds every right of the
 * system; what is not in it is refused. Every decision can say by which rule it fell.
 */
#include "base/result.h"
#include "core/identity.h"

struct db;

struct permission {
    const char *name;  /* "dossier.accept": routes, services and `truc permissions` use it */
    const char *title; /* what it allows, a Vietnamese msgid */
    unsigned roles;    /* bits: 1u << enum role */
};

/* The table, in the order in which it is printed. */
const struct permission *permission_table(size_t *count);
/* NULL where there is none of that name. */
const struct permission *permission_find(const char *name);

/* One thing that was looked at, in the order it was looked at. */
struct permission_step {
    const char *question; /* msgid: "Phạm vi: đơn vị của bạn và cấp dưới" */
    bool yes;
    struct str detail;    /* names the post, decision, agency; may be empty */
};

enum { PERMISSION_STEPS_MAX = 4 };

struct permission_decision {
    bool allowed;
    const char *rule; /* stable: "scope.agency", "role.missing", "permission.unknown" … */
    const struct grant *grant; /* what allowed it, or NULL */
    struct permission_step steps[PERMISSION_STEPS_MAX];
    size_t step_count;
};

struct permission_question {
    const char *permission;
    int64_t agency_id; /* the agency whose things are touched; 0: any of the actor's own */
};

/* Decides and says why. `actor` may be NULL (nobody signed in: refused). Reads the database only
 * where a grant reaches below its agency. Fails only when the database does. */
struct result permission_decide(struct db *db, struct arena *arena, const struct actor *actor,
                                struct permission_question question,
                                struct permission_decision *out);

/* As permission_decide; ERROR_UNAUTHENTICATED "permission.nobody" or ERROR_FORBIDDEN
 * "permission.denied" unless allowed. */
struct result permission_check(struct db *db, struct arena *arena, const struct actor *actor,
                               const char *permission, int64_t agency_id);

/* As permission_check of "dossier.task", by the very role that a process file names ("mot_cua"). */
struct result permission_check_role(struct db *db, struct arena *arena, const struct actor *actor,
                                    struct str role, int64_t agency_id);

/* True where the actor's role allows it somewhere; for menus and routes, before the thing itself
 * is loaded. Not a decision about a thing. */
bool permission_somewhere(const struct actor *actor, const char *permission);

#endif
