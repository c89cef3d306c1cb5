#ifndef TRUC_APP_LISTENER_H
#define TRUC_APP_LISTENER_H

/* The socket that browsers connect to, and the right to give up once it is open. */
#include "base/result.h"
#include "base/str.h"

/* The socket that the service manager has opened for us, which goes on taking connections while we
 * start again; else "127.0.0.1:8080", "[::1]:8080" or ":8080" (every address). Non-blocking,
 * listening. INVALID "listen.address", CONFLICT "listen.taken", FORBIDDEN "listen.denied". */
struct result listener_open(struct arena *arena, struct str address, int *descriptor);

/* From root to the owner of the folder, for good; nothing where this process is not root.
 * FORBIDDEN "node.root_owner" where root owns the folder. */
struct result privileges_drop(const char *folder);

#endif
