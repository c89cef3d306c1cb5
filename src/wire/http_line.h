#ifndef TRUC_WIRE_HTTP_LINE_H
#define TRUC_WIRE_HTTP_LINE_H

/* Several HTTP requests at once in one process that also listens to a descriptor; on libcurl. */
#include "base/buf.h"
#include "base/result.h"

enum { HTTP_LINE_MAX = 16, HTTP_ANSWER_MAX = 60000 };

struct http_line;
struct http_line *http_line_new(struct arena *arena);

struct http_call {
    struct str url;           /* http: or https:; redirections are not followed */
    struct str body;          /* a form: POST; empty: GET */
    struct str authorization; /* value of the header; empty: none */
    int limit_ms;             /* from start to last byte */
    int owner;                /* comes back with the answer */
};
/* False when HTTP_LINE_MAX are under way. Everything is copied. */
bool http_line_add(struct http_line *line, const struct http_call *call);

/* Works until something has ended, `also` is readable or the time is over. */
void http_line_wait(struct http_line *line, int also, int timeout_ms, bool *also_ready);

struct http_ended {
    int owner;
    /* TIMEOUT "http.slow", UNAVAILABLE "http.away", LIMIT "http.too_large" */
    struct result outcome;
    int status;
    struct str body; /* until the next call */
};
/* One that has ended; false: none. */
bool http_line_next(struct http_line *line, struct http_ended *out);

/* Everything but unreserved characters (RFC 3986) as %XX. */
void http_encode(struct buf *out, struct str value);
/* "name=value" in application/x-www-form-urlencoded, with '&' between; also for a query. */
void http_form_add(struct buf *form, const char *name, struct str value);

#endif
