#ifndef TRUC_WEB_EXCHANGE_H
#define TRUC_WEB_EXCHANGE_H

/* A request and its answer while they are being worked on: web's own, handlers never see it. */
#include <microhttpd.h>

#include "web/body.h"
#include "web/form.h"
#include "web/server.h"

struct header {
    const char *name;
    struct str value;
    struct header *next;
};

enum answer_kind {
    ANSWER_NONE = 0,
    ANSWER_PAGE,  /* exchange.page */
    ANSWER_BYTES, /* exchange.bytes */
    ANSWER_FILE,  /* exchange.file */
    ANSWER_KEPT,  /* exchange.response was made for everybody */
};

struct answer {
    enum answer_kind kind;
    int status;
    const char *media_type;
    struct page_out page;
    struct str bytes;
    int file;
    struct header *headers;
    bool encoded;      /* bytes are compressed already */
    int public_age_s;  /* 0: not to be stored */
};

struct exchange {
    struct request request;
    struct params params;
    struct server *server;
    struct MHD_Connection *connection;
    struct connection *tracked;
    struct arena *arena;       /* of the request */
    struct arena *spare_arena; /* the one that reached its limit, freed with the exchange */

    enum router_outcome found;
    struct str raw_query;
    struct body body;
    struct result refused; /* while the body was coming in */
    struct pairs pairs;
    bool pairs_taken;
    struct str content_type;

    struct answer answer;
    struct MHD_Response *response;
    const struct read_mark *reads;
    bool session_given; /* the answer sets the session's cookie */
    struct str new_session;
    const char *error_code; /* of the failure that was answered, for the log */

    size_t next_phase;
    bool started;
    bool failed;
    bool waiting; /* respond_later */
    int wait_descriptor;
    int64_t wait_until_us; /* monotonic */
    handler resume;
    struct exchange *next_waiting;
    const void *gathered; /* request_gather: what the request waits for */
    struct result gather_result;

    int64_t started_us; /* monotonic; the request was complete */
    int64_t handler_us;
};

/* Turns a failure into the page or JSON that says what to do. */
void problem_answer(struct request *request, struct result failure);
/* Where somebody who must sign in for this route is sent; empty: nowhere. */
struct str problem_sign_in(const struct request *request);

/* A page with all that was typed and one button; with 401 it says to sign in first. */
void send_again_answer(struct request *request, int status);

/* Pairs of the body or the query, decoded once. */
struct result exchange_pairs(struct exchange *x);

/* Runs the phases from where it stands; stops early when the handler waits. */
void exchange_run(struct exchange *x);

/* Answers that are the same for everybody (route.shared_ms), kept for a moment by the worker. */
struct kept *kept_new(void);
void kept_free(struct kept *kept);
/* True when a kept answer serves this request. */
bool kept_answer(struct exchange *x);
/* Keeps the exchange's response, which was made with copied bytes. */
void kept_store(struct exchange *x);

/* Deflates into the arena with the worker's one compressor; false where it does not help. */
bool exchange_gzip(struct exchange *x, struct str bytes, struct str *out);

struct str session_cookie_name(const struct request *request);
/* Sets the cookie of a session that began with a form of this answer. */
void session_cookie_for_form(struct request *request);
bool request_takes_gzip(const struct request *request);

struct gathering; /* web/gather.h */
struct gathering *server_gathering(struct server *server);

struct kept *server_kept(const struct server *server);
struct z_stream_s *server_deflater(const struct server *server);
const struct server_options *server_options_of(const struct server *server);
/* After a memory limit: the worker ends once its open requests have ended. */
void server_drain(struct server *server);
/* Puts the exchange among those that wait for a descriptor. */
void server_wait(struct server *server, struct exchange *x);

#endif
