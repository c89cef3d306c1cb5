/*
 * One-time codes to the phone of a dossier: they open the result and find a forgotten code. A try
 * counts whether it is right or not.
 */
#include "db/db.h"
#include "modules/dossier/service.h"

struct result dossier_code_send(struct service_context *ctx, struct otp_target target)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, otp_send(ctx->db, ctx->arena, clock_now_us(ctx->clock), target));
}

struct result dossier_code_try(struct service_context *ctx, struct otp_answer answer, bool *right)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db,
                     otp_try(ctx->db, ctx->arena, clock_now_us(ctx->clock), answer, right));
}
