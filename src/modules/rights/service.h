#ifndef TRUC_MODULES_RIGHTS_SERVICE_H
#define TRUC_MODULES_RIGHTS_SERVICE_H

/* Use cases that write, each in one transaction; rules and failures are core's
 * (core/delegation.h, core/roles.h). */
#include "core/delegation.h"
#include "core/roles.h"
#include "core/service.h"

struct result rights_delegate(struct service_context *ctx, const struct delegation_new *what);
struct result rights_revoke(struct service_context *ctx, struct delegation_end what);
struct result rights_change_role(struct service_context *ctx, const struct role_change *change);
struct result rights_found_role(struct service_context *ctx, const struct role_new *what);

#endif
