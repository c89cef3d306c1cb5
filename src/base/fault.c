#include "base/fault.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { NAME_BYTES = 32 };

struct fault_plan {
    char name[NAME_BYTES]; /* "" stands for any */
    bool kill;
    bool onwards;
    long at;
    atomic_long passes; /* shared with the children */
    atomic_bool struck;
    char place[NAME_BYTES];
};

/* The one mutable global: a fault point has no room for an argument that only tests need. */
struct fault_plan *fault_plan;

static bool parse(const char *spec, struct fault_plan *plan)
{
    if (strncmp(spec, "kill@", 5) == 0) {
        plan->kill = true;
        spec += 5;
    }
    const char *colon = strchr(spec, ':');
    if (colon == NULL || colon == spec || colon - spec >= NAME_BYTES)
        return false;
    memcpy(plan->name, spec, (size_t)(colon - spec));
    if (strcmp(plan->name, "any") == 0)
        plan->name[0] = '\0';
    char *end = NULL;
    plan->at = strtol(colon + 1, &end, 10);
    if (*end == '+') {
        plan->onwards = true;
        end++;
    }
    return plan->at > 0 && *end == '\0';
}

struct result fault_arm(const char *spec)
{
    if (fault_plan != NULL)
        munmap(fault_plan, sizeof *fault_plan);
    fault_plan = NULL;
    if (spec == NULL || *spec == '\0')
        return RESULT_OK;
    struct fault_plan *plan = mmap(NULL, sizeof *plan, PROT_READ | PROT_WRITE,
                                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (plan == MAP_FAILED)
        return result_fail(ERROR_INTERNAL, "fault.memory", NULL);
    if (!parse(spec, plan)) {
        munmap(plan, sizeof *plan);
        return result_fail(ERROR_INVALID, "fault.spec", NULL);
    }
    fault_plan = plan;
    return RESULT_OK;
}

bool fault_struck(void) { return fault_plan != NULL && atomic_load(&fault_plan->struck); }

const char *fault_place(void) { return fault_plan == NULL ? "" : fault_plan->place; }

long fault_passes(void) { return fault_plan == NULL ? 0 : atomic_load(&fault_plan->passes); }

bool fault_hit(const char *name)
{
    struct fault_plan *plan = fault_plan;
    if (plan->name[0] != '\0' && strcmp(plan->name, name) != 0)
        return false;
    long pass = atomic_fetch_add(&plan->passes, 1) + 1;
    if (pass != plan->at && !(plan->onwards && pass > plan->at))
        return false;
    snprintf(plan->place, sizeof plan->place, "%s", name);
    atomic_store(&plan->struck, true);
    if (plan->kill)
        kill(getpid(), SIGKILL);
    return true;
}
