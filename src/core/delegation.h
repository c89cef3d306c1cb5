#ifndef TRUC_CORE_DELEGATION_H
#define TRUC_CORE_DELEGATION_H

/*
 * Acting in somebody's name (thay mặt, ký thay): dated, narrowed, revocable. What it gives is what
 * the absent person's own posts give on the day (core/grants.h), so that it ends with the post and
 * is never passed on. Every act under it carries both names (struct evidence.authority).
 */
#include "core/permission.h"

enum { DELEGATION_DAYS_MAX = 366 };

struct delegation_new {
    bool signing; /* authority to sign; else substitution in absence */
    int64_t from_person_id;
    int64_t to_person_id;
    struct str role;       /* code; empty: every post */
    struct str procedures; /* codes with spaces; empty: all */
    int64_t value_max;     /* dong; 0: no limit */
    struct str decision;   /* "Văn bản 12/UQ-UBND" */
    struct str reason;
    struct str valid_from;
    struct str valid_to;   /* the first day on which it counts no more */
};

/* Inside the caller's write transaction, with evidence. The actor needs delegation.manage over the
 * absent person's agencies. INVALID "delegation.days" "delegation.decision" "delegation.procedure"
 * "delegation.value"; FORBIDDEN "permission.denied", "delegation.self" (to oneself); CONFLICT
 * "delegation.nothing" (the absent person holds nothing that could be passed on),
 * "delegation.other_agency", "delegation.duties" (who manages accounts or inspects on one of the
 * days takes no work of others), "delegation.chain" (one of the two passes on, or stands in, in
 * those days), "delegation.exists". */
struct result delegation_check(struct db *db, struct arena *arena, const struct actor *actor,
                               const struct delegation_new *what);
struct result delegation_give(struct db *db, struct arena *arena, int64_t now_us,
                              const struct actor *actor, const struct delegation_new *what);

/* Ends it today; by who may give it, or by the person in whose name it is. NOT_FOUND
 * "delegation.unknown", CONFLICT "delegation.over", INVALID "delegation.reason". */
struct delegation_end {
    int64_t id;
    struct str reason;
};
struct result delegation_revoke(struct db *db, struct arena *arena, int64_t now_us,
                                const struct actor *actor, struct delegation_end what);

struct delegation {
    int64_t id;
    bool signing;
    int64_t from_person_id, to_person_id;
    struct str from_name, to_name;
    struct str role, procedures;
    int64_t value_max;
    struct str decision, reason;
    struct str valid_from, valid_to;
    struct str given_by;
    int64_t created_us;
    int64_t revoked_us; /* 0: not */
    struct str revoke_reason;
    int64_t acts;
    bool endable; /* by the actor of delegation_open */
};
struct delegation_list {
    struct delegation *items;
    size_t count;
};
/* Of a person, either side, newest first, at most 100. */
struct result delegations_of_person(struct db *db, struct arena *arena, int64_t person_id,
                                    struct delegation_list *out);
/* Whose absent person held a post in the agency, or below it, on the day. */
struct delegation_place {
    int64_t agency_id;
    bool subtree;
    struct str day;
};
struct result delegations_in(struct db *db, struct arena *arena, struct delegation_place place,
                             struct delegation_list *out);
/* NOT_FOUND "delegation.unknown", also for who may not see it: both persons, who manages
 * delegations there, and right.read. */
struct result delegation_open(struct db *db, struct arena *arena, const struct actor *actor,
                              int64_t id, struct delegation *out);

/* What was done in the absent person's name, oldest first. */
struct delegated_act {
    int64_t at_us;
    struct str actor; /* name */
    struct str kind;  /* "dossier.received" */
    struct str object;
};
struct delegated_acts {
    struct delegated_act *items;
    size_t count;
};
struct result delegation_acts(struct db *db, struct arena *arena, int64_t id,
                              struct delegated_acts *out);

/* Who could be chosen: everybody with a post in the agency on the day, by name. */
struct delegation_person {
    int64_t id;
    struct str name;
    struct str title;
};
struct delegation_people {
    struct delegation_person *items;
    size_t count;
};
struct result delegation_people_in(struct db *db, struct arena *arena,
                                   struct delegation_place place, struct delegation_people *out);

#endif
