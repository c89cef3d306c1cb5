#ifndef TRUC_CORE_SERVICE_H
#define TRUC_CORE_SERVICE_H

/*
 * What a use case works with. Web handlers, jobs, commands and the demo each
 * fill one in; the services cannot tell them apart.
 */
#include "base/arena.h"
#include "base/clock.h"

struct actor;
struct citizen;
struct db;
struct files;

struct service_context {
    struct db *db;             /* this process's connection, outside a transaction */
    struct arena *arena;       /* of the request or job; results live here */
    const struct clock *clock;
    struct files *files;
    const struct actor *actor; /* NULL: no official */
    const struct citizen *citizen; /* who is signed in as a citizen; NULL: nobody */
};

#endif
