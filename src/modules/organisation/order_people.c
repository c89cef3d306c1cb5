/* Units, posts and who holds them. */
#include "core/permission.h"
#include "core/post_limit.h"
#include "modules/organisation/order.h"
#include "modules/organisation/queries.h"

static struct result unit_of(struct service_context *ctx, const struct order *order,
                             struct q_org_unit_out *out)
{
    bool found;
    struct q_org_unit_in in = {.id = order->target_id, .agency_id = order->agency_id};
    TRY(q_org_unit(ctx->db, ctx->arena, in, out, &found));
    return found ? RESULT_OK
                 : result_fail(ERROR_NOT_FOUND, "unit.unknown",
                               N_("Không có đơn vị này vào ngày đã chọn"));
}

static struct result post_of(struct service_context *ctx, const struct order *order,
                             struct q_org_post_out *out)
{
    bool found;
    struct q_org_post_in in = {.id = order->target_id, .agency_id = order->agency_id};
    TRY(q_org_post(ctx->db, ctx->arena, in, out, &found));
    return found ? RESULT_OK
                 : result_fail(ERROR_NOT_FOUND, "post.unknown", N_("Không có chức vụ này"));
}

static struct result appointment_of(struct service_context *ctx, const struct order *order,
                                    struct q_org_appointment_out *out)
{
    bool found;
    struct q_org_appointment_in in = {.id = order->target_id, .agency_id = order->agency_id};
    TRY(q_org_appointment(ctx->db, ctx->arena, in, out, &found));
    return found ? RESULT_OK
                 : result_fail(ERROR_NOT_FOUND, "appointment.unknown", N_("Không có bổ nhiệm này"));
}

static struct str mark(struct service_context *ctx, const char *kind, int64_t id)
{
    return str_printf(ctx->arena, "%s:%lld", kind, (long long)id);
}

/* A post in an agency that is not there on the day would give nobody anything. */
static struct result agency_there(struct service_context *ctx, int64_t id, struct str day)
{
    struct agency agency;
    return agency_by_id(ctx->db, ctx->arena, id, day, &agency);
}

struct result order_post(struct service_context *ctx, const struct order *order,
                         struct order_report *report)
{
    int64_t id;
    struct post_new new = {.agency_id = order->agency_id,
                           .unit = order->unit,
                           .title = order->title,
                           .role = order->role,
                           .subtree = order->subtree,
                           .valid_from = order->day};
    struct str none = {0};
    TRY(agency_there(ctx, order->agency_id, order->day));
    TRY(post_within_reach(ctx, order->agency_id, order->subtree));
    order_line(report, (struct order_line){N_("Đơn vị"), "unit", none, order->unit});
    order_line(report, (struct order_line){N_("Chức vụ"), "title", none, order->title});
    order_line(report, (struct order_line){N_("Vai trò"), "role", none, order->role});
    order_line(report, (struct order_line){N_("Có hiệu lực ở cấp dưới"), "subtree", none,
                                           order->subtree ? S("có") : none});
    TRY(post_ensure(ctx->db, ctx->arena, new, &id));
    report->object = mark(ctx, "position", id);
    return RESULT_OK;
}

struct result order_post_move(struct service_context *ctx, const struct order *order,
                              struct order_report *report)
{
    struct q_org_post_out post;
    struct agency from;
    struct agency to;
    int64_t moved;
    TRY(post_of(ctx, order, &post));
    TRY(agency_by_id(ctx->db, ctx->arena, order->agency_id, order->day, &from));
    TRY(agency_by_code(ctx->db, ctx->arena, order->code, order->day, &to));
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "organisation.manage", to.id));
    TRY(post_within_reach(ctx, to.id, post.subtree));
    order_line(report, (struct order_line){N_("Cơ quan"), "agency", from.name, to.name});
    order_line(report, (struct order_line){N_("Đơn vị"), "unit", post.unit, order->unit});
    order_line(report, (struct order_line){N_("Chức vụ"), "title", post.title, order->title});
    struct post_move move = {.position_id = order->target_id,
                             .agency_id = to.id,
                             .unit = order->unit,
                             .title = order->title,
                             .on = order->day,
                             .decision = order->decision};
    TRY(post_move(ctx->db, ctx->arena, move, &moved));
    report->object = mark(ctx, "position", order->target_id);
    report->agency_id = to.id;
    return RESULT_OK;
}

struct result order_post_close(struct service_context *ctx, const struct order *order,
                               struct order_report *report)
{
    struct q_org_post_out post;
    TRY(post_of(ctx, order, &post));
    order_line(report, (struct order_line){.label = N_("Đơn vị"), .before = post.unit});
    order_line(report,
               (struct order_line){N_("Chức vụ"), "title", post.title, (struct str){0}});
    report->object = mark(ctx, "position", order->target_id);
    return post_close(ctx->db, ctx->arena, order->target_id, order->day);
}

struct result order_unit_rename(struct service_context *ctx, const struct order *order,
                                struct order_report *report)
{
    struct q_org_unit_out unit;
    int64_t renamed;
    TRY(unit_of(ctx, order, &unit));
    order_line(report, (struct order_line){N_("Đơn vị"), "unit", unit.name, order->unit});
    struct unit_move move = {.unit_id = order->target_id,
                             .agency_id = order->agency_id,
                             .name = order->unit,
                             .on = order->day,
                             .decision = order->decision};
    report->object = mark(ctx, "unit", order->target_id);
    return unit_move(ctx->db, ctx->arena, move, &renamed);
}

struct result order_unit_close(struct service_context *ctx, const struct order *order,
                               struct order_report *report)
{
    struct q_org_unit_out unit;
    TRY(unit_of(ctx, order, &unit));
    order_line(report, (struct order_line){N_("Đơn vị"), "unit", unit.name, (struct str){0}});
    report->object = mark(ctx, "unit", order->target_id);
    return unit_close(ctx->db, ctx->arena, order->target_id, order->day);
}

struct result order_appoint(struct service_context *ctx, const struct order *order,
                            struct order_report *report)
{
    struct q_org_post_out post;
    struct str none = {0};
    struct appointment_new new = {.position_id = order->target_id,
                                  .decision = order->decision,
                                  .valid_from = order->day};
    TRY(post_of(ctx, order, &post));
    TRY(agency_there(ctx, order->agency_id, order->day));
    TRY(post_within_reach(ctx, order->agency_id, post.subtree));
    struct person_wanted wanted = {.name = order->person, .staff_code = order->staff_code};
    TRY(person_ensure(ctx, wanted, &new.person_id));
    TRY(person_not_oneself(ctx, new.person_id));
    order_line(report, (struct order_line){.label = N_("Người"), .after = order->person});
    order_line(report, (struct order_line){N_("Mã cán bộ"), NULL, none, order->staff_code});
    order_line(report, (struct order_line){N_("Chức vụ"), "title", none, post.title});
    order_line(report, (struct order_line){.label = N_("Đơn vị"), .after = post.unit});
    order_line(report, (struct order_line){NULL, "position", none,
                                           mark(ctx, "position", order->target_id)});
    report->object = mark(ctx, "person", new.person_id);
    return person_appoint(ctx->db, ctx->arena, new);
}

struct result order_end(struct service_context *ctx, const struct order *order,
                        struct order_report *report)
{
    struct q_org_appointment_out held;
    int64_t last;
    TRY(appointment_of(ctx, order, &held));
    if (!civil_parse_date(order->day, &last))
        return result_fail(ERROR_INVALID, "agency.day", N_("Ghi ngày theo dạng năm-tháng-ngày"));
    order_line(report, (struct order_line){.label = N_("Người"), .before = held.person});
    order_line(report, (struct order_line){N_("Chức vụ"), "title", held.title, (struct str){0}});
    order_line(report, (struct order_line){.label = N_("Đơn vị"), .before = held.unit});
    order_line(report, (struct order_line){NULL, "appointment",
                                           mark(ctx, "appointment", order->target_id),
                                           (struct str){0}});
    struct appointment_end end = {.id = order->target_id,
                                  .on = civil_date_text(ctx->arena, last + 1),
                                  .decision = order->decision};
    report->object = mark(ctx, "person", held.person_id);
    return appointment_end(ctx->db, ctx->arena, end);
}

struct result organisation_begin(struct service_context *ctx, struct order *order)
{
    struct q_org_unit_out unit;
    struct q_org_post_out post;
    struct q_org_appointment_out held;
    struct post_limit limit;
    struct agency parent = {0};
    TRY(agency_by_id(ctx->db, ctx->arena, order->agency_id, order->day, &order->agency));
    order->code = order->agency.code;
    if (order->act->kind == ACT_CHANGE && order->agency.parent_id != 0)
        TRY(agency_by_id(ctx->db, ctx->arena, order->agency.parent_id, order->day, &parent));
    if (order->act->kind == ACT_CHANGE)
        order->code = parent.code;
    switch (order->act->target) {
    case TARGET_UNIT:
        TRY(unit_of(ctx, order, &unit));
        order->unit = unit.name;
        break;
    case TARGET_POST:
        TRY(post_of(ctx, order, &post));
        order->unit = post.unit;
        order->title = post.title;
        TRY(post_limit_at(ctx->db, ctx->arena, order->target_id, order->day, &limit));
        order->procedures = limit.procedures;
        order->held_only = limit.held_only;
        break;
    case TARGET_APPOINTMENT:
        TRY(appointment_of(ctx, order, &held));
        order->person = held.person;
        order->title = held.title;
        order->unit = held.unit;
        break;
    case TARGET_NONE:
        break;
    }
    return RESULT_OK;
}
