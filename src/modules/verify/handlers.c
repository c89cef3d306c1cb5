#include "modules/verify/handlers.h"

#include "base/buf.h"
#include "core/files.h"
#include "core/identifiers.h"
#include "core/services.h"
#include "modules/verify/pages.h"
#include "modules/verify/upload.h"

enum { FINGERPRINT_DIGITS = 16, FINGERPRINT_GROUP = 4 };

static const struct verdict_words words_of[] = {
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
    [VERIFY_UNREADABLE] = {"is-unknown", N_("Không đọc được tệp này"),
                           N_("Chưa nói được gì về chữ ký của tệp.")},
    [VERIFY_SIGNED] = {"", N_("Chữ ký số hợp lệ"),
                       N_("Nội dung nguyên vẹn từ khi ký, chứng thư được tin cậy. Văn bản do nơi "
                          "khác phát hành: hãy xem đúng người, đúng cơ quan ký hay chưa.")},
    [VERIFY_OPEN] = {"is-unknown", N_("Chưa kết luận được"), N_("Có điều chưa xác nhận được.")},
    [VERIFY_BROKEN] = {"is-bad", N_("Chữ ký không hợp lệ"),
                       N_("Nội dung không khớp với chữ ký, hoặc chữ ký không phải của người ghi "
                          "trên chứng thư.")},
    [VERIFY_UNSIGNED] = {"is-unknown", N_("Tệp này không có chữ ký số"),
                         N_("Không có gì để kiểm: bản in, bản quét hay bản xuất lại thành PDF "
                            "không còn chữ ký số.")},
};

/* Some verdicts say more when more is known. */
static const char *heading_of(const struct looked *looked, enum verdict verdict)
{
    if (verdict == VERIFY_BROKEN && looked->findings.signatures == SIGNED_MODIFIED)
        return N_("Văn bản đã bị sửa sau khi ký");
    return words_of[verdict].heading;
}

static const char *sentence_of(const struct looked *looked, enum verdict verdict)
{
    if (verdict == VERIFY_CHANGED && looked->findings.found)
        return N_("Bản lưu ở đây không còn đúng như lúc ký. Hãy báo cho chúng tôi.");
    if (verdict == VERIFY_BROKEN && looked->findings.signatures == SIGNED_MODIFIED)
        return N_("Sau lần ký, có người sửa tệp mà chữ ký không cho phép. Xem các chỗ bị sửa bên "
                  "dưới.");
    if (verdict == VERIFY_OPEN && looked->findings.similar)
        return N_("Các chữ ký đều khớp, nhưng tệp có thêm phần mà bản lưu của nơi cấp không có.");
    if (verdict == VERIFY_OPEN && looked->report != NULL)
        return report_view_reason(looked->report->report, looked->report->trusted);
    return words_of[verdict].sentence;
}

static struct crumbs crumbs_of(struct request *request)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    items[0] = (struct crumb){S("/"), tr_str(request->locale, N_("Trang chủ"))};
    items[1] = (struct crumb){S(""), tr_str(request->locale, N_("Kiểm tra văn bản"))};
    return (struct crumbs){items, 2};
}

struct lookup verify_lookup_of(struct request *request)
{
    struct service_context *ctx = ARENA_NEW(request->arena, struct service_context);
    *ctx = (struct service_context){.db = request->db, .arena = request->arena,
                                    .clock = request->clock, .files = request->services->files};
    return (struct lookup){.ctx = ctx,
                           .log_folder = str_printf(request->arena, "%.*s/log",
                                                    STR_ARG(request->services->data_dir))};
}

struct result verify_form_show(struct request *request, int status, struct verify_form form)
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

/* Of a paper of ours: what its own bytes say. */
static struct result report_own(struct request *request, struct looked *looked)
{
    struct service_context *ctx = verify_lookup_of(request).ctx;
    struct report_input input = {0};
    struct evidence_set evidence;
    struct report *report = ARENA_NEW(request->arena, struct report);
    struct report_view *view = ARENA_NEW(request->arena, struct report_view);
    struct result read =
        files_get(request->services->files, request->arena, looked->issued.sha256, &input.bytes);
    if (!result_ok(read))
        return RESULT_OK; /* the verdict says so already */
    TRY(trust_evidence(request->db, request->arena, TRUST_ANY, request_now_us(request),
                       &evidence));
    TRY(report_make(&evidence, &input, report));
    TRY(report_view_make(ctx, report, request->services->demo, view));
    looked->report = view;
    return RESULT_OK;
}

struct verdict_words verify_words(const struct looked *looked)
{
    enum verdict verdict = verify_verdict(&looked->findings);
    return (struct verdict_words){words_of[verdict].tone, heading_of(looked, verdict),
                                  sentence_of(looked, verdict)};
}

struct result verify_verdict_show(struct request *request, struct looked *looked, struct str code)
{
    struct check *checks = ARENA_ARRAY(request->arena, struct check, CHECKS_MAX);
    enum verdict verdict = verify_verdict(&looked->findings);
    if (looked->report == NULL && looked->findings.found && looked->findings.kept_ok)
        TRY(report_own(request, looked));
    struct verdict_words words = verify_words(looked);
    const char *heading = words.heading;
    struct verdict_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, heading)),
        .crumbs = crumbs_of(request),
        .form = {.code = code},
        .verdict = verdict,
        .tone = words.tone,
        .heading = tr_str(request->locale, heading),
        .sentence = tr_str(request->locale, words.sentence),
        .known = looked->issued.id != 0 && verdict != VERIFY_NOT_YET,
        .issued = &looked->issued,
        .checks = checks,
        .check_count = verify_checks(&looked->findings, checks),
        .place = looked->findings.log == LOG_HOLDS && looked->place.receipt.len != 0
                     ? &looked->place
                     : NULL,
        .indication = verify_indication(verdict),
        .fingerprint = fingerprint(request->arena, looked->sha256),
        .link = looked->link,
        .report = looked->report,
        .sent = looked->sent,
        .now_us = request_now_us(request)};
    if (verdict == VERIFY_UNREADABLE && looked->inspection != NULL)
        view.heard = tr_str(request->locale, looked->inspection);
    page_verdict(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result verify_show(struct request *request)
{
    struct lookup lookup = verify_lookup_of(request);
    struct looked looked;
    struct str typed = form_get(request->form, "ma");
    if (typed.len == 0)
        return verify_form_show(request, 200, (struct verify_form){.code = typed});
    TRY(lookup_code(&lookup, dossier_code_clean(request->arena, typed), &looked));
    if (!looked.findings.found)
        return verify_form_show(request, 404,
                         (struct verify_form){.code = typed,
                                              .code_error = N_("Không có văn bản nào mang mã này. "
                                                               "Xem lại mã in trên văn bản.")});
    return verify_verdict_show(request, &looked, typed);
}

struct result verify_find_link(struct request *request, struct looked *looked)
{
    struct lookup lookup = verify_lookup_of(request);
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
    TRY(verify_find_link(request, &looked));
    return verify_verdict_show(request, &looked, S(""));
}

struct result verify_receipt(struct request *request)
{
    struct looked looked;
    TRY(verify_find_link(request, &looked));
    if (looked.findings.log != LOG_HOLDS || looked.place.receipt.len == 0)
        return result_fail(ERROR_NOT_FOUND, "verify.no_receipt",
                           N_("Việc ký chưa vào nhật ký. Thử lại sau vài giây."));
    return respond_download(request, "text/plain; charset=utf-8", S("bien-nhan.tlog-proof"),
                            looked.place.receipt);
}
