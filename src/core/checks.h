#ifndef TRUC_CORE_CHECKS_H
#define TRUC_CORE_CHECKS_H

/* What a look at the node finds: /health, `truc doctor` and the security report tell the same. */
#include <stddef.h>
#include <stdint.h>

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

#endif
