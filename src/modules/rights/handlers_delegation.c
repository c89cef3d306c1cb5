/* Thay mặt, ký thay: who stands in for whom, until when, and what was done in whose name. */
#include "core/csv.h"
#include "modules/rights/handlers.h"
#include "modules/rights/pages.h"
#include "modules/rights/present.h"
#include "modules/rights/service.h"

enum { CSV_MAX = 1 << 20 };

#define HOME "/can-bo/uy-quyen"

/* ---- the list ---- */

static void add_lines(struct request *request, const struct delegation_list *rows,
                      struct delegation_line **lines, size_t *count)
{
    struct delegation_line *all = ARENA_ARRAY(request->arena, struct delegation_line,
                                              *count + rows->count + 1);
    for (size_t i = 0; i < *count; i++)
        all[i] = (*lines)[i];
    for (size_t i = 0; i < rows->count; i++) {
        bool there = false;
        for (size_t j = 0; j < *count && !there; j++)
            there = all[j].row.id == rows->items[i].id;
        if (!there)
            all[(*count)++] = rights_delegation(request, &rows->items[i]);
    }
    *lines = all;
}

/* Those of every agency where the reader manages delegations. */
static struct result fill_others(struct request *request, struct delegations_view *view)
{
    struct permission_scopes scopes;
    permission_scopes(request->arena, request->actor, "delegation.manage", &scopes);
    view->manages = scopes.count > 0;
    for (size_t i = 0; i < scopes.count; i++) {
        struct delegation_list rows;
        struct delegation_place place = {scopes.items[i].agency_id, scopes.items[i].subtree,
                                         request->actor->today};
        TRY(delegations_in(request->db, request->arena, place, &rows));
        add_lines(request, &rows, &view->others, &view->other_count);
    }
    return RESULT_OK;
}

struct result delegations_show(struct request *request)
{
    struct delegation_list mine;
    struct delegations_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Thay mặt, ủy quyền")), HOME),
        .reader_id = request->actor->person_id,
    };
    TRY(delegations_of_person(request->db, request->arena, view.reader_id, &mine));
    add_lines(request, &mine, &view.mine, &view.mine_count);
    TRY(fill_others(request, &view));
    page_delegations(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* ---- a new one ---- */

static struct result fill_people(struct request *request, struct delegation_form_view *view)
{
    struct delegation_people people;
    const struct actor *actor = request->actor;
    struct permission_scopes scopes;
    permission_scopes(request->arena, actor, "delegation.manage", &scopes);
    struct delegation_place place = {actor->agency_id, scopes.count > 0 && scopes.items[0].subtree,
                                     actor->today};
    TRY(delegation_people_in(request->db, request->arena, place, &people));
    view->people_count = people.count;
    view->from = ARENA_ARRAY(request->arena, struct option_view, people.count + 1);
    view->to = ARENA_ARRAY(request->arena, struct option_view, people.count + 1);
    for (size_t i = 0; i < people.count; i++) {
        const struct delegation_person *person = &people.items[i];
        struct option_view option = {
            .value = str_printf(request->arena, "%lld", (long long)person->id),
            .label = str_printf(request->arena, "%.*s, %.*s", STR_ARG(person->name),
                                STR_ARG(person->title))};
        view->from[i] = option;
        view->to[i] = option;
        view->from[i].chosen = str_equal(form_get(request->form, "nguoi-vang"), option.value);
        view->to[i].chosen = str_equal(form_get(request->form, "nguoi-thay"), option.value);
    }
    return RESULT_OK;
}

static struct result form_view(struct request *request, struct delegation_form_view *view)
{
    view->chrome = chrome_staff(request, tr_str(request->locale, N_("Lập ủy quyền")), HOME);
    view->crumbs = rights_crumbs(request, S(HOME), N_("Thay mặt, ủy quyền"), N_("Lập ủy quyền"));
    view->errors = error_view_of(request->form);
    view->signing = str_is(form_get(request->form, "loai"), "ky");
    view->from_error = form_error_of(request->form, "nguoi-vang");
    view->to_error = form_error_of(request->form, "nguoi-thay");
    view->since = rights_field(request, "tu", N_("Từ ngày"));
    view->until = rights_field(request, "den", N_("Đến hết ngày"));
    view->decision = rights_field(request, "van-ban", N_("Số văn bản"));
    view->reason = rights_field(request, "ly-do", N_("Lý do"));
    view->procedures = rights_field(request, "thu-tuc", N_("Chỉ những thủ tục"));
    view->value = rights_field(request, "gia-tri", N_("Giá trị nhiều nhất mỗi văn bản, đồng"));
    rights_delegation_hints(request, view);
    return fill_people(request, view);
}

struct result delegation_new_show(struct request *request)
{
    struct delegation_form_view view = {0};
    TRY(form_view(request, &view));
    page_delegation_form(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* The day after the last, as the tables count. */
static struct str after(struct arena *arena, struct str last_day)
{
    int64_t day;
    return civil_parse_date(last_day, &day) ? civil_date_text(arena, day + 1) : S("");
}

static struct delegation_new wanted(struct request *request)
{
    const struct form *form = request->form;
    bool signing = str_is(form_get(form, "loai"), "ky");
    return (struct delegation_new){
        .signing = signing,
        .from_person_id = form_int(form, "nguoi-vang", 0),
        .to_person_id = form_int(form, "nguoi-thay", 0),
        .procedures = form_get(form, "thu-tuc"),
        .value_max = signing ? form_int(form, "gia-tri", 0) : 0,
        .decision = form_get(form, "van-ban"),
        .reason = form_get(form, "ly-do"),
        .valid_from = form_get(form, "tu"),
        .valid_to = after(request->arena, form_get(form, "den")),
    };
}

/* Shown again with what is wrong, or with what will stand. */
static struct result answer(struct request *request, const struct delegation_new *what,
                            struct result checked)
{
    struct delegation_form_view view = {0};
    if (!result_ok(checked) && !rights_mendable(checked))
        return checked;
    TRY(form_view(request, &view));
    view.review = result_ok(checked) && view.errors.count == 0;
    if (!result_ok(checked))
        view.errors = rights_error(request, rights_delegation_field(checked), checked.message);
    if (view.review) {
        struct delegation row = {.signing = what->signing, .valid_from = what->valid_from,
                                 .valid_to = what->valid_to, .procedures = what->procedures,
                                 .value_max = what->value_max, .decision = what->decision,
                                 .reason = what->reason};
        TRY(rights_name(request, what->from_person_id, &row.from_name));
        TRY(rights_name(request, what->to_person_id, &row.to_name));
        view.told = rights_delegation(request, &row);
    }
    page_delegation_form(respond_html(request, view.review ? 200 : 422), &view);
    return RESULT_OK;
}

struct result delegation_new_send(struct request *request)
{
    struct service_context ctx = rights_context(request);
    struct delegation_new what = wanted(request);
    if (request->form->error_count > 0)
        return answer(request, &what, RESULT_OK);
    struct result done = delegation_check(ctx.db, ctx.arena, ctx.actor, &what);
    bool confirmed = str_is(form_get(request->form, "dong-y"), "co");
    if (result_ok(done) && confirmed)
        done = rights_delegate(&ctx, &what);
    if (!result_ok(done) || !confirmed)
        return answer(request, &what, done);
    return respond_redirect(request, S(HOME));
}

/* ---- one ---- */

static struct result id_of(struct request *request, int64_t *id)
{
    return str_to_i64(request_param(request, "uy-quyen"), id)
               ? RESULT_OK
               : result_fail(ERROR_NOT_FOUND, "delegation.unknown", N_("Không có ủy quyền này"));
}

static struct result one_view(struct request *request, struct delegation_view *view)
{
    struct delegation row;
    struct delegated_acts acts;
    int64_t id;
    TRY(id_of(request, &id));
    TRY(delegation_open(request->db, request->arena, request->actor, id, &row));
    TRY(delegation_acts(request->db, request->arena, id, &acts));
    view->line = rights_delegation(request, &row);
    view->act_count = acts.count;
    TRY(rights_acts(request, &acts, &view->acts));
    view->chrome = chrome_staff(request, tr_str(request->locale, N_("Ủy quyền")), HOME);
    view->crumbs = rights_crumbs(request, S(HOME), N_("Thay mặt, ủy quyền"), N_("Ủy quyền"));
    view->errors = error_view_of(request->form);
    view->reason = rights_field(request, "ly-do", N_("Lý do thu hồi"));
    return RESULT_OK;
}

struct result delegation_show(struct request *request)
{
    struct delegation_view view = {0};
    TRY(one_view(request, &view));
    page_delegation(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result delegation_acts_csv(struct request *request)
{
    struct delegation_view view = {0};
    struct buf out;
    TRY(one_view(request, &view));
    buf_init(&out, request->arena, CSV_MAX);
    struct csv_writer csv = csv_begin(&out);
    static const char *const HEADS[] = {"luc", "nguoi_lam", "thay_mat", "viec", "doi_tuong"};
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++)
        csv_cell(&csv, str_from_c(HEADS[i]));
    csv_end(&csv);
    for (size_t i = 0; i < view.act_count; i++) {
        const struct act_view *act = &view.acts[i];
        csv_cell(&csv, civil_rfc3339(request->arena, act->act.at_us));
        csv_cell(&csv, act->act.actor);
        csv_cell(&csv, view.line.row.from_name);
        csv_cell(&csv, act->what);
        csv_cell(&csv, str_empty(act->code) ? act->act.object : act->code);
        csv_end(&csv);
    }
    return respond_download(request, "text/csv; charset=utf-8",
                            str_printf(request->arena, "uy-quyen-%lld.csv",
                                       (long long)view.line.row.id),
                            buf_str(&out));
}

struct result delegation_revoke_send(struct request *request)
{
    struct service_context ctx = rights_context(request);
    struct delegation_view view = {0};
    struct delegation_end what = {.reason = form_get(request->form, "ly-do")};
    TRY(id_of(request, &what.id));
    struct result done = request->form->error_count > 0 ? RESULT_OK : rights_revoke(&ctx, what);
    if (result_ok(done) && request->form->error_count == 0)
        return respond_redirect(request, str_printf(request->arena, HOME "/%lld",
                                                    (long long)what.id));
    if (!result_ok(done) && !rights_mendable(done))
        return done;
    TRY(one_view(request, &view));
    if (!result_ok(done))
        view.errors = rights_error(request, "ly-do", done.message);
    page_delegation(respond_html(request, 422), &view);
    return RESULT_OK;
}
