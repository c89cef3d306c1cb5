#include "base/clock.h"
#include "core/files.h"
#include "core/services.h"
#include "modules/verify/downloads.h"
#include "modules/verify/pages.h"
#include "modules/verify/sealed.h"
#include "modules/verify/upload.h"

enum { REFRESH_S = 1 };

struct result verify_report_order(struct request *request, struct looked *looked)
{
    struct service_context *ctx = verify_lookup_of(request).ctx;
    struct verdict_words words = verify_words(looked);
    const struct report_facts facts = {.at_us = request_now_us(request),
                                       .size = looked->size,
                                       .program = request->services->program};
    struct report_order order = {.told = report_told(request->arena, looked, &words, &facts),
                                 .report = looked->report->report,
                                 .now = looked->report->picture.now,
                                 .before = looked->report->picture.before};
    struct str token;
    TRY(report_ask(ctx, &order, &token));
    return respond_redirect(request, str_printf(request->arena, "/bao-cao-kiem-tra/%.*s",
                                                STR_ARG(token)));
}

struct result verify_report_own(struct request *request)
{
    struct service_context *ctx = verify_lookup_of(request).ctx;
    struct looked looked;
    struct own_report own;
    struct report_view *view = ARENA_NEW(request->arena, struct report_view);
    TRY(verify_find_link(request, &looked));
    TRY(verify_own_report(request, &looked, &own));
    TRY(report_view_make(ctx, own.report, request->services->demo, view));
    looked.report = view;
    looked.size = own.input.bytes.len;
    return verify_report_order(request, &looked);
}

struct result verify_report_show(struct request *request)
{
    struct service_context *ctx = verify_lookup_of(request).ctx;
    struct q_report_state_out found;
    struct str token = request_param(request, "ma");
    TRY(report_state_of(ctx, token, &found));
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 3);
    const char *title = found.state == REPORT_WAITING ? N_("Đang niêm phong báo cáo")
                        : found.state == REPORT_SEALED ? N_("Báo cáo đã xong")
                                                       : N_("Chưa niêm phong được báo cáo");
    struct sealed_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, title)),
        .heading = title,
        .token = token,
        .waiting = found.state == REPORT_WAITING,
        .sealed = found.state == REPORT_SEALED,
        .fault = tr_str(request->locale, str_c(request->arena, found.fault)),
        .kilobytes = (int64_t)found.pdf.len / 1024,
        .until_us = found.asked_us + REPORT_KEPT_MIN * 60 * MICROS_PER_SECOND};
    items[0] = (struct crumb){S("/"), tr_str(request->locale, N_("Trang chủ"))};
    items[1] = (struct crumb){S("/xac-minh"), tr_str(request->locale, N_("Kiểm tra văn bản"))};
    items[2] = (struct crumb){S(""), tr_str(request->locale, N_("Báo cáo"))};
    view.crumbs = (struct crumbs){items, 3};
    if (view.waiting)
        respond_header(request, "Refresh", str_printf(request->arena, "%d", REFRESH_S));
    page_sealed(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result verify_report_file(struct request *request)
{
    struct service_context *ctx = verify_lookup_of(request).ctx;
    struct q_report_state_out found;
    TRY(report_state_of(ctx, request_param(request, "ma"), &found));
    if (found.state != REPORT_SEALED)
        return result_fail(ERROR_NOT_FOUND, "verify.report_waits",
                           N_("Báo cáo chưa xong. Mở lại trang báo cáo để xem đến đâu."));
    return respond_download(request, "application/pdf", S("bao-cao-kiem-tra.pdf"), found.pdf);
}
