#include "modules/rights/service.h"

#include "db/db.h"

struct result rights_delegate(struct service_context *ctx, const struct delegation_new *what)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, delegation_give(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                              ctx->actor, what));
}

struct result rights_revoke(struct service_context *ctx, struct delegation_end what)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, delegation_revoke(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                                ctx->actor, what));
}

struct result rights_change_role(struct service_context *ctx, const struct role_change *change)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, role_change(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                          ctx->actor, change));
}

struct result rights_found_role(struct service_context *ctx, const struct role_new *what)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, role_found(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                         ctx->actor, what));
}
