/* Limits of a post, and the tiers of government. */
#include "core/organisation.h"
#include "core/permission.h"
#include "core/post_limit.h"
#include "modules/organisation/order.h"
#include "modules/organisation/queries.h"

enum { TIER_MOST = 9, TIER_NAME_MOST = 60 };

static struct str held_words(bool held_only)
{
    return held_only ? S("có") : S("");
}

/* Nobody widens or narrows a post of their own. */
static struct result not_of_oneself(const struct actor *actor, int64_t position_id)
{
    for (size_t i = 0; i < actor->grant_count; i++) {
        if (actor->grants[i].position_id == position_id)
            return result_fail(ERROR_CONFLICT, "limit.self",
                               N_("Không ai tự sửa giới hạn của chức vụ mình đang giữ"));
    }
    return RESULT_OK;
}

struct result order_post_limit(struct service_context *ctx, const struct order *order,
                               struct order_report *report)
{
    struct q_org_post_out post;
    struct post_limit was;
    struct post_limit now;
    struct post_limit what = {order->target_id, order->procedures, order->held_only,
                              order->decision, order->day};
    bool found;
    struct q_org_post_in in = {.id = order->target_id, .agency_id = order->agency_id};
    TRY(q_org_post(ctx->db, ctx->arena, in, &post, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "post.unknown", N_("Không có chức vụ này"));
    TRY(not_of_oneself(ctx->actor, order->target_id));
    TRY(post_limit_at(ctx->db, ctx->arena, order->target_id, order->day, &was));
    TRY(post_limit_set(ctx->db, ctx->arena, &what));
    TRY(post_limit_at(ctx->db, ctx->arena, order->target_id, order->day, &now));
    order_line(report, (struct order_line){N_("Chức vụ"), "title", post.title, post.title});
    order_line(report, (struct order_line){N_("Chỉ những thủ tục"), "procedures", was.procedures,
                                           now.procedures});
    order_line(report, (struct order_line){N_("Chỉ việc đang chờ vai trò của chức vụ"), "held_only",
                                           held_words(was.held_only), held_words(now.held_only)});
    report->object = str_printf(ctx->arena, "position:%lld", (long long)order->target_id);
    return RESULT_OK;
}

static struct result tier_of(struct service_context *ctx, const struct order *order,
                             struct order_report *report, int64_t *level, struct str *name)
{
    TRY(permission_check_whole(ctx->db, ctx->arena, ctx->actor, "organisation.manage"));
    if (!str_to_i64(order->tier, level) || *level < 1 || *level > TIER_MOST)
        return result_fail(ERROR_INVALID, "tier.level", N_("Cấp là số từ 1 đến 9"));
    report->object = str_printf(ctx->arena, "tier:%lld", (long long)*level);
    return tier_name(ctx->db, ctx->arena, *level, order->day, name);
}

struct result order_tier_add(struct service_context *ctx, const struct order *order,
                             struct order_report *report)
{
    int64_t level;
    struct str name;
    TRY(tier_of(ctx, order, report, &level, &name));
    if (!str_empty(name))
        return result_fail(ERROR_CONFLICT, "tier.exists",
                           N_("Ngày ấy cấp này đang có; kết thúc cấp cũ trước"));
    if (order->tier_name.len > TIER_NAME_MOST)
        return result_fail(ERROR_INVALID, "tier.name", N_("Tên cấp dài nhất 60 chữ"));
    order_line(report, (struct order_line){N_("Cấp"), "level", S(""), order->tier});
    order_line(report, (struct order_line){N_("Tên cấp"), "name", S(""), order->tier_name});
    return tier_add(ctx->db, ctx->arena, level, order->tier_name, order->day);
}

struct result order_tier_close(struct service_context *ctx, const struct order *order,
                               struct order_report *report)
{
    int64_t level;
    struct str name;
    TRY(tier_of(ctx, order, report, &level, &name));
    order_line(report, (struct order_line){N_("Cấp"), "level", order->tier, S("")});
    order_line(report, (struct order_line){N_("Tên cấp"), "name", name, S("")});
    return tier_close(ctx->db, ctx->arena, level, order->day);
}
