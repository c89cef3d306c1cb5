#ifndef TRUC_WEB_GATHER_H
#define TRUC_WEB_GATHER_H

/*
 * Requests that wait for something that is done once for all of them: the rows of who read what,
 * in one transaction. Those that a worker took up together wait together; nobody waits longer than
 * GATHER_US for company.
 */
#include "web/exchange.h"

enum { GATHER_MAX = 32, GATHER_US = 10 * 1000 };

struct gathering {
    struct exchange *waiting[GATHER_MAX];
    size_t count;
    int64_t since_us; /* monotonic: the first one came */
};

/* True where somebody waited. Does what they wait for; all go on with its outcome. */
bool gather_finish(struct gathering *gathering, const struct server_options *options);

#endif
