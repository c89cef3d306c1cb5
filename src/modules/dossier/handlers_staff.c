/* The dossier's page at the desk: what it says, what was checked, what to do now. */
#include "modules/dossier/handlers_staff.h"

#include "core/calendar_days.h"
#include "core/files.h"
#include "core/identity.h"
#include "core/permission.h"
#include "core/procedure.h"
#include "core/services.h"
#include "core/workflow.h"
#include "modules/dossier/deadline.h"
#include "modules/dossier/staff_page.h"
#include "modules/dossier/staff_pages.h"

struct service_context staff_context(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .files = request->services->files,
                                    .actor = request->actor};
}

struct str staff_path(const struct request *request, struct str code)
{
    return str_printf(request->arena, "/can-bo/ho-so/%.*s", STR_ARG(code));
}

struct crumbs staff_crumbs(const struct request *request, struct str code, const char *last)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 3);
    items[0] = (struct crumb){S("/can-bo/viec"), tr_str(request->locale, N_("Cần làm"))};
    items[1] = (struct crumb){.label = code};
    if (!last)
        return (struct crumbs){items, 2};
    items[1].path = staff_path(request, code);
    items[2] = (struct crumb){.label = tr_str(request->locale, last)};
    return (struct crumbs){items, 3};
}

struct error_view staff_error(const struct request *request, const char *field,
                              const char *message)
{
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    *error = (struct form_error){.field = str_from_c(field), .message = message};
    return (struct error_view){.items = error, .count = 1};
}

struct str staff_step(const struct request *request, struct str holder_role, struct str task_name,
                      enum dossier_status status)
{
    if (str_is(holder_role, "citizen"))
        return tr_str(request->locale, N_("Chờ người dân bổ sung"));
    if (str_is(holder_role, "system"))
        return tr_str(request->locale, N_("Máy đang làm"));
    if (!str_empty(task_name))
        return task_name;
    return tr_str(request->locale, dossier_status_text(status)->national);
}

struct result staff_load(struct request *request, struct dossier_view **out)
{
    struct service_context ctx = staff_context(request);
    *out = ARENA_NEW(request->arena, struct dossier_view);
    TRY(dossier_open(&ctx, request_param(request, "code"), *out));
    respond_reads(request, "dossier.view",
                  str_printf(request->arena, "dossier:%lld", (long long)(*out)->brief.id));
    return RESULT_OK;
}

bool staff_at_reception(const struct dossier_view *d)
{
    return (d->brief.status == DOSSIER_NEW || d->brief.status == DOSSIER_SUPPLEMENT) &&
           str_is(d->holder_role, role_code(ROLE_CLERK));
}

static struct str holder_name(const struct request *request, struct str holder_role)
{
    enum role role;
    if (role_from_code(holder_role, &role))
        return tr_str(request->locale, role_name(role));
    if (str_is(holder_role, "citizen"))
        return tr_str(request->locale, N_("Người nộp"));
    return tr_str(request->locale, N_("Máy"));
}

/* Of this very dossier: a grant may be narrowed. */
static struct result ask_permission(struct request *request, const struct dossier_view *d,
                                    const char *permission, struct str role)
{
    struct procedure procedure;
    const struct grant *grant;
    TRY(procedure_by_version(request->db, request->arena, d->brief.procedure_version_id,
                             &procedure));
    struct permission_object object = {.procedure = procedure.code,
                                       .holder_role = d->holder_role};
    struct permission_question question = {.permission = permission,
                                           .agency_id = d->brief.agency_id,
                                           .object = &object,
                                           .role = role};
    return permission_authority(request->db, request->arena, request->actor, question, &grant);
}

/* A second request on the same item is the leader's: the desk shows them the way to it. */
static struct result find_asking(struct request *request, struct staff_dossier_view *view)
{
    struct result may = ask_permission(request, view->d, "dossier.ask", S(""));
    view->may_ask = result_ok(may) && staff_at_reception(view->d);
    return may.kind == ERROR_FORBIDDEN ? RESULT_OK : may;
}

/* What this person may do now: the role that holds the dossier decides, not the menu. */
static struct result find_panel(struct request *request, struct staff_dossier_view *view)
{
    const struct dossier_brief *brief = &view->d->brief;
    view->panel = PANEL_WATCH;
    TRY(find_asking(request, view));
    if (brief->task_id == 0)
        return RESULT_OK;
    struct str role = str_empty(view->d->holder_role) ? S("-") : view->d->holder_role;
    struct result may = ask_permission(request, view->d, "dossier.task", role);
    if (may.kind == ERROR_FORBIDDEN)
        return RESULT_OK;
    TRY(may);
    if (str_is(view->d->holder_role, role_code(ROLE_LEADER)) && str_is(brief->task_node, "ky"))
        view->panel = PANEL_SIGN;
    else
        view->panel = staff_at_reception(view->d) ? PANEL_RECEPTION : PANEL_TASK;
    return RESULT_OK;
}

static struct result fill_frame(struct request *request, struct staff_dossier_view *view)
{
    struct dossier_view *d = view->d;
    struct calendar calendar;
    struct workflow_state state = {0};
    TRY(calendar_load(request->db, request->arena, &calendar));
    struct str object =
        str_printf(request->arena, "dossier:%lld", (long long)d->brief.id);
    struct result looked = workflow_state_of(request->db, request->arena, object, &state);
    if (looked.kind != ERROR_NOT_FOUND)
        TRY(looked);
    struct str task = state.has_task ? state.task.name : (struct str){0};
    struct deadline_span span = {d->submitted_us, d->brief.due_us, d->finished_us != 0 ||
                                                                       d->brief.task_id == 0};
    view->chrome = chrome_staff(
        request,
        str_printf(request->arena, "%.*s %.*s", STR_ARG(d->brief.procedure_name),
                   STR_ARG(d->brief.code)),
        "/can-bo/viec");
    view->crumbs = staff_crumbs(request, d->brief.code, NULL);
    view->step = staff_step(request, d->holder_role, task, d->brief.status);
    view->holder = holder_name(request, d->holder_role);
    view->deadline = deadline_view_of(&calendar, request_now_us(request), span);
    return find_panel(request, view);
}

struct result staff_view_of(struct request *request, struct staff_dossier_view *view)
{
    TRY(staff_load(request, &view->d));
    TRY(fill_frame(request, view));
    TRY(staff_fill_contents(request, view));
    if (view->panel == PANEL_TASK)
        TRY(staff_fill_task(request, view, NULL));
    return RESULT_OK;
}

static const struct {
    const char *slug;
    const char *text;
} NOTICES[] = {
    {"tiep-nhan", N_("Đã tiếp nhận. Phiếu hẹn và tin nhắn đang gửi cho người nộp.")},
    {"bo-sung", N_("Đã gửi yêu cầu bổ sung, phiếu mẫu 02 và tin nhắn.")},
    {"tu-choi", N_("Đã từ chối tiếp nhận, phiếu mẫu 03 và tin nhắn đã gửi.")},
    {"xong-viec", N_("Đã xong bước này và chuyển tiếp.")},
};

struct result staff_dossier_show(struct request *request)
{
    struct staff_dossier_view view = {0};
    TRY(staff_view_of(request, &view));
    struct str done = form_get(request->form, "da");
    for (size_t i = 0; i < sizeof(NOTICES) / sizeof(NOTICES[0]); i++) {
        if (str_is(done, NOTICES[i].slug))
            view.notice = NOTICES[i].text;
    }
    page_staff_dossier(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result staff_file_show(struct request *request)
{
    struct dossier_view *d;
    int64_t id;
    TRY(staff_load(request, &d));
    if (!str_to_i64(request_param(request, "tep"), &id))
        id = 0;
    for (size_t i = 0; i < d->file_count; i++) {
        struct str bytes;
        if (d->files[i].id != id)
            continue;
        TRY(files_get(request->services->files, request->arena, d->files[i].sha256, &bytes));
        return respond_bytes(request, 200, str_c(request->arena, d->files[i].media_type), bytes);
    }
    return result_fail(ERROR_NOT_FOUND, "dossier.no_file", N_("Không có tệp này trong hồ sơ."));
}

struct result staff_paper_show(struct request *request)
{
    struct dossier_view *d;
    int64_t number;
    TRY(staff_load(request, &d));
    if (!str_to_i64(request_param(request, "mau"), &number))
        number = 0;
    for (size_t i = d->form_count; i > 0; i--) {
        const struct dossier_form *form = &d->forms[i - 1];
        struct str bytes;
        if (form->number != number || str_empty(form->sha256))
            continue;
        TRY(files_get(request->services->files, request->arena, form->sha256, &bytes));
        return respond_bytes(request, 200, "application/pdf", bytes);
    }
    return result_fail(ERROR_NOT_FOUND, "dossier.no_form", N_("Phiếu này chưa có."));
}
