#ifndef TRUC_CORE_BPMN_H
#define TRUC_CORE_BPMN_H

/*
 * A process definition (OMG BPMN 2.0.2) as the engine walks it. The XML is read
 * by the inspector (INSPECTOR_BPMN), which gives JSON:
 *   {"process":{"id","name"},"nodes":[{"kind","id","name","role","action","default"}],
 *    "flows":[{"id","from","to","condition"}]}
 * kind is the name of the BPMN element. Done: startEvent, userTask, serviceTask,
 * exclusiveGateway, endEvent, sequenceFlow with FEEL conditions; anything else is
 * refused by name. role: zeebe:assignmentDefinition candidateGroups; action:
 * zeebe:taskDefinition type.
 */
#include "base/json.h"
#include "base/result.h"

enum bpmn_kind { BPMN_START, BPMN_USER_TASK, BPMN_SERVICE_TASK, BPMN_GATEWAY, BPMN_END };

struct bpmn_node;
struct feel;

struct bpmn_flow {
    struct str id;
    const struct bpmn_node *to;
    const struct feel *condition; /* NULL: none */
    bool is_default;
};

struct bpmn_node {
    enum bpmn_kind kind;
    struct str id;
    struct str name;
    struct str role;
    struct str action;
    struct bpmn_flow *flows; /* outgoing, in the order of the file */
    size_t flow_count;
};

struct bpmn {
    struct str id;
    struct bpmn_node *nodes;
    size_t node_count;
    const struct bpmn_node *start;
};

enum { BPMN_NODES_MAX = 200, BPMN_FLOWS_MAX = 400 };

/* Reads and checks a definition: one start, every node reachable and able to reach an end, gateways
 * with conditions and at most one default, one way out of everything else, roles and actions
 * named, no loop without a user task. UNSUPPORTED "bpmn.element" or INVALID "bpmn.structure";
 * `problem` names the element. */
struct result bpmn_parse(struct arena *arena, const struct json *json, const struct bpmn **out,
                         struct str *problem);

const struct bpmn_node *bpmn_find(const struct bpmn *bpmn, struct str id);

/* The first flow whose condition holds (a flow without one holds), else the default; NULL when
 * there is none. */
const struct bpmn_flow *bpmn_choose(const struct bpmn_node *node, const struct json *variables);

#endif
