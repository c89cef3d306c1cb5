#include "modules/organisation/service.h"

#include "base/json.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/organisation_codes.h"
#include "core/permission.h"
#include "core/rights.h"
#include "db/db.h"
#include "modules/organisation/order.h"

enum { EVIDENCE_MAX = 16 << 10 };

static struct result run(struct service_context *ctx, const struct order *order,
                         struct order_report *report)
{
    switch (order->act->kind) {
    case ACT_FOUND:
        return order_found(ctx, order, report);
    case ACT_CHANGE:
        return order_change(ctx, order, report);
    case ACT_CLOSE:
        return order_close(ctx, order, report);
    case ACT_CODE:
        return order_code(ctx, order, report);
    case ACT_POST:
        return order_post(ctx, order, report);
    case ACT_POST_MOVE:
        return order_post_move(ctx, order, report);
    case ACT_POST_CLOSE:
        return order_post_close(ctx, order, report);
    case ACT_UNIT_RENAME:
        return order_unit_rename(ctx, order, report);
    case ACT_UNIT_CLOSE:
        return order_unit_close(ctx, order, report);
    case ACT_APPOINT:
        return order_appoint(ctx, order, report);
    case ACT_END:
        return order_end(ctx, order, report);
    case ACT_POST_LIMIT:
        return order_post_limit(ctx, order, report);
    case ACT_TIER_ADD:
        return order_tier_add(ctx, order, report);
    case ACT_TIER_CLOSE:
        return order_tier_close(ctx, order, report);
    }
    return result_fail(ERROR_INTERNAL, "organisation.act", NULL);
}

static struct result begin(struct service_context *ctx, const struct order *order)
{
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "organisation.manage",
                         order->agency_id));
    return db_write_begin(ctx->db);
}

struct result organisation_try(struct service_context *ctx, const struct order *order,
                               struct order_report *report)
{
    *report = (struct order_report){.agency_id = order->agency_id};
    TRY(begin(ctx, order));
    struct result done = run(ctx, order, report);
    db_rollback(ctx->db);
    return done;
}

static void put_side(struct json_writer *json, const struct order_report *report, bool before)
{
    json_open_object(json, before ? "before" : "after");
    for (size_t i = 0; i < report->count; i++) {
        const struct order_line *line = &report->lines[i];
        struct str value = before ? line->before : line->after;
        if (line->key != NULL && value.len > 0)
            json_put_text(json, line->key, value);
    }
    json_close_object(json);
}

static struct result leave_evidence(struct service_context *ctx, const struct order *order,
                                    const struct order_report *report)
{
    struct buf out;
    buf_init(&out, ctx->arena, EVIDENCE_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    put_side(&json, report, true);
    put_side(&json, report, false);
    json_put_text(&json, "day", order->day);
    json_put_text(&json, "decision", order->decision);
    json_close_object(&json);
    int64_t now_us = clock_now_us(ctx->clock);
    struct evidence evidence = {
        .kind = str_printf(ctx->arena, "organisation.%s", order_verb(order->act->kind)),
        .object = report->object,
        .actor = actor_mark(ctx->arena, ctx->actor),
        .agency_id = ctx->actor->agency_id,
        .data = buf_str(&out),
    };
    TRY(evidence_add(ctx->db, ctx->arena, now_us, evidence));
    struct rights_change change = {.now_us = now_us,
                                   .actor = evidence.actor,
                                   .agency_id = ctx->actor->agency_id,
                                   .object = report->object,
                                   .reason = order->decision};
    return rights_changed(ctx->db, ctx->arena, change);
}

struct result organisation_do(struct service_context *ctx, const struct order *order,
                              struct order_report *report)
{
    *report = (struct order_report){.agency_id = order->agency_id};
    TRY(begin(ctx, order));
    struct result done = run(ctx, order, report);
    if (result_ok(done))
        done = leave_evidence(ctx, order, report);
    return db_finish(ctx->db, done);
}
