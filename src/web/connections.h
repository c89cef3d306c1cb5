#ifndef TRUC_WEB_CONNECTIONS_H
#define TRUC_WEB_CONNECTIONS_H

/* The open connections of a worker: how many, from whom, and until when each may take. */
#include <sys/socket.h>

#include "base/str.h"

enum connection_state {
    CONNECTION_HEADERS, /* waiting for a request; deadline counts */
    CONNECTION_BODY,    /* receiving one; deadline counts */
    CONNECTION_BUSY     /* answering: no deadline, the answer's reader has MHD's own */
};

struct connection {
    int socket;
    enum connection_state state;
    int64_t deadline_us; /* monotonic */
    char address[48];
    struct connection *next;
    struct connection *previous;
};

struct connections {
    struct connection *first;
    size_t count;
};

/* A new connection in state HEADERS, or NULL without memory. */
struct connection *connections_add(struct connections *all, int socket,
                                   const struct sockaddr *peer, int64_t deadline_us);
void connections_remove(struct connections *all, struct connection *connection);
struct connection *connections_of_socket(const struct connections *all, int socket);
size_t connections_from(const struct connections *all, const char *address);
/* The connection that has waited longest for its request, or NULL. */
struct connection *connections_idlest(const struct connections *all);
/* Shuts the sockets whose deadline has passed, so that the loop closes them. Answers how many. */
size_t connections_expire(struct connections *all, int64_t now_us);

#endif
