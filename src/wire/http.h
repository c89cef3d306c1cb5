#ifndef TRUC_WIRE_HTTP_H
#define TRUC_WIRE_HTTP_H

/* HTTP towards others, from job workers only: one request with a deadline, on libcurl. */
#include "base/result.h"
#include "base/str.h"

/* Where a request may go, by the address that the name turns out to have: an address that came
 * from outside must not lead to what only this machine can reach. */
enum http_reach {
    HTTP_ANYWHERE, /* the operator named the place */
    HTTP_NETWORK,  /* not this machine nor its link; private networks may be */
    HTTP_PUBLIC    /* no private network either */
};

struct http_request {
    const char *url;          /* http: or https:; redirections are not followed */
    const char *content_type; /* of the body */
    struct str body;
    int limit_ms;             /* from start to last byte */
    size_t answer_max;        /* bytes of the answer */
    enum http_reach reach;
};

/* POSTs the body. The answer's body when the status is 200. ERROR_TIMEOUT "http.slow",
 * ERROR_UNAVAILABLE "http.away" (nobody answers, or beyond the
 * reach), "http.status" (another status), ERROR_LIMIT
 * "http.too_large". */
struct result http_post(struct arena *arena, const struct http_request *request,
                        struct str *answer);
/* GETs it; `content_type` and `body` are not looked at. Answers and failures as above. */
struct result http_get(struct arena *arena, const struct http_request *request,
                       struct str *answer);

/* Whether the reach has room for an address: `bytes` of IPv4 (4) or IPv6 (16). */
bool http_reaches(enum http_reach reach, const unsigned char *bytes, size_t len);

#endif
