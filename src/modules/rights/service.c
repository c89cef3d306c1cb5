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

struct result rights_ask_access(struct service_context *ctx, const struct access_ask *what)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, access_ask(ctx->db, ctx->arena, clock_now_us(ctx->clock), ctx->actor,
                                         what));
}

struct result rights_answer_access(struct service_context *ctx, struct access_answer what)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, access_answer(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                            ctx->actor, what));
}

struct result rights_end_access(struct service_context *ctx, int64_t id)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, access_end(ctx->db, ctx->arena, clock_now_us(ctx->clock), ctx->actor,
                                         id));
}
