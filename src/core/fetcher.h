#ifndef TRUC_CORE_FETCHER_H
#define TRUC_CORE_FETCHER_H

/*
 * HTTP towards identity providers, for web workers: one process of its own asks, several at a
 * time. Only it may read the client secrets (keys/oidc/<provider>.secret); a worker names the
 * provider and never sees one.
 */
#include "core/errand.h"

enum { FETCH_LIMIT_MS = 8000 };

struct fetch {
    struct str url;
    struct str form;      /* body of a POST; empty: GET */
    struct str bearer;    /* access token; empty: none */
    struct str client;    /* code of the provider whose secret goes along; empty: none */
    struct str client_id; /* with `client` */
    bool secret_in_form;  /* client_secret_post instead of client_secret_basic */
};

struct fetched {
    int status;
    struct str body;
};

struct result fetch_start(struct arena *arena, int requests, const struct fetch *fetch,
                          struct errand_call **call);
/* TIMEOUT "http.slow", UNAVAILABLE "http.away", "errand.…", LIMIT "http.too_large". Any status is
 * an answer. Ends the call. */
struct result fetch_finish(struct arena *arena, struct errand_call *call, struct fetched *out);

/* Letters, digits and hyphens, 1 to 40: names a file. */
bool fetch_client_ok(struct str code);

/* Holds itself to its few paths, then serves until nobody holds the other end. Call in a process
 * of its own. */
struct result fetcher_serve(const struct errand_channel *channel, const char *secrets);

#endif
