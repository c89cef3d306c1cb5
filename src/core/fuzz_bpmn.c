/* Any JSON as a process: those that are taken can be walked from every node. */
#include <stdlib.h>

#include "core/bpmn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(256 << 20);
    const struct json *json = NULL;
    const struct bpmn *bpmn = NULL;
    struct str problem = S("");
    if (size <= 1 << 16 &&
        result_ok(json_parse(arena, str_of((const char *)data, size), &json)) &&
        result_ok(bpmn_parse(arena, json, &bpmn, &problem)))
        for (size_t i = 0; i < bpmn->node_count; i++) {
            const struct bpmn_node *node = &bpmn->nodes[i];
            const struct bpmn_flow *flow = bpmn_choose(node, json);
            if ((flow == NULL) != (node->kind == BPMN_END) && node->kind != BPMN_GATEWAY)
                abort(); /* every task leads somewhere, an end nowhere */
        }
    arena_free(arena);
    return 0;
}
