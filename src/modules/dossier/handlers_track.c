/*
 * Following a dossier without an account: by code and a known fact, by one-time codes.
 */
#include "modules/dossier/citizen.h"

#include "core/identifiers.h"
#include "core/otp.h"
#include "modules/dossier/pages.h"

static struct result answer_track_form(struct request *request, int status, const char *problem)
{
    struct str heading = tr_str(request->locale, N_("Tra cứu hồ sơ"));
    struct track_view view = {
        .chrome = chrome_public(request, heading),
        .crumbs = crumbs_to(request, S(""), S(""), heading),
        .code = {.name = "ma",
                 .label = tr_str(request->locale, N_("Mã hồ sơ")),
                 .hint = tr_str(request->locale,
                                N_("In trên giấy hẹn hoặc tin nhắn. Gõ chữ thường, cách ra đều "
                                   "được.")),
                 .value = form_get(request->form, "ma"),
                 .error = form_error_of(request->form, "ma")},
        .last4 = {.name = "so4",
                  .label = tr_str(request->locale, N_("4 số cuối điện thoại đã dùng khi nộp")),
                  .width = "is-w4",
                  .inputmode = "numeric",
                  .value = form_get(request->form, "so4"),
                  .error = form_error_of(request->form, "so4")},
        .problem = problem,
    };
    page_track(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result track_ask(struct request *request)
{
    return answer_track_form(request, 200, NULL);
}

/* Loads what code and digits open, or answers the form again. */
static struct result track(struct request *request, struct dossier_view *dossier, bool *found)
{
    struct service_context ctx = request_context(request);
    *found = false;
    if (request->form->error_count != 0)
        return answer_track_form(request, 422, NULL);
    struct result tracked = dossier_track(&ctx, form_get(request->form, "ma"),
                                          form_get(request->form, "so4"), dossier);
    if (tracked.kind == ERROR_NOT_FOUND)
        return answer_track_form(request, 404, tracked.message);
    if (tracked.kind == ERROR_LIMIT)
        return answer_track_form(request, 429, tracked.message);
    *found = result_ok(tracked);
    if (*found)
        reads_receipt(request, dossier);
    return tracked;
}

struct result track_show(struct request *request)
{
    struct dossier_view dossier;
    bool found = false;
    struct result tracked = track(request, &dossier, &found);
    if (!found)
        return tracked;
    struct receipt_view view = receipt_view_of(request, &dossier,
                                               tr_str(request->locale, N_("Tra cứu hồ sơ")));
    page_status(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* ---- one-time codes: the result, and the forgotten code ---- */

static struct result answer_one_time(struct request *request, int status,
                                     struct one_time_view view)
{
    view.chrome = chrome_public(request, tr_str(request->locale, view.heading));
    view.crumbs = crumbs_to(request, S("/tra-cuu"), tr_str(request->locale, N_("Tra cứu hồ sơ")),
                            tr_str(request->locale, view.heading));
    view.field = view.sent
                     ? (struct field_view){.name = "ma_mot_lan",
                                           .label = tr_str(request->locale,
                                                           N_("Mã 6 số trong tin nhắn")),
                                           .width = "is-w6",
                                           .autocomplete = "one-time-code",
                                           .inputmode = "numeric",
                                           .error = view.problem}
                     : (struct field_view){.name = "dien_thoai",
                                           .label = tr_str(request->locale,
                                                           N_("Số điện thoại đã dùng khi nộp")),
                                           .width = "is-w12",
                                           .autocomplete = "tel",
                                           .inputmode = "tel",
                                           .value = view.phone,
                                           .error = view.problem};
    page_one_time(respond_html(request, status), &view);
    return RESULT_OK;
}

static struct one_time_view result_step(struct request *request, const struct dossier_view *dossier)
{
    return (struct one_time_view){
        .heading = N_("Mở kết quả"),
        .lead = N_("Chúng tôi vừa gửi một mã 6 số đến điện thoại đã dùng khi nộp. Mã dùng được "
                   "một lần, trong 10 phút."),
        .action = S("/tra-cuu/ket-qua/ma"),
        .code = dossier->brief.code,
        .last4 = form_get(request->form, "so4"),
        .sent = true,
    };
}

struct result track_result(struct request *request)
{
    struct service_context ctx = request_context(request);
    struct dossier_view dossier;
    bool found = false;
    struct result tracked = track(request, &dossier, &found);
    if (!found)
        return tracked;
    struct result sent = dossier_code_send(&ctx, (struct otp_target){.purpose = "result",
                                                                .object = dossier.brief.code,
                                                                .phone = dossier.brief.phone});
    struct one_time_view view = result_step(request, &dossier);
    if (sent.kind == ERROR_LIMIT)
        view.problem = sent.message;
    else
        TRY(sent);
    return answer_one_time(request, 200, view);
}

struct result track_result_code(struct request *request)
{
    struct service_context ctx = request_context(request);
    struct dossier_view dossier;
    bool found = false;
    bool right = false;
    struct result tracked = track(request, &dossier, &found);
    if (!found)
        return tracked;
    TRY(dossier_code_try(&ctx,
                         (struct otp_answer){.purpose = "result", .object = dossier.brief.code,
                                     .code = form_get(request->form, "ma_mot_lan")},
                 &right));
    if (right)
        return respond_redirect(request, str_printf(request->arena, "/ket-qua/%.*s",
                                                    STR_ARG(dossier.brief.result_link)));
    struct one_time_view view = result_step(request, &dossier);
    view.problem = N_("Mã không đúng hoặc đã hết hạn. Xem lại tin nhắn mới nhất, hoặc lấy mã "
                      "khác.");
    return answer_one_time(request, 422, view);
}

static const struct one_time_view forgot_first = {
    .heading = N_("Quên mã hồ sơ"),
    .lead = N_("Nhập số điện thoại đã dùng khi nộp. Chúng tôi nhắn một mã 6 số để biết đó là máy "
               "của bạn."),
    .action = STR("/quen-ma"),
};

struct result forgot_ask(struct request *request)
{
    return answer_one_time(request, 200, forgot_first);
}

struct result forgot_send(struct request *request)
{
    struct str phone;
    struct service_context ctx = request_context(request);
    struct one_time_view view = forgot_first;
    view.phone = form_get(request->form, "dien_thoai");
    if (!result_ok(phone_mobile_parse(request->arena, view.phone, &phone))) {
        view.problem = N_("Số điện thoại di động có 10 số, bắt đầu bằng 03, 05, 07, 08 hoặc 09");
        return answer_one_time(request, 422, view);
    }
    struct str *codes = NULL;
    size_t count = 0;
    TRY(dossier_codes_of_phone(&ctx, phone, &codes, &count));
    if (count != 0) { /* to a phone without dossiers nothing is sent, and the page says the same */
        struct result sent = dossier_code_send(&ctx, (struct otp_target){.purpose = "find_code",
                                                                    .object = phone,
                                                                    .phone = phone});
        if (sent.kind == ERROR_LIMIT) {
            view.problem = sent.message;
            return answer_one_time(request, 429, view);
        }
        TRY(sent);
    }
    view.lead = N_("Nếu số này đã nộp hồ sơ, bạn vừa nhận một tin nhắn có mã 6 số. Nhập mã đó.");
    view.action = S("/quen-ma/ma");
    view.sent = true;
    return answer_one_time(request, 200, view);
}

struct result forgot_show(struct request *request)
{
    struct str phone;
    bool right = false;
    struct service_context ctx = request_context(request);
    if (result_ok(phone_mobile_parse(request->arena, form_get(request->form, "dien_thoai"),
                                     &phone)))
        TRY(dossier_code_try(&ctx,
                             (struct otp_answer){.purpose = "find_code", .object = phone,
                                         .code = form_get(request->form, "ma_mot_lan")},
                     &right));
    if (!right) {
        struct one_time_view view = forgot_first;
        view.phone = form_get(request->form, "dien_thoai");
        view.action = S("/quen-ma/ma");
        view.sent = true;
        view.problem = N_("Mã không đúng hoặc đã hết hạn. Xem lại tin nhắn mới nhất, hoặc lấy mã "
                          "khác.");
        return answer_one_time(request, 422, view);
    }
    struct str heading = tr_str(request->locale, N_("Hồ sơ của số điện thoại này"));
    struct codes_view view = {
        .chrome = chrome_public(request, heading),
        .crumbs = crumbs_to(request, S("/tra-cuu"),
                            tr_str(request->locale, N_("Tra cứu hồ sơ")), heading),
    };
    struct str *codes = NULL;
    TRY(dossier_codes_of_phone(&ctx, phone, &codes, &view.count));
    view.codes = codes;
    page_codes(respond_html(request, 200), &view);
    return RESULT_OK;
}
