#ifndef TRUC_APP_SUPERVISOR_H
#define TRUC_APP_SUPERVISOR_H

/* Keeps the node's processes alive: forks them, restarts what dies with a growing pause, and
 * stops them in order. Roles fork without exec and so share what was loaded before. */
#include "app/node.h"

struct role {
    const char *name;
    int (*run)(const struct node *node, unsigned number); /* in the child */
    unsigned count;
    bool last; /* stopped after the others, which may still need it */
};

/* SIG_IGN or SIG_DFL for a signal. */
void signal_leave(int number, void (*how)(int));

/* Runs until SIGTERM or SIGINT. `stop_writer` is the other end of node->stop. Those signals and
 * SIGCHLD must be blocked. */
int supervisor_run(const struct node *node, const struct role *roles, size_t role_count,
                   int stop_writer);

#endif
