#ifndef TRUC_CORE_WORKFLOW_H
#define TRUC_CORE_WORKFLOW_H

/*
 * Runs a BPMN 2.0 process version for an object ("dossier:17"). All calls work
 * inside the caller's write transaction, so that a step and what it does to the
 * object are one act. A user task waits for a person of its role; a service task
 * waits for its caller, who carries out `action` and completes it.
 * Elements done: start, user task, service task, exclusive gateway, end
 * (OMG BPMN 2.0.2, clauses 10.3, 10.5, 10.6). Conditions are FEEL (core/feel.h).
 */
#include "base/result.h"
#include "base/str.h"

struct db;

struct workflow_task {
    int64_t id;
    struct str node;   /* id of the BPMN element */
    struct str name;   /* its name, Vietnamese */
    struct str role;   /* candidate group of a user task; empty for a service task */
    struct str action; /* what a service task does ("result.prepare"); empty for a user task */
    int64_t since_us;
};

struct workflow_state {
    bool ended;
    struct str end_node;         /* id of the end event reached, when ended */
    bool has_task;               /* exactly one open task while not ended */
    struct workflow_task task;
};

struct workflow_new {
    int64_t version_id;
    struct str object;
    struct str variables;
};

/* Starts the process of `version_id` (table procedure_version) for `object`.
 * `variables` is a JSON object. CONFLICT "workflow.exists" when the object has one running,
 * INVALID when no gateway branch holds. */
struct result workflow_start(struct db *db, struct arena *arena, int64_t now_us,
                             const struct workflow_new *process, struct workflow_state *state);

struct workflow_done {
    int64_t task_id;
    struct str variables; /* JSON object */
};

/* Completes an open task; the variables are merged over those of the instance, then the process
 * runs on to its next task or end. CONFLICT "workflow.task_closed" when somebody else completed it
 * first, INVALID "workflow.no_branch" when no way out of a gateway holds. */
struct result workflow_complete(struct db *db, struct arena *arena, int64_t now_us,
                                const struct workflow_done *done, struct workflow_state *state);

/* The state of an object's process; NOT_FOUND when it has none. */
struct result workflow_state_of(struct db *db, struct arena *arena, struct str object,
                                struct workflow_state *state);

/* Ends an object's process without completing its task (withdrawal). */
struct result workflow_cancel(struct db *db, struct arena *arena, int64_t now_us,
                              struct str object);

/* Takes out what people and forms gave to an ended process: variables and outcomes. Steps and times
 * stay. Inside the caller's write transaction. */
struct result workflow_forget(struct db *db, struct arena *arena, struct str object);

#endif
