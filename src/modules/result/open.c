/* The finished result at its 128-bit address: whoever holds the address may open it. */
#include "modules/result/open.h"

#include "core/files.h"
#include "core/services.h"
#include "modules/dossier/dossier.h"
#include "modules/result/open_pages.h"

static struct service_context context_of(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .files = request->services->files};
}

static struct result load(struct request *request, struct open_view *view)
{
    struct service_context ctx = context_of(request);
    struct dossier_brief brief;
    view->link = request_param(request, "link");
    TRY(dossier_brief_by_link(&ctx, view->link, &brief));
    view->code = brief.code;
    struct result found = issued_of_dossier(&ctx, brief.id, &view->issued);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    view->ready = view->issued.state == ISSUED_DONE;
    if (view->ready)
        respond_reads(request, "result.open",
                      str_printf(request->arena, "dossier:%lld", (long long)brief.id));
    return RESULT_OK;
}

struct result result_open_show(struct request *request)
{
    struct open_view view = {0};
    TRY(load(request, &view));
    struct str title = view.ready ? view.issued.title
                                  : tr_str(request->locale, N_("Kết quả chưa ký xong"));
    view.chrome = chrome_public(request, title);
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    items[0] = (struct crumb){S("/"), tr_str(request->locale, N_("Trang chủ"))};
    items[1] = (struct crumb){.label = title};
    view.crumbs = (struct crumbs){items, 2};
    page_result_open(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result result_open_file(struct request *request)
{
    struct open_view view = {0};
    struct str bytes;
    TRY(load(request, &view));
    if (!view.ready)
        return result_fail(ERROR_NOT_FOUND, "result.not_ready",
                           N_("Kết quả chưa ký xong. Chúng tôi nhắn tin cho bạn ngay khi xong."));
    TRY(files_get(request->services->files, request->arena, view.issued.sha256, &bytes));
    return respond_download(request, "application/pdf",
                            str_printf(request->arena, "ket-qua-%.*s.pdf", STR_ARG(view.code)),
                            bytes);
}
