#ifndef TRUC_MODULES_REORGANISATION_PLAN_H
#define TRUC_MODULES_REORGANISATION_PLAN_H

/*
 * What a decision means on its day: codes become agencies, operations become routes, and whatever
 * speaks against it is written down. Reads only; the same plan serves preview and applying.
 */
#include "core/organisation.h"
#include "modules/reorganisation/store.h"

struct plan_agency {
    int64_t id; /* 0: founded by the decision, until it is applied */
    const struct reorganisation_operation *founds;
    const struct reorganisation_operation *changes;
    struct plan_agency *parent; /* that it gets; NULL: none, or as before */
    struct agency was; /* on the day, before the decision; of a founded one its new properties */
    bool closes;
    bool receives;     /* work comes here */
    struct plan_agency *heir; /* of one that closes; NULL: nobody */
};

struct plan_route {
    struct plan_agency *from;
    struct plan_agency *to; /* may be `from` in a split: it keeps these */
    enum reorganisation_rule rule;
    struct str words;
    bool split;
};

struct plan_conflict {
    bool blocks;
    struct str about;    /* an agency, a decision; may be empty */
    const char *message; /* msgid */
};

struct plan {
    struct plan_agency *agencies;
    size_t agency_count;
    struct plan_route *routes;
    size_t route_count;
    struct plan_conflict *conflicts;
    size_t conflict_count;
    size_t conflict_max;
    size_t blocking;
};

/* Fails only when the database does. */
struct result plan_make(struct service_context *ctx, const struct decision *decision,
                        struct plan *out);

/* NULL where the plan does not touch it. */
struct plan_agency *plan_agency_of(const struct plan *plan, int64_t id);

/* For plan_check.c. */
void plan_against(struct plan *plan, bool blocks, struct str about, const char *message);
struct result plan_check(struct service_context *ctx, const struct decision *decision,
                         const struct agency_list *all, struct plan *plan);

#endif
