#include "modules/reorganisation/plan.h"

#include "core/organisation_codes.h"

struct reading {
    struct service_context *ctx;
    const struct decision *decision;
    struct agency_list all; /* in force on the day */
    struct plan *plan;
};

void plan_against(struct plan *plan, bool blocks, struct str about, const char *message)
{
    plan->blocking += blocks;
    if (plan->conflict_count < plan->conflict_max)
        plan->conflicts[plan->conflict_count++] =
            (struct plan_conflict){.blocks = blocks, .about = about, .message = message};
}

struct plan_agency *plan_agency_of(const struct plan *plan, int64_t id)
{
    for (size_t i = 0; i < plan->agency_count; i++)
        if (id != 0 && plan->agencies[i].id == id)
            return &plan->agencies[i];
    return NULL;
}

static struct plan_agency *founded(struct plan *plan, struct str code)
{
    for (size_t i = 0; i < plan->agency_count; i++) {
        const struct plan_agency *a = &plan->agencies[i];
        if (a->founds != NULL &&
            (str_equal(a->was.code, code) || str_equal(a->was.area_code, code)))
            return &plan->agencies[i];
    }
    return NULL;
}

static struct result in_force(struct reading *r, struct str code, struct plan_agency **out)
{
    struct agency_by_any_code any = {0};
    struct agency agency = {0};
    *out = NULL;
    for (size_t i = 0; i < r->all.count && agency.id == 0; i++)
        if (str_equal(r->all.items[i].code, code))
            agency = r->all.items[i];
    if (agency.id == 0) {
        struct result found = agency_find_code(r->ctx->db, r->ctx->arena, code,
                                               r->decision->row.effective_on, &any);
        if (found.kind == ERROR_CONFLICT || any.redirected) {
            plan_against(r->plan, true, code,
                         N_("Cơ quan mang mã này đã kết thúc trước ngày hiệu lực"));
            return RESULT_OK;
        }
        if (found.kind == ERROR_NOT_FOUND) {
            plan_against(r->plan, true, code,
                         N_("Không có cơ quan nào mang mã này vào ngày hiệu lực"));
            return RESULT_OK;
        }
        TRY(found);
        agency = any.agency;
    }
    *out = plan_agency_of(r->plan, agency.id);
    if (*out == NULL) {
        *out = &r->plan->agencies[r->plan->agency_count++];
        **out = (struct plan_agency){.id = agency.id, .was = agency};
    }
    return RESULT_OK;
}

static struct result target(struct reading *r, struct str code, struct plan_agency **out)
{
    *out = founded(r->plan, code);
    return *out != NULL ? RESULT_OK : in_force(r, code, out);
}

static void add_route(struct plan *plan, struct plan_route route)
{
    if (route.from == NULL || route.to == NULL)
        return;
    route.to->receives = true;
    plan->routes[plan->route_count++] = route;
}

static void close_once(struct plan *plan, struct plan_agency *agency, struct plan_agency *heir)
{
    if (agency->closes || agency->changes != NULL)
        plan_against(plan, true, agency->was.name,
                     N_("Hai thao tác của quyết định chồng lên cùng một cơ quan"));
    agency->closes = true;
    agency->heir = heir;
}

static struct result read_found(struct reading *r, const struct reorganisation_operation *operation)
{
    struct plan_agency *out = &r->plan->agencies[r->plan->agency_count];
    if (founded(r->plan, operation->new_code) != NULL)
        plan_against(r->plan, true, operation->name, N_("Quyết định lập hai cơ quan cùng mã"));
    r->plan->agency_count++;
    *out = (struct plan_agency){.founds = operation,
                                .was = {.code = operation->new_code,
                                        .area_code = operation->area_code,
                                        .name = operation->name,
                                        .place = operation->place,
                                        .kind = operation->unit_kind,
                                        .level = operation->level,
                                        .address = operation->address}};
    return str_empty(operation->parent_code) ? RESULT_OK
                                             : target(r, operation->parent_code, &out->parent);
}

static struct result read_change(struct reading *r,
                                 const struct reorganisation_operation *operation)
{
    struct plan_agency *agency;
    TRY(in_force(r, operation->code, &agency));
    if (agency == NULL)
        return RESULT_OK;
    if (agency->closes || agency->changes != NULL)
        plan_against(r->plan, true, agency->was.name,
                     N_("Hai thao tác của quyết định chồng lên cùng một cơ quan"));
    agency->changes = operation;
    return str_empty(operation->parent_code) ? RESULT_OK
                                             : target(r, operation->parent_code, &agency->parent);
}

static struct result read_merge(struct reading *r,
                                const struct reorganisation_operation *operation)
{
    struct plan_agency *to;
    TRY(target(r, operation->code, &to));
    for (size_t i = 0; i < operation->part_count; i++) {
        struct plan_agency *from;
        TRY(in_force(r, operation->parts[i].code, &from));
        if (from == NULL || from == to)
            continue;
        close_once(r->plan, from, to);
        add_route(r->plan, (struct plan_route){.from = from, .to = to});
    }
    return RESULT_OK;
}

static struct result read_split(struct reading *r,
                                const struct reorganisation_operation *operation)
{
    struct plan_agency *from;
    struct plan_agency *rest = NULL;
    bool stays = false;
    TRY(in_force(r, operation->code, &from));
    for (size_t i = 0; i < operation->part_count; i++) {
        const struct reorganisation_part *part = &operation->parts[i];
        struct plan_agency *to;
        TRY(target(r, part->code, &to));
        stays = stays || (to != NULL && to == from);
        if (part->rule == RULE_ALL && rest != NULL)
            plan_against(r->plan, true, operation->code,
                         N_("Chỉ một cơ quan nhận phần còn lại khi chia"));
        if (part->rule == RULE_ALL)
            rest = to;
        add_route(r->plan, (struct plan_route){.from = from, .to = to, .rule = part->rule,
                                               .words = part->words, .split = true});
    }
    if (rest == NULL)
        plan_against(r->plan, true, operation->code,
                     N_("Chọn cơ quan nhận phần còn lại khi chia"));
    if (from != NULL && !stays)
        close_once(r->plan, from, rest);
    return RESULT_OK;
}

static struct result read_close(struct reading *r,
                                const struct reorganisation_operation *operation)
{
    struct plan_agency *from;
    struct plan_agency *to = NULL;
    TRY(in_force(r, operation->code, &from));
    if (from == NULL)
        return RESULT_OK;
    if (operation->part_count > 0)
        TRY(target(r, operation->parts[0].code, &to));
    close_once(r->plan, from, to);
    add_route(r->plan, (struct plan_route){.from = from, .to = to});
    return RESULT_OK;
}

static struct result read_operations(struct reading *r)
{
    static struct result (*const READ[REORGANISATION_KINDS])(
        struct reading *r, const struct reorganisation_operation *operation) = {
        [REORGANISATION_CHANGE] = read_change,
        [REORGANISATION_MERGE] = read_merge,
        [REORGANISATION_SPLIT] = read_split,
        [REORGANISATION_CLOSE] = read_close,
    };
    const struct decision *d = r->decision;
    for (size_t i = 0; i < d->operation_count; i++)
        if (d->operations[i].kind == REORGANISATION_FOUND)
            TRY(read_found(r, &d->operations[i]));
    for (size_t i = 0; i < d->operation_count; i++)
        if (READ[d->operations[i].kind] != NULL)
            TRY(READ[d->operations[i].kind](r, &d->operations[i]));
    return RESULT_OK;
}

struct result plan_make(struct service_context *ctx, const struct decision *decision,
                        struct plan *out)
{
    size_t most = 1;
    for (size_t i = 0; i < decision->operation_count; i++)
        most += 3 + decision->operations[i].part_count;
    *out = (struct plan){
        .agencies = ARENA_ARRAY(ctx->arena, struct plan_agency, most),
        .routes = ARENA_ARRAY(ctx->arena, struct plan_route, most),
        .conflicts = ARENA_ARRAY(ctx->arena, struct plan_conflict, most * 4),
        .conflict_max = most * 4,
    };
    struct reading reading = {.ctx = ctx, .decision = decision, .plan = out};
    TRY(agency_all(ctx->db, ctx->arena, decision->row.effective_on, &reading.all));
    TRY(read_operations(&reading));
    return plan_check(ctx, decision, &reading.all, out);
}
