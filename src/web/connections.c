#include "web/connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static void address_text(const struct sockaddr *peer, char *out, socklen_t size)
{
    out[0] = '\0';
    if (peer->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, peer, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, out, size);
    } else if (peer->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, peer, sizeof v6);
        inet_ntop(AF_INET6, &v6.sin6_addr, out, size);
    }
    if (strncmp(out, "::ffff:", 7) == 0)
        memmove(out, out + 7, strlen(out + 7) + 1);
}

struct connection *connections_add(struct connections *all, int socket,
                                   const struct sockaddr *peer, int64_t deadline_us)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (connection == NULL)
        return NULL;
    connection->socket = socket;
    connection->state = CONNECTION_HEADERS;
    connection->deadline_us = deadline_us;
    address_text(peer, connection->address, sizeof connection->address);
    connection->next = all->first;
    if (all->first != NULL)
        all->first->previous = connection;
    all->first = connection;
    all->count++;
    return connection;
}

void connections_remove(struct connections *all, struct connection *connection)
{
    if (connection->previous != NULL)
        connection->previous->next = connection->next;
    else
        all->first = connection->next;
    if (connection->next != NULL)
        connection->next->previous = connection->previous;
    all->count--;
    free(connection);
}

struct connection *connections_of_socket(const struct connections *all, int socket)
{
    struct connection *connection = all->first;
    while (connection != NULL && connection->socket != socket)
        connection = connection->next;
    return connection;
}

size_t connections_from(const struct connections *all, const char *address)
{
    size_t count = 0;
    for (const struct connection *c = all->first; c != NULL; c = c->next)
        count += strcmp(c->address, address) == 0;
    return count;
}

struct connection *connections_idlest(const struct connections *all)
{
    struct connection *idlest = NULL;
    for (struct connection *c = all->first; c != NULL; c = c->next) {
        if (c->state == CONNECTION_HEADERS &&
            (idlest == NULL || c->deadline_us < idlest->deadline_us))
            idlest = c;
    }
    return idlest;
}

size_t connections_expire(struct connections *all, int64_t now_us)
{
    size_t expired = 0;
    for (struct connection *c = all->first; c != NULL; c = c->next) {
        if (c->state == CONNECTION_BUSY || now_us < c->deadline_us)
            continue;
        shutdown(c->socket, SHUT_RDWR);
        c->deadline_us = INT64_MAX;
        expired++;
    }
    return expired;
}
