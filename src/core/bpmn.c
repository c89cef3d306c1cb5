#include "core/bpmn.h"

#include "core/bpmn_check.h"
#include "core/feel.h"

struct import {
    struct arena *arena;
    struct bpmn *bpmn;
    struct str *problem;
};

static const struct {
    const char *name;
    enum bpmn_kind kind;
} kinds[] = {{"startEvent", BPMN_START},
             {"userTask", BPMN_USER_TASK},
             {"serviceTask", BPMN_SERVICE_TASK},
             {"exclusiveGateway", BPMN_GATEWAY},
             {"endEvent", BPMN_END}};

static struct result refuse(struct import *import, struct str id, const char *what)
{
    return bpmn_refuse(import->arena, id, what, import->problem);
}

static struct result kind_of(struct import *import, const struct json *json, enum bpmn_kind *kind)
{
    struct str name = json_get_text(json, "kind");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_is(name, kinds[i].name)) {
            *kind = kinds[i].kind;
            return RESULT_OK;
        }
    *import->problem = str_printf(import->arena, "<%.*s> %.*s", STR_ARG(name),
                                  STR_ARG(json_get_text(json, "id")));
    return result_fail(ERROR_UNSUPPORTED, "bpmn.element",
                       N_("Bỏ phần tử chưa hỗ trợ khỏi quy trình"));
}

static struct result read_node(struct import *import, const struct json *json)
{
    struct bpmn *bpmn = import->bpmn;
    enum bpmn_kind kind;
    TRY(kind_of(import, json, &kind));
    struct str id = json_get_text(json, "id");
    if (str_empty(id) || bpmn_find(bpmn, id) != NULL)
        return refuse(import, id, "id missing or used twice");
    bpmn->nodes[bpmn->node_count++] =
        (struct bpmn_node){.kind = kind,
                           .id = id,
                           .name = json_get_text(json, "name"),
                           .role = json_get_text(json, "role"),
                           .action = json_get_text(json, "action")};
    return RESULT_OK;
}

static struct bpmn_node *node_by_id(struct bpmn *bpmn, struct str id)
{
    for (size_t i = 0; i < bpmn->node_count; i++)
        if (str_equal(bpmn->nodes[i].id, id))
            return &bpmn->nodes[i];
    return NULL;
}

static struct result read_flow(struct import *import, const struct json *json)
{
    struct str id = json_get_text(json, "id");
    struct str source = json_get_text(json, "condition");
    struct bpmn_node *from = node_by_id(import->bpmn, json_get_text(json, "from"));
    const struct bpmn_node *to = node_by_id(import->bpmn, json_get_text(json, "to"));
    if (str_empty(id) || from == NULL || to == NULL)
        return refuse(import, id, "flow without id, source or target");
    struct bpmn_flow *flow = &from->flows[from->flow_count++];
    *flow = (struct bpmn_flow){.id = id, .to = to};
    if (str_empty(source))
        return RESULT_OK;
    struct str detail = S("");
    struct result compiled = feel_compile(import->arena, source, &flow->condition, &detail);
    if (!result_ok(compiled))
        *import->problem = str_printf(import->arena, "%.*s: %.*s", STR_ARG(id), STR_ARG(detail));
    return compiled;
}

static struct result mark_default(struct import *import, const struct json *json)
{
    struct str wanted = json_get_text(json, "default");
    struct bpmn_node *node = node_by_id(import->bpmn, json_get_text(json, "id"));
    if (str_empty(wanted) || node == NULL)
        return RESULT_OK;
    for (size_t i = 0; node->kind == BPMN_GATEWAY && i < node->flow_count; i++)
        if (str_equal(node->flows[i].id, wanted)) {
            node->flows[i].is_default = true;
            return RESULT_OK;
        }
    return refuse(import, node->id, "default names no flow of a gateway");
}

struct result bpmn_parse(struct arena *arena, const struct json *json, const struct bpmn **out,
                         struct str *problem)
{
    struct import import = {arena, ARENA_NEW(arena, struct bpmn), problem};
    const struct json *nodes = json_get(json, "nodes");
    const struct json *flows = json_get(json, "flows");
    import.bpmn->id = json_get_text(json_get(json, "process"), "id");
    if (json_count(nodes) > BPMN_NODES_MAX || json_count(flows) > BPMN_FLOWS_MAX)
        return refuse(&import, import.bpmn->id, "too many elements");
    import.bpmn->nodes = ARENA_ARRAY(arena, struct bpmn_node, json_count(nodes));
    for (size_t i = 0; i < json_count(nodes); i++)
        TRY(read_node(&import, json_at(nodes, i)));
    for (size_t i = 0; i < import.bpmn->node_count; i++)
        import.bpmn->nodes[i].flows = ARENA_ARRAY(arena, struct bpmn_flow, json_count(flows));
    for (size_t i = 0; i < json_count(flows); i++)
        TRY(read_flow(&import, json_at(flows, i)));
    for (size_t i = 0; i < json_count(nodes); i++)
        TRY(mark_default(&import, json_at(nodes, i)));
    TRY(bpmn_check(arena, import.bpmn, problem));
    *out = import.bpmn;
    return RESULT_OK;
}

const struct bpmn_node *bpmn_find(const struct bpmn *bpmn, struct str id)
{
    for (size_t i = 0; i < bpmn->node_count; i++)
        if (str_equal(bpmn->nodes[i].id, id))
            return &bpmn->nodes[i];
    return NULL;
}

const struct bpmn_flow *bpmn_choose(const struct bpmn_node *node, const struct json *variables)
{
    const struct bpmn_flow *otherwise = NULL;
    for (size_t i = 0; i < node->flow_count; i++) {
        const struct bpmn_flow *flow = &node->flows[i];
        if (flow->is_default)
            otherwise = flow;
        else if (flow->condition == NULL || feel_holds(flow->condition, variables))
            return flow;
    }
    return otherwise;
}
