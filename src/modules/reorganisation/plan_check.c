/* What speaks against a decision. */
#include "modules/reorganisation/plan.h"

struct checking {
    struct service_context *ctx;
    const struct decision *decision;
    const struct agency_list *all;
    struct plan *plan;
};

/* The whole decision. */
static void check_decision(const struct checking *c)
{
    struct str today = organisation_today(c->ctx->arena, c->ctx->clock);
    if (c->decision->operation_count == 0)
        plan_against(c->plan, true, S(""), N_("Quyết định chưa có thao tác nào"));
    if (str_empty(c->decision->row.file_sha256))
        plan_against(c->plan, true, S(""), N_("Chưa có tệp quyết định đã ký"));
    if (str_compare(c->decision->row.effective_on, today) < 0)
        plan_against(c->plan, false, S(""),
                     N_("Ngày hiệu lực đã qua: số liệu từ ngày ấy tính cho cơ quan mới"));
}

/* Work must not go to one that closes: so no circle stands either. */
static void check_routes(const struct checking *c)
{
    for (size_t i = 0; i < c->plan->route_count; i++) {
        const struct plan_route *route = &c->plan->routes[i];
        if (route->to->closes)
            plan_against(c->plan, true, route->to->was.name,
                         N_("Cơ quan nhận việc cũng kết thúc trong quyết định này"));
        if (route->split && route->rule != RULE_ALL && str_empty(route->words))
            plan_against(c->plan, true, route->to->was.name,
                         N_("Ghi địa bàn hoặc danh sách để biết phần nào chuyển về đây"));
    }
}

static void check_children(const struct checking *c, const struct plan_agency *agency)
{
    for (size_t i = 0; i < c->all->count; i++) {
        if (c->all->items[i].parent_id != agency->id)
            continue;
        const struct plan_agency *child = plan_agency_of(c->plan, c->all->items[i].id);
        bool moves = child != NULL && child->changes != NULL &&
                     !str_empty(child->changes->parent_code);
        if (child == NULL || (!child->closes && !moves))
            plan_against(c->plan, true, c->all->items[i].name,
                         N_("Còn trực thuộc một cơ quan kết thúc; chuyển lên cấp trên khác"));
    }
}

static void check_name(const struct checking *c, const struct plan_agency *agency)
{
    const struct reorganisation_operation *op = agency->founds ? agency->founds : agency->changes;
    for (size_t i = 0; op != NULL && !str_empty(op->place) && i < c->all->count; i++) {
        const struct agency *other = &c->all->items[i];
        const struct plan_agency *fate = plan_agency_of(c->plan, other->id);
        if (other->id != agency->id && str_equal(other->place, op->place) &&
            (fate == NULL || !fate->closes))
            plan_against(c->plan, false, op->place,
                         N_("Trùng tên với một đơn vị khác đang hoạt động"));
    }
}

static struct result check_history(const struct checking *c, const struct plan_agency *agency)
{
    struct q_agency_changed_after_out row;
    struct q_runs_over_agency_rows runs;
    bool later;
    TRY(q_agency_changed_after(c->ctx->db, c->ctx->arena,
                               (struct q_agency_changed_after_in){
                                   .id = agency->id, .day = c->decision->row.effective_on},
                               &row, &later));
    if (later && (agency->closes || agency->changes != NULL))
        plan_against(c->plan, true, agency->was.name,
                     N_("Cơ quan này đã có thay đổi từ ngày ấy trở đi"));
    TRY(q_runs_over_agency(c->ctx->db, c->ctx->arena,
                           (struct q_runs_over_agency_in){agency->id, c->decision->row.id},
                           &runs));
    for (size_t i = 0; i < runs.count; i++)
        plan_against(c->plan, true,
                     str_printf(c->ctx->arena, "%.*s, %.*s", STR_ARG(agency->was.name),
                                STR_ARG(runs.items[i].number)),
                     N_("Một quyết định khác đã duyệt cũng chạm tới cơ quan này"));
    return RESULT_OK;
}

static struct result check_people(const struct checking *c, const struct plan_agency *agency)
{
    struct q_people_of_agency_out people;
    if (!agency->closes || agency->heir != NULL)
        return RESULT_OK;
    TRY(q_people_of_agency(c->ctx->db, c->ctx->arena,
                           (struct q_people_of_agency_in){.id = agency->id,
                                                          .day = c->decision->row.effective_on},
                           &people));
    if (people.count > 0)
        plan_against(c->plan, true, agency->was.name,
                     N_("Còn người giữ chức vụ mà không có cơ quan kế tục để chuyển sang"));
    return RESULT_OK;
}

static bool same_post(const struct q_holders_of_agency_out *a,
                      const struct q_holders_of_agency_out *b)
{
    return a->person_id == b->person_id && str_equal(a->unit, b->unit) &&
           str_equal(a->title, b->title);
}

static struct result holders(const struct checking *c, const struct plan_agency *agency,
                             struct q_holders_of_agency_rows *out)
{
    *out = (struct q_holders_of_agency_rows){0};
    return agency->id == 0
               ? RESULT_OK
               : q_holders_of_agency(c->ctx->db, c->ctx->arena,
                                     (struct q_holders_of_agency_in){
                                         .id = agency->id, .day = c->decision->row.effective_on},
                                     out);
}

/* Like-named posts become one: nobody may hold both, in the agency that closes and in `other`. */
static struct result check_posts(const struct checking *c, const struct plan_agency *closing,
                                 const struct plan_agency *other)
{
    struct q_holders_of_agency_rows here;
    struct q_holders_of_agency_rows there;
    TRY(holders(c, closing, &here));
    TRY(holders(c, other, &there));
    for (size_t i = 0; i < here.count; i++)
        for (size_t k = 0; k < there.count; k++)
            if (same_post(&here.items[i], &there.items[k]))
                plan_against(c->plan, true, here.items[i].name,
                             N_("Giữ cùng một chức vụ ở hai cơ quan sẽ nhập; kết thúc một bổ "
                                "nhiệm trước"));
    return RESULT_OK;
}

static struct result check_colleagues(const struct checking *c)
{
    const struct plan *plan = c->plan;
    for (size_t i = 0; i < plan->agency_count; i++) {
        const struct plan_agency *closing = &plan->agencies[i];
        if (closing->heir == NULL)
            continue;
        TRY(check_posts(c, closing, closing->heir));
        for (size_t k = i + 1; k < plan->agency_count; k++)
            if (plan->agencies[k].heir == closing->heir)
                TRY(check_posts(c, closing, &plan->agencies[k]));
    }
    return RESULT_OK;
}

/* Counted, not named: after a large decision it is nearly every one. */
static struct result check_seals(const struct checking *c)
{
    size_t without = 0;
    for (size_t i = 0; i < c->plan->agency_count; i++) {
        const struct plan_agency *agency = &c->plan->agencies[i];
        struct q_seal_of_agency_out seal;
        bool found = false;
        if (agency->receives && agency->id != 0)
            TRY(q_seal_of_agency(c->ctx->db, c->ctx->arena,
                                 (struct q_seal_of_agency_in){agency->id,
                                                              clock_now_us(c->ctx->clock)},
                                 &seal, &found));
        without += agency->receives && !found;
    }
    if (without > 0)
        plan_against(c->plan, false, str_printf(c->ctx->arena, "%zu", without),
                     N_("Số cơ quan nhận việc chưa có con dấu số: cấp trước khi trả kết quả"));
    return RESULT_OK;
}

struct result plan_check(struct service_context *ctx, const struct decision *decision,
                         const struct agency_list *all, struct plan *plan)
{
    struct checking c = {.ctx = ctx, .decision = decision, .all = all, .plan = plan};
    check_decision(&c);
    check_routes(&c);
    for (size_t i = 0; i < plan->agency_count; i++) {
        const struct plan_agency *agency = &plan->agencies[i];
        check_name(&c, agency);
        if (agency->id == 0)
            continue;
        if (agency->closes)
            check_children(&c, agency);
        TRY(check_history(&c, agency));
        TRY(check_people(&c, agency));
    }
    TRY(check_colleagues(&c));
    return check_seals(&c);
}
