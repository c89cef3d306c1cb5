/* Many certificates from one file: sent, checked, shown, applied. */
#include "core/identity.h"
#include "modules/certificate/handlers.h"
#include "modules/certificate/pages.h"

enum { REFRESH_S = 2 };
#define REGISTER "/can-bo/chung-thu"
#define HERE REGISTER "/nhap"

static struct result show_form(struct request *request, int status, const char *problem)
{
    struct str title = tr_str(request->locale, N_("Nhập chứng thư từ tệp"));
    struct import_form_view view = {
        .chrome = chrome_staff(request, title, REGISTER),
        .crumbs = certificate_path(request, REGISTER, N_("Sổ chứng thư số"), title),
        .errors = problem == NULL ? error_view_of(request->form)
                                  : certificate_error(request, problem),
        .reason = certificate_field(request, "ly-do", N_("Lý do, số văn bản")),
        .file_error = problem,
    };
    page_register_imports(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result import_form_show(struct request *request)
{
    return show_form(request, 200, NULL);
}

struct result import_form_send(struct request *request)
{
    const struct upload *upload = form_upload(request->form, "tep");
    struct service_context ctx = certificate_context(request);
    int64_t id;
    if (request->form->error_count > 0)
        return show_form(request, 422, NULL);
    if (upload == NULL || str_empty(upload->bytes))
        return show_form(request, 422, N_("Chọn một tệp CSV"));
    const struct register_sent sent = {.name = upload->name, .bytes = upload->bytes,
                                       .reason = form_get(request->form, "ly-do")};
    struct result done = register_import_send(&ctx, &sent, &id);
    if (done.kind == ERROR_LIMIT)
        return show_form(request, 422, done.message);
    TRY(done);
    return respond_redirect(request, str_printf(request->arena, HERE "/%lld", (long long)id));
}

struct result import_show(struct request *request)
{
    struct service_context ctx = certificate_context(request);
    struct import_view view = {.shown = 0};
    TRY(register_import_load(&ctx, certificate_id(request), &view.row, &view.report));
    view.waiting = str_is(view.row.state, "checking") || str_is(view.row.state, "applying");
    view.mine = view.row.account_id == request->actor->account_id;
    view.shown = view.report.problem_count < REGISTER_PROBLEMS_MAX
                     ? (size_t)view.report.problem_count
                     : REGISTER_PROBLEMS_MAX;
    view.chrome = chrome_staff(request, view.row.name, REGISTER);
    view.crumbs = certificate_path(request, HERE, N_("Nhập chứng thư từ tệp"), view.row.name);
    if (view.waiting)
        respond_header(request, "Refresh", str_printf(request->arena, "%d", REFRESH_S));
    respond_reads(request, "certificate.list", S("certificate:register"));
    page_register_import(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result import_apply_send(struct request *request)
{
    struct service_context ctx = certificate_context(request);
    TRY(register_import_approve(&ctx, certificate_id(request)));
    return respond_redirect(request, str_printf(request->arena, HERE "/%lld",
                                                (long long)certificate_id(request)));
}
