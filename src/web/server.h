#ifndef TRUC_WEB_SERVER_H
#define TRUC_WEB_SERVER_H

/*
 * One web worker: an epoll loop of one thread over libmicrohttpd. The listening socket is made by
 * the supervisor before the fork and shared by all workers.
 */
#include "web/csrf.h"
#include "web/metrics.h"
#include "web/phases.h"
#include "web/rate.h"
#include "web/router.h"

struct server;

struct server_options {
    int listener;     /* non-blocking, listening; not owned */
    int stop;         /* readable: finish what is open and return; not owned */
    unsigned number;  /* of this worker, from 1 */
    int64_t workers;  /* processes like this one; they share the connections evenly */
    const struct router *router;
    const struct phase *phases;
    size_t phase_count;
    const struct site *site;
    const struct clock *clock;
    struct db *db;
    struct services *services;
    struct csrf_key csrf_key;
    struct rate_table *rates;
    struct web_metrics *metrics;
    const char *folder;     /* for uploads on their way: data/tmp */
    size_t connections_max; /* of this worker */
    size_t connections_per_address;
    bool behind_proxy; /* take the client's address from X-Forwarded-For of a local proxy */
    /* A request left its handler by the memory limit: close what it had open in the database. */
    void (*abandon)(struct request *request);
    /* Does what `count` requests wait for (request_gather), in one transaction; NULL: none does. */
    struct result (*gather)(struct db *db, const void *const *what, size_t count);
};

/* Serves until `stop` is readable or a request has reached its memory limit, lets open requests
 * end (10 s at most) and returns. UNAVAILABLE "web.no_server". */
struct result server_run(const struct server_options *options);

enum { HEADER_DEADLINE_S = 10, UPLOAD_BASE_S = 30, UPLOAD_BYTES_PER_S = 10 * 1024,
       SLOW_HANDLER_US = 50 * 1000 };

#endif
