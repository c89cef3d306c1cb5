#include "core/workflow.h"

#include "base/json.h"
#include "core/procedure_cache.h"
#include "core/workflow_queries.h"

/* One call at work. */
struct run {
    struct db *db;
    struct arena *arena;
    int64_t now_us;
    int64_t instance_id;
    const struct bpmn *bpmn;
    const struct json *variables;
    struct workflow_state *state;
};

static struct result object_of(struct arena *arena, struct str text, const struct json **out)
{
    if (!result_ok(json_parse(arena, text, out)) || !json_is(*out, JSON_KIND_OBJECT))
        return result_fail(ERROR_INVALID, "workflow.variables", NULL);
    return RESULT_OK;
}

static struct result load_process(struct run *run, int64_t version_id)
{
    const struct kept_procedure *kept = NULL;
    TRY(procedure_kept(run->db, run->arena, version_id, &kept));
    run->bpmn = kept->bpmn;
    return RESULT_OK;
}

static struct result open_task(struct run *run, const struct bpmn_node *node)
{
    struct q_workflow_task_add_out added;
    TRY(q_workflow_task_add(run->db, run->arena,
                            (struct q_workflow_task_add_in){.instance_id = run->instance_id,
                                                            .node = node->id,
                                                            .name = node->name,
                                                            .role = node->role,
                                                            .action = node->action,
                                                            .since_us = run->now_us},
                            &added));
    run->state->has_task = true;
    run->state->task = (struct workflow_task){.id = added.id,
                                              .node = node->id,
                                              .name = node->name,
                                              .role = node->role,
                                              .action = node->action,
                                              .since_us = run->now_us};
    return RESULT_OK;
}

/* Walks on from a node that is done, to the next task or the end. */
static struct result walk_from(struct run *run, const struct bpmn_node *node)
{
    *run->state = (struct workflow_state){.ended = false};
    /* bpmn_check has made sure that gateways do not run in a circle */
    for (size_t steps = 0; steps <= run->bpmn->node_count; steps++) {
        const struct bpmn_flow *flow = bpmn_choose(node, run->variables);
        if (flow == NULL)
            return result_fail(ERROR_INVALID, "workflow.no_branch",
                               N_("Chọn một cách giải quyết cho bước này"));
        node = flow->to;
        if (node->kind == BPMN_USER_TASK || node->kind == BPMN_SERVICE_TASK)
            return open_task(run, node);
        if (node->kind == BPMN_END) {
            run->state->ended = true;
            run->state->end_node = node->id;
            return q_workflow_instance_end(
                run->db, run->arena,
                (struct q_workflow_instance_end_in){run->instance_id, run->now_us, node->id},
                NULL);
        }
    }
    return result_fail(ERROR_INTERNAL, "workflow.circle", NULL);
}

struct result workflow_start(struct db *db, struct arena *arena, int64_t now_us,
                             const struct workflow_new *process, struct workflow_state *state)
{
    struct run run = {.db = db, .arena = arena, .now_us = now_us, .state = state};
    bool added = false;
    struct q_workflow_instance_add_out instance;
    TRY(object_of(arena, process->variables, &run.variables));
    TRY(load_process(&run, process->version_id));
    TRY(q_workflow_instance_add(
        db, arena,
        (struct q_workflow_instance_add_in){process->version_id, process->object,
                                            process->variables, now_us},
        &instance, &added));
    if (!added)
        return result_fail(ERROR_CONFLICT, "workflow.exists", NULL);
    run.instance_id = instance.id;
    return walk_from(&run, run.bpmn->start);
}

static struct result merge_variables(struct run *run, struct str stored, struct str given)
{
    const struct json *old = NULL;
    const struct json *new = NULL;
    TRY(object_of(run->arena, given, &new));
    if (!result_ok(object_of(run->arena, stored, &old)))
        return result_fail(ERROR_CORRUPT, "workflow.variables", NULL);
    if (json_count(new) == 0) {
        run->variables = old;
        return RESULT_OK;
    }
    struct str merged = json_merge(run->arena, old, new);
    TRY(q_workflow_instance_write(
        run->db, run->arena, (struct q_workflow_instance_write_in){run->instance_id, merged},
        NULL));
    return object_of(run->arena, merged, &run->variables);
}

struct result workflow_complete(struct db *db, struct arena *arena, int64_t now_us,
                                const struct workflow_done *done, struct workflow_state *state)
{
    struct run run = {.db = db, .arena = arena, .now_us = now_us, .state = state};
    bool closed = false;
    struct q_workflow_task_close_out task;
    struct q_workflow_instance_lock_out instance;
    TRY(q_workflow_task_close(db, arena,
                              (struct q_workflow_task_close_in){done->task_id, now_us,
                                                                done->variables},
                              &task, &closed));
    if (!closed)
        return result_fail(ERROR_CONFLICT, "workflow.task_closed",
                           N_("Người khác đã làm xong bước này. Tải lại trang để xem"));
    run.instance_id = task.instance_id;
    TRY(q_workflow_instance_lock(db, arena, (struct q_workflow_instance_lock_in){task.instance_id},
                                 &instance));
    TRY(load_process(&run, instance.version_id));
    TRY(merge_variables(&run, instance.variables, done->variables));
    const struct bpmn_node *node = bpmn_find(run.bpmn, task.node);
    if (node == NULL)
        return result_fail(ERROR_CORRUPT, "workflow.process", NULL);
    return walk_from(&run, node);
}

static struct result instance_of(struct db *db, struct arena *arena, struct str object,
                                 struct q_workflow_instance_of_out *out)
{
    bool found = false;
    TRY(q_workflow_instance_of(db, arena, (struct q_workflow_instance_of_in){object}, out,
                               &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "workflow.unknown", NULL);
    return RESULT_OK;
}

struct result workflow_state_of(struct db *db, struct arena *arena, struct str object,
                                struct workflow_state *state)
{
    struct q_workflow_instance_of_out instance;
    struct q_workflow_task_open_out task;
    TRY(instance_of(db, arena, object, &instance));
    *state = (struct workflow_state){.ended = instance.has_ended, .end_node = instance.end_node};
    TRY(q_workflow_task_open(db, arena, (struct q_workflow_task_open_in){instance.id}, &task,
                             &state->has_task));
    if (state->has_task)
        state->task = (struct workflow_task){.id = task.id,
                                             .node = task.node,
                                             .name = task.name,
                                             .role = task.role,
                                             .action = task.action,
                                             .since_us = task.since};
    return RESULT_OK;
}

struct result workflow_cancel(struct db *db, struct arena *arena, int64_t now_us, struct str object)
{
    struct q_workflow_instance_of_out instance;
    TRY(instance_of(db, arena, object, &instance));
    TRY(q_workflow_task_drop(db, arena,
                             (struct q_workflow_task_drop_in){instance.id, now_us}, NULL));
    return q_workflow_instance_end(
        db, arena, (struct q_workflow_instance_end_in){instance.id, now_us, S("")}, NULL);
}

struct result workflow_forget(struct db *db, struct arena *arena, struct str object)
{
    TRY(q_workflow_forget_outcomes(
        db, arena, (struct q_workflow_forget_outcomes_in){.object = object}, NULL));
    return q_workflow_forget_variables(
        db, arena, (struct q_workflow_forget_variables_in){.object = object}, NULL);
}
