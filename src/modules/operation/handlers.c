#include "modules/operation/handlers.h"

#include "core/services.h"
#include "modules/operation/pages.h"
#include "modules/operation/present.h"
#include "modules/operation/service.h"

enum { PAST_SHOWN = 20, PARKED_SHOWN = 50 };

static struct str headline_of(struct request *request, const struct operation_view *view)
{
    int64_t open = 0;
    for (size_t i = 0; i < view->line_count; i++)
        open += view->lines[i].standing != STANDING_GOOD;
    if (open == 0)
        return tr_str(request->locale, N_("Nút chạy tốt"));
    return str_printf(request->arena, tr(request->locale, N_("%lld chỗ cần xem")),
                      (long long)open);
}

struct result operation_show(struct request *request)
{
    struct operation_state state;
    struct operation_runs runs;
    struct issued_pending pending;
    struct operation_question question = {.settings = request->services->settings,
                                          .data_dir = request->services->data_dir,
                                          .now_us = request_now_us(request)};
    struct operation_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Vận hành")), NULL),
        .crumbs = present_crumbs(request),
        .may_retry = request->site->may(request, "job.manage"),
        .program = str_from_c(request->services->program),
        .folder = settings_text(request->services->settings, "backup.folder"),
    };
    TRY(operation_state_load(request->db, request->arena, &question, &state));
    TRY(operation_list(request->db, request->arena, PAST_SHOWN, &runs));
    TRY(jobs_parked(request->db, request->arena, PARKED_SHOWN, &view.parked, &view.parked_count));
    TRY(issued_pending(request->db, request->arena, &pending));
    present_lines(request, &state, &pending, &view);
    present_past(request, &runs, &view);
    view.migration = state.migration;
    view.migrated_us = state.migrated_us;
    view.headline = headline_of(request, &view);
    page_operation(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result operation_retry(struct request *request)
{
    int64_t id;
    struct service_context ctx = {.db = request->db, .arena = request->arena,
                                  .clock = request->clock, .actor = request->actor};
    if (!str_to_i64(request_param(request, "id"), &id))
        return result_fail(ERROR_NOT_FOUND, "job.not_parked", NULL);
    TRY(operation_job_retry(&ctx, id));
    return respond_redirect(request, S("/can-bo/van-hanh"));
}
