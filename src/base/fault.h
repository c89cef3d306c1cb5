#ifndef TRUC_BASE_FAULT_H
#define TRUC_BASE_FAULT_H

/*
 * Places where the world can go wrong, named, so that a test can make each of
 * them fail in turn. Unarmed (the normal case) a point costs one branch.
 *
 *   TRUC_FAULT=file.fsync:3     the third pass of file.fsync fails
 *   TRUC_FAULT=any:7            the seventh pass of any point fails
 *   TRUC_FAULT=kill@db.commit:1 the process dies (SIGKILL) at the first db.commit
 *   TRUC_FAULT=file.fsync:3+    the third and every later pass fails
 *
 * Points: db.write (each statement that changes rows), db.commit (before COMMIT), db.committed
 * (after it; can only kill), file.write, file.fsync, file.rename, net.send. Passes are counted over
 * all processes that were forked after fault_arm.
 */
#include <stdbool.h>
#include <stddef.h>

#include "base/result.h"

extern struct fault_plan *fault_plan; /* NULL: not armed */

/* Arms by a text as above; NULL or "" disarms. INVALID "fault.spec" for anything else. Called by
 * main with the environment and by tests. */
struct result fault_arm(const char *spec);

/* Whether the armed fault struck, where ("" while it did not), and how many passes of its points
 * were counted. */
bool fault_struck(void);
const char *fault_place(void);
long fault_passes(void);

bool fault_hit(const char *name);

/* True: behave as if the operation that follows had failed. */
static inline bool fault_point(const char *name)
{
    return __builtin_expect(fault_plan != NULL, 0) && fault_hit(name);
}

/* A point where nothing can fail but the process can die. */
static inline void fault_survive(const char *name)
{
    if (__builtin_expect(fault_plan != NULL, 0))
        (void)fault_hit(name);
}

#endif
