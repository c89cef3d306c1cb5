/*
 * The citizen's own page of a sent dossier: see it, correct it, withdraw it.
 */
#include "modules/dossier/citizen.h"

#include "core/files.h"
#include "core/identifiers.h"
#include "core/identity.h"
#include "core/qr.h"
#include "core/services.h"
#include "modules/dossier/pages.h"
#include "modules/dossier/rules.h"

struct service_context request_context(struct request *request)
{
    return (struct service_context){.db = request->db, .arena = request->arena,
                                    .clock = request->clock, .files = request->services->files,
                                    .actor = request->actor, .citizen = request->citizen};
}

struct str text_in(enum locale locale, struct form_text text)
{
    return locale == LOCALE_EN && text.en.len != 0 ? text.en : text.vi;
}

struct crumbs crumbs_to(struct request *request, struct str path, struct str label,
                        struct str here)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 3);
    size_t count = 0;
    items[count++] = (struct crumb){S("/"), tr_str(request->locale, N_("Trang chủ"))};
    if (label.len != 0)
        items[count++] = (struct crumb){path, label};
    items[count++] = (struct crumb){S(""), here};
    return (struct crumbs){.items = items, .count = count};
}

/* What a row of the history is called for people. */
static const struct event_title {
    const char *kind;
    const char *title;
} event_titles[] = {
    {"submitted", N_("Bạn nộp trên mạng")},
    {"corrected", N_("Bạn sửa hồ sơ")},
    {"received", N_("Một cửa tiếp nhận")},
    {"supplement", N_("Yêu cầu bạn bổ sung")},
    {"supplemented", N_("Bạn gửi phần bổ sung")},
    {"processing", N_("Chuyển công chức lập kết quả")},
    {"refused", N_("Không tiếp nhận")},
    {"stopped", N_("Dừng giải quyết")},
    {"withdrawn", N_("Bạn rút hồ sơ")},
    {"moved", N_("Chuyển sang cơ quan kế tục")},
    {"moved_back", N_("Chuyển về cơ quan cũ")},
    {"finished", N_("Đã ký số và đóng dấu kết quả")},
    {"returned", N_("Đã trả kết quả")},
    {"due_changed", N_("Đổi ngày hẹn trả")},
};

static const char *event_title(struct str kind)
{
    for (size_t i = 0; i < sizeof event_titles / sizeof event_titles[0]; i++)
        if (str_is(kind, event_titles[i].kind))
            return event_titles[i].title;
    return N_("Cập nhật hồ sơ");
}

static const char *holder_name(struct str role)
{
    enum role known = ROLE_COUNT;
    if (str_is(role, "citizen"))
        return N_("Bạn");
    if (str_is(role, "system"))
        return N_("Máy đang lập văn bản");
    if (role_from_code(role, &known))
        return role_name(known);
    return N_("Hồ sơ đã đóng");
}

static void add_trail(struct request *request, struct receipt_view *view)
{
    const struct dossier_view *dossier = view->dossier;
    struct trail_row *rows = ARENA_ARRAY(request->arena, struct trail_row, dossier->event_count);
    for (size_t i = 0; i < dossier->event_count; i++)
        rows[i] = (struct trail_row){.title = event_title(dossier->events[i].kind),
                                     .note = dossier->events[i].note,
                                     .at_us = dossier->events[i].at_us,
                                     .now = i + 1 == dossier->event_count};
    view->trail = rows;
    view->trail_count = dossier->event_count;
}

struct receipt_view receipt_view_of(struct request *request,
                                    const struct dossier_view *dossier, struct str title)
{
    enum dossier_status status = dossier->brief.status;
    bool asked = status == DOSSIER_SUPPLEMENT && str_is(dossier->holder_role, "citizen");
    struct receipt_view view = {
        .chrome = chrome_public(request, title),
        .dossier = dossier,
        .status = status == DOSSIER_SUPPLEMENT && !asked ? dossier_completed_text()
                                                         : dossier_status_text(status),
        .phone = phone_spoken(request->arena, dossier->brief.phone),
        .phone_end = phone_last4(dossier->brief.phone),
        .holder = holder_name(dossier->holder_role),
        .can_correct = status == DOSSIER_NEW,
        .can_complete = asked,
        .can_withdraw = dossier_may_change(status, DOSSIER_WITHDRAWN),
        .has_result = status == DOSSIER_DONE || status == DOSSIER_RETURNED,
    };
    view.crumbs = crumbs_to(request, S("/tra-cuu"), tr_str(request->locale, N_("Tra cứu hồ sơ")),
                            dossier->brief.code);
    add_trail(request, &view);
    return view;
}

void reads_receipt(struct request *request, const struct dossier_view *dossier)
{
    respond_reads(request, "citizen.receipt",
                  str_printf(request->arena, "dossier:%lld", (long long)dossier->brief.id));
}

static struct result load_receipt(struct request *request, struct dossier_view *dossier)
{
    struct service_context ctx = request_context(request);
    TRY(dossier_by_receipt(&ctx, request_param(request, "token"), dossier));
    reads_receipt(request, dossier);
    return RESULT_OK;
}

static struct str receipt_path(struct request *request)
{
    return str_printf(request->arena, "/ho-so/%.*s", STR_ARG(request_param(request, "token")));
}

/* The same page by the citizen's right to it. */
struct result receipt_own(struct request *request)
{
    struct service_context ctx = request_context(request);
    struct dossier_brief brief;
    struct dossier_view dossier;
    TRY(dossier_own_by_code(&ctx, request_param(request, "code"), &brief));
    TRY(dossier_by_receipt(&ctx, brief.receipt_token, &dossier));
    respond_reads(request, "citizen.own",
                  str_printf(request->arena, "dossier:%lld", (long long)brief.id));
    struct receipt_view view = receipt_view_of(request, &dossier, dossier.brief.code);
    view.crumbs = crumbs_to(request, S("/cua-toi"), tr_str(request->locale, N_("Trang của tôi")),
                            dossier.brief.code);
    view.token = dossier.brief.receipt_token;
    page_receipt(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result receipt_show(struct request *request)
{
    struct dossier_view dossier;
    TRY(load_receipt(request, &dossier));
    struct receipt_view view = receipt_view_of(request, &dossier, dossier.brief.code);
    view.token = dossier.brief.receipt_token;
    page_receipt(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result receipt_qr(struct request *request)
{
    struct dossier_view dossier;
    struct str svg;
    struct service_context ctx = request_context(request);
    TRY(dossier_by_receipt(&ctx, request_param(request, "token"), &dossier)); /* shows nothing */
    TRY(qr_svg(request->arena,
               str_printf(request->arena, "%.*s/ho-so/%.*s", STR_ARG(request->site->origin),
                          STR_ARG(dossier.brief.receipt_token)),
               &svg));
    return respond_bytes(request, 200, "image/svg+xml", svg);
}

struct result receipt_form(struct request *request)
{
    struct dossier_view dossier;
    int64_t number = 0;
    TRY(load_receipt(request, &dossier));
    str_to_i64(request_param(request, "so"), &number);
    for (size_t i = dossier.form_count; i-- > 0;) { /* the newest of its number */
        const struct dossier_form *form = &dossier.forms[i];
        struct str bytes;
        if (form->number != number || form->sha256.len == 0)
            continue;
        TRY(files_get(request->services->files, request->arena, form->sha256, &bytes));
        return respond_download(request, "application/pdf",
                                str_printf(request->arena, "mau-%02d-%.*s.pdf", (int)number,
                                           STR_ARG(dossier.brief.code)),
                                bytes);
    }
    return result_fail(ERROR_NOT_FOUND, "dossier.no_form",
                       N_("Phiếu này chưa có. Máy lập phiếu trong vài giây sau khi hồ sơ được xử "
                          "lý; mở lại trang sau ít phút."));
}

struct result receipt_withdraw_ask(struct request *request)
{
    struct dossier_view dossier;
    TRY(load_receipt(request, &dossier));
    struct receipt_view view = receipt_view_of(request, &dossier,
                                               tr_str(request->locale, N_("Rút hồ sơ")));
    view.token = dossier.brief.receipt_token;
    page_withdraw(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result receipt_withdraw(struct request *request)
{
    struct service_context ctx = request_context(request);
    TRY(dossier_withdraw(&ctx, request_param(request, "token")));
    return respond_redirect(request, receipt_path(request));
}

struct result receipt_reopen(struct request *request)
{
    struct service_context ctx = request_context(request);
    struct str draft;
    TRY(dossier_reopen(&ctx, request_param(request, "token"), &draft));
    return respond_redirect(request, str_printf(request->arena, "/nop/%.*s", STR_ARG(draft)));
}
