#include "core/configuration.h"
#include "core/measure_targets.h"
#include "core/permission.h"
#include "db/db.h"
#include "modules/configuration/target_service.h"
#include "modules/target/target.h"

static struct result change(struct service_context *ctx, const struct measure *measure,
                            const struct target_new *what)
{
    const struct measure_target *now;
    int64_t now_us = clock_now_us(ctx->clock);
    TRY(measure_targets_at(ctx->db, ctx->arena, measure, now_us, &now));
    const struct measure_target *next = measure_targets_with(ctx->arena, now, what->row);
    struct configuration_change row = {.actor = ctx->actor,
                                       .object = str_printf(ctx->arena, "target:%s", measure->id),
                                       .before = measure_targets_json(ctx->arena, now),
                                       .after = measure_targets_json(ctx->arena, next),
                                       .reason = what->reason};
    return configuration_change(ctx->db, ctx->arena, now_us, row);
}

struct result target_change(struct service_context *ctx, const struct target_new *what)
{
    const struct measure *measure = measure_find(target_measures, what->measure);
    TRY(permission_check_whole(ctx->db, ctx->arena, ctx->actor, "configuration.manage"));
    if (measure == NULL)
        return result_fail(ERROR_NOT_FOUND, "target.unknown", N_("Không có chỉ tiêu này."));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, change(ctx, measure, what));
}
