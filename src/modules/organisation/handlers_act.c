/* An act: form, confirmation with before and after, outcome. */
#include <string.h>

#include "core/identity.h"
#include "core/permission.h"
#include "core/roles.h"
#include "modules/organisation/handlers.h"
#include "modules/organisation/pages.h"
#include "modules/organisation/views.h"

static struct str given(const struct request *request, const char *name)
{
    return form_get(request->form, name);
}

/* What the act is done to, with the agency of the address. */
static struct result target_of(struct request *request, struct order *order)
{
    *order = (struct order){.act = act_find(request_param(request, "viec")),
                            .target_id = form_int(request->form, "so", 0),
                            .day = organisation_today(request->arena, request->clock)};
    if (order->act == NULL)
        return result_fail(ERROR_NOT_FOUND, "organisation.act", N_("Không có việc này"));
    return organisation_id(request, "id", &order->agency_id);
}

/* The order as the form says it; what the form of this act does not ask stays. */
static void read_order(const struct request *request, struct order *order)
{
    enum act_kind kind = order->act->kind;
    int64_t level = 0;
    if (kind == ACT_FOUND || kind == ACT_CHANGE) {
        int64_t parent_id = kind == ACT_CHANGE && !str_empty(given(request, "cap-tren"))
                                ? order->agency.parent_id
                                : 0;
        str_to_i64(given(request, "cap"), &level);
        order->agency = (struct agency){.name = given(request, "ten"),
                                        .place = given(request, "dia-danh"),
                                        .kind = given(request, "loai"),
                                        .branch = given(request, "khoi"),
                                        .level = level,
                                        .code = given(request, "ma"),
                                        .area_code = given(request, "ma-vung"),
                                        .parent_id = parent_id,
                                        .address = given(request, "dia-chi"),
                                        .phone = given(request, "dien-thoai")};
    }
    if (kind == ACT_CODE)
        order->agency.code = given(request, "ma");
    order->code = given(request, kind == ACT_CHANGE      ? "cap-tren"
                                 : kind == ACT_POST_MOVE ? "co-quan"
                                                         : "ke-thua");
    if (kind != ACT_END) {
        order->unit = given(request, "don-vi");
        order->title = given(request, "chuc-vu");
        order->person = given(request, "nguoi");
    }
    order->role = given(request, "vai-tro");
    order->subtree = str_is(given(request, "cap-duoi"), "co");
    order->procedures = given(request, "thu-tuc");
    order->held_only = str_is(given(request, "dang-giu"), "co");
    order->tier = given(request, "so-cap");
    order->tier_name = given(request, "ten-cap");
    order->staff_code = given(request, "ma-can-bo");
    order->day = given(request, kind == ACT_END ? "den-het" : "ngay");
    order->decision = given(request, "quyet-dinh");
}

/* What a field begins with: the thing as it is. */
static struct str begins_with(struct request *request, const struct order *order, const char *name)
{
    const struct agency *a = &order->agency;
    bool changes = order->act->kind == ACT_CHANGE;
    struct str level = str_printf(request->arena, "%lld", (long long)a->level);
    const struct {
        const char *name;
        bool used;
        struct str value;
    } values[] = {
        {"ten", changes, a->name},           {"dia-danh", changes, a->place},
        {"loai", changes, a->kind},          {"khoi", changes, a->branch},
        {"cap", changes, level},             {"ma", changes, a->code},
        {"ma-vung", changes, a->area_code},  {"cap-tren", changes, order->code},
        {"dia-chi", changes, a->address},    {"dien-thoai", changes, a->phone},
        {"don-vi", true, order->unit},       {"chuc-vu", true, order->title},
        {"co-quan", true, order->code},      {"thu-tuc", true, order->procedures},
        {"dang-giu", order->held_only, S("co")},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (values[i].used && str_is(str_from_c(name), values[i].name))
            return values[i].value;
    return (struct str){0};
}

static void add_choice(struct request *request, struct act_field_view *view, struct str value,
                       const char *label)
{
    view->choices[view->choice_count++] = (struct act_choice){
        value, tr_str(request->locale, label), str_equal(value, view->value)};
}

/* Also the roles that were added to the program's. */
static struct result fill_roles(struct request *request, struct act_field_view *view)
{
    struct role_rows roles;
    struct str today = organisation_today(request->arena, request->clock);
    TRY(roles_all(request->db, request->arena, today, &roles));
    view->choices = ARENA_ARRAY(request->arena, struct act_choice, roles.count + 1);
    for (size_t i = 0; i < roles.count; i++) {
        const struct role_row *row = &roles.items[i];
        enum role role;
        struct str name = role_from_code(row->code, &role)
                              ? tr_str(request->locale, role_name(role))
                              : row->name;
        view->choices[view->choice_count++] =
            (struct act_choice){row->code, name, str_equal(row->code, view->value)};
    }
    return RESULT_OK;
}

static struct result fill_choices(struct request *request, struct act_field_view *view)
{
    struct str today = organisation_today(request->arena, request->clock);
    struct tier_list tiers = {0};
    view->choices = ARENA_ARRAY(request->arena, struct act_choice, 4);
    if (view->field->input == INPUT_BRANCH)
        for (size_t i = 0; i < 3; i++) {
            struct str branch = (const struct str[]){S("state"), S("party"), S("front")}[i];
            add_choice(request, view, branch, agency_branch_name(branch));
        }
    if (view->field->input == INPUT_ROLE)
        TRY(fill_roles(request, view));
    if (view->field->input != INPUT_TIER)
        return RESULT_OK;
    TRY(tier_all(request->db, request->arena, today, &tiers));
    view->choices = ARENA_ARRAY(request->arena, struct act_choice, tiers.count + 1);
    for (size_t i = 0; i < tiers.count; i++) {
        struct str level = str_printf(request->arena, "%lld", (long long)tiers.items[i].level);
        view->choices[view->choice_count++] =
            (struct act_choice){level, tiers.items[i].name, str_equal(level, view->value)};
    }
    return RESULT_OK;
}

static struct result fill_fields(struct request *request, const struct order *order,
                                 struct act_view *view, bool sent)
{
    for (const char *const *name = order->act->fields; *name != NULL; name++) {
        struct act_field_view *field = &view->fields[view->field_count++];
        field->field = act_field(*name);
        field->value = sent ? given(request, *name) : begins_with(request, order, *name);
        TRY(fill_choices(request, field));
    }
    return RESULT_OK;
}

/* What is missing or no date, in the order of the form. */
static void check_fields(struct request *request, struct act_view *view)
{
    struct form_error *errors = ARENA_ARRAY(request->arena, struct form_error, ACT_FIELDS_MAX);
    size_t count = 0;
    for (size_t i = 0; i < view->field_count; i++) {
        struct act_field_view *field = &view->fields[i];
        bool missing = field->field->error != NULL && str_empty(field->value);
        bool wrong = form_error_of(request->form, field->field->name) != NULL;
        bool strange = field->choice_count > 0 && !str_empty(field->value);
        for (size_t k = 0; k < field->choice_count; k++)
            strange = strange && !field->choices[k].chosen;
        if (!missing && !wrong && !strange)
            continue;
        field->error = field->field->error != NULL ? field->field->error
                                                   : form_error_of(request->form,
                                                                   field->field->name);
        errors[count++] = (struct form_error){str_from_c(field->field->name), field->error};
    }
    view->errors = (struct error_view){errors, count};
}

static struct str about(struct request *request, const struct order *order)
{
    switch (order->act->target) {
    case TARGET_UNIT:
        return order->unit;
    case TARGET_POST:
        return str_printf(request->arena, "%.*s, %.*s", STR_ARG(order->title),
                          STR_ARG(order->unit));
    case TARGET_APPOINTMENT:
        return str_printf(request->arena, "%.*s, %.*s", STR_ARG(order->person),
                          STR_ARG(order->title));
    case TARGET_NONE:
        break;
    }
    return (struct str){0};
}

static struct result make_view(struct request *request, const struct order *order,
                               struct act_view *view)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 3);
    *view = (struct act_view){
        .chrome = chrome_staff(request, tr_str(request->locale, order->act->title),
                               "/can-bo/co-quan"),
        .act = order->act,
        .agency = order->agency,
        .about = about(request, order),
        .target_id = order->target_id,
    };
    items[0] = (struct crumb){S("/can-bo/co-quan"), tr_str(request->locale, N_("Tổ chức bộ máy"))};
    items[1] = (struct crumb){
        str_printf(request->arena, "/can-bo/co-quan/%lld", (long long)order->agency_id),
        order->agency.name};
    items[2] = (struct crumb){.label = tr_str(request->locale, order->act->title)};
    view->crumbs = (struct crumbs){items, 3};
    return permission_check(request->db, request->arena, request->actor, "organisation.manage",
                            order->agency_id);
}

struct result organisation_act_show(struct request *request)
{
    struct order order;
    struct act_view view;
    struct service_context ctx = organisation_context(request);
    TRY(target_of(request, &order));
    TRY(organisation_begin(&ctx, &order));
    TRY(make_view(request, &order, &view));
    TRY(fill_fields(request, &order, &view, false));
    page_organisation_act(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* A refusal that another input would mend shows above the form. */
static bool is_for_the_person(struct result outcome)
{
    return outcome.message != NULL &&
           (outcome.kind == ERROR_CONFLICT || outcome.kind == ERROR_INVALID ||
            outcome.kind == ERROR_NOT_FOUND);
}

/* A code as people call it: role, branch. */
static struct str words_of(struct request *request, const char *key, struct str code)
{
    enum role role;
    if (strcmp(key, "role") == 0 && role_from_code(code, &role))
        return tr_str(request->locale, role_name(role));
    if (strcmp(key, "branch") == 0 && !str_empty(code) && agency_branch_name(code) != NULL)
        return tr_str(request->locale, agency_branch_name(code));
    return code;
}

static void show_confirmation(struct request *request, struct act_view *view)
{
    for (size_t i = 0; i < view->report.count; i++) {
        struct order_line *line = &view->report.lines[i];
        const char *key = line->key == NULL ? "" : line->key;
        line->before = words_of(request, key, line->before);
        line->after = words_of(request, key, line->after);
    }
    page_organisation_confirm(respond_html(request, 200), view);
}

static struct result done(struct request *request, const struct order *order,
                          const struct order_report *report)
{
    return respond_redirect(request, str_printf(request->arena, "/can-bo/co-quan/%lld?da=%s",
                                                (long long)report->agency_id, order->act->slug));
}

struct result organisation_act_send(struct request *request)
{
    struct order order;
    struct act_view view;
    struct service_context ctx = organisation_context(request);
    TRY(target_of(request, &order));
    TRY(organisation_begin(&ctx, &order));
    TRY(make_view(request, &order, &view));
    TRY(fill_fields(request, &order, &view, true));
    check_fields(request, &view);
    bool sure = str_is(given(request, "dong-y"), "co");
    if (view.errors.count > 0) {
        page_organisation_act(respond_html(request, 422), &view);
        return RESULT_OK;
    }
    read_order(request, &order);
    view.day_words = order.day;
    struct result outcome = sure ? organisation_do(&ctx, &order, &view.report)
                                 : organisation_try(&ctx, &order, &view.report);
    if (is_for_the_person(outcome)) {
        view.refusal = outcome.message;
        page_organisation_act(respond_html(request, result_http_status(outcome.kind)), &view);
        return RESULT_OK;
    }
    TRY(outcome);
    if (sure)
        return done(request, &order, &view.report);
    show_confirmation(request, &view);
    return RESULT_OK;
}
