/* The report about a dossier's file, as it was made when the file came in. */
#include "core/services.h"
#include "modules/dossier/dossier.h"
#include "modules/verify/handlers.h"
#include "modules/verify/pages.h"
#include "modules/verify/upload.h"

static struct crumbs crumbs_of(struct request *request, struct str code)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 3);
    items[0] = (struct crumb){S("/can-bo/viec"), tr_str(request->locale, N_("Việc"))};
    items[1] = (struct crumb){str_printf(request->arena, "/can-bo/ho-so/%.*s", STR_ARG(code)),
                              code};
    items[2] = (struct crumb){S(""), tr_str(request->locale, N_("Chữ ký trong tệp"))};
    return (struct crumbs){items, 3};
}

struct result verify_intake_show(struct request *request)
{
    struct service_context *ctx = verify_lookup_of(request).ctx;
    struct str code = request_param(request, "code");
    struct report *report = ARENA_NEW(request->arena, struct report);
    struct report_view *shown = ARENA_NEW(request->arena, struct report_view);
    struct dossier_file_seen file;
    struct intake_view view = {.code = code};
    int64_t id = 0;
    ctx->actor = request->actor;
    if (!str_to_i64(request_param(request, "tep"), &id))
        id = 0;
    TRY(dossier_file_of(ctx, code, id, &file));
    respond_reads(request, "dossier.view",
                  str_printf(request->arena, "dossier:%lld", (long long)file.dossier_id));
    struct result loaded = signed_verdict_load(ctx, file.sha256, report, &view.judged_us);
    if (!result_ok(loaded) && loaded.kind != ERROR_NOT_FOUND)
        return loaded;
    if (result_ok(loaded)) {
        TRY(report_view_make(ctx, report, request->services->demo, shown));
        view.report = shown;
    }
    view.state = view.report == NULL ? SIGNED_NOTHING : signed_state_of(report, shown->trusted);
    view.name = file.name;
    view.sha256 = file.sha256;
    view.file_id = id;
    view.chrome = chrome_staff(request, tr_str(request->locale, N_("Chữ ký trong tệp")), NULL);
    view.crumbs = crumbs_of(request, code);
    page_intake(respond_html(request, 200), &view);
    return RESULT_OK;
}
