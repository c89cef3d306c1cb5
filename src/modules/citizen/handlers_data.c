/* One's data as a whole: a copy, its end; and the officials' page of terms and approvals. */
#include "modules/citizen/handlers.h"

#include <fcntl.h>

#include "core/services.h"
#include "modules/citizen/pages.h"

static void reads_own(struct request *request)
{
    respond_reads(request, "citizen.own", citizen_mark(request->arena, request->citizen));
}

static struct result show_data(struct request *request, int status, const char *problem)
{
    struct service_context ctx = citizen_context(request);
    struct own_data_view view = {
        .frame = own_frame_of(request, OWN_DATA, N_("Dữ liệu của tôi")),
        .problem = problem,
        .now_us = request_now_us(request),
    };
    TRY(export_list(&ctx, &view.copies));
    TRY(retention_rules(&ctx, &view.rules));
    TRY(erasure_last(&ctx, &view.erasure, &view.asked));
    reads_own(request);
    page_own_data(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result own_data_show(struct request *request)
{
    return show_data(request, 200, NULL);
}

struct result own_copy_send(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct result asked = export_ask(&ctx);
    if (asked.kind == ERROR_LIMIT)
        return show_data(request, 429, asked.message);
    TRY(asked);
    return respond_redirect(request, S("/cua-toi/du-lieu"));
}

struct result own_copy_get(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    const char *path;
    TRY(export_path(&ctx, request->services->data_dir, request_param(request, "token"), &path));
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return result_fail(ERROR_NOT_FOUND, "export.none", NULL);
    reads_own(request);
    respond_header(request, "Content-Disposition",
                   S("attachment; filename=\"du-lieu-cua-toi.zip\""));
    return respond_file(request, "application/zip", file);
}

static struct result show_erase(struct request *request, int status, struct error_view errors)
{
    struct service_context ctx = citizen_context(request);
    struct own_erase_view view = {
        .frame = own_frame_of(request, OWN_DATA, N_("Xóa dữ liệu của tôi")),
        .errors = errors,
        .sure_error = error_of(errors, "chac"),
    };
    TRY(erasure_plan_of(&ctx, 0, &view.plan));
    reads_own(request);
    page_own_erase(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result own_erase_show(struct request *request)
{
    return show_erase(request, 200, (struct error_view){0});
}

struct result own_erase_send(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    if (request->form->error_count > 0)
        return show_erase(request, 422, error_view_of(request->form));
    struct result asked = erasure_ask(&ctx);
    if (asked.kind == ERROR_CONFLICT)
        return show_erase(request, 422, error_at(request, "chac", asked.message));
    TRY(asked);
    return respond_redirect(request, S("/cua-toi/du-lieu"));
}

/* ---- officials ---- */

static struct result show_keeping(struct request *request, int status, struct error_view errors)
{
    struct service_context ctx = citizen_context(request);
    struct keeping_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Lưu giữ và xóa dữ liệu")),
                               "/can-bo/quan-tri"),
        .errors = errors,
        .hold_code = field_typed(request, errors, "ma_ho_so", N_("Mã hồ sơ")),
        .hold_act = field_typed(request, errors, "can_cu", N_("Văn bản yêu cầu giữ")),
        .hold_reason = field_typed(request, errors, "ly_do", N_("Lý do")),
    };
    TRY(erasures_open(&ctx, &view.requests));
    TRY(disposals_list(&ctx, &view.disposals));
    TRY(holds_list(&ctx, &view.holds));
    TRY(retention_rules(&ctx, &view.rules));
    page_keeping(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result keeping_show(struct request *request)
{
    return show_keeping(request, 200, (struct error_view){0});
}

/* Back to the page, or the page again with what is wrong. */
static struct result settled(struct request *request, struct result done, const char *field)
{
    if (done.kind == ERROR_INVALID || done.kind == ERROR_CONFLICT)
        return show_keeping(request, 422, error_at(request, field, done.message));
    if (done.kind == ERROR_NOT_FOUND)
        return show_keeping(request, 404,
                            error_at(request, field, N_("Không có hồ sơ hay yêu cầu này")));
    TRY(done);
    return respond_redirect(request, S("/can-bo/luu-giu"));
}

static struct result decision_of(struct request *request, const char *param,
                                 struct decision *out)
{
    *out = (struct decision){.approve = str_is(form_get(request->form, "y"), "duyet"),
                             .reason = form_get(request->form, "ly_do")};
    if (!str_to_i64(request_param(request, param), &out->id))
        return result_fail(ERROR_NOT_FOUND, "data.none", NULL);
    if (out->approve && !form_has(request->form, "chac"))
        return result_fail(ERROR_INVALID, "data.sure",
                           N_("Đánh dấu là bạn hiểu việc này không lấy lại được"));
    return RESULT_OK;
}

struct result keeping_disposal(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct decision decision;
    struct result done = decision_of(request, "dot", &decision);
    if (result_ok(done))
        done = disposal_decide(&ctx, decision);
    return settled(request, done, "dot");
}

struct result keeping_erasure(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct decision decision;
    struct result done = decision_of(request, "yeu_cau", &decision);
    if (result_ok(done))
        done = erasure_decide(&ctx, decision);
    return settled(request, done, "yeu_cau");
}

struct result keeping_hold(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    if (request->form->error_count > 0)
        return show_keeping(request, 422, error_view_of(request->form));
    struct hold hold = {.code = form_get(request->form, "ma_ho_so"),
                        .act = form_get(request->form, "can_cu"),
                        .reason = form_get(request->form, "ly_do")};
    return settled(request, hold_set(&ctx, hold), "ma_ho_so");
}

struct result keeping_hold_end(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    int64_t id = 0;
    str_to_i64(request_param(request, "giu"), &id);
    return settled(request, hold_end(&ctx, id), "ma_ho_so");
}

struct result keeping_rule(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    if (request->form->error_count > 0)
        return show_keeping(request, 422, error_view_of(request->form));
    struct retention_new rule = {.kind = form_get(request->form, "loai"),
                                 .keep_days = form_int(request->form, "so_ngay", 0),
                                 .source = form_get(request->form, "can_cu_thoi_han"),
                                 .verified = form_has(request->form, "doi_chieu")};
    return settled(request, retention_change(&ctx, rule), "so_ngay");
}
