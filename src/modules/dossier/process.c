/*
 * Between the process engine and the dossier: which service tasks are acts of
 * this module, and who holds the dossier when the engine rests.
 */
#include "core/facts.h"
#include "core/jobs.h"
#include "modules/dossier/change.h"

#include "base/json.h"

static struct str variable(struct change *change, const char *name)
{
    const struct json *variables = NULL;
    if (!result_ok(json_parse(change->ctx->arena, change->row.variables, &variables)))
        return S("");
    return json_get_text(variables, name);
}

static struct result act_receive(struct change *change)
{
    TRY(change_record(change, DOSSIER_RECEIVED, "received", S("")));
    TRY(change_fact(change, FACT_DOSSIER_RECEIVED, S("")));
    return change_order_form(change, 1,
                             str_printf(change->ctx->arena, "{\"due_us\":%lld}",
                                        (long long)change->row.due_us));
}

/* Before reception a refusal (form 03); after a supplement request a stop. */
static struct result act_refuse(struct change *change)
{
    bool at_desk = change->row.status == DOSSIER_NEW;
    struct str note = variable(change, "reason_text");
    TRY(q_dossier_refusal_set(
        change->ctx->db, change->ctx->arena,
        (struct q_dossier_refusal_set_in){.id = change->row.id, .refusal = note}, NULL));
    TRY(change_record(change, at_desk ? DOSSIER_REFUSED : DOSSIER_STOPPED,
                      at_desk ? "refused" : "stopped", note));
    TRY(change_fact(change, FACT_DOSSIER_FINISHED, FINISHED_STOPPED));
    return at_desk ? change_order_form(change, 3, S("{}")) : RESULT_OK;
}

static struct result act_process(struct change *change)
{
    return change_record(change, DOSSIER_PROCESSING, "processing", S(""));
}

static struct result act_finish(struct change *change)
{
    TRY(q_dossier_finished_set(
        change->ctx->db, change->ctx->arena,
        (struct q_dossier_finished_set_in){.id = change->row.id, .now = change->now_us}, NULL));
    change->row.finished_us = change->now_us;
    TRY(change_record(change, DOSSIER_DONE, "finished", S("")));
    return change_fact(change, FACT_DOSSIER_FINISHED,
                       change->procedure.result_name.len == 0 ? FINISHED_WITHOUT_RESULT
                                                              : FINISHED_WITH_RESULT);
}

static struct result act_hand_over(struct change *change)
{
    return change_record(change, DOSSIER_RETURNED, "returned", S(""));
}

static const struct action {
    const char *name;
    struct result (*act)(struct change *change);
} actions[] = {
    {"dossier.receive", act_receive}, {"dossier.refuse", act_refuse},
    {"dossier.process", act_process}, {"dossier.finish", act_finish},
    {"dossier.handover", act_hand_over},
};

static const struct action *find_action(struct str name)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (str_is(name, actions[i].name))
            return &actions[i];
    return NULL;
}

/* Who answers for the dossier now, and until when. */
static struct result write_holder(struct change *change, const struct workflow_state *state)
{
    struct q_dossier_task_set_in now_at = {.id = change->row.id, .next_us = change->row.due_us};
    if (state->has_task) {
        bool person = state->task.role.len != 0;
        now_at.task_id = state->task.id;
        now_at.task_node = state->task.node;
        now_at.task_name = state->task.name;
        now_at.holder_role = person ? state->task.role : S("system");
    } else {
        now_at.task_node = state->end_node;
        now_at.task_name = S("");
        now_at.holder_role = S("");
    }
    change->row.task_id = now_at.task_id;
    change->row.task_node = now_at.task_node;
    change->row.holder_role = now_at.holder_role;
    change->row.next_us = now_at.next_us;
    return q_dossier_task_set(change->ctx->db, change->ctx->arena, now_at, NULL);
}

static struct result hand_to_job(struct change *change, const struct workflow_task *task)
{
    struct arena *arena = change->ctx->arena;
    return job_add(change->ctx->db, arena, change->now_us,
                   (struct job_new){
                       .kind = task->action,
                       .key = str_printf(arena, "%lld", (long long)task->id),
                       .payload = str_printf(arena, "{\"dossier_id\":%lld,\"task_id\":%lld}",
                                             (long long)change->row.id, (long long)task->id),
                       .not_before_us = change->now_us,
                   });
}

struct result process_settle(struct change *change, struct workflow_state *state)
{
    struct service_context *ctx = change->ctx;
    while (state->has_task && state->task.action.len != 0) {
        const struct action *action = find_action(state->task.action);
        if (action == NULL) {
            TRY(hand_to_job(change, &state->task));
            break;
        }
        TRY(action->act(change));
        struct workflow_done done = {state->task.id, S("{}")};
        TRY(workflow_complete(ctx->db, ctx->arena, change->now_us, &done, state));
    }
    return write_holder(change, state);
}

static struct result merge_variables(struct change *change, struct str added)
{
    struct arena *arena = change->ctx->arena;
    const struct json *base = NULL;
    const struct json *over = NULL;
    TRY(json_parse(arena, change->row.variables, &base));
    TRY(json_parse(arena, added, &over));
    change->row.variables = json_merge(arena, base, over);
    return q_dossier_variables_set(
        change->ctx->db, arena,
        (struct q_dossier_variables_set_in){.id = change->row.id,
                                            .variables = change->row.variables},
        NULL);
}

/* What gateways may ask about: the answers, and over them what tasks have added. */
static struct result all_known(struct change *change, struct str *known)
{
    struct arena *arena = change->ctx->arena;
    const struct json *answers = NULL;
    const struct json *variables = NULL;
    TRY(json_parse(arena, change->row.answers, &answers));
    TRY(json_parse(arena, change->row.variables, &variables));
    *known = json_merge(arena, answers, variables);
    return RESULT_OK;
}

struct result process_complete(struct change *change, struct str variables)
{
    struct service_context *ctx = change->ctx;
    struct workflow_state state;
    struct str known;
    TRY(merge_variables(change, variables));
    TRY(all_known(change, &known));
    struct workflow_done done = {change->row.task_id, known};
    TRY(workflow_complete(ctx->db, ctx->arena, change->now_us, &done, &state));
    return process_settle(change, &state);
}

struct result process_start(struct change *change)
{
    struct service_context *ctx = change->ctx;
    struct workflow_state state;
    TRY(workflow_start(
        ctx->db, ctx->arena, change->now_us,
        &(struct workflow_new){
            .version_id = change->row.procedure_version_id,
            .object = str_printf(ctx->arena, "dossier:%lld", (long long)change->row.id),
            .variables = change->row.answers,
        },
        &state));
    return process_settle(change, &state);
}

struct result process_rest(struct change *change)
{
    struct service_context *ctx = change->ctx;
    struct workflow_state state;
    TRY(workflow_state_of(ctx->db, ctx->arena,
                          str_printf(ctx->arena, "dossier:%lld", (long long)change->row.id),
                          &state));
    return write_holder(change, &state);
}

struct result dossier_task_done(struct service_context *ctx, int64_t dossier_id, int64_t task_id,
                                struct str variables, struct str by)
{
    struct change change;
    TRY(change_begin(ctx, dossier_id, &change));
    if (change.row.task_id != task_id)
        return result_fail(ERROR_CONFLICT, "workflow.task_closed",
                           N_("Bước này đã được làm xong. Mở lại hồ sơ để xem tình trạng mới."));
    change.actor = by;
    TRY(change_claim(&change, change.row.revision));
    return process_complete(&change, variables);
}
