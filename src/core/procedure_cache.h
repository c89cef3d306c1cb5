#ifndef TRUC_CORE_PROCEDURE_CACHE_H
#define TRUC_CORE_PROCEDURE_CACHE_H

/*
 * Versions of procedures as they were parsed, kept with the process's connection: a version never
 * changes, and reading its files again for every request took half of the time of a submit.
 * What is in use stays: each look-up holds its version until the arena is emptied or freed.
 */
#include "core/bpmn.h"
#include "core/procedure.h"

struct kept_procedure {
    struct procedure procedure;
    const struct bpmn *bpmn;
};

enum { PROCEDURE_CACHE_MAX = 16 };

/* NOT_FOUND "procedure.unknown", CORRUPT "procedure.stored". */
struct result procedure_kept(struct db *db, struct arena *arena, int64_t version_id,
                             const struct kept_procedure **out);

#endif
