/* Rights that nobody used for 90 days, and accounts that look shared. */
#include "core/csv.h"
#include "modules/rights/handlers.h"
#include "modules/rights/pages.h"

enum { CSV_MAX = 1 << 20, SHARED_DAYS = 30 };

static struct result load(struct request *request, struct unused_view *view)
{
    struct rights_unused unused;
    struct accounts_shared shared;
    int64_t since_us = request_now_us(request) - SHARED_DAYS * MICROS_PER_DAY;
    view->day = request->actor->today;
    TRY(rights_unused(request->db, request->arena, view->day, &unused));
    TRY(accounts_shared(request->db, request->arena, since_us, &shared));
    view->unused = ARENA_ARRAY(request->arena, struct unused_line, unused.count + 1);
    view->unused_count = unused.count;
    for (size_t i = 0; i < unused.count; i++) {
        struct str name = unused.items[i].permission;
        const struct permission *permission = permission_find(str_c(request->arena, name));
        view->unused[i] = (struct unused_line){
            unused.items[i], permission != NULL ? permission->title : NULL};
    }
    view->shared = shared.items;
    view->shared_count = shared.count;
    respond_reads(request, "security.read", S("accounts"));
    return RESULT_OK;
}

struct result rights_unused_show(struct request *request)
{
    struct unused_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Quyền ít dùng")),
                               "/can-bo/quyen/it-dung")};
    TRY(load(request, &view));
    page_unused_rights(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result rights_unused_csv(struct request *request)
{
    struct unused_view view = {0};
    struct buf out;
    static const char *const HEADS[] = {"tai_khoan", "nguoi",    "chuc_vu", "co_quan",
                                        "ma_quyen",  "giu_tu",   "dung_lan_cuoi"};
    TRY(load(request, &view));
    buf_init(&out, request->arena, CSV_MAX);
    struct csv_writer csv = csv_begin(&out);
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++)
        csv_cell(&csv, str_from_c(HEADS[i]));
    csv_end(&csv);
    for (size_t i = 0; i < view.unused_count; i++) {
        const struct right_unused *right = &view.unused[i].right;
        const struct str cells[] = {right->login,      right->name,  right->title,
                                    right->agency_name, right->permission, right->since,
                                    right->last_used};
        for (size_t c = 0; c < sizeof cells / sizeof cells[0]; c++)
            csv_cell(&csv, cells[c]);
        csv_end(&csv);
    }
    return respond_download(request, "text/csv; charset=utf-8",
                            str_printf(request->arena, "quyen-it-dung-%.*s.csv",
                                       STR_ARG(view.day)),
                            buf_str(&out));
}
