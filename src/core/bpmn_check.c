#include "core/bpmn_check.h"

#include <assert.h>

struct result bpmn_refuse(struct arena *arena, struct str id, const char *what,
                          struct str *problem)
{
    *problem = str_printf(arena, "%.*s: %s", STR_ARG(id), what);
    return result_fail(ERROR_INVALID, "bpmn.structure", N_("Sửa quy trình rồi nạp lại"));
}

static size_t index_of(const struct bpmn *bpmn, const struct bpmn_node *node)
{
    return (size_t)(node - bpmn->nodes);
}

/* Lower-case letters, digits, "_", "." and "-": names that code and permissions can carry. */
static bool is_plain_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        bool good = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
                    c == '-';
        if (!good)
            return false;
    }
    return name.len != 0 && name.len <= 60;
}

/* What is wrong with the ways out of a node, or NULL. */
static const char *flow_fault(const struct bpmn_node *node)
{
    if (node->kind == BPMN_END)
        return node->flow_count == 0 ? NULL : "an end leads nowhere";
    if (node->kind != BPMN_GATEWAY) {
        if (node->flow_count != 1)
            return "exactly one way out";
        return node->flows[0].condition == NULL ? NULL : "a condition belongs behind a gateway";
    }
    if (node->flow_count == 0)
        return "a gateway needs a way out";
    for (size_t i = 0; i < node->flow_count; i++) {
        const struct bpmn_flow *flow = &node->flows[i];
        if (flow->is_default && flow->condition != NULL)
            return "the default has no condition";
        if (!flow->is_default && flow->condition == NULL && node->flow_count > 1)
            return "a condition on every way out but the default";
    }
    return NULL;
}

static const char *node_fault(const struct bpmn *bpmn, const struct bpmn_node *node)
{
    if (node->kind == BPMN_USER_TASK && !is_plain_name(node->role))
        return "one candidate group, in lower-case letters";
    if (node->kind == BPMN_SERVICE_TASK && !is_plain_name(node->action))
        return "a task type, in lower-case letters";
    if (node->kind == BPMN_START && bpmn->start != NULL)
        return "a second start";
    return flow_fault(node);
}

/* Marks what can be reached from a node; the stack holds each node at most once. */
static void mark_reachable(struct arena *arena, const struct bpmn *bpmn, bool *seen)
{
    const struct bpmn_node **stack = ARENA_ARRAY(arena, const struct bpmn_node *, bpmn->node_count);
    size_t depth = 0;
    stack[depth++] = bpmn->start;
    seen[index_of(bpmn, bpmn->start)] = true;
    while (depth != 0) {
        const struct bpmn_node *node = stack[--depth];
        for (size_t i = 0; i < node->flow_count; i++) {
            const struct bpmn_node *next = node->flows[i].to;
            if (seen[index_of(bpmn, next)])
                continue;
            seen[index_of(bpmn, next)] = true;
            assert(depth < bpmn->node_count);
            stack[depth++] = next;
        }
    }
}

/* Whether one of the ways out of a node is marked. */
static bool leads_to_marked(const struct bpmn *bpmn, const struct bpmn_node *node, const bool *mark)
{
    for (size_t i = 0; i < node->flow_count; i++)
        if (mark[index_of(bpmn, node->flows[i].to)])
            return true;
    return false;
}

/* Marks the nodes from which an end can be reached, round by round until nothing changes. */
static void mark_ending(const struct bpmn *bpmn, bool *ends)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < bpmn->node_count; i++) {
            const struct bpmn_node *node = &bpmn->nodes[i];
            if (ends[i] || (node->kind != BPMN_END && !leads_to_marked(bpmn, node, ends)))
                continue;
            ends[i] = true;
            changed = true;
        }
    }
}

static bool all_marked(const struct bpmn *bpmn, const struct bpmn_node *node, const bool *mark)
{
    for (size_t i = 0; i < node->flow_count; i++)
        if (!mark[index_of(bpmn, node->flows[i].to)])
            return false;
    return true;
}

/* Marks the nodes from which every way comes to a person or an end: what stays unmarked runs in
 * a circle by itself. */
static void mark_stopping(const struct bpmn *bpmn, bool *stops)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < bpmn->node_count; i++) {
            const struct bpmn_node *node = &bpmn->nodes[i];
            bool rests = node->kind == BPMN_USER_TASK || node->kind == BPMN_END;
            if (stops[i] || (!rests && !all_marked(bpmn, node, stops)))
                continue;
            stops[i] = true;
            changed = true;
        }
    }
}

static const char *path_fault(struct arena *arena, const struct bpmn *bpmn, struct str *id)
{
    bool *seen = ARENA_ARRAY(arena, bool, bpmn->node_count);
    bool *ends = ARENA_ARRAY(arena, bool, bpmn->node_count);
    bool *stops = ARENA_ARRAY(arena, bool, bpmn->node_count);
    mark_reachable(arena, bpmn, seen);
    mark_ending(bpmn, ends);
    mark_stopping(bpmn, stops);
    for (size_t i = 0; i < bpmn->node_count; i++) {
        *id = bpmn->nodes[i].id;
        if (!seen[i])
            return "nothing leads here";
        if (!ends[i])
            return "no way from here to an end";
        if (!stops[i])
            return "a loop without a user task";
    }
    return NULL;
}

struct result bpmn_check(struct arena *arena, struct bpmn *bpmn, struct str *problem)
{
    for (size_t i = 0; i < bpmn->node_count; i++) {
        const struct bpmn_node *node = &bpmn->nodes[i];
        const char *fault = node_fault(bpmn, node);
        if (fault != NULL)
            return bpmn_refuse(arena, node->id, fault, problem);
        if (node->kind == BPMN_START)
            bpmn->start = node;
    }
    if (bpmn->start == NULL)
        return bpmn_refuse(arena, bpmn->id, "no start", problem);
    struct str id = bpmn->id;
    const char *fault = path_fault(arena, bpmn, &id);
    return fault == NULL ? RESULT_OK : bpmn_refuse(arena, id, fault, problem);
}
