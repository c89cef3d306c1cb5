#ifndef TRUC_MODULES_CONFIGURATION_TARGET_SERVICE_H
#define TRUC_MODULES_CONFIGURATION_TARGET_SERVICE_H

/* Targets of measures: the level and year that the programme asks for. Figures are counted, so
 * there is nothing here that could set one. */
#include "core/measures.h"
#include "core/service.h"

struct target_new {
    struct str measure;        /* id */
    struct measure_target row; /* percent below zero: takes the row of that level and year away */
    struct str reason;
};

/* In one transaction with its evidence; FORBIDDEN without configuration.manage, NOT_FOUND
 * "target.unknown", CONFLICT "configuration.same". */
struct result target_change(struct service_context *ctx, const struct target_new *what);

#endif
