#include "core/bpmn.h"

#include "core/bpmn_check.h"
#include "core/feel.h"

#define NS_BPMN "http://www.omg.org/spec/BPMN/20100524/MODEL"
#define NS_DIAGRAM "http://www.omg.org/spec/BPMN/20100524/DI"
#define NS_ZEEBE "http://camunda.org/schema/zeebe/1.0"

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

/* ---- the XML ---- */

static bool is_element(const struct json *xml, const char *namespace, const char *name)
{
    return str_is(json_get_text(xml, "name"), name) &&
           str_is(json_get_text(xml, "namespace"), namespace);
}

static bool is_text(const struct json *xml)
{
    return json_get(xml, "text") != NULL;
}

/* An attribute without namespace, as BPMN and Zeebe have them; empty where there is none. */
static struct str attribute(const struct json *xml, const char *name)
{
    const struct json *all = json_get(xml, "attributes");
    for (size_t i = 0; i < json_count(all); i++) {
        const struct json *one = json_at(all, i);
        if (str_is(json_get_text(one, "name"), name) &&
            str_empty(json_get_text(one, "namespace")))
            return json_get_text(one, "value");
    }
    return S("");
}

static struct result refuse_element(struct import *import, const struct json *xml)
{
    struct str name = is_text(xml) ? S("text") : json_get_text(xml, "name");
    *import->problem = str_printf(import->arena, "<%.*s> (%lld)", STR_ARG(name),
                                  (long long)json_get_int(xml, "line", 0));
    return result_fail(ERROR_UNSUPPORTED, "bpmn.element",
                       N_("Bỏ phần tử chưa hỗ trợ khỏi quy trình"));
}

static struct result refuse(struct import *import, struct str id, const char *what)
{
    return bpmn_refuse(import->arena, id, what, import->problem);
}

/* ---- nodes ---- */

static struct result read_extensions(struct import *import, const struct json *xml,
                                     struct bpmn_node *node)
{
    const struct json *children = json_get(xml, "children");
    for (size_t i = 0; i < json_count(children); i++) {
        const struct json *child = json_at(children, i);
        bool user = node->kind == BPMN_USER_TASK;
        bool service = node->kind == BPMN_SERVICE_TASK;
        if (user && is_element(child, NS_ZEEBE, "assignmentDefinition"))
            node->role = attribute(child, "candidateGroups");
        else if (service && is_element(child, NS_ZEEBE, "taskDefinition"))
            node->action = attribute(child, "type");
        else if (!(user && is_element(child, NS_ZEEBE, "userTask")))
            return refuse_element(import, child);
    }
    return RESULT_OK;
}

static bool is_redundant(const struct json *xml)
{
    return is_element(xml, NS_BPMN, "incoming") || is_element(xml, NS_BPMN, "outgoing") ||
           is_element(xml, NS_BPMN, "documentation");
}

static struct result read_node(struct import *import, const struct json *xml, enum bpmn_kind kind)
{
    struct bpmn *bpmn = import->bpmn;
    struct str id = attribute(xml, "id");
    if (str_empty(id) || bpmn_find(bpmn, id) != NULL)
        return refuse(import, id, "id missing or used twice");
    if (bpmn->node_count == BPMN_NODES_MAX)
        return refuse(import, id, "too many elements");
    struct bpmn_node *node = &bpmn->nodes[bpmn->node_count++];
    *node = (struct bpmn_node){.kind = kind, .id = id, .name = attribute(xml, "name")};
    const struct json *children = json_get(xml, "children");
    for (size_t i = 0; i < json_count(children); i++) {
        const struct json *child = json_at(children, i);
        if (is_element(child, NS_BPMN, "extensionElements"))
            TRY(read_extensions(import, child, node));
        else if (!is_redundant(child))
            return refuse_element(import, child);
    }
    return RESULT_OK;
}

/* ---- flows ---- */

static struct bpmn_node *node_by_id(struct bpmn *bpmn, struct str id)
{
    for (size_t i = 0; i < bpmn->node_count; i++)
        if (str_equal(bpmn->nodes[i].id, id))
            return &bpmn->nodes[i];
    return NULL;
}

static struct result read_condition(struct import *import, const struct json *xml,
                                    struct bpmn_flow *flow)
{
    const struct json *children = json_get(xml, "children");
    for (size_t i = 0; i < json_count(children); i++) {
        const struct json *child = json_at(children, i);
        if (is_element(child, NS_BPMN, "documentation"))
            continue;
        if (!is_element(child, NS_BPMN, "conditionExpression"))
            return refuse_element(import, child);
        struct str source = json_get_text(json_at(json_get(child, "children"), 0), "text");
        struct str problem = S("");
        struct result compiled = feel_compile(import->arena, source, &flow->condition, &problem);
        if (!result_ok(compiled)) {
            *import->problem = str_printf(import->arena, "%.*s: %.*s", STR_ARG(flow->id),
                                          STR_ARG(problem));
            return compiled;
        }
    }
    return RESULT_OK;
}

static struct result read_flow(struct import *import, const struct json *xml)
{
    struct str id = attribute(xml, "id");
    struct bpmn_node *from = node_by_id(import->bpmn, attribute(xml, "sourceRef"));
    const struct bpmn_node *to = node_by_id(import->bpmn, attribute(xml, "targetRef"));
    if (str_empty(id) || from == NULL || to == NULL)
        return refuse(import, id, "flow without id, source or target");
    struct bpmn_flow *flow = &from->flows[from->flow_count++];
    *flow = (struct bpmn_flow){.id = id, .to = to};
    return read_condition(import, xml, flow);
}

/* Room for the outgoing flows of every node, and `default` marked once they are known. */
static struct result read_flows(struct import *import, const struct json *process)
{
    const struct json *children = json_get(process, "children");
    size_t count = 0;
    for (size_t i = 0; i < json_count(children); i++)
        count += is_element(json_at(children, i), NS_BPMN, "sequenceFlow") ? 1 : 0;
    if (count > BPMN_FLOWS_MAX)
        return refuse(import, S(""), "too many flows");
    for (size_t i = 0; i < import->bpmn->node_count; i++)
        import->bpmn->nodes[i].flows = ARENA_ARRAY(import->arena, struct bpmn_flow, count);
    for (size_t i = 0; i < json_count(children); i++)
        if (is_element(json_at(children, i), NS_BPMN, "sequenceFlow"))
            TRY(read_flow(import, json_at(children, i)));
    return RESULT_OK;
}

static struct result mark_default(struct import *import, const struct json *xml)
{
    struct str wanted = attribute(xml, "default");
    if (str_empty(wanted))
        return RESULT_OK;
    struct str id = attribute(xml, "id");
    struct bpmn_node *node = node_by_id(import->bpmn, id);
    for (size_t i = 0; node != NULL && i < node->flow_count; i++)
        if (str_equal(node->flows[i].id, wanted)) {
            node->flows[i].is_default = true;
            return RESULT_OK;
        }
    return refuse(import, id, "default names no flow of this gateway");
}

/* ---- the process ---- */

static struct result read_child(struct import *import, const struct json *child)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (is_element(child, NS_BPMN, kinds[i].name))
            return read_node(import, child, kinds[i].kind);
    if (is_element(child, NS_BPMN, "sequenceFlow") || is_element(child, NS_BPMN, "documentation"))
        return RESULT_OK;
    return refuse_element(import, child);
}

static struct result read_process(struct import *import, const struct json *process)
{
    const struct json *children = json_get(process, "children");
    import->bpmn->id = attribute(process, "id");
    for (size_t i = 0; i < json_count(children); i++)
        TRY(read_child(import, json_at(children, i)));
    TRY(read_flows(import, process));
    for (size_t i = 0; i < json_count(children); i++)
        if (is_element(json_at(children, i), NS_BPMN, "exclusiveGateway"))
            TRY(mark_default(import, json_at(children, i)));
    return bpmn_check(import->arena, import->bpmn, import->problem);
}

struct result bpmn_parse(struct arena *arena, const struct json *xml, const struct bpmn **out,
                         struct str *problem)
{
    struct import import = {arena, ARENA_NEW(arena, struct bpmn), problem};
    import.bpmn->nodes = ARENA_ARRAY(arena, struct bpmn_node, BPMN_NODES_MAX);
    if (!is_element(xml, NS_BPMN, "definitions"))
        return refuse_element(&import, xml);
    const struct json *process = NULL;
    const struct json *children = json_get(xml, "children");
    for (size_t i = 0; i < json_count(children); i++) {
        const struct json *child = json_at(children, i);
        if (is_element(child, NS_DIAGRAM, "BPMNDiagram"))
            continue;
        if (process != NULL || !is_element(child, NS_BPMN, "process"))
            return refuse_element(&import, child);
        process = child;
    }
    if (process == NULL)
        return refuse(&import, S(""), "no process");
    TRY(read_process(&import, process));
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

const struct bpmn_flow *bpmn_choose(struct arena *arena, const struct bpmn_node *node,
                                    const struct json *variables)
{
    const struct bpmn_flow *otherwise = NULL;
    for (size_t i = 0; i < node->flow_count; i++) {
        const struct bpmn_flow *flow = &node->flows[i];
        if (flow->is_default)
            otherwise = flow;
        else if (flow->condition == NULL || feel_holds(arena, flow->condition, variables))
            return flow;
    }
    return otherwise;
}
