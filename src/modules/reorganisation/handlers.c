#include "modules/reorganisation/handlers.h"

#include "core/files.h"
#include "core/permission.h"
#include "core/services.h"
#include "modules/reorganisation/pages.h"

enum { LIST_MAX = 200 };

struct result decision_of(struct request *request, struct decision *out)
{
    int64_t id = 0;
    struct reorganisation_engine engine = engine_of(request);
    if (!str_to_i64(request_param(request, "id"), &id))
        id = 0;
    return decision_load(&engine.service, id, out);
}

struct crumbs decision_crumbs(struct request *request, const decision_row *row, struct str here)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 4);
    size_t count = 0;
    items[count++] = (struct crumb){S("/can-bo/quan-tri"), tr_str(request->locale, N_("Quản trị"))};
    items[count++] =
        (struct crumb){S(REORGANISATIONS), tr_str(request->locale, N_("Sắp xếp đơn vị"))};
    if (row != NULL)
        items[count++] = (struct crumb){
            str_printf(request->arena, REORGANISATIONS "/%lld", (long long)row->id), row->number};
    if (!str_empty(here))
        items[count++] = (struct crumb){S(""), here};
    else
        items[count - 1].path = S("");
    return (struct crumbs){.items = items, .count = count};
}

struct result to_decision(struct request *request, int64_t id)
{
    return respond_redirect(
        request, str_printf(request->arena, REORGANISATIONS "/%lld", (long long)id));
}

struct result decisions_show(struct request *request)
{
    struct q_reorganisation_list_rows rows;
    struct list_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Sắp xếp đơn vị")), NULL),
        .may_prepare = permission_somewhere(request->actor, "reorganisation.prepare"),
    };
    TRY(q_reorganisation_list(request->db, request->arena,
                              (struct q_reorganisation_list_in){LIST_MAX}, &rows));
    struct list_row *items = ARENA_ARRAY(request->arena, struct list_row, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        items[i] = (struct list_row){.id = rows.items[i].id,
                                     .number = rows.items[i].number,
                                     .title = rows.items[i].title,
                                     .effective_on = rows.items[i].effective_on,
                                     .operations = rows.items[i].operations,
                                     .state = rows.items[i].state};
    view.rows = items;
    view.count = rows.count;
    page_reorganisation_list(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result decision_show(struct request *request)
{
    struct decision decision;
    TRY(decision_of(request, &decision));
    struct decision_view view = {
        .chrome = chrome_staff(request, decision.row.title, NULL),
        .crumbs = decision_crumbs(request, &decision.row, S("")),
    };
    TRY(present_decision(request, &decision, &view));
    page_reorganisation_show(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result decision_csv(struct request *request)
{
    struct decision decision;
    struct str csv;
    struct reorganisation_engine engine = engine_of(request);
    TRY(decision_of(request, &decision));
    TRY(reorganisation_report(&engine, decision.row.id, REPORT_CSV, &csv));
    return respond_download(request, "text/csv; charset=utf-8",
                            str_printf(request->arena, "sap-xep-%lld.csv",
                                       (long long)decision.row.id),
                            csv);
}

struct result decision_file(struct request *request)
{
    struct decision decision;
    struct str bytes;
    TRY(decision_of(request, &decision));
    if (str_empty(decision.row.file_sha256))
        return result_fail(ERROR_NOT_FOUND, "reorganisation.no_file",
                           N_("Chưa có tệp quyết định đã ký"));
    TRY(files_get(request->services->files, request->arena, decision.row.file_sha256, &bytes));
    return respond_download(request, "application/pdf", decision.row.file_name, bytes);
}
