#ifndef TRUC_MODULES_ORGANISATION_SERVICE_H
#define TRUC_MODULES_ORGANISATION_SERVICE_H

/*
 * Changing the organisation. An order is tried first, in a transaction that is rolled back: the
 * person sees what will be, and every refusal, before anything is. Each call opens its own
 * transaction.
 */
#include "base/result.h"
#include "core/organisation_change.h"
#include "core/service.h"
#include "modules/organisation/acts.h"

struct order {
    const struct act *act;
    int64_t agency_id;
    int64_t target_id; /* unit, post or appointment; 0: none */
    struct agency agency; /* ACT_FOUND, ACT_CHANGE: as it shall be, parent_id apart */
    struct str code;      /* ACT_CODE; of another agency: parent, heir, receiver */
    struct str unit;
    struct str title;
    struct str role;
    bool subtree;
    struct str procedures; /* ACT_POST_LIMIT */
    bool held_only;
    struct str tier; /* ACT_TIER_…: a number, as typed */
    struct str tier_name;
    struct str person;
    struct str staff_code; /* may be empty */
    struct str day;        /* ACT_END: the last day in the post; else the first of the new state */
    struct str decision;
};

/* One line of before and after. */
struct order_line {
    const char *label; /* msgid */
    const char *key;   /* in the evidence; NULL: shown only */
    struct str before;
    struct str after;
};

enum { ORDER_LINES_MAX = 14 };

struct order_report {
    struct order_line lines[ORDER_LINES_MAX];
    size_t count;
    struct str object;   /* "agency:12": what the evidence is about */
    int64_t agency_id;   /* whose page shows the outcome */
    const char *warning; /* msgid or NULL: it can be done, but look at it */
};

/* Both: FORBIDDEN where the actor may not "organisation.manage" there; NOT_FOUND "unit.unknown",
 * "post.unknown", "appointment.unknown" for a target of another agency or one that ended;
 * INVALID "code.form", "agency.tier", "tier.level", "tier.name"; CONFLICT "person.same_name",
 * "person.code", "limit.self", "tier.exists", FORBIDDEN "permission.whole" for tiers, and what
 * core/organisation_change.h and core/post_limit.h say. */
struct result organisation_try(struct service_context *ctx, const struct order *order,
                               struct order_report *report);
struct result organisation_do(struct service_context *ctx, const struct order *order,
                              struct order_report *report);

/* What the form begins with: the agency, unit, post or appointment as it is. */
struct result organisation_begin(struct service_context *ctx, struct order *order);

/* A person by the number of the personnel file ("#12": by id), or by a name that nobody else has;
 * made where there is none. Inside the caller's write transaction. */
struct person_wanted {
    struct str name;
    struct str staff_code; /* may be empty */
};
struct result person_ensure(struct service_context *ctx, struct person_wanted wanted, int64_t *id);
/* Who makes, moves or fills a post that reaches below manages all below, too. FORBIDDEN
 * "permission.below". */
struct result post_within_reach(struct service_context *ctx, int64_t agency_id, bool subtree);
/* FORBIDDEN "appointment.self": who appoints is another than who gets the post and its rights. */
struct result person_not_oneself(const struct service_context *ctx, int64_t person_id);

#endif
