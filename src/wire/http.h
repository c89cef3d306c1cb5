#ifndef TRUC_WIRE_HTTP_H
#define TRUC_WIRE_HTTP_H

/* HTTP towards others, from job workers only: one request with a deadline, on libcurl. */
#include "base/result.h"
#include "base/str.h"

struct http_request {
    const char *url;          /* http: or https:; redirections are not followed */
    const char *content_type; /* of the body */
    struct str body;
    int limit_ms;             /* from start to last byte */
    size_t answer_max;        /* bytes of the answer */
};

/* POSTs the body. The answer's body when the status is 200. ERROR_TIMEOUT "http.slow",
 * ERROR_UNAVAILABLE "http.away" (nobody answers), "http.status" (another status), ERROR_LIMIT
 * "http.too_large". */
struct result http_post(struct arena *arena, const struct http_request *request,
                        struct str *answer);
/* GETs it; `content_type` and `body` are not looked at. Answers and failures as above. */
struct result http_get(struct arena *arena, const struct http_request *request,
                       struct str *answer);

#endif
