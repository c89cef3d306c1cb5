#ifndef TRUC_WEB_ROUTER_H
#define TRUC_WEB_ROUTER_H

/* Which route answers an address. Patterns are checked and sorted once, before any request. */
#include "web/web.h"

struct router;

/* Routes of web itself: /static/{name}. */
extern const struct route web_routes[];

/* Over route tables that each end with {0}; both stay the caller's and must outlive the router.
 * A pattern that is malformed or stands twice with the same method ends the process: it is a
 * mistake of a module's table. */
struct router *router_new(struct arena *arena, const struct route *const *tables, size_t count);

enum router_outcome { ROUTER_FOUND, ROUTER_NO_PATH, ROUTER_NO_METHOD };

/* `path` is raw (still encoded). A parameter that does not decode makes the path unknown. The
 * literal parts of a pattern win over parameters. */
struct router_match {
    const struct route *route; /* NULL unless found */
    struct params params;
};
enum router_outcome router_find(const struct router *router, struct arena *arena,
                                struct str method, struct str path, struct router_match *match);

#endif
