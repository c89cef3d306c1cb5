#include "modules/security/handlers.h"

#include "core/csv.h"
#include "modules/security/pages.h"

enum { CSV_MAX = 4 << 20 };

/* The report names people: reading it is recorded like any other reading. */
static struct result make(struct request *request, struct report *report)
{
    respond_reads(request, "security.report", S("security"));
    return security_report_make(request, report);
}

struct result security_show(struct request *request)
{
    struct crumb *crumbs = ARENA_ARRAY(request->arena, struct crumb, 2);
    struct str title = tr_str(request->locale, N_("Báo cáo an toàn"));
    struct security_view view = {.chrome = chrome_staff(request, title, "/can-bo/quan-tri"),
                                 .crumbs = {crumbs, 2},
                                 .made_us = request_now_us(request)};
    crumbs[0] = (struct crumb){S("/can-bo/quan-tri"), tr_str(request->locale, N_("Quản trị"))};
    crumbs[1] = (struct crumb){.label = title};
    TRY(make(request, &view.report));
    page_security(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result security_csv(struct request *request)
{
    static const char *const states[] = {"good", "warning", "bad"};
    static const char *const heads[] = {"part", "state", "what", "value", "advice"};
    struct report report;
    struct buf out;
    TRY(make(request, &report));
    buf_init(&out, request->arena, CSV_MAX);
    struct csv_writer csv = csv_begin(&out);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        csv_cell(&csv, str_from_c(heads[i]));
    csv_end(&csv);
    for (size_t s = 0; s < REPORT_PARTS; s++)
        for (size_t i = 0; i < report.sections[s].count; i++) {
            const struct finding *line = &report.sections[s].items[i];
            csv_cell(&csv, tr_str(request->locale, report.sections[s].title));
            csv_cell(&csv, str_from_c(states[line->state]));
            csv_cell(&csv, line->what);
            csv_cell(&csv, line->value);
            csv_cell(&csv, line->advice);
            csv_end(&csv);
        }
    return respond_download(request, "text/csv; charset=utf-8", S("bao-cao-an-toan.csv"),
                            buf_str(&out));
}
