#ifndef TRUC_CORE_PERMISSION_H
#define TRUC_CORE_PERMISSION_H

/*
 * What a role may do, where, with what and when: role × agency × object × day. One const table
 * (permission_table.c) names every permission and the roles that have it at first; the dated table
 * role_permission says who has it now. What neither gives is refused, and every decision can say
 * by which rule it fell.
 */
#include "base/result.h"
#include "core/identity.h"

struct db;

struct permission {
    const char *name;  /* "dossier.accept": routes, services and `truc permissions` use it */
    const char *title; /* what it allows, a Vietnamese msgid */
    unsigned roles;    /* bits: 1u << enum role; what the roles begin with */
};

/* The table, in the order in which it is printed. */
const struct permission *permission_table(size_t *count);
/* NULL where there is none of that name. */
const struct permission *permission_find(const char *name);
/* False for a permission that nobody can pass on: rights over rights, accounts, the log. */
bool permission_delegable(const struct permission *permission);
/* True for what authority to sign gives: seeing the paper, and signing it. */
bool permission_signing(const struct permission *permission);

/* The bits of names with spaces between them; names that the program does not know give nothing. */
struct permission_set permission_set_of(struct str names);
void permission_set_add(struct permission_set *set, const struct permission *permission);
void permission_set_drop(struct permission_set *set, const struct permission *permission);
bool permission_set_has(const struct permission_set *set, const struct permission *permission);
/* What the grant's role holds, within its delegation. */
bool grant_gives(const struct grant *grant, const struct permission *permission);

/* The thing that is touched, as far as conditions ask about it. */
struct permission_object {
    struct str name;        /* "dossier:12", where access to it may have been asked for; or empty */
    struct str procedure;   /* code; empty: none */
    struct str holder_role; /* for whom it waits; empty: for nobody */
    int64_t value_vnd;      /* what a signature would commit; 0: nothing */
    /* Who prepared what is now approved: nobody approves their own in another's name. 0: nobody */
    int64_t prepared_by_account;
};

struct permission_question {
    const char *permission;
    int64_t agency_id; /* the agency whose things are touched; 0: any of the actor's own */
    /* NULL: no single thing, a list or a new thing; a grant that is narrowed to some objects then
     * counts only in permission_scopes and permission_somewhere. */
    const struct permission_object *object;
    /* Only a grant of this role ("mot_cua"); empty: any. */
    struct str role;
    int64_t for_person_id; /* only a grant in this person's name; 0: any */
};

/* One thing that was looked at, in the order it was looked at. */
struct permission_step {
    const char *question; /* msgid: "Phạm vi: đơn vị của bạn và cấp dưới" */
    bool yes;
    struct str detail;    /* names the post, decision, agency; may be empty */
};

enum { PERMISSION_STEPS_MAX = 8 };

struct permission_decision {
    bool allowed;
    const char *rule; /* stable: "scope.agency", "role.missing", "permission.unknown" … */
    const struct grant *grant; /* what allowed it, or NULL */
    struct permission_step steps[PERMISSION_STEPS_MAX];
    size_t step_count;
};

/* Decides and says why. `actor` may be NULL (nobody signed in: refused). One's own grants come
 * before those in another's name. Reads the database only where a grant reaches below its agency
 * and this process has not asked that since rights or organisation last changed. Fails only when
 * the database does. */
struct result permission_decide(struct db *db, struct arena *arena, const struct actor *actor,
                                struct permission_question question,
                                struct permission_decision *out);

/* As permission_decide without the words: the grant under which the act is done, its
 * for_person_id set where that is in another's name. ERROR_UNAUTHENTICATED "permission.nobody" or
 * ERROR_FORBIDDEN "permission.denied" unless allowed. */
struct result permission_authority(struct db *db, struct arena *arena, const struct actor *actor,
                                   struct permission_question question,
                                   const struct grant **out);

/* As permission_authority, of no single object. */
struct result permission_check(struct db *db, struct arena *arena, const struct actor *actor,
                               const char *permission, int64_t agency_id);

/* As permission_check, and in everything below the agency too: who gives somebody a post that
 * reaches below gives no more reach than they have. ERROR_FORBIDDEN "permission.below". */
struct result permission_check_below(struct db *db, struct arena *arena, const struct actor *actor,
                                     const char *permission, int64_t agency_id);

/* As permission_check of what holds for every agency of the node (roles, settings, calendars,
 * terms of data): only who has it at an agency that stands under none, with all below.
 * ERROR_FORBIDDEN "permission.whole" otherwise. */
struct result permission_check_whole(struct db *db, struct arena *arena, const struct actor *actor,
                                     const char *permission);

/* As permission_check of "dossier.task", by the very role that a process file names ("mot_cua"). */
struct result permission_check_role(struct db *db, struct arena *arena, const struct actor *actor,
                                    struct str role, int64_t agency_id);

/* True where the actor's role allows it somewhere; for menus and routes, before the thing itself
 * is loaded. Not a decision about a thing. */
bool permission_somewhere(const struct actor *actor, const char *permission);
/* Counts as used today (rights_used): a route was opened by it. A permission that allowed an act
 * counts by itself. */
void permission_used(const struct actor *actor, const char *permission);

/* What waits for a role that the actor holds there only in another's name is seen for that one:
 * permission_authority notes it of its object, lists of each row that they show. Agency 0: any. */
void permission_sees(const struct actor *actor, int64_t agency_id, struct str holder_role);
/* The grant of the absent person for whom something was seen, or NULL. */
const struct grant *permission_seen_for(const struct actor *actor);

/* Where and over what an actor may use a permission, for queries of lists: a row is in the list
 * when one of the scopes holds it. */
struct permission_scope {
    int64_t agency_id;
    bool subtree;          /* and the agencies below it today (agency_closure) */
    struct str procedures; /* as in struct grant_limits; both limits of a delegated grant hold */
    struct str procedures_too;
    struct str held_role;  /* not empty: only what waits for this role */
    const struct grant *grant;
};
struct permission_scopes {
    const struct permission_scope *items;
    size_t count;
};
void permission_scopes(struct arena *arena, const struct actor *actor, const char *permission,
                       struct permission_scopes *out);

#endif
