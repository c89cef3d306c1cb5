#ifndef TRUC_APP_DEMO_TSA_H
#define TRUC_APP_DEMO_TSA_H

/* The timestamp authority of the demonstration (RFC 3161 over HTTP, 3.4), and beside it what its
 * certification authority says about certificates (app/demo_authority.h). */
#include "app/config.h"

/* Listens on loopback, at the port that the certificates name as their authority's (any other one
 * while somebody else has it), and writes the address to run/tsa.url. */
struct result demo_tsa_listen(const struct config *config, int *listener);
/* Answers with the clock's time until the process ends, one request a connection, one after the
 * other: signing jobs are its only callers. */
struct result demo_tsa_serve(const struct config *config, int listener, const struct clock *clock);

#endif
