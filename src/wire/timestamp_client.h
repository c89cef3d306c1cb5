#ifndef TRUC_WIRE_TIMESTAMP_CLIENT_H
#define TRUC_WIRE_TIMESTAMP_CLIENT_H

/* Fetches timestamps over HTTP (RFC 3161, 3.4). From job workers only. */
#include "sign/timestamp.h"

enum { TIMESTAMP_LIMIT_MS = 5000 };

/* A token over `imprint` from the authority at `url`, checked against `trust`. ERROR_UNAVAILABLE or
 * ERROR_TIMEOUT where it does not answer in time, ERROR_UNTRUSTED where its answer is not sound. */
struct result timestamp_fetch(struct arena *arena, const char *url, const struct sha256 *imprint,
                              const struct certificate_trust *trust, struct str *token);

#endif
