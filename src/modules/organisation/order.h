#ifndef TRUC_MODULES_ORGANISATION_ORDER_H
#define TRUC_MODULES_ORGANISATION_ORDER_H

/* What each act does, inside the transaction of the service; the report gets before and after. */
#include "modules/organisation/service.h"

struct result order_found(struct service_context *ctx, const struct order *order,
                          struct order_report *report);
struct result order_change(struct service_context *ctx, const struct order *order,
                           struct order_report *report);
struct result order_close(struct service_context *ctx, const struct order *order,
                          struct order_report *report);
struct result order_code(struct service_context *ctx, const struct order *order,
                         struct order_report *report);
struct result order_post(struct service_context *ctx, const struct order *order,
                         struct order_report *report);
struct result order_post_move(struct service_context *ctx, const struct order *order,
                              struct order_report *report);
struct result order_post_close(struct service_context *ctx, const struct order *order,
                               struct order_report *report);
struct result order_unit_rename(struct service_context *ctx, const struct order *order,
                                struct order_report *report);
struct result order_unit_close(struct service_context *ctx, const struct order *order,
                               struct order_report *report);
struct result order_appoint(struct service_context *ctx, const struct order *order,
                            struct order_report *report);
struct result order_end(struct service_context *ctx, const struct order *order,
                        struct order_report *report);

struct result order_post_limit(struct service_context *ctx, const struct order *order,
                               struct order_report *report);
struct result order_tier_add(struct service_context *ctx, const struct order *order,
                             struct order_report *report);
struct result order_tier_close(struct service_context *ctx, const struct order *order,
                               struct order_report *report);

/* What the evidence calls it: "agency_closed". */
const char *order_verb(enum act_kind kind);

/* Adds a line; one that is empty on both sides is left out. */
void order_line(struct order_report *report, struct order_line line);
/* What the codes of agencies are asked about. INVALID "code.form". */
struct result order_check_code(struct str code, struct order_report *report);

#endif
