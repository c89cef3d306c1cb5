#ifndef TRUC_MODULES_REORGANISATION_STORE_H
#define TRUC_MODULES_REORGANISATION_STORE_H

/* Decisions as rows, in the words of the module. */
#include "modules/reorganisation/queries.h"
#include "modules/reorganisation/reorganisation.h"

typedef struct q_reorganisation_by_id_out decision_row;

struct decision {
    decision_row row;
    struct reorganisation_operation *operations;
    int64_t *places; /* of each operation, for taking one out */
    size_t operation_count;
};

/* "found" … and back. */
const char *operation_kind_code(enum reorganisation_kind kind);
/* msgid: "Nhập" */
const char *operation_kind_name(enum reorganisation_kind kind);
bool operation_kind_of(struct str code, enum reorganisation_kind *kind);
const char *part_rule_code(enum reorganisation_rule rule);
bool part_rule_of(struct str code, enum reorganisation_rule *rule);

/* NOT_FOUND "reorganisation.unknown". */
struct result decision_load(struct service_context *ctx, int64_t id, struct decision *out);
/* Inside the caller's write transaction, behind those that are there. */
struct result decision_add_operation(struct service_context *ctx, int64_t id, size_t place,
                                     const struct reorganisation_operation *operation);

#endif
