#ifndef TRUC_MODULES_RIGHTS_SERVICE_H
#define TRUC_MODULES_RIGHTS_SERVICE_H

/* Use cases that write, each in one transaction; rules and failures are core's
 * (core/access.h, core/delegation.h, core/roles.h). */
#include "core/access.h"
#include "core/delegation.h"
#include "core/roles.h"
#include "core/service.h"

struct result rights_delegate(struct service_context *ctx, const struct delegation_new *what);
struct result rights_revoke(struct service_context *ctx, struct delegation_end what);
struct result rights_change_role(struct service_context *ctx, const struct role_change *change);
struct result rights_found_role(struct service_context *ctx, const struct role_new *what);
struct result rights_ask_access(struct service_context *ctx, const struct access_ask *what);
struct result rights_answer_access(struct service_context *ctx, struct access_answer what);
struct result rights_end_access(struct service_context *ctx, int64_t id);

#endif
