#include "modules/verify/handlers.h"

#include "base/buf.h"
#include "base/os_file.h"
#include "core/identifiers.h"
#include "core/services.h"
#include "modules/verify/pages.h"
#include "modules/verify/views.h"

enum { FINGERPRINT_DIGITS = 16, FINGERPRINT_GROUP = 4 };

static const struct words {
    const char *tone;
    const char *heading;
    const char *sentence;
} words_of[] = {
    [VERIFY_GENUINE] = {"", N_("Văn bản này là thật"),
                        N_("Do cơ quan dưới đây cấp, ký số hợp lệ, không bị sửa từ khi ký.")},
    [VERIFY_CHANGED] = {"is-bad", N_("Văn bản đã bị sửa sau khi ký"),
                        N_("Tệp này có phần giống văn bản dưới đây, nhưng không phải bản đã ký.")},
    [VERIFY_NOT_OURS] = {"is-bad", N_("Không phải tệp do hệ thống này phát hành"),
                         N_("Không có phần nào của tệp này từng được ký ở đây. Có thể do nơi khác "
                            "cấp, hoặc đã được in, quét hay lưu lại thành tệp mới.")},
    [VERIFY_UNCLEAR] = {"is-unknown", N_("Chưa kết luận được"),
                        N_("Đúng là bản do hệ thống này phát hành, nhưng có điều chưa xác nhận "
                           "được. Không phải lỗi của bạn.")},
    [VERIFY_EARLIER] = {"is-unknown", N_("Đây là bản trước của văn bản"),
                        N_("Tệp này do hệ thống phát hành, nhưng đã có bản sau thay thế. Hãy dùng "
                           "bản mới nhất.")},
    [VERIFY_NOT_YET] = {"is-unknown", N_("Hồ sơ này chưa có kết quả đã ký"),
                        N_("Mã đúng, nhưng văn bản chưa được ký và đóng dấu.")},
    [VERIFY_UNREADABLE] = {"is-bad", N_("Không phải tệp do hệ thống này phát hành"),
                           N_("Tệp này cũng không mở được.")},
};

static struct crumbs crumbs_of(struct request *request)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    items[0] = (struct crumb){S("/"), tr_str(request->locale, N_("Trang chủ"))};
    items[1] = (struct crumb){S(""), tr_str(request->locale, N_("Kiểm tra văn bản"))};
    return (struct crumbs){items, 2};
}

static struct lookup lookup_of(struct request *request)
{
    struct service_context *ctx = ARENA_NEW(request->arena, struct service_context);
    *ctx = (struct service_context){.db = request->db, .arena = request->arena,
                                    .clock = request->clock, .files = request->services->files};
    return (struct lookup){.ctx = ctx,
                           .log_folder = str_printf(request->arena, "%.*s/log",
                                                    STR_ARG(request->services->data_dir))};
}

static struct result show_form(struct request *request, int status, struct verify_form form)
{
    struct verify_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Kiểm tra văn bản"))),
        .crumbs = crumbs_of(request),
        .form = form};
    page_verify(respond_html(request, status), &view);
    return RESULT_OK;
}

static struct str fingerprint(struct arena *arena, struct str sha256)
{
    struct buf out;
    buf_init(&out, arena, 2 * FINGERPRINT_DIGITS);
    for (size_t i = 0; i < FINGERPRINT_DIGITS && i < sha256.len; i++) {
        if (i > 0 && i % FINGERPRINT_GROUP == 0)
            buf_byte(&out, ' ');
        buf_byte(&out, (unsigned char)sha256.ptr[i]);
    }
    return buf_str(&out);
}

static struct result show_verdict(struct request *request, const struct looked *looked,
                                  struct str code)
{
    struct check *checks = ARENA_ARRAY(request->arena, struct check, CHECKS_MAX);
    enum verdict verdict = verify_verdict(&looked->findings);
    const struct words *words = &words_of[verdict];
    struct verdict_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, words->heading)),
        .crumbs = crumbs_of(request),
        .form = {.code = code},
        .verdict = verdict,
        .tone = words->tone,
        .heading = tr_str(request->locale, words->heading),
        .sentence = tr_str(request->locale, words->sentence),
        .known = looked->issued.id != 0 && verdict != VERIFY_NOT_YET,
        .issued = &looked->issued,
        .checks = checks,
        .check_count = verify_checks(&looked->findings, checks),
        .place = looked->findings.log == LOG_HOLDS && looked->place.receipt.len != 0
                     ? &looked->place
                     : NULL,
        .indication = verify_indication(verdict),
        .fingerprint = fingerprint(request->arena, looked->issued.sha256),
        .link = looked->link,
        .now_us = request_now_us(request)};
    if (verdict == VERIFY_CHANGED && looked->findings.found)
        view.sentence = tr_str(request->locale, N_("Bản lưu ở đây không còn đúng như lúc ký. Hãy "
                                                   "báo cho chúng tôi."));
    if (verdict == VERIFY_UNREADABLE && looked->inspection != NULL)
        view.heard = tr_str(request->locale, looked->inspection);
    page_verdict(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result verify_show(struct request *request)
{
    struct lookup lookup = lookup_of(request);
    struct looked looked;
    struct str typed = form_get(request->form, "ma");
    if (typed.len == 0)
        return show_form(request, 200, (struct verify_form){.code = typed});
    TRY(lookup_code(&lookup, dossier_code_clean(request->arena, typed), &looked));
    if (!looked.findings.found)
        return show_form(request, 404,
                         (struct verify_form){.code = typed,
                                              .code_error = N_("Không có văn bản nào mang mã này. "
                                                               "Xem lại mã in trên văn bản.")});
    return show_verdict(request, &looked, typed);
}

static struct result find_link(struct request *request, struct looked *looked)
{
    struct lookup lookup = lookup_of(request);
    TRY(lookup_link(&lookup, request_param(request, "link"), looked));
    if (!looked->findings.found)
        return result_fail(ERROR_NOT_FOUND, "verify.no_link",
                           N_("Địa chỉ này không dẫn đến văn bản nào. Quét lại mã QR, hoặc gõ mã "
                              "hồ sơ ở trang kiểm tra văn bản."));
    return RESULT_OK;
}

struct result verify_by_link(struct request *request)
{
    struct looked looked;
    TRY(find_link(request, &looked));
    return show_verdict(request, &looked, S(""));
}

struct result verify_receipt(struct request *request)
{
    struct looked looked;
    TRY(find_link(request, &looked));
    if (looked.findings.log != LOG_HOLDS || looked.place.receipt.len == 0)
        return result_fail(ERROR_NOT_FOUND, "verify.no_receipt",
                           N_("Việc ký chưa vào nhật ký. Thử lại sau vài giây."));
    return respond_download(request, "text/plain; charset=utf-8", S("bien-nhan.tlog-proof"),
                            looked.place.receipt);
}

struct inspected {
    struct inspector_call call;
};

static struct result conclude(struct request *request, const char *refusal)
{
    struct lookup lookup = lookup_of(request);
    struct looked looked;
    TRY(lookup_bytes(&lookup, form_upload(request->form, "tep")->bytes, &looked));
    looked.findings.refused = refusal != NULL;
    looked.inspection = refusal;
    return show_verdict(request, &looked, S(""));
}

static struct result upload_inspected(struct request *request)
{
    struct inspected *run = request->later;
    struct inspection found;
    struct result finished = inspector_finish(request->arena, &run->call, &found);
    TRY(finished);
    return conclude(request, found.verdict == INSPECTION_GOOD ? NULL : found.message);
}

struct result verify_upload(struct request *request)
{
    const struct upload *upload = form_upload(request->form, "tep");
    struct inspected *run = ARENA_NEW(request->arena, struct inspected);
    if (upload == NULL)
        return show_form(request, 422,
                         (struct verify_form){.file_error = N_("Chọn tệp PDF cần kiểm tra.")});
    struct inspector_request wanted = {.task = INSPECTOR_CHECK};
    TRY(upload_open(request, upload, &wanted.file));
    struct result started = inspector_start(request->arena, &request->services->inspector, &wanted,
                                            &run->call);
    os_close(wanted.file);
    TRY(started);
    request->later = run;
    respond_later(request, run->call.wait, INSPECTOR_DEADLINE_MS, upload_inspected);
    return RESULT_OK;
}
