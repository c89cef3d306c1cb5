#ifndef TRUC_WEB_PHASES_H
#define TRUC_WEB_PHASES_H

/*
 * What happens to every request, in order. src/app/phases.c holds the one array; the steps that
 * need to know people and evidence are app's, the rest are here.
 */
#include "web/web.h"

struct phase {
    const char *name;
    struct result (*run)(struct request *request);
    bool always; /* also after a phase before it has failed */
};

struct result phase_locale(struct request *request);
struct result phase_session(struct request *request);
/* Fails where no route was found or its body was refused. */
struct result phase_route(struct request *request);
struct result phase_rate(struct request *request);
struct result phase_csrf(struct request *request);
struct result phase_form(struct request *request);
struct result phase_handler(struct request *request);
struct result phase_render(struct request *request);
struct result phase_send(struct request *request);
struct result phase_log(struct request *request);

/* What respond_reads collected, for the app's phase that records it. */
struct read_mark {
    const char *purpose;
    struct str object;
    const struct read_mark *next;
};
const struct read_mark *request_reads(const struct request *request);

/* The request goes on when server_options.gather has done `what` for it and for those that wait
 * with it; its failure is the phase's. `what` lives as long as the request. */
struct result request_gather(struct request *request, const void *what);

/* The value of a request header; empty where there is none. */
struct str request_header(const struct request *request, const char *name);

/* True when an answer has been given (by a phase before the handler, too). */
bool request_answered(const struct request *request);

#endif
