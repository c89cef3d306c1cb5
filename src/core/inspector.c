#include "core/inspector.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/os_file.h"
#include "base/os_socket.h"
#include "core/inspector_wire.h"
#include "core/media.h"

enum { VERDICT_MAX = 4096, NUMBER_MAX = 1000000 };

struct refusal {
    const char *code;
    const char *message;
};

static const struct refusal refusals[] = {
    {"file.too_complex", N_("Chưa mở được tệp này vì nó quá phức tạp hoặc bị hỏng. Chụp ảnh từng "
                            "trang, hoặc in lại thành PDF rồi chọn lại.")},
    {"file.empty", N_("Tệp này trống. Chụp lại ảnh hoặc chọn tệp khác.")},
    {"file.too_large", N_("Tệp này nặng hơn 10 MB. Chọn tệp nhỏ hơn, hoặc chụp lại với độ phân "
                          "giải thấp hơn.")},
    {"file.type", N_("Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG. Chụp ảnh giấy tờ, hoặc lưu thành PDF "
                     "rồi chọn lại.")},
    {"file.heic", N_("Ảnh này ở dạng HEIC mà chúng tôi chưa đọc được. Vào cài đặt máy ảnh, chọn "
                     "“Tương thích nhất” (JPEG), rồi chụp lại.")},
    {"file.office", N_("Tệp văn phòng hoặc tệp nén chưa nhận được. Lưu thành PDF rồi chọn lại.")},
    {"file.broken_image", N_("Ảnh này hỏng hoặc chưa tải hết. Chụp lại rồi chọn ảnh mới.")},
    {"file.broken_pdf", N_("Tệp PDF này hỏng hoặc chưa tải hết. Mở thử trên máy, lưu lại rồi chọn "
                           "lại.")},
    {"file.encrypted", N_("Tệp PDF này có mật khẩu. Bỏ mật khẩu, lưu lại rồi chọn lại.")},
    {"file.too_many_pages", N_("Tệp PDF này có hơn 500 trang. Tách thành nhiều tệp rồi chọn "
                               "lại.")},
    {"file.too_many_pixels", N_("Ảnh này quá lớn để mở. Chụp lại với độ phân giải thấp hơn.")},
    {"file.not_signed", N_("Chỉ kiểm tra được tệp PDF và tệp chữ ký rời (.p7s). Chọn bản điện tử "
                           "mà bạn nhận được; ảnh chụp hay bản quét không mang chữ ký số.")},
    {"file.packed", N_("Đây là tệp nén. Giải nén, rồi chọn tệp PDF bên trong.")},
    {"file.package", N_("Đây là gói kiểm tra do hệ thống này lập. Kiểm cả gói bằng lệnh truc "
                        "verify --package, hoặc giải nén rồi chọn tệp document bên trong.")},
    {"file.asic", N_("Đây là gói ký ASiC, chúng tôi chưa kiểm được. Giải nén: nếu bên trong có PDF "
                     "đã ký thì chọn tệp đó, nếu không thì xin nơi gửi bản PDF có chữ ký số.")},
    {"file.signed_office", N_("Đây là tệp Word, Excel hoặc OpenDocument, chúng tôi chưa kiểm được "
                              "chữ ký số trong loại tệp này. Xem chữ ký bằng phần mềm soạn thảo, "
                              "hoặc xin nơi gửi bản PDF có chữ ký số.")},
    {"file.signed_xml", N_("Đây là tệp XML có chữ ký số, như hóa đơn điện tử, chúng tôi chưa kiểm "
                           "được. Kiểm ở cổng của nơi phát hành, hoặc xin bản PDF có chữ ký số.")},
    {"file.no_page", N_("Không vẽ được trang này. Tải tệp về để xem.")},
    {"picture.not_png", N_("Chỉ nhận hình PNG có nền trong suốt. Lưu hình thành PNG rồi chọn "
                           "lại.")},
    {"picture.opaque", N_("Nền của hình này không trong suốt, sẽ che chữ trên giấy. Xóa nền, lưu "
                          "thành PNG rồi chọn lại.")},
    {"picture.too_small", N_("Hình này có quá ít điểm ảnh, in ra sẽ vỡ nét. Chọn hình mà nét vẽ "
                             "rộng từ 150 điểm ảnh trở lên.")},
    {"picture.too_large", N_("Hình này quá lớn. Chọn hình có mỗi chiều từ 3.000 điểm ảnh trở "
                             "xuống.")},
    {"xml.broken", N_("Tệp này không phải XML đúng chuẩn. Xuất lại từ phần mềm vẽ quy trình.")},
    {"xml.doctype", N_("Tệp XML có khai báo DOCTYPE nên không nhận. Xóa khai báo đó rồi thử lại.")},
    {"xml.too_large", N_("Tệp XML này quá lớn hoặc lồng quá sâu.")},
    {"xml.not_bpmn", N_("Tệp này không phải quy trình BPMN 2.0.")},
};

static const struct result busy = {
    ERROR_UNAVAILABLE, "inspector.busy",
    N_("Đang có nhiều tệp chờ kiểm tra. Những gì bạn nhập vẫn còn, thử lại sau một phút.")};
static const struct result no_sandbox = {
    ERROR_UNSUPPORTED, "inspector.no_sandbox",
    N_("Máy chủ này chưa nhận được tệp. Nộp giấy tờ tại Bộ phận Một cửa.")};

struct result inspection_refusal(struct str code)
{
    const struct refusal *found = &refusals[0];
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++)
        if (str_is(code, refusals[i].code))
            found = &refusals[i];
    return result_fail(ERROR_INVALID, found->code, found->message);
}

static void refuse(struct inspection *inspection, struct str code)
{
    struct result refusal = inspection_refusal(code);
    *inspection = (struct inspection){
        .verdict = INSPECTION_REFUSED, .code = refusal.code, .message = refusal.message};
}

static void give_up(void *argument)
{
    inspector_cancel(argument);
}

struct result inspector_start(struct arena *arena, const struct inspector *inspector,
                              const struct inspector_request *request,
                              struct inspector_call *call)
{
    *call = (struct inspector_call){.wait = -1, .answer = -1};
    int answer = memfd_create("inspection", MFD_CLOEXEC);
    if (answer < 0)
        return busy;
    int ends[2];
    if (!result_ok(os_socket_pair(OS_SOCKET_MESSAGES, ends))) {
        os_close(answer);
        return busy;
    }
    const int descriptors[WIRE_DESCRIPTORS_MAX] = {[WIRE_FILE] = request->file,
                                                   [WIRE_ANSWER] = answer,
                                                   [WIRE_DONE] = ends[1],
                                                   [WIRE_EVIDENCE] = request->evidence};
    struct result sent = os_socket_send(inspector->requests,
                                        inspector_request_encode(arena, request), descriptors,
                                        inspector_descriptors_of(request->task));
    os_close(ends[1]);
    *call = (struct inspector_call){
        .wait = ends[0],
        .answer = answer,
        .deadline_us = clock_monotonic_us() + INSPECTOR_DEADLINE_MS * INT64_C(1000)};
    arena_on_free(arena, give_up, call);
    if (result_ok(sent))
        return RESULT_OK;
    inspector_cancel(call);
    return busy;
}

void inspector_cancel(struct inspector_call *call)
{
    os_close(call->wait);
    os_close(call->answer);
    call->wait = call->answer = -1;
}

/* Waits for the end of the call and reads at most `limit` bytes of its answer. */
static struct result collect(struct arena *arena, struct inspector_call *call, size_t limit,
                             enum inspector_done *done, struct str *answer)
{
    char state = WIRE_BUSY;
    struct pollfd readable = {.fd = call->wait, .events = POLLIN};
    int64_t left_ms = (call->deadline_us - clock_monotonic_us()) / 1000;
    bool came = poll(&readable, 1, left_ms > 0 ? (int)left_ms : 0) > 0 &&
                read(call->wait, &state, 1) == 1;
    *done = came ? (enum inspector_done)state : WIRE_BUSY;
    *answer = S("");
    struct result r = RESULT_OK;
    if (*done == WIRE_GOOD || *done == WIRE_REFUSED)
        r = lseek(call->answer, 0, SEEK_SET) == 0
                ? os_fd_read_all(arena, call->answer, limit, answer)
                : busy;
    inspector_cancel(call);
    if (r.kind == ERROR_LIMIT) {
        *done = WIRE_KILLED;
        return RESULT_OK;
    }
    return r;
}

static struct str refusal_code(struct arena *arena, struct str answer)
{
    const struct json *verdict = NULL;
    if (!result_ok(json_parse(arena, str_slice(answer, 0, VERDICT_MAX), &verdict)))
        return S("");
    return json_get_text(verdict, "code");
}

static bool number_of(const struct json *verdict, const char *key, unsigned *number)
{
    int64_t value = json_get_int(verdict, key, -1);
    if (value < 0 || value > NUMBER_MAX)
        return false;
    *number = (unsigned)value;
    return true;
}

void inspection_decode(struct arena *arena, struct str answer, struct inspection *inspection)
{
    const struct json *verdict = NULL;
    if (answer.len > VERDICT_MAX || !result_ok(json_parse(arena, answer, &verdict))) {
        refuse(inspection, S("file.too_complex"));
        return;
    }
    struct str code = json_get_text(verdict, "code");
    struct str type = json_get_text(verdict, "type");
    *inspection = (struct inspection){.verdict = INSPECTION_GOOD};
    static const enum media_kind taken[] = {MEDIA_PDF, MEDIA_JPEG, MEDIA_PNG};
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        if (str_is(type, media_type_of(taken[i])))
            inspection->media_type = str_from_c(media_type_of(taken[i]));
    bool numbers = number_of(verdict, "pages", &inspection->pages) &&
                   number_of(verdict, "width", &inspection->width) &&
                   number_of(verdict, "height", &inspection->height);
    if (!str_empty(code) || str_empty(inspection->media_type) || !numbers || inspection->pages == 0)
        refuse(inspection, code);
}

struct result inspector_finish(struct arena *arena, struct inspector_call *call,
                               struct inspection *inspection)
{
    enum inspector_done done;
    struct str answer;
    TRY(collect(arena, call, VERDICT_MAX, &done, &answer));
    switch (done) {
    case WIRE_GOOD:
        inspection_decode(arena, answer, inspection);
        return RESULT_OK;
    case WIRE_REFUSED:
        refuse(inspection, refusal_code(arena, answer));
        return RESULT_OK;
    case WIRE_KILLED:
        refuse(inspection, S("file.too_complex"));
        return RESULT_OK;
    case WIRE_NO_SANDBOX:
        return no_sandbox;
    case WIRE_BUSY:
        break;
    }
    return busy;
}

struct result inspector_finish_bytes(struct arena *arena, struct inspector_call *call,
                                     struct str *bytes)
{
    enum inspector_done done;
    TRY(collect(arena, call, INSPECTOR_ANSWER_MAX, &done, bytes));
    switch (done) {
    case WIRE_GOOD:
        return RESULT_OK;
    case WIRE_REFUSED:
        return inspection_refusal(refusal_code(arena, *bytes));
    case WIRE_KILLED:
        return inspection_refusal(S("file.too_complex"));
    case WIRE_NO_SANDBOX:
        return no_sandbox;
    case WIRE_BUSY:
        break;
    }
    return busy;
}

struct result inspector_check(struct arena *arena, const struct inspector *inspector, int file,
                              struct inspection *inspection)
{
    const struct inspector_request request = {.task = INSPECTOR_CHECK, .file = file};
    struct inspector_call *call = ARENA_NEW(arena, struct inspector_call);
    TRY(inspector_start(arena, inspector, &request, call));
    return inspector_finish(arena, call, inspection);
}

struct result inspector_bytes(struct arena *arena, const struct inspector *inspector,
                              const struct inspector_request *request, struct str *bytes)
{
    struct inspector_call *call = ARENA_NEW(arena, struct inspector_call);
    TRY(inspector_start(arena, inspector, request, call));
    return inspector_finish_bytes(arena, call, bytes);
}
