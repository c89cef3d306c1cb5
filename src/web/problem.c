#include "base/json.h"
#include "web/chrome.h"
#include "web/exchange.h"
#include "web/pages.h"

struct words {
    int status;
    const char *heading;
    const char *lead;
};

static const struct words not_found = {
    404, N_("Không có trang này"), N_("Địa chỉ gõ sai, hoặc trang đã chuyển đi.")};
static const struct words ours = {500, N_("Chúng tôi chưa làm được việc vừa rồi"),
                                  N_("Lỗi ở phía chúng tôi, không phải do bạn.")};

static const struct words words_of_kind[ERROR_KIND_COUNT] = {
    [ERROR_INVALID] = {400, N_("Chúng tôi chưa đọc được điều bạn gửi"),
                       N_("Tải lại trang rồi nhập lại.")},
    [ERROR_UNAUTHENTICATED] = {401, N_("Cần đăng nhập"), N_("Đăng nhập rồi mở lại trang này.")},
    [ERROR_FORBIDDEN] = {403, N_("Bạn không có quyền xem trang này"),
                         N_("Quyền đi theo vị trí công tác. Cần thì hỏi người quản trị.")},
    [ERROR_CONFLICT] = {409, N_("Việc này đã có người khác làm trước"),
                        N_("Tải lại trang để xem tình trạng mới.")},
    [ERROR_LIMIT] = {413, N_("Nội dung gửi lên quá lớn"), N_("Chọn tệp nhỏ hơn rồi gửi lại.")},
    [ERROR_UNSUPPORTED] = {415, N_("Chúng tôi không nhận dạng này"),
                           N_("Tải lại trang rồi thử lại.")},
    [ERROR_UNAVAILABLE] = {503, N_("Chúng tôi đang bận, chưa làm được việc vừa rồi"),
                           N_("Thử lại sau ít phút.")},
    [ERROR_TIMEOUT] = {504, N_("Chờ quá lâu mà chưa xong"), N_("Thử lại sau ít phút.")},
    [ERROR_UNCERTAIN] = {503, N_("Chưa biết việc vừa rồi đã xong hay chưa"),
                         N_("Tải lại trang để kiểm tra trước khi làm lại.")},
    [ERROR_UNTRUSTED] = {422, N_("Chữ ký hoặc chứng thực không đúng"),
                         N_("Không dùng tệp này. Lấy lại tệp từ nơi phát hành.")},
};

static const struct words too_fast = {429, N_("Bạn thao tác quá nhanh"),
                                      N_("Chờ một lát rồi thử lại.")};
static const struct words bad_method = {405, N_("Trang này không nhận cách gửi đó"),
                                        N_("Mở trang từ trang chủ rồi làm lại.")};
static const struct words cross_site = {
    403, N_("Yêu cầu đến từ một trang khác"),
    N_("Để giữ an toàn, chúng tôi chỉ nhận biểu mẫu gửi từ chính trang này.")};

static const struct words *words_of(struct result failure)
{
    if (failure.code != NULL && str_is(S("web.too_fast"), failure.code))
        return &too_fast;
    if (failure.code != NULL && str_is(S("web.method"), failure.code))
        return &bad_method;
    if (failure.code != NULL && str_is(S("web.cross_site"), failure.code))
        return &cross_site;
    if (failure.kind == ERROR_NOT_FOUND)
        return &not_found;
    const struct words *words = &words_of_kind[failure.kind];
    return words->status == 0 ? &ours : words;
}

/* RFC 9457. */
static void answer_json(struct request *request, const struct words *words, struct result failure)
{
    struct buf out;
    buf_init(&out, request->arena, 4096);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "type", S("about:blank"));
    json_put_text(&json, "title", tr_str(request->locale, words->heading));
    json_put_int(&json, "status", words->status);
    json_put_text(&json, "detail", tr_str(request->locale, failure.message != NULL
                                                               ? failure.message : words->lead));
    json_put_text(&json, "code", str_from_c(failure.code));
    json_put_text(&json, "instance", request->request_id);
    json_close_object(&json);
    result_ignore(respond_bytes(request, words->status, "application/problem+json",
                                buf_str(&out))); /* it cannot fail */
}

struct str problem_sign_in(const struct request *request)
{
    const char *permission = request->route == NULL ? NULL : request->route->permission;
    if (permission == NULL)
        return (struct str){0};
    return str_is(S("citizen"), permission) ? request->site->citizen_sign_in
                                            : request->site->sign_in;
}

/* A person who may sign in is asked to, and comes back; what was typed stays. */
static bool answer_sign_in(struct request *request, struct result failure)
{
    const struct exchange *x = request->exchange;
    struct str door = problem_sign_in(request);
    if (failure.kind != ERROR_UNAUTHENTICATED || str_empty(door))
        return false;
    if (str_is(request->method, "POST")) {
        send_again_answer(request, 401);
        return true;
    }
    struct page_out to = {.locale = request->locale};
    buf_init(&to.html, request->arena, 4096);
    buf_add(&to.html, door);
    buf_text(&to.html, "?tiep=");
    page_url_part(&to, request->path);
    if (!str_empty(x->raw_query)) {
        page_url_part(&to, S("?"));
        page_url_part(&to, x->raw_query);
    }
    return result_ok(respond_redirect(request, buf_str(&to.html)));
}

static void answer_maintenance(struct request *request)
{
    struct str until = format_datetime(request->arena, request->locale,
                                       request->site->closed_until_us);
    struct problem_view view = {
        .heading = str_printf(request->arena, tr(request->locale, N_("Tạm dừng đến %s")),
                              str_c(request->arena, until)),
        .lead = tr_str(request->locale, N_("Chúng tôi đang nâng cấp và đã báo trước.")),
        .kept = {tr_str(request->locale, N_("Hồ sơ đã nộp vẫn an toàn, ngày hẹn không đổi"))},
        .kept_count = 1,
        .retry = str_is(request->method, "GET"),
    };
    view.chrome = chrome_public(request, view.heading);
    page_problem(respond_html(request, 503), &view);
}

/* For staff: the same link whether the thing is somebody else's or does not exist at all. */
static struct str why_of(struct request *request, int status)
{
    if (request->actor == NULL || request->route == NULL || str_empty(request->site->why) ||
        (status != 403 && status != 404))
        return (struct str){0};
    struct page_out to = {.locale = request->locale};
    buf_init(&to.html, request->arena, 4096);
    buf_add(&to.html, request->site->why);
    buf_text(&to.html, "?trang=");
    page_url_part(&to, request->path);
    if (request->route->permission != NULL && !str_is(str_from_c(request->route->permission),
                                                      "staff")) {
        buf_text(&to.html, "&quyen=");
        page_url_part(&to, str_from_c(request->route->permission));
    }
    return buf_str(&to.html);
}

void problem_answer(struct request *request, struct result failure)
{
    const struct words *words = words_of(failure);
    request->exchange->error_code = failure.code;
    if (request->route != NULL && request->route->api) {
        answer_json(request, words, failure);
        return;
    }
    if (answer_sign_in(request, failure))
        return;
    if (failure.code != NULL && str_is(S("web.maintenance"), failure.code)) {
        answer_maintenance(request);
        return;
    }
    bool broken = words->status >= 500;
    struct problem_view view = {
        .heading = tr_str(request->locale, words->heading),
        .lead = tr_str(request->locale,
                       failure.message != NULL ? failure.message : words->lead),
        .request_id = broken ? request->request_id : (struct str){0},
        .search = words->status == 404,
        .retry = broken && str_is(request->method, "GET"),
        .why = why_of(request, words->status),
    };
    view.chrome = chrome_public(request, view.heading);
    page_problem(respond_html(request, words->status), &view);
}
