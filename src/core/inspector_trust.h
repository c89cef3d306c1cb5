#ifndef TRUC_CORE_INSPECTOR_TRUST_H
#define TRUC_CORE_INSPECTOR_TRUST_H

/*
 * The certificates and the instant that an inspection of signatures goes by, as a file: the
 * instant, the number of roots, and all certificates in PEM, roots first.
 */
#include "sign/certificate.h"

enum { INSPECTOR_TRUST_MAX = 4 * 1024 * 1024 };

/* A memory file for inspector_request.trust; the caller's to close. */
struct result inspector_trust_file(struct arena *arena, const struct certificate_trust *trust,
                                   int *fd);

/* INVALID "inspector.trust" for anything else. */
struct result inspector_trust_read(struct arena *arena, struct str bytes,
                                   struct certificate_trust *trust);

#endif
