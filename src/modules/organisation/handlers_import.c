/* Files in: sent, checked, shown, applied. Files out. */
#include "core/permission.h"
#include "modules/organisation/export.h"
#include "modules/organisation/handlers.h"
#include "modules/organisation/import_job.h"
#include "modules/organisation/import_pages.h"
#include "modules/organisation/views.h"

enum { REFRESH_S = 2 };
#define HERE "/can-bo/co-quan/nhap"

static const import_kind_item kinds[] = {&import_agencies, &import_posts, &import_people};

static struct result show_form(struct request *request, int status, const char *error)
{
    struct import_list_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Nhập từ tệp")),
                               "/can-bo/co-quan"),
        .kinds = kinds,
        .kind_count = sizeof kinds / sizeof kinds[0],
        .chosen = form_get(request->form, "loai"),
        .error = error,
    };
    TRY(q_org_import_latest(request->db, request->arena, &view.latest));
    page_organisation_imports(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result organisation_import_list(struct request *request)
{
    return show_form(request, 200, NULL);
}

struct result organisation_import_send(struct request *request)
{
    const struct upload *upload = form_upload(request->form, "tep");
    struct service_context ctx = organisation_context(request);
    struct import_file file = {.kind = import_kind_find(form_get(request->form, "loai"))};
    int64_t id;
    if (file.kind == NULL || upload == NULL)
        return show_form(request, 422, N_("Chọn loại và một tệp CSV"));
    file.name = upload->name;
    file.bytes = upload->bytes;
    struct result sent = import_send(&ctx, file, &id);
    if (sent.kind == ERROR_LIMIT)
        return show_form(request, 422, sent.message);
    TRY(sent);
    return respond_redirect(request, str_printf(request->arena, HERE "/%lld", (long long)id));
}

struct result organisation_import_show(struct request *request)
{
    struct service_context ctx = organisation_context(request);
    struct import_view view = {0};
    int64_t id;
    TRY(organisation_id(request, "so", &id));
    TRY(import_get(&ctx, id, &view.row, &view.report));
    view.kind = import_kind_find(view.row.kind);
    view.waiting = str_is(view.row.state, "checking") || str_is(view.row.state, "applying");
    view.applied = str_is(view.row.state, "applied");
    view.refused = str_is(view.row.state, "refused");
    view.mine = view.row.account_id == request->actor->account_id;
    view.shown = view.report.problem_count < IMPORT_PROBLEMS_MAX ? view.report.problem_count
                                                                 : IMPORT_PROBLEMS_MAX;
    view.chrome = chrome_staff(request, view.row.name, "/can-bo/co-quan");
    if (view.waiting)
        respond_header(request, "Refresh", str_printf(request->arena, "%d", REFRESH_S));
    page_organisation_import(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result organisation_import_apply(struct request *request)
{
    struct service_context ctx = organisation_context(request);
    int64_t id;
    TRY(organisation_id(request, "so", &id));
    TRY(import_approve(&ctx, id));
    return respond_redirect(request, str_printf(request->arena, HERE "/%lld", (long long)id));
}

struct result organisation_export(struct request *request)
{
    struct service_context ctx = organisation_context(request);
    const struct import_kind *kind = import_kind_find(request_param(request, "loai"));
    struct str csv;
    if (kind == NULL)
        return result_fail(ERROR_NOT_FOUND, "organisation.export", N_("Không có tệp này"));
    struct str day = organisation_day(request);
    TRY(export_csv(&ctx, kind, day, &csv));
    if (kind == &import_people)
        respond_reads(request, "organisation.export", S("organisation:people"));
    return respond_download(request, "text/csv; charset=utf-8",
                            str_printf(request->arena, "%s-%.*s.csv", kind->code, STR_ARG(day)),
                            csv);
}
