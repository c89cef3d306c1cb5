/* What the weekly look at kept results found: counts that open their rows. */
#include "core/services.h"
#include "modules/dossier/dossier.h"
#include "modules/result/result.h"
#include "modules/verify/handlers.h"
#include "modules/verify/pages.h"
#include "modules/verify/queries.h"
#include "modules/verify/upload.h"

enum { ROWS_MOST = 50 };

/* A verdict of the job (job_recheck.h) in words, with what to do. */
static const struct {
    const char *code;
    const char *word;
    const char *todo;
} words[] = {
    {"", N_("Chưa kiểm lần nào"), N_("Máy kiểm dần, vài văn bản mỗi mười phút.")},
    {"TOTAL-PASSED", N_("Hợp lệ"), NULL},
    {"LOST", N_("Mất hoặc hỏng tệp"), N_("Phục hồi tệp từ bản sao lưu.")},
    {"UNREADABLE", N_("Không đọc được"), N_("So tệp với bản sao lưu.")},
    {"TOTAL-FAILED / MODIFIED", N_("Bị sửa sau khi ký"), N_("So tệp với bản sao lưu.")},
    {"INDETERMINATE / TRY_LATER", N_("Chưa biết chứng thư có bị thu hồi không"),
     N_("Xem nơi cấp chứng thư có trả lời không, ở trang Chứng thư.")},
    {"INDETERMINATE / NO_CERTIFICATE_CHAIN_FOUND", N_("Gốc không còn trong danh sách tin cậy"),
     N_("Xem ai đã bỏ gốc, ở trang Danh sách tin cậy.")},
    {"INDETERMINATE / REVOKED_NO_POE", N_("Chứng thư bị thu hồi, không rõ ký trước hay sau"),
     N_("Xem ngày thu hồi, ở trang Chứng thư.")},
};
static const char *const other_word = N_("Không đạt vì lý do khác");
static const char *const other_todo = N_("Mở văn bản ở trang kiểm tra để xem từng điều.");

static const char *word_of(struct str verdict, const char **todo)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_is(verdict, words[i].code)) {
            *todo = words[i].todo;
            return words[i].word;
        }
    *todo = other_todo;
    return other_word;
}

static struct result fill_rows(struct request *request, struct kept_view *view, int64_t after)
{
    struct service_context *ctx = verify_lookup_of(request).ctx;
    struct q_recheck_rows_rows rows;
    const struct q_recheck_rows_in wanted = {.verdict = view->chosen, .after = after,
                                             .most = ROWS_MOST};
    TRY(q_recheck_rows(ctx->db, ctx->arena, wanted, &rows));
    view->rows = ARENA_ARRAY(ctx->arena, struct kept_row, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        struct kept_row *row = &view->rows[view->row_count];
        struct issued issued;
        struct dossier_brief dossier;
        struct result found = issued_of_file(ctx, rows.items[i].file_sha256, &issued);
        if (result_ok(found))
            found = dossier_brief_by_id(ctx, issued.dossier_id, &dossier);
        if (found.kind == ERROR_NOT_FOUND)
            continue; /* erased since */
        TRY(found);
        *row = (struct kept_row){.title = issued.title, .symbol = issued.symbol,
                                 .agency = issued.agency_name, .code = dossier.code,
                                 .checked_us = rows.items[i].checked_us,
                                 .sha256 = rows.items[i].file_sha256};
        view->row_count++;
    }
    view->next = rows.count == ROWS_MOST ? rows.items[rows.count - 1].id : 0;
    return RESULT_OK;
}

static struct result fill_counts(struct request *request, struct kept_view *view)
{
    struct q_recheck_counts_rows counts;
    TRY(q_recheck_counts(request->db, request->arena, &counts));
    view->counts = ARENA_ARRAY(request->arena, struct kept_count, counts.count + 1);
    for (size_t i = 0; i < counts.count; i++) {
        const struct q_recheck_counts_out *one = &counts.items[i];
        struct kept_count *to = &view->counts[view->count_count++];
        *to = (struct kept_count){.verdict = one->verdict, .count = one->count,
                                  .oldest_us = one->oldest_us};
        to->word = word_of(one->verdict, &to->todo);
        to->tone = str_is(one->verdict, "TOTAL-PASSED")    ? TONE_OK
                   : str_starts(one->verdict, S("TOTAL-")) ? TONE_BAD
                   : str_is(one->verdict, "LOST")          ? TONE_BAD
                                                           : TONE_WARN;
        view->total += one->count;
        view->wrong += to->tone == TONE_OK || str_empty(one->verdict) ? 0 : one->count;
        if (str_equal(one->verdict, view->chosen))
            view->chosen_word = to->word;
    }
    return RESULT_OK;
}

struct result verify_kept_show(struct request *request)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    struct kept_view view = {.open = form_has(request->form, "ket-luan"),
                             .chosen = form_get(request->form, "ket-luan")};
    view.chrome = chrome_staff(request, tr_str(request->locale, N_("Kiểm lại kết quả đã ký")),
                               NULL);
    items[0] = (struct crumb){S("/can-bo/van-hanh"), tr_str(request->locale, N_("Vận hành"))};
    items[1] = (struct crumb){S(""), tr_str(request->locale, N_("Kiểm lại kết quả đã ký"))};
    view.crumbs = (struct crumbs){items, 2};
    TRY(fill_counts(request, &view));
    if (view.open)
        TRY(fill_rows(request, &view, form_int(request->form, "sau", 0)));
    page_kept(respond_html(request, 200), &view);
    return RESULT_OK;
}
