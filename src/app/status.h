#ifndef TRUC_APP_STATUS_H
#define TRUC_APP_STATUS_H

/* How the node is: /health (JSON, for monitors and people) and /metrics (Prometheus text). Both
 * are also what `truc doctor` prints. */
#include "app/config.h"
#include "core/checks.h"
#include "web/web.h"

extern const struct route status_routes[];

/* Looks at everything: database, disk, clock, jobs, certificates, sandbox. `db` may be NULL when it
 * could not be opened. */
void status_check(struct arena *arena, const struct config *config, struct db *db,
                  struct checks *out);
/* The same for services->check. */
void status_of_node(const struct request *request, struct checks *out);

#endif
