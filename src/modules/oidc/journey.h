#ifndef TRUC_MODULES_OIDC_JOURNEY_H
#define TRUC_MODULES_OIDC_JOURNEY_H

/* One browser on its way: what a handler keeps while the fetcher asks the provider. */
#include "core/fetcher.h"
#include "core/oidc.h"
#include "core/service.h"
#include "web/web.h"

struct journey {
    struct oidc_provider provider;
    struct oidc_endpoints endpoints;
    struct oidc_published published;
    struct errand_call *call;
    handler then;             /* after what is published has been read */
    struct str next;          /* where to go afterwards */
    int64_t account_id;       /* of an official who links */
    struct oidc_attempt attempt;
    struct str id_token;
    struct str access_token;
    const struct json *claims;
    bool asked_again; /* for the keys */
};

struct service_context journey_context(const struct request *request);
/* The provider of the address; NOT_FOUND. */
struct result journey_new(struct request *request, struct journey **out);
struct str journey_redirect_uri(const struct request *request, const struct journey *run);
/* Sends the fetcher off; `resume` runs with its answer. */
struct result journey_fetch(struct request *request, const struct fetch *fetch, handler resume);
/* What came: a body of status 200. UNAVAILABLE "oidc.answer" for another status. */
struct result journey_fetched(struct request *request, struct str *body);
/* Reads what the provider publishes, fetched within the hour, and goes on with run->then. */
struct result journey_discover(struct request *request);
/* Fetches the keys alone, then goes on with run->then. */
struct result journey_fetch_keys(struct request *request);
/* The page that says why not, and what to do. */
struct result journey_refuse(struct request *request, struct result why);

#endif
