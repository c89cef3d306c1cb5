#include "modules/verify/report_view.h"

#include <string.h>

#include "base/i18n.h"

/* What was looked at, and what it means where it does not hold. */
static const struct check_words {
    const char *id;
    const char *good;
    const char *bad;
    const char *unsure; /* NULL: as bad */
    const char *todo;
} words[] = {
    {"byte-range", N_("Chữ ký bao trùm đúng phần đã ký của tệp"),
     N_("Có phần của tệp nằm ngoài phạm vi chữ ký"), NULL, N_("Đừng dùng bản này.")},
    {"format", N_("Định dạng chữ ký đọc được"), N_("Định dạng chữ ký không đọc được"), NULL,
     N_("Hỏi nơi gửi bản ký theo chuẩn PAdES hoặc CAdES.")},
    {"level", N_("Theo mức chuẩn ETSI"), N_("Chữ ký kiểu cũ, chưa theo mức chuẩn ETSI"), NULL,
     NULL},
    {"contents", N_("Sau chữ ký không có dữ liệu lạ"), N_("Sau chữ ký có dữ liệu lạ"), NULL,
     N_("Hỏi nơi ký gửi lại bản gốc.")},
    {"digest", N_("Nội dung nguyên vẹn từ khi ký"), N_("Nội dung bị sửa từ khi ký"),
     N_("Chưa so được nội dung với chữ ký"), N_("Đừng dùng bản này. Xin bản đúng ở nơi cấp.")},
    {"signature-value", N_("Chữ ký đúng là của khóa trong chứng thư"),
     N_("Chữ ký không phải của khóa trong chứng thư"), N_("Chưa kiểm được giá trị chữ ký"),
     N_("Đừng dùng bản này.")},
    {"signing-certificate", N_("Chữ ký gắn với đúng chứng thư"),
     N_("Chữ ký không gắn với chứng thư kèm theo"), N_("Không thấy chứng thư của người ký"),
     N_("Hỏi người ký bản có kèm chứng thư.")},
    {"algorithms", N_("Thuật toán đủ mạnh"), N_("Thuật toán đã yếu, không còn chứng minh được"),
     NULL, N_("Hỏi nơi ký bản ký lại bằng thuật toán hiện hành.")},
    {"modifications", N_("Sau khi ký không có thay đổi trái phép"),
     N_("Sau khi ký có thay đổi trái phép"), NULL,
     N_("Đừng dùng bản này. Xin bản đúng ở nơi cấp.")},
    {"timestamp", N_("Dấu thời gian hợp lệ"), N_("Dấu thời gian không hợp lệ"),
     N_("Chưa xác nhận được dấu thời gian"), NULL},
    {"chain", N_("Chứng thư dẫn tới gốc được tin cậy"),
     N_("Chứng thư không dẫn tới gốc nào trong danh sách tin cậy"), NULL,
     N_("Hỏi người ký dùng chứng thư của nơi nào cấp.")},
    {"revocation", N_("Chứng thư không bị thu hồi"), N_("Chứng thư đã bị thu hồi"),
     N_("Chưa biết chứng thư có bị thu hồi không"), N_("Kiểm tra lại sau, hoặc hỏi nơi ký.")},
    {"validity", N_("Chứng thư còn hạn khi ký"),
     N_("Chưa chứng minh được là ký khi chứng thư còn hạn"), NULL,
     N_("Hỏi nơi ký bản có dấu thời gian.")},
    {"key-usage", N_("Chứng thư dùng để ký văn bản"),
     N_("Chứng thư không được cấp để ký văn bản"), NULL, N_("Hỏi người ký dùng đúng chứng thư.")},
    {"chain-algorithms", N_("Chứng thư dùng thuật toán đủ mạnh"),
     N_("Chứng thư dùng thuật toán đã yếu"), NULL, NULL},
    {"signed-data", N_("Có tệp dữ liệu đã ký"), N_("Thiếu tệp dữ liệu đã ký"), NULL,
     N_("Chọn thêm tệp dữ liệu rồi kiểm tra lại.")},
};

static const struct check_words other = {"", N_("Một điều khác đã được kiểm"),
                                         N_("Một điều khác không đạt"),
                                         N_("Một điều khác chưa xác nhận được"), NULL};

static const char *const kinds[REVISION_KIND_COUNT] = {
    [REVISION_DSS] = N_("thêm dữ liệu để kiểm chữ ký lâu dài"),
    [REVISION_DOC_TIMESTAMP] = N_("thêm dấu thời gian"),
    [REVISION_SIGNATURE_ADDED] = N_("thêm chữ ký"),
    [REVISION_FORM_FILL] = N_("điền ô của biểu mẫu"),
    [REVISION_ANNOTATION] = N_("đặt ghi chú hoặc hình lên trang"),
    [REVISION_CONTENT] = N_("sửa nội dung trang"),
    [REVISION_FONT] = N_("thay phông chữ"),
    [REVISION_XOBJECT] = N_("thay hình hoặc mẫu dùng lại"),
    [REVISION_PAGE_TREE] = N_("thêm, bớt hoặc đổi trang"),
    [REVISION_CATALOG] = N_("sửa khung của tài liệu"),
    [REVISION_LAYER] = N_("đổi lớp ẩn hiện"),
    [REVISION_NAMES] = N_("thêm lệnh tự chạy hoặc tên"),
    [REVISION_SIGNATURE_DICTIONARY] = N_("sửa lời khai của chữ ký"),
    [REVISION_METADATA] = N_("đổi thông tin mô tả"),
    [REVISION_UNREFERENCED] = N_("thêm phần không dùng đến"),
    [REVISION_TRAILING_BYTES] = N_("thêm dữ liệu ngoài các bản"),
};

static struct str code_of(struct arena *arena, const char *indication, enum sub_indication sub)
{
    return sub == SUB_NONE ? str_from_c(indication)
                           : str_printf(arena, "%s / %s", indication, sub_indication_name(sub));
}

static struct check_line line_of(struct arena *arena, const struct report_check *check)
{
    const struct check_words *found = &other;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].id, check->id) == 0)
            found = &words[i];
    struct check_line line = {.code = str_printf(arena, "%s", check->id)};
    bool remark = strcmp(check->id, "level") == 0;
    if (check->result == CHECK_OK) {
        line.text = found->good;
        return line;
    }
    line.tone = check->result == CHECK_FAIL && !remark ? TONE_BAD : TONE_WARN;
    line.text = line.tone == TONE_WARN && found->unsure != NULL ? found->unsure : found->bad;
    line.todo = found->todo;
    return line;
}

static void take_checks(struct arena *arena, struct signature_view *view)
{
    const struct report_signature *is = view->is;
    view->checks = ARENA_ARRAY(arena, struct check_line, is->check_count + 1);
    for (size_t i = 0; i < is->check_count; i++)
        if (!str_starts(str_from_c(is->checks[i].id), S("block-"))) /* sums up the others */
            view->checks[view->check_count++] = line_of(arena, &is->checks[i]);
}

static void take_stamps(struct arena *arena, struct signature_view *view)
{
    static const char *const names[] = {
        [TIMESTAMP_CONTENT] = N_("trên nội dung, trước khi ký"),
        [TIMESTAMP_SIGNATURE] = N_("trên chữ ký"),
        [TIMESTAMP_ARCHIVE] = N_("lưu trữ"),
        [TIMESTAMP_DOCUMENT] = N_("trên cả tài liệu")};
    static const enum tone tones[] = {[INDICATION_PASSED] = TONE_OK,
                                      [INDICATION_INDETERMINATE] = TONE_WARN,
                                      [INDICATION_FAILED] = TONE_BAD};
    const struct report_signature *is = view->is;
    view->stamps = ARENA_ARRAY(arena, struct stamp_line, is->timestamp_count + 1);
    for (size_t i = 0; i < is->timestamp_count; i++) {
        const struct report_timestamp *one = &is->timestamps[i];
        view->stamps[view->stamp_count++] =
            (struct stamp_line){tones[one->indication], names[one->kind], one->at_us, one->name};
    }
}

/* Fields 4 to 6. */
static void take_time(struct signature_view *view)
{
    const struct report_signature *is = view->is;
    view->time_proven = is->best_us != 0;
    view->time_us = view->time_proven ? is->best_us : is->claimed_us;
    view->integrity_tone = TONE_WARN;
    view->integrity = N_("Chưa xác định: thiếu dữ liệu đã ký hoặc thuật toán lạ");
    if (is->integrity == CMS_BROKEN) {
        view->integrity_tone = TONE_BAD;
        view->integrity = N_("Nội dung hoặc chữ ký đã bị sửa");
    } else if (is->modified == MODIFIED_YES) {
        view->integrity_tone = TONE_BAD;
        view->integrity = N_("Phần đã ký còn nguyên, nhưng sau đó tệp bị sửa trái phép");
    } else if (is->integrity == CMS_HOLDS) {
        view->integrity_tone = TONE_OK;
        view->integrity = is->modified == MODIFIED_PERMITTED
                              ? N_("Nguyên vẹn; phần thêm sau khi ký đều được phép")
                              : N_("Nguyên vẹn từ khi ký");
    }
    static const char *const statuses[] = {
        [STATUS_GOOD] = N_("Còn hiệu lực"), [STATUS_REVOKED] = N_("Đã bị thu hồi"),
        [STATUS_UNKNOWN] = N_("Chưa hỏi được nơi cấp"), [STATUS_EXPIRED] = N_("Đã hết hạn"),
        [STATUS_UNTRUSTED] = N_("Không rõ: nơi cấp không có trong danh sách tin cậy")};
    view->then_tone = is->chain_ok                            ? TONE_OK
                      : is->certificate == STATUS_REVOKED     ? TONE_BAD
                                                              : TONE_WARN;
    view->then = is->chain_ok ? N_("Còn hiệu lực khi ký") : statuses[is->certificate];
}

static struct result take_domain(struct service_context *ctx, bool demo,
                                 struct signature_view *view, bool *counts)
{
    struct trust_issuer root;
    *counts = false;
    if (!view->is->has_root)
        return RESULT_OK;
    struct str sha256 = str_hex(ctx->arena, view->is->root.bytes, sizeof view->is->root.bytes);
    struct result found =
        trust_domain_of(ctx->db, ctx->arena, sha256, clock_now_us(ctx->clock), &root);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    view->domain = trust_domain_name(root.domain);
    view->root = root.name;
    view->trial = root.domain == TRUST_TEST;
    *counts = !view->trial || demo;
    return RESULT_OK;
}

static void conclude(struct arena *arena, struct signature_view *view, bool counts)
{
    const struct report_signature *is = view->is;
    view->indication = code_of(arena, indication_name(is->indication), is->sub);
    view->tone = TONE_WARN;
    view->word = N_("Chưa kết luận");
    if (is->indication == INDICATION_FAILED || is->modified == MODIFIED_YES) {
        view->tone = TONE_BAD;
        view->word = N_("Không hợp lệ");
    } else if (is->indication == INDICATION_PASSED && counts) {
        view->tone = TONE_OK;
        view->word = N_("Hợp lệ");
    }
}

static struct result take_signature(struct service_context *ctx, bool demo,
                                    const struct report_signature *is,
                                    struct signature_view *view)
{
    bool counts = false;
    *view = (struct signature_view){.is = is};
    if (is->has_signer) {
        bool named = !str_empty(is->signer.issuer_name);
        view->issuer = named ? is->signer.issuer_name : is->signer.issuer;
        view->signer = str_empty(is->signer.name) ? is->signer.subject : is->signer.name;
        view->unit = is->signer.organisation;
        view->from_us = is->signer.not_before_us;
        view->until_us = is->signer.not_after_us;
    }
    take_time(view);
    take_checks(ctx->arena, view);
    take_stamps(ctx->arena, view);
    TRY(take_domain(ctx, demo, view, &counts));
    conclude(ctx->arena, view, counts);
    return RESULT_OK;
}

/* True where some signature before the change forbids it. */
static bool is_forbidden(const struct report *report, const struct revision_change *change)
{
    bool forbidden = false;
    for (size_t i = 0; i < report->count; i++)
        forbidden = forbidden || report_change_counts(&report->signatures[i], change);
    return forbidden;
}

static void take_changes(struct arena *arena, const struct report *report,
                         struct report_view *out)
{
    out->changes = ARENA_ARRAY(arena, struct change_line, report->changes.count + 1);
    for (size_t i = 0; i < report->changes.count; i++) {
        const struct revision_change *one = &report->changes.items[i];
        out->changes[out->change_count++] =
            (struct change_line){.counts = is_forbidden(report, one),
                                 .revision = (int64_t)one->revision + 1,
                                 .what = kinds[one->kind],
                                 .page = one->page,
                                 .object = one->object};
    }
}

struct result report_view_make(struct service_context *ctx, const struct report *report, bool demo,
                               struct report_view *out)
{
    *out = (struct report_view){.report = report, .trusted = true};
    out->signatures = ARENA_ARRAY(ctx->arena, struct signature_view, report->count + 1);
    for (size_t i = 0; i < report->count; i++) {
        struct signature_view *view = &out->signatures[out->signature_count++];
        TRY(take_signature(ctx, demo, &report->signatures[i], view));
        view->number = i + 1;
        out->trusted = out->trusted && view->domain != NULL && (!view->trial || demo);
    }
    take_changes(ctx->arena, report, out);
    return RESULT_OK;
}

/* The longest signed front part that ends before `revision`. */
static size_t signed_before(const struct report *report, size_t revision)
{
    size_t len = 0;
    for (size_t i = 0; i < report->count; i++)
        if (report->signatures[i].revision < revision && report->signatures[i].signed_len > len)
            len = report->signatures[i].signed_len;
    return len;
}

size_t report_view_page(const struct report *report, size_t *signed_len)
{
    *signed_len = 0;
    if (!report->readable || report->format != FORMAT_PADES)
        return 0;
    for (size_t i = 0; i < report->changes.count; i++) {
        const struct revision_change *one = &report->changes.items[i];
        if (one->page == 0 || !is_forbidden(report, one))
            continue;
        *signed_len = signed_before(report, one->revision);
        return one->page;
    }
    return 1;
}

static struct str per_cent(struct arena *arena, double share)
{
    return str_printf(arena, "%.2f%%", share * 100);
}

void report_view_mark(struct arena *arena, const struct report *report,
                      struct page_picture *picture)
{
    for (size_t i = 0; i < report->changes.count && picture->mark_count < PLACES_MAX; i++) {
        const struct revision_change *one = &report->changes.items[i];
        double at[4];
        if (one->page != picture->page || !is_forbidden(report, one))
            continue;
        if (report_place(report, one, at))
            picture->marks[picture->mark_count++] =
                (struct place_mark){per_cent(arena, at[0]), per_cent(arena, at[1]),
                                    per_cent(arena, at[2]), per_cent(arena, at[3]),
                                    {at[0], at[1], at[2], at[3]}};
        else
            picture->whole = true;
    }
}

const char *report_view_reason(const struct report *report, bool trusted)
{
    static const char *const reasons[SUB_COUNT] = {
        [SUB_NO_CERTIFICATE_CHAIN_FOUND] =
            N_("Chữ ký khớp, nhưng nơi cấp chứng thư không có trong danh sách tin cậy của chúng "
               "tôi."),
        [SUB_TRY_LATER] = N_("Chữ ký khớp, nhưng chưa hỏi được nơi cấp xem chứng thư có bị thu "
                             "hồi không."),
        [SUB_REVOKED_NO_POE] = N_("Chứng thư đã bị thu hồi, và không có dấu thời gian chứng minh "
                                  "là ký trước lúc đó."),
        [SUB_OUT_OF_BOUNDS_NO_POE] = N_("Chứng thư đã hết hạn, và không có dấu thời gian chứng "
                                        "minh là ký khi còn hạn."),
        [SUB_SIGNED_DATA_NOT_FOUND] = N_("Đây là chữ ký rời. Chọn thêm tệp dữ liệu đã ký rồi kiểm "
                                         "tra lại."),
        [SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE] =
            N_("Chữ ký dùng thuật toán đã yếu, không còn chứng minh được."),
        [SUB_CHAIN_CONSTRAINTS_FAILURE] = N_("Chứng thư không được cấp để ký văn bản."),
    };
    if (report->indication == INDICATION_PASSED && !trusted)
        return N_("Chữ ký khớp, nhưng chứng thư chỉ để chạy thử, không có giá trị ngoài buổi "
                  "trình diễn.");
    const char *reason = reasons[report->sub];
    return reason != NULL ? reason
                          : N_("Có điều về chữ ký chưa xác nhận được; xem từng điều bên dưới.");
}
