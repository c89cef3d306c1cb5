#ifndef TRUC_APP_PHASES_H
#define TRUC_APP_PHASES_H

/* The steps of every request, in order: the one array. */
#include "web/phases.h"

extern const struct phase request_phases[];
extern const size_t request_phase_count;

/* server_options.gather: the rows of who read what, for several requests in one transaction. */
struct result phases_gather(struct db *db, const void *const *what, size_t count);

/* struct site.may: whether the person of the request may use something of this permission. */
bool request_may(const struct request *request, const char *permission);

#endif
