/* Decisions at reception: accept with the fee, ask for all defects at once, refuse with reason. */
#include "core/calendar_days.h"
#include "core/procedure.h"
#include "modules/dossier/handlers_staff.h"
#include "modules/dossier/reasons.h"
#include "modules/dossier/staff_page.h"
#include "modules/dossier/staff_pages.h"

static int64_t seen_revision(const struct request *request)
{
    return form_int(request->form, "lan", -1);
}

static struct result done_at(struct request *request, struct str code, const char *what)
{
    return respond_redirect(request, str_printf(request->arena, "%.*s?da=%s",
                                                STR_ARG(staff_path(request, code)), what));
}

/* The person can mend it on the page, or must look at the dossier again. */
static bool shows_on_page(struct result outcome)
{
    return outcome.kind == ERROR_INVALID || outcome.kind == ERROR_CONFLICT;
}

/* ---- accept ---- */

/* "08:05" on a day "2026-11-23"; 0 for anything else. */
static int64_t instant_of(struct str day, struct str time)
{
    struct str hour;
    struct str minute;
    int64_t number;
    int64_t h;
    int64_t m;
    if (!civil_parse_date(day, &number) || !str_split(time, ':', &hour, &minute) ||
        !str_to_i64(hour, &h) || !str_to_i64(minute, &m) || h < 0 || h > 23 || m < 0 || m > 59)
        return 0;
    struct civil_time at = civil_from_day_number(number);
    at.hour = (int)h;
    at.minute = (int)m;
    return civil_to_us(at);
}

static struct result accept_again(struct request *request, struct result outcome)
{
    struct staff_dossier_view view = {.notice = outcome.message, .notice_bad = true};
    TRY(staff_view_of(request, &view));
    if (outcome.kind == ERROR_INVALID) {
        view.errors = staff_error(request, "so", outcome.message);
        view.notice = NULL;
    }
    view.fee.number = form_get(request->form, "so");
    if (form_has(request->form, "gio"))
        view.fee.time = form_get(request->form, "gio");
    for (size_t i = 0; i < view.fee.exemption_count; i++)
        view.fee.exemptions[i].chosen =
            str_equal(view.fee.exemptions[i].value, form_get(request->form, "mien"));
    page_staff_dossier(respond_html(request, result_http_status(outcome.kind)), &view);
    return RESULT_OK;
}

static struct result read_fee(struct request *request, const struct dossier_view *d,
                              struct fee_paid *fee)
{
    struct procedure procedure;
    TRY(procedure_by_version(request->db, request->arena, d->brief.procedure_version_id,
                             &procedure));
    *fee = (struct fee_paid){.exemption = form_get(request->form, "mien"),
                             .number = form_get(request->form, "so")};
    TRY(procedure_fee(&procedure, d->copies, fee->exemption, &fee->amount_vnd));
    if (fee->amount_vnd == 0) {
        fee->number = (struct str){0};
        return RESULT_OK;
    }
    fee->paid_us = instant_of(form_get(request->form, "ngay"), form_get(request->form, "gio"));
    if (fee->paid_us == 0 || fee->paid_us > request_now_us(request))
        return result_fail(ERROR_INVALID, "dossier.fee_time",
                           N_("Ghi ngày giờ thu tiền, ví dụ 23/11/2026 và 08:05, không "
                              "sau lúc này"));
    return RESULT_OK;
}

struct result staff_accept_send(struct request *request)
{
    struct service_context ctx = staff_context(request);
    struct dossier_view *d;
    struct fee_paid fee;
    TRY(staff_load(request, &d));
    struct result outcome = read_fee(request, d, &fee);
    if (result_ok(outcome))
        outcome = dossier_accept(&ctx, d->brief.code, seen_revision(request), &fee);
    if (shows_on_page(outcome))
        return accept_again(request, outcome);
    TRY(outcome);
    return done_at(request, d->brief.code, "tiep-nhan");
}

/* ---- form 02 ---- */

static struct str reason_label(const struct request *request, const struct reason *reason)
{
    return str_printf(request->arena, "%s %.*s", reason->code,
                      STR_ARG(tr_str(request->locale, reason->label)));
}

static struct choice_view *choices_of(struct request *request, const struct reason *list,
                                      struct str chosen, size_t *count)
{
    *count = 0;
    while (list[*count].code)
        ++*count;
    struct choice_view *choices = ARENA_ARRAY(request->arena, struct choice_view, *count);
    for (size_t i = 0; i < *count; i++)
        choices[i] = (struct choice_view){.value = str_from_c(list[i].code),
                                          .label = reason_label(request, &list[i]),
                                          .chosen = str_is(chosen, list[i].code)};
    return choices;
}

static void add_component(struct request *request, struct ask_view *view, struct str slot,
                          struct answer_row shown)
{
    struct str chosen = form_get(request->form, str_printf(request->arena, "ly-do.%.*s",
                                                           STR_ARG(slot)).ptr);
    struct component_row *row = &view->rows[view->row_count++];
    *row = (struct component_row){
        .slot = slot,
        .label = shown.label,
        .value = shown.value,
        .text = form_get(request->form,
                         str_printf(request->arena, "viet.%.*s", STR_ARG(slot)).ptr),
    };
    row->marked = !str_empty(chosen) || !str_empty(row->text);
    row->reasons = choices_of(request, supplement_reasons, chosen, &row->reason_count);
}

/* Every answer and every file of the dossier is a component to look at. */
static struct result fill_ask(struct request *request, struct ask_view *view)
{
    struct staff_dossier_view contents = {0};
    struct calendar calendar;
    TRY(staff_load(request, &view->d));
    contents.d = view->d;
    TRY(staff_fill_contents(request, &contents));
    TRY(calendar_load(request->db, request->arena, &calendar));
    view->rows = ARENA_ARRAY(request->arena, struct component_row,
                             contents.answer_count + contents.paper_count);
    for (size_t i = 0; i < contents.paper_count; i++) {
        const struct paper_row *paper = &contents.papers[i];
        add_component(request, view, paper->file->slot,
                      (struct answer_row){.label = paper->label, .value = paper->file->name});
    }
    for (size_t i = 0; i < contents.answer_count; i++)
        add_component(request, view, contents.answers[i].key, contents.answers[i]);
    view->notice_by_us = calendar_supplement_notice_by(&calendar, view->d->submitted_us);
    view->notice_late = request_now_us(request) > view->notice_by_us;
    view->chrome = chrome_staff(request, tr_str(request->locale, N_("Yêu cầu bổ sung")),
                                "/can-bo/viec");
    view->crumbs = staff_crumbs(request, view->d->brief.code, N_("Yêu cầu bổ sung"));
    return RESULT_OK;
}

/* Asking and refusing belong to reception; elsewhere the dossier itself says where it is. */
struct result staff_ask_show(struct request *request)
{
    struct ask_view view = {0};
    TRY(fill_ask(request, &view));
    if (!staff_at_reception(view.d))
        return respond_redirect(request, staff_path(request, view.d->brief.code));
    page_ask_supplement(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* A chosen reason brings its sentence where nothing was written; a text without a reason is
 * sent back to the clerk. */
static size_t read_defects(struct request *request, struct ask_view *view,
                           struct dossier_defect *defects)
{
    size_t count = 0;
    for (size_t i = 0; i < view->row_count; i++) {
        struct component_row *row = &view->rows[i];
        const struct reason *reason = NULL;
        for (size_t r = 0; r < row->reason_count; r++) {
            if (row->reasons[r].chosen)
                reason = reason_find(supplement_reasons, row->reasons[r].value);
        }
        if (!row->marked)
            continue;
        if (!reason) {
            row->error = N_("Chọn lý do cho mục này");
            view->errors = staff_error(request, "bo-sung", row->error);
            continue;
        }
        defects[count++] = (struct dossier_defect){
            .slot = row->slot,
            .reason = str_from_c(reason->code),
            .text = str_empty(row->text) ? str_from_c(reason->sentence) : row->text,
        };
    }
    return count;
}

struct result staff_ask_send(struct request *request)
{
    struct service_context ctx = staff_context(request);
    struct ask_view view = {0};
    TRY(fill_ask(request, &view));
    struct dossier_defect *defects =
        ARENA_ARRAY(request->arena, struct dossier_defect, view.row_count);
    size_t count = read_defects(request, &view, defects);
    if (view.errors.count > 0) {
        page_ask_supplement(respond_html(request, 422), &view);
        return RESULT_OK;
    }
    struct result outcome =
        dossier_ask_supplement(&ctx, view.d->brief.code, seen_revision(request), defects, count);
    bool second = outcome.kind == ERROR_FORBIDDEN &&
                  str_is(str_from_c(outcome.code), "dossier.second_supplement");
    if (shows_on_page(outcome) || second) {
        view.errors = staff_error(request, "bo-sung", outcome.message);
        page_ask_supplement(respond_html(request, result_http_status(outcome.kind)), &view);
        return RESULT_OK;
    }
    TRY(outcome);
    return done_at(request, view.d->brief.code, "bo-sung");
}

/* ---- form 03 ---- */

static struct result fill_refuse(struct request *request, struct refuse_view *view)
{
    TRY(staff_load(request, &view->d));
    view->reasons = choices_of(request, refusal_reasons, form_get(request->form, "ly-do"),
                               &view->reason_count);
    view->text = form_get(request->form, "viet");
    view->chrome = chrome_staff(request, tr_str(request->locale, N_("Không tiếp nhận")),
                                "/can-bo/viec");
    view->crumbs = staff_crumbs(request, view->d->brief.code, N_("Không tiếp nhận"));
    return RESULT_OK;
}

struct result staff_refuse_show(struct request *request)
{
    struct refuse_view view = {0};
    TRY(fill_refuse(request, &view));
    if (!staff_at_reception(view.d))
        return respond_redirect(request, staff_path(request, view.d->brief.code));
    page_refuse(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result staff_refuse_send(struct request *request)
{
    struct service_context ctx = staff_context(request);
    struct refuse_view view = {0};
    TRY(fill_refuse(request, &view));
    const struct reason *reason =
        reason_find(refusal_reasons, form_get(request->form, "ly-do"));
    struct result outcome = result_fail(ERROR_INVALID, "dossier.reason",
                                        N_("Chọn lý do trong danh mục và viết rõ cho người dân"));
    if (reason && !str_empty(view.text))
        outcome = dossier_refuse(&ctx, view.d->brief.code, seen_revision(request),
                                 str_from_c(reason->code), view.text);
    if (shows_on_page(outcome)) {
        view.errors = staff_error(request, reason ? "viet" : "ly-do", outcome.message);
        page_refuse(respond_html(request, result_http_status(outcome.kind)), &view);
        return RESULT_OK;
    }
    TRY(outcome);
    return done_at(request, view.d->brief.code, "tu-choi");
}
