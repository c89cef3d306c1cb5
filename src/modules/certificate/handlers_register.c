/* The register: who has which certificate, and how it stands today. */
#include "base/buf.h"
#include "core/csv.h"
#include "core/permission.h"
#include "core/settings.h"
#include "modules/certificate/handlers.h"
#include "modules/certificate/pages.h"
#include "modules/certificate/present.h"
#include "modules/certificate/service.h"

enum { PAGE_ROWS = 50, CSV_ROWS = 20000, CSV_MAX = 8 << 20 };
#define HOME "/can-bo/chung-thu"

static struct q_register_rows_in question(struct request *request, int64_t most, int64_t skip)
{
    struct register_days days = register_days(request);
    return (struct q_register_rows_in){
        .words = form_get(request->form, "tim"),
        .state = form_get(request->form, "loc"),
        .now = request_now_us(request),
        .soon = days.soon_us,
        .stale = days.stale_us,
        .most = most,
        .skip = skip,
    };
}

static void fill_choices(struct register_view *view, struct str chosen)
{
    static const struct state_choice choices[STATE_CHOICES] = {
        {"", N_("Tất cả"), false},
        {"good", N_("Đang dùng được"), false},
        {"ending", N_("Sắp hết hạn"), false},
        {"unknown", N_("Chưa rõ tình trạng"), false},
        {"blocked", N_("Bị thu hồi, tạm dừng"), false},
        {"expired", N_("Đã hết hạn"), false},
        {"free", N_("Chưa có người giữ"), false},
    };
    for (size_t i = 0; i < STATE_CHOICES; i++) {
        view->choices[i] = choices[i];
        view->choices[i].chosen = str_is(chosen, choices[i].code);
    }
}

static void fill_lines(struct request *request, const struct q_register_rows_rows *rows,
                       struct register_view *view)
{
    view->count = rows->count < PAGE_ROWS ? rows->count : PAGE_ROWS;
    view->more = rows->count > PAGE_ROWS;
    view->lines = ARENA_ARRAY(request->arena, struct register_line, rows->count + 1);
    for (size_t i = 0; i < view->count; i++)
        view->lines[i] = register_line_of(&rows->items[i]);
}

struct result register_list_show(struct request *request)
{
    struct register_view view = {.page = certificate_page(request)};
    struct q_register_rows_rows rows;
    struct q_register_rows_in asked =
        question(request, PAGE_ROWS + 1, (view.page - 1) * PAGE_ROWS);
    const struct q_register_changes_in since = {.since = asked.now - 7 * MICROS_PER_DAY};
    TRY(q_register_rows(request->db, request->arena, asked, &rows));
    TRY(q_register_changes(request->db, request->arena, since, &view.changes));
    view.chrome = chrome_staff(request, tr_str(request->locale, N_("Sổ chứng thư số")), HOME);
    view.words = asked.words;
    view.state = asked.state;
    view.manages = permission_somewhere(request->actor, "certificate.manage");
    fill_choices(&view, asked.state);
    fill_lines(request, &rows, &view);
    respond_reads(request, "certificate.list", S("certificate:register"));
    page_register_list(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* The reader's own, for everybody who signs. */
struct result register_own_show(struct request *request)
{
    struct register_view view = {.own = true, .page = 1};
    struct q_register_rows_rows rows;
    struct q_register_rows_in asked = question(request, PAGE_ROWS, 0);
    asked.person = request->actor->person_id;
    TRY(q_register_rows(request->db, request->arena, asked, &rows));
    fill_lines(request, &rows, &view);
    view.chrome = chrome_staff(request, tr_str(request->locale, N_("Chứng thư số của tôi")),
                               HOME "/cua-toi");
    page_register_list(respond_html(request, 200), &view);
    return RESULT_OK;
}

static void put_line(struct request *request, struct csv_writer *csv,
                     const struct q_register_rows_out *row)
{
    struct register_line line = register_line_of(row);
    struct str cells[] = {
        row->holder, row->staff_code, row->agency_code, row->name,
        tr_str(request->locale, line.domain), row->issuer, row->serial,
        format_date(request->arena, request->locale, row->not_before_us),
        format_date(request->arena, request->locale, row->not_after_us),
        tr_str(request->locale, register_state_words(line.state, line.standing)),
        row->status_us == 0 ? S("")
                            : format_datetime(request->arena, request->locale, row->status_us)};
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        csv_cell(csv, cells[i]);
    csv_end(csv);
}

struct result register_list_csv(struct request *request)
{
    static const char *const head[] = {
        N_("Người giữ"), N_("Mã cán bộ"), N_("Mã cơ quan"), N_("Tên trên chứng thư"),
        N_("Loại"), N_("Cơ quan cấp"), N_("Số"),
        N_("Từ"), N_("Đến"), N_("Tình trạng"), N_("Theo câu trả lời lúc")};
    struct q_register_rows_rows rows;
    struct buf out;
    TRY(q_register_rows(request->db, request->arena, question(request, CSV_ROWS, 0), &rows));
    buf_init(&out, request->arena, CSV_MAX);
    struct csv_writer csv = csv_begin(&out);
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
        csv_cell(&csv, tr_str(request->locale, head[i]));
    csv_end(&csv);
    for (size_t i = 0; i < rows.count; i++)
        put_line(request, &csv, &rows.items[i]);
    respond_reads(request, "certificate.list", S("certificate:register"));
    return respond_download(request, "text/csv; charset=utf-8", S("chung-thu-so.csv"),
                            buf_str(&out));
}
