/* Leaders who have no certificate, or do not use theirs: the difference of T2i and T2u, by name. */
#include "base/buf.h"
#include "core/csv.h"
#include "core/measures.h"
#include "core/organisation.h"
#include "modules/certificate/handlers.h"
#include "modules/certificate/pages.h"

enum { ROWS_MAX = 2000, CSV_MAX = 2 << 20, ASPECT_ISSUED = 1, ASPECT_USING = 2 };
#define HOME "/can-bo/chung-thu"

static struct result load(struct request *request, struct missing_view *view)
{
    static const struct measure days90 = {.window = MEASURE_DAYS90};
    view->unused = str_is(form_get(request->form, "muc"), "dung");
    view->as_of_us = request_now_us(request);
    const struct q_register_missing_in asked = {
        .from = measure_from(&days90, view->as_of_us),
        .as_of = view->as_of_us,
        .today = organisation_today(request->arena, request->clock),
        .aspect = view->unused ? ASPECT_USING : ASPECT_ISSUED,
        .most = ROWS_MAX};
    const struct q_register_missing_count_in counted = {.from = asked.from, .as_of = asked.as_of,
                                                        .today = asked.today,
                                                        .aspect = asked.aspect};
    struct q_register_missing_count_out counts;
    TRY(q_register_missing(request->db, request->arena, asked, &view->rows));
    TRY(q_register_missing_count(request->db, request->arena, counted, &counts));
    view->missing = counts.missing;
    view->leaders = counts.leaders;
    respond_reads(request, "certificate.missing", S("certificate:register"));
    return RESULT_OK;
}

struct result missing_show(struct request *request)
{
    struct missing_view view = {.missing = 0};
    TRY(load(request, &view));
    struct str title = tr_str(request->locale, view.unused
                                                   ? N_("Lãnh đạo chưa ký số trong 90 ngày")
                                                   : N_("Lãnh đạo chưa có chứng thư số"));
    view.chrome = chrome_staff(request, title, HOME);
    view.crumbs = certificate_path(request, HOME, N_("Sổ chứng thư số"), title);
    page_register_missing(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result missing_csv(struct request *request)
{
    static const char *const head[] = {N_("Họ tên"), N_("Chức vụ"), N_("Mã cơ quan"),
                                       N_("Cơ quan"), N_("Ký gần nhất")};
    struct missing_view view = {.missing = 0};
    struct buf out;
    TRY(load(request, &view));
    buf_init(&out, request->arena, CSV_MAX);
    struct csv_writer csv = csv_begin(&out);
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
        csv_cell(&csv, tr_str(request->locale, head[i]));
    csv_end(&csv);
    for (size_t i = 0; i < view.rows.count; i++) {
        const missing_row *row = &view.rows.items[i];
        csv_cell(&csv, row->name);
        csv_cell(&csv, row->title);
        csv_cell(&csv, row->agency_code);
        csv_cell(&csv, row->agency_name);
        csv_cell(&csv, row->signed_us == 0
                           ? S("")
                           : format_datetime(request->arena, request->locale, row->signed_us));
        csv_end(&csv);
    }
    return respond_download(request, "text/csv; charset=utf-8",
                            view.unused ? S("lanh-dao-chua-dung.csv") : S("lanh-dao-chua-co.csv"),
                            buf_str(&out));
}
