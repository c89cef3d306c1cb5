#ifndef TRUC_APP_STATUS_H
#define TRUC_APP_STATUS_H

/* How the node is: /health (JSON, for monitors and people) and /metrics (Prometheus text). Both
 * are also what `truc doctor` prints. */
#include "app/config.h"
#include "web/web.h"

extern const struct route status_routes[];

enum check_state { CHECK_GOOD, CHECK_WARNING, CHECK_BAD };

struct check {
    const char *name; /* stable: "disk" */
    enum check_state state;
    const char *message; /* msgid */
    int64_t value;       /* what was measured; its unit is in `unit` */
    const char *unit;
};

enum { CHECKS_MAX = 16 };
struct checks {
    struct check items[CHECKS_MAX];
    size_t count;
};

/* Looks at everything: database, disk, clock, jobs, certificates, sandbox. `db` may be NULL when it
 * could not be opened. */
void status_check(struct arena *arena, const struct config *config, struct db *db,
                  struct checks *out);

#endif
