#include "modules/operation/present.h"

#include "modules/operation/rules.h"

enum { LINES_MAX = 7 };

struct crumbs present_crumbs(struct request *request)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    items[0] = (struct crumb){S("/can-bo/quan-tri"), tr_str(request->locale, N_("Quản trị"))};
    items[1] = (struct crumb){.label = tr_str(request->locale, N_("Vận hành"))};
    return (struct crumbs){items, 2};
}

/* "3 giờ trước" */
static struct str ago(struct request *request, int64_t at_us)
{
    int64_t minutes = (request_now_us(request) - at_us) / MICROS_PER_SECOND / 60;
    struct arena *arena = request->arena;
    if (minutes < 1)
        return tr_str(request->locale, N_("vừa xong"));
    if (minutes < 120)
        return str_printf(arena, tr(request->locale, N_("%lld phút trước")), (long long)minutes);
    if (minutes < 48 * 60)
        return str_printf(arena, tr(request->locale, N_("%lld giờ trước")),
                          (long long)(minutes / 60));
    return str_printf(arena, tr(request->locale, N_("%lld ngày trước")),
                      (long long)(minutes / 60 / 24));
}

static struct operation_line run_line(struct request *request, const char *name,
                                      const struct standing_run *run)
{
    struct operation_line line = {.name = tr_str(request->locale, name),
                                  .standing = run->standing, .message = run->message,
                                  .figure = tr_str(request->locale, N_("chưa có lần nào"))};
    if (run->good_us != 0)
        line.figure = ago(request, run->good_us);
    else if (run->any)
        line.figure = tr_str(request->locale, N_("chưa lần nào đạt"));
    if (run->any)
        line.more = str_printf(request->arena, "%.*s dòng, %.*s tệp",
                               STR_ARG(say_count(request->arena, run->last.rows)),
                               STR_ARG(say_count(request->arena, run->last.files)));
    return line;
}

static struct operation_line jobs_line(struct request *request, const struct job_figures *jobs)
{
    bool parked = jobs->parked > 0;
    return (struct operation_line){
        .name = tr_str(request->locale, N_("Việc nền")),
        .figure = str_printf(request->arena, tr(request->locale, N_("%lld bị dừng")),
                             (long long)jobs->parked),
        .more = str_printf(request->arena, tr(request->locale, N_("%lld đang chờ")),
                           (long long)jobs->waiting),
        .standing = parked ? STANDING_WARNING : STANDING_GOOD,
        .message = parked ? N_("Có việc nền bị dừng vì lỗi. Xem lý do ở dưới rồi cho chạy lại.")
                          : N_("Không có việc nền nào bị dừng"),
    };
}

static struct operation_line disk_line(struct request *request, const struct operation_state *s)
{
    bool low = operation_disk_low(s);
    uint64_t percent = s->disk_total == 0 ? 0 : s->disk_free * 100 / s->disk_total;
    return (struct operation_line){
        .name = tr_str(request->locale, N_("Đĩa")),
        .figure = str_printf(request->arena, tr(request->locale, N_("còn %llu %%")),
                             (unsigned long long)percent),
        .more = say_bytes(request->arena, (int64_t)s->disk_free),
        .standing = low ? STANDING_WARNING : STANDING_GOOD,
        .message = low ? N_("Đĩa còn dưới 10 %. Dọn chỗ hoặc thêm đĩa trước khi hết.")
                       : N_("Đĩa còn đủ chỗ"),
    };
}

static struct operation_line log_line(struct request *request, const struct operation_state *s)
{
    bool late = operation_log_late(s, request_now_us(request));
    return (struct operation_line){
        .name = tr_str(request->locale, N_("Nhật ký bằng chứng")),
        .figure = s->log_signed_us == 0 ? tr_str(request->locale, N_("chưa ký lần nào"))
                                        : ago(request, s->log_signed_us),
        .more = str_printf(request->arena, tr(request->locale, N_("%.*s mục, %lld chờ")),
                           STR_ARG(say_count(request->arena, s->log_size)),
                           (long long)s->log_waiting),
        .standing = late ? STANDING_WARNING : STANDING_GOOD,
        .message = late ? N_("Có việc chưa vào nhật ký quá một phút. Xem truc-signer có chạy "
                             "không.")
                        : N_("Mọi việc đã vào nhật ký và được ký"),
    };
}

static struct operation_line kept_line(struct request *request, const struct operation_state *s)
{
    bool wrong = s->kept_wrong > 0;
    return (struct operation_line){
        .name = tr_str(request->locale, N_("Kết quả đã ký, kiểm lại hằng tuần")),
        .figure = str_printf(request->arena, tr(request->locale, N_("%lld không đạt")),
                             (long long)s->kept_wrong),
        .more = s->kept == 0 || s->kept_oldest_us == 0
                    ? str_printf(request->arena, tr(request->locale, N_("%lld văn bản")),
                                 (long long)s->kept)
                    : ago(request, s->kept_oldest_us),
        .standing = wrong ? STANDING_WARNING : STANDING_GOOD,
        .more_at = S("/can-bo/kiem-lai"),
        .message = wrong ? N_("Có kết quả lưu ở đây không còn kiểm là hợp lệ. Tra nhật ký việc "
                              "verify.verdict_changed.")
                         : N_("Chữ ký của các kết quả lưu ở đây đều kiểm lại hợp lệ"),
    };
}

/* What to do about a proof that does not come. */
static const char *proof_advice(struct str fault)
{
    static const struct {
        const char *fault;
        const char *advice;
    } words[] = {
        {"result.evidence_missing",
         N_("Cơ quan cấp chứng thư chưa trả lời về chứng thư đã ký. Xem nơi nào im lặng ở trang "
            "Chứng thư số và báo họ; máy tự hỏi lại.")},
        {"result.stamp_missing",
         N_("Dịch vụ dấu thời gian không trả lời. Xem cài đặt timestamp.url và báo nơi cung cấp; "
            "máy tự xin lại.")},
        {"result.stamp_wrong",
         N_("Dịch vụ dấu thời gian trả lời sai. Thêm cơ quan của họ vào danh sách tin cậy, hoặc "
            "đổi timestamp.url; máy tự xin lại.")},
        {"result.stamp_short",
         N_("Dấu thời gian mới không bền hơn dấu cũ. Hỏi nơi cung cấp khi nào đổi chứng thư, "
            "hoặc đổi timestamp.url.")},
        {"signature.storage", N_("Không ghi được tệp. Dọn ổ đĩa; máy tự làm lại.")},
        {"result.self_check",
         N_("Có chữ ký không còn kiểm là hợp lệ. Mở kết quả ở trang Xác minh để biết vì sao.")},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(fault, words[i].fault))
            return words[i].advice;
    return N_("Có kết quả đã ký hơn một ngày mà chưa đủ bằng chứng lâu dài. Xem dịch vụ dấu thời "
              "gian và tình trạng chứng thư.");
}

static int64_t days_left(struct request *request, const struct issued_pending *pending)
{
    int64_t left_us = pending->first_ends_us - request_now_us(request);
    return left_us > 0 ? left_us / MICROS_PER_DAY : 0;
}

static struct operation_line proof_line(struct request *request,
                                        const struct issued_pending *pending)
{
    bool late = pending->renewals > 0 ||
                (pending->count > 0 &&
                 request_now_us(request) - pending->oldest_us > MICROS_PER_DAY);
    bool failed = !str_empty(pending->fault);
    return (struct operation_line){
        .name = tr_str(request->locale, N_("Bằng chứng lâu dài")),
        .figure = pending->count == 0
                      ? tr_str(request->locale, N_("không có kết quả nào chờ"))
                      : str_printf(request->arena,
                                   tr(request->locale, N_("%lld đang chờ, lâu nhất %s")),
                                   (long long)pending->count,
                                   str_c(request->arena, ago(request, pending->oldest_us))),
        .more = pending->renewals == 0
                    ? S("")
                    : str_printf(request->arena,
                                 tr(request->locale, N_("%lld chưa làm mới được, còn %lld ngày")),
                                 (long long)pending->renewals,
                                 (long long)days_left(request, pending)),
        .standing = late ? STANDING_WARNING : STANDING_GOOD,
        .message = late || failed
                       ? proof_advice(pending->fault)
                       : N_("Mọi kết quả đã ký có đủ bằng chứng, hoặc đang trong hạn chờ"),
    };
}

void present_lines(struct request *request, const struct operation_state *state,
                   const struct issued_pending *pending, struct operation_view *view)
{
    struct operation_line *lines = ARENA_ARRAY(request->arena, struct operation_line, LINES_MAX);
    lines[0] = run_line(request, N_("Sao lưu"), &state->backup);
    lines[1] = run_line(request, N_("Diễn tập khôi phục"), &state->drill);
    lines[2] = jobs_line(request, &state->jobs);
    lines[3] = disk_line(request, state);
    lines[4] = log_line(request, state);
    lines[5] = kept_line(request, state);
    lines[6] = proof_line(request, pending);
    view->lines = lines;
    view->line_count = LINES_MAX;
}

void present_past(struct request *request, const struct operation_runs *runs,
                  struct operation_view *view)
{
    struct arena *arena = request->arena;
    view->past_count = runs->count;
    view->past = ARENA_ARRAY(arena, struct operation_past, runs->count + 1);
    for (size_t i = 0; i < runs->count; i++) {
        const struct operation_run *run = &runs->items[i];
        struct operation_past *past = &view->past[i];
        *past = (struct operation_past){
            .what = tr_str(request->locale, operation_word(run->kind)), .good = run->good,
            .ended_us = run->ended_us, .detail = run->detail,
            .took = say_duration(arena, run->ended_us - run->began_us)};
        if (run->good && str_empty(run->detail))
            past->figures = str_printf(arena, tr(request->locale, N_("%.*s dòng, %.*s (mới %.*s)")),
                                       STR_ARG(say_count(arena, run->rows)),
                                       STR_ARG(say_bytes(arena, run->bytes)),
                                       STR_ARG(say_bytes(arena, run->new_bytes)));
    }
}
