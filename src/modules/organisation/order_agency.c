/* Agencies: founded, changed, ended, given another code. */
#include "core/organisation_codes.h"
#include "core/permission.h"
#include "modules/organisation/order.h"

void order_line(struct order_report *report, struct order_line line)
{
    if (line.before.len + line.after.len > 0 && report->count < ORDER_LINES_MAX)
        report->lines[report->count++] = line;
}

struct result order_check_code(struct str code, struct order_report *report)
{
    enum code_form form = agency_code_form(code);
    if (form == CODE_BAD)
        return result_fail(ERROR_INVALID, "code.form",
                           N_("Mã định danh có 1 đến 35 ký tự: chữ không dấu, chữ số, dấu chấm"));
    if (form == CODE_ODD)
        report->warning = N_("Mã này không theo mẫu của Quyết định 20/2020 hay QCVN 102. Vẫn ghi "
                             "được nếu đúng là mã đang dùng.");
    return RESULT_OK;
}

static struct str mark(struct service_context *ctx, int64_t id)
{
    return id == 0 ? (struct str){0} : str_printf(ctx->arena, "agency:%lld", (long long)id);
}

static struct str number(struct service_context *ctx, int64_t value)
{
    return value == 0 ? (struct str){0} : str_printf(ctx->arena, "%lld", (long long)value);
}

/* What a reader compares; either side may be NULL. */
static void compare(struct service_context *ctx, struct order_report *report,
                    const struct agency *was, const struct agency *is)
{
    static const struct agency nothing;
    const struct agency *b = was == NULL ? &nothing : was;
    const struct agency *a = is == NULL ? &nothing : is;
    order_line(report, (struct order_line){N_("Tên cơ quan"), "name", b->name, a->name});
    order_line(report, (struct order_line){N_("Địa danh"), "place", b->place, a->place});
    order_line(report, (struct order_line){N_("Loại"), "kind", b->kind, a->kind});
    order_line(report, (struct order_line){N_("Khối"), "branch", b->branch, a->branch});
    order_line(report, (struct order_line){N_("Cấp"), "level", number(ctx, b->level),
                                           number(ctx, a->level)});
    order_line(report, (struct order_line){N_("Mã định danh"), "code", b->code, a->code});
    order_line(report, (struct order_line){N_("Mã đơn vị hành chính"), "area_code", b->area_code,
                                           a->area_code});
    order_line(report, (struct order_line){NULL, "parent", mark(ctx, b->parent_id),
                                           mark(ctx, a->parent_id)});
    order_line(report, (struct order_line){N_("Địa chỉ"), "address", b->address, a->address});
    order_line(report, (struct order_line){N_("Điện thoại"), "phone", b->phone, a->phone});
}

/* A level that the tiers of the day know; any where no tiers are kept. */
static struct result check_tier(struct service_context *ctx, const struct order *order)
{
    struct tier_list tiers;
    TRY(tier_all(ctx->db, ctx->arena, order->day, &tiers));
    bool known = tiers.count == 0;
    for (size_t i = 0; i < tiers.count; i++)
        known = known || tiers.items[i].level == order->agency.level;
    return known ? RESULT_OK
                 : result_fail(ERROR_INVALID, "agency.tier",
                               N_("Ngày ấy không có cấp này; chọn cấp khác hoặc ngày khác"));
}

static struct result check(struct service_context *ctx, const struct order *order,
                           struct order_report *report)
{
    TRY(order_check_code(order->agency.code, report));
    return check_tier(ctx, order);
}

static struct result name_parent(struct service_context *ctx, struct order_report *report,
                                 struct order_line line, const int64_t ids[2], struct str day)
{
    struct str *sides[2] = {&line.before, &line.after};
    for (size_t i = 0; i < 2; i++) {
        struct agency parent;
        if (ids[i] == 0)
            continue;
        struct result there = agency_by_id(ctx->db, ctx->arena, ids[i], day, &parent);
        if (there.kind == ERROR_NOT_FOUND)
            continue; /* the change itself will say so */
        TRY(there);
        *sides[i] = parent.name;
    }
    order_line(report, line);
    return RESULT_OK;
}

struct result order_found(struct service_context *ctx, const struct order *order,
                          struct order_report *report)
{
    struct agency_new new = {
        .agency = order->agency, .act = order->decision, .valid_from = order->day};
    new.agency.parent_id = order->agency_id;
    TRY(check(ctx, order, report));
    TRY(name_parent(ctx, report, (struct order_line){.label = N_("Trực thuộc")},
                    (int64_t[2]){0, order->agency_id}, order->day));
    compare(ctx, report, NULL, &new.agency);
    TRY(agency_found(ctx->db, ctx->arena, clock_now_us(ctx->clock), new, &report->agency_id));
    report->object = mark(ctx, report->agency_id);
    return RESULT_OK;
}

struct result order_change(struct service_context *ctx, const struct order *order,
                           struct order_report *report)
{
    struct agency was;
    struct agency_change change = {.id = order->agency_id,
                                   .to = order->agency,
                                   .on = order->day,
                                   .act = order->decision};
    TRY(check(ctx, order, report));
    TRY(agency_by_id(ctx->db, ctx->arena, order->agency_id, order->day, &was));
    if (!str_empty(order->code)) {
        struct agency parent;
        TRY(agency_by_code(ctx->db, ctx->arena, order->code, order->day, &parent));
        TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "organisation.manage", parent.id));
        change.to.parent_id = parent.id;
    }
    TRY(name_parent(ctx, report, (struct order_line){.label = N_("Trực thuộc")},
                    (int64_t[2]){was.parent_id, change.to.parent_id}, order->day));
    compare(ctx, report, &was, &change.to);
    report->object = mark(ctx, order->agency_id);
    return agency_change(ctx->db, ctx->arena, change);
}

struct result order_close(struct service_context *ctx, const struct order *order,
                          struct order_report *report)
{
    struct agency was;
    TRY(agency_by_id(ctx->db, ctx->arena, order->agency_id, order->day, &was));
    compare(ctx, report, &was, NULL);
    report->object = mark(ctx, order->agency_id);
    TRY(agency_close(ctx->db, ctx->arena,
                     (struct agency_end){order->agency_id, order->day, order->decision}));
    if (str_empty(order->code))
        return RESULT_OK;
    struct agency heir;
    TRY(agency_by_code(ctx->db, ctx->arena, order->code, order->day, &heir));
    order_line(report, (struct order_line){N_("Kế thừa"), "successor", (struct str){0}, heir.name});
    struct agency_succession step = {order->agency_id, heir.id, order->day, order->decision};
    return agency_succeed(ctx->db, ctx->arena, step);
}

struct result order_code(struct service_context *ctx, const struct order *order,
                         struct order_report *report)
{
    TRY(order_check_code(order->agency.code, report));
    order_line(report, (struct order_line){N_("Mã định danh"), "code", (struct str){0},
                                           order->agency.code});
    report->object = mark(ctx, order->agency_id);
    struct agency_code_new code = {order->agency_id, order->agency.code, order->day};
    return agency_code_add(ctx->db, ctx->arena, code);
}

const char *order_verb(enum act_kind kind)
{
    static const char *const verbs[] = {
        [ACT_FOUND] = "agency_founded",     [ACT_CHANGE] = "agency_changed",
        [ACT_CLOSE] = "agency_closed",      [ACT_CODE] = "code_added",
        [ACT_POST] = "post_made",           [ACT_POST_MOVE] = "post_moved",
        [ACT_POST_CLOSE] = "post_closed",   [ACT_UNIT_RENAME] = "unit_renamed",
        [ACT_UNIT_CLOSE] = "unit_closed",   [ACT_APPOINT] = "appointed",
        [ACT_END] = "appointment_ended",    [ACT_POST_LIMIT] = "post_limited",
        [ACT_TIER_ADD] = "tier_added",      [ACT_TIER_CLOSE] = "tier_closed",
    };
    return verbs[kind];
}
