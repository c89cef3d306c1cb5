#ifndef TRUC_APP_NODE_H
#define TRUC_APP_NODE_H

/*
 * The running node as its processes see it: what the supervisor made before the first fork. The
 * shared mapping is of fixed size and holds no pointers.
 */
#include "app/config.h"
#include "core/errand.h"
#include "core/inspector_spawner.h"
#include "core/services.h"
#include "core/settings_stored.h"
#include "db/lock.h"
#include "web/csrf.h"
#include "web/metrics.h"
#include "web/rate.h"
#include "web/web.h"

enum { WORKERS_MAX = 100 };

/* What a job worker counts. */
struct job_metrics {
    _Atomic uint64_t runs;
    _Atomic uint64_t failures;
    _Atomic uint64_t leaves; /* published in the evidence log */
};

struct shared {
    struct db_lock writer;
    struct rate_table rates;
    struct web_metrics web;
    struct job_metrics jobs;
    _Atomic uint64_t restarts; /* of processes that died */
    _Atomic int64_t started_us;
};

struct node {
    const struct config *config;
    struct shared *shared;
    int listener;
    int stop; /* readable once the node stops, or the supervisor is gone */
    struct inspector_channel inspectors;
    struct errand_channel passwords;
    struct errand_channel fetcher;
    struct csrf_key csrf_key;
    struct str tls_config; /* of the web server before us, as we started; may be empty */
    struct str tls_certificate; /* PEM; may be empty */
    struct str programs; /* folder of truc-signer and truc-inspect */
};

/* What a web worker's requests reach: modules see the first member, the program the whole. */
struct app_services {
    struct services services;
    const struct node *node;
    struct settings_watch watch;
    struct site *site; /* follows the settings */
};

/* The life of one process; answers its exit status. */
int web_worker_run(const struct node *node, unsigned number);
int job_worker_run(const struct node *node, unsigned number);

/* Takes up what administrators have changed since the last look, a second ago or more. */
void web_worker_settings(struct request *request);

/* This process's connection with the shared turn to write. */
struct result node_open_database(const struct node *node, struct db **db);

#endif
