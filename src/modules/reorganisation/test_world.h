#ifndef TRUC_MODULES_REORGANISATION_TEST_WORLD_H
#define TRUC_MODULES_REORGANISATION_TEST_WORLD_H

/* A province with communes that have people and dossiers, for the tests of this folder. */
#include "tests/support/fixture.h"

#include "core/identity.h"
#include "modules/reorganisation/service.h"

enum { WORLD_POSTS = 3 };

struct world {
    struct fixture *f;
    int64_t province;
    int64_t *communes;
    size_t commune_count;
    struct grant admin_grant;
    struct grant leader_grant;
    struct actor admin;
    struct actor leader; /* of the province, with everything below */
    struct reorganisation_engine engine;
};

/* Communes "C.0" … in force since 2025-07-01, each with a clerk, an officer and a leader who have
 * accounts. Today is the fixture's 2026-11-23. */
struct world *world_new(struct fixture *f, size_t communes);
/* `open` waiting and `closed` finished dossiers, a draft and facts, at one commune, by SQL. */
void world_dossiers(struct world *w, size_t commune, size_t open, size_t closed);
/* The same inside the caller's transaction. */
void world_dossiers_in(struct world *w, size_t commune, size_t open, size_t closed);
/* The context of somebody who acts. */
struct service_context world_as(struct world *w, const struct actor *actor);

struct str world_code(struct world *w, size_t commune);
/* Prepared by the administrator, with a file, effective on a day. */
int64_t world_decision(struct world *w, const char *day,
                       const struct reorganisation_operation *operations, size_t count);
/* Approved by whom the engine acts for, as the draft stands now. */
struct result world_approve(struct world *w, int64_t id);
/* Approved by the leader and applied at once. */
struct result world_apply(struct world *w, int64_t id);

#endif
