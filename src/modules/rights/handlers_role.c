/* Roles: what each may do, and changes with a reason. */
#include "modules/rights/handlers.h"
#include "modules/rights/pages.h"
#include "modules/rights/present.h"
#include "modules/rights/service.h"

enum { NAMES_MAX = 8 << 10 };

#define HOME "/can-bo/vai-tro"

static struct result all_view(struct request *request, struct roles_view *view)
{
    struct role_rows roles;
    const struct permission *table = permission_table(&view->row_count);
    TRY(roles_all(request->db, request->arena, request->actor->today, &roles));
    view->chrome = chrome_staff(request, tr_str(request->locale, N_("Vai trò")), HOME);
    view->errors = error_view_of(request->form);
    view->roles = roles.items;
    view->role_count = roles.count;
    view->rows = ARENA_ARRAY(request->arena, struct matrix_row, view->row_count);
    for (size_t i = 0; i < view->row_count; i++) {
        bool *cells = ARENA_ARRAY(request->arena, bool, roles.count + 1);
        for (size_t r = 0; r < roles.count; r++)
            cells[r] = permission_set_has(&roles.items[r].rights, &table[i]);
        view->rows[i] = (struct matrix_row){&table[i], cells, roles.count};
    }
    view->code = rights_field(request, "ma", N_("Mã"));
    view->code.hint = tr_str(request->locale, N_("Chữ thường không dấu, ví dụ van_thu"));
    view->name = rights_field(request, "ten", N_("Tên vai trò"));
    view->reason = rights_field(request, "ly-do", N_("Lý do, số văn bản"));
    return RESULT_OK;
}

struct result roles_show(struct request *request)
{
    struct roles_view view = {0};
    TRY(all_view(request, &view));
    page_roles(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result role_new_send(struct request *request)
{
    struct service_context ctx = rights_context(request);
    struct roles_view view = {0};
    struct role_new what = {form_get(request->form, "ma"), form_get(request->form, "ten"),
                            form_get(request->form, "ly-do")};
    bool typed = request->form->error_count == 0;
    struct result done = typed ? rights_found_role(&ctx, &what) : RESULT_OK;
    if (typed && result_ok(done))
        return respond_redirect(request, str_printf(request->arena, HOME "/%.*s",
                                                    STR_ARG(what.code)));
    if (!result_ok(done) && !rights_mendable(done))
        return done;
    TRY(all_view(request, &view));
    if (!result_ok(done))
        view.errors = rights_error(request, "ma", done.message);
    page_roles(respond_html(request, 422), &view);
    return RESULT_OK;
}

static struct str names_of(struct arena *arena, const struct permission_set *set)
{
    struct buf out;
    size_t count;
    const struct permission *table = permission_table(&count);
    buf_init(&out, arena, NAMES_MAX);
    for (size_t i = 0; i < count; i++) {
        if (!permission_set_has(set, &table[i]))
            continue;
        if (out.len > 0)
            buf_text(&out, " ");
        buf_text(&out, table[i].name);
    }
    return buf_str(&out);
}

/* What the boxes say. */
static struct permission_set chosen(const struct request *request)
{
    struct permission_set set = {0};
    struct str value;
    for (size_t n = 0; form_nth(request->form, "quyen", n, &value); n++) {
        struct permission_set one = permission_set_of(value);
        set.words[0] |= one.words[0];
        set.words[1] |= one.words[1];
    }
    return set;
}

static struct result one_view(struct request *request, const struct permission_set *wanted,
                              struct role_view *view)
{
    struct role_history history;
    const struct permission *table = permission_table(&view->box_count);
    TRY(role_open(request->db, request->arena, request_param(request, "vai-tro"),
                  request->actor->today, &view->role));
    TRY(role_history(request->db, request->arena, view->role.code, &history));
    view->past = history.items;
    view->past_count = history.count;
    view->chrome = chrome_staff(request, view->role.name, HOME);
    view->crumbs = rights_crumbs(request, S(HOME), N_("Vai trò"), N_("Quyền của vai trò"));
    view->errors = error_view_of(request->form);
    view->seen = names_of(request->arena, &view->role.rights);
    view->reason = rights_field(request, "ly-do", N_("Lý do, số văn bản"));
    view->boxes = ARENA_ARRAY(request->arena, struct permission_box, view->box_count);
    for (size_t i = 0; i < view->box_count; i++) {
        bool held = permission_set_has(&view->role.rights, &table[i]);
        view->boxes[i] = (struct permission_box){
            &table[i], held, wanted ? permission_set_has(wanted, &table[i]) : held};
    }
    return RESULT_OK;
}

struct result role_show(struct request *request)
{
    struct role_view view = {0};
    TRY(one_view(request, NULL, &view));
    page_role(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result role_change_send(struct request *request)
{
    struct service_context ctx = rights_context(request);
    struct role_view view = {0};
    struct role_change change = {.code = request_param(request, "vai-tro"),
                                 .seen = permission_set_of(form_get(request->form, "truoc")),
                                 .wanted = chosen(request),
                                 .reason = form_get(request->form, "ly-do")};
    bool typed = request->form->error_count == 0;
    bool confirmed = str_is(form_get(request->form, "dong-y"), "co");
    struct result done = typed ? role_check(ctx.db, ctx.arena, ctx.actor, &change) : RESULT_OK;
    if (typed && result_ok(done) && confirmed) {
        done = rights_change_role(&ctx, &change);
        if (result_ok(done))
            return respond_redirect(request, str_printf(request->arena, HOME "/%.*s",
                                                        STR_ARG(change.code)));
    }
    if (!result_ok(done) && !rights_mendable(done))
        return done;
    TRY(one_view(request, &change.wanted, &view));
    view.review = typed && result_ok(done);
    if (!result_ok(done))
        view.errors = rights_error(request, "ly-do", done.message);
    page_role(respond_html(request, view.review ? 200 : 422), &view);
    return RESULT_OK;
}
