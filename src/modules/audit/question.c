#include "modules/audit/question.h"

#include "base/clock.h"
#include "core/organisation.h"
#include "modules/audit/pages.h"
#include "modules/audit/present.h"
#include "modules/audit/scope.h"

enum { CSV_ROWS = 5000 };

static const struct {
    const char *path;
    const char *label;
    const char *help;
    const char *purpose;
    int days; /* back from today, unless the person says otherwise */
} QUESTIONS[AUDIT_QUESTIONS] = {
    [AUDIT_FREE] = {"/can-bo/kiem-tra", N_("Nhật ký"),
                    N_("Mọi lần đọc và mọi thay đổi, mới nhất trước. Không sửa được, không xóa "
                       "được."),
                    "audit.list", 30},
    [AUDIT_WHO_READ] = {"/can-bo/kiem-tra/ai-da-doc", N_("Ai đã đọc hồ sơ của một người"),
                        N_("Mọi lần một cán bộ mở màn hình có dữ liệu của hồ sơ."),
                        "audit.who_read", 365},
    [AUDIT_ROLE] = {"/can-bo/kiem-tra/quan-tri-vien", N_("Quản trị viên đã làm gì"),
                    N_("Mọi việc của người giữ vai trò quản trị, trong những ngày họ giữ vai trò "
                       "ấy."),
                    "audit.superusers", 30},
    [AUDIT_DUE] = {"/can-bo/kiem-tra/doi-han", N_("Hồ sơ trễ bị đổi ngày hẹn"),
                   N_("Hồ sơ quá ngày hẹn đầu tiên mà ngày hẹn đã được đổi."), "audit.due", 90},
};

void question_complain(struct request *request, struct audit_list_view *view, const char *field,
                     const char *message)
{
    struct form_error *items =
        ARENA_ARRAY(request->arena, struct form_error, view->errors.count + 1);
    for (size_t i = 0; i < view->errors.count; i++)
        items[i] = view->errors.items[i];
    items[view->errors.count] = (struct form_error){str_from_c(field), message};
    view->errors = (struct error_view){items, view->errors.count + 1};
}

static int64_t midnight_us(int64_t day)
{
    return civil_to_us(civil_from_day_number(day));
}

void question_take_days(struct request *request, struct audit_list_view *view,
                      struct audit_ask *ask)
{
    int64_t today = civil_day_of_us(request_now_us(request));
    int64_t from = today - QUESTIONS[view->question].days;
    int64_t to = today;
    bool told = civil_parse_date(form_get(request->form, "tu"), &from);
    bool till = civil_parse_date(form_get(request->form, "den"), &to);
    if (told && !till && from > to)
        to = from;
    if (from > to)
        question_complain(request, view, "tu", N_("Ngày đầu phải trước ngày cuối"));
    view->date_error = form_error_of(request->form, "tu");
    if (from > to)
        view->date_error = N_("Ngày đầu phải trước ngày cuối");
    view->from = civil_date_text(request->arena, from);
    view->to = civil_date_text(request->arena, to);
    ask->from_us = midnight_us(from);
    ask->to_us = midnight_us(to + 1);
}

struct result question_take_agency(struct request *request, struct audit_list_view *view,
                                 struct audit_ask *ask)
{
    struct agency_list agencies;
    struct str code = form_get(request->form, "co-quan");
    TRY(agency_all(request->db, request->arena, view->to, &agencies));
    TRY(audit_everywhere(request, &view->everywhere));
    if (!view->everywhere && code.len == 0)
        code = request->actor->agency_code;
    view->agencies = ARENA_ARRAY(request->arena, struct audit_choice, agencies.count + 1);
    for (size_t i = 0; i < agencies.count; i++) {
        const struct agency *agency = &agencies.items[i];
        bool chosen = str_equal(agency->code, code);
        if (chosen)
            ask->agency_id = agency->id;
        if (view->everywhere || chosen)
            view->agencies[view->agency_count++] =
                (struct audit_choice){agency->code, agency->name, chosen};
    }
    if (code.len > 0 && ask->agency_id == 0)
        return result_fail(ERROR_NOT_FOUND, "audit.agency", N_("Không có cơ quan này."));
    return audit_may(request, ask->agency_id);
}

/* The address of this question without the page; names and codes here need no escapes. */
static struct str address_of(struct request *request, const struct audit_list_view *view,
                             const struct audit_ask *ask)
{
    struct buf out;
    struct str object = ask->object.len > 0 ? ask->object : ask->actor;
    struct str agency = form_get(request->form, "co-quan");
    buf_init(&out, request->arena, 1024);
    buf_printf(&out, "%s?tu=%.*s&den=%.*s&", view->tab->path, STR_ARG(view->from),
               STR_ARG(view->to));
    if (object.len > 0)
        buf_printf(&out, "tim=%.*s&", STR_ARG(object));
    if (ask->kind.len > 0)
        buf_printf(&out, "viec=%.*s&", STR_ARG(ask->kind));
    if (agency.len > 0)
        buf_printf(&out, "co-quan=%.*s&", STR_ARG(agency));
    return buf_str(&out);
}

void question_begin(struct request *request, enum audit_question question,
                  struct audit_list_view *view)
{
    *view = (struct audit_list_view){.question = question, .help = QUESTIONS[question].help};
    for (int i = 0; i < AUDIT_QUESTIONS; i++)
        view->tabs[i] = (struct audit_tab){QUESTIONS[i].path, QUESTIONS[i].label,
                                           i == (int)question};
    view->tab = &view->tabs[question];
    view->errors = error_view_of(request->form);
    struct str label = tr_str(request->locale, view->tab->label);
    view->crumbs = audit_crumbs(request, label);
    if (question == AUDIT_FREE)
        view->crumbs.count = 2;
    view->chrome = chrome_staff(request, label, "/can-bo/quan-tri");
    view->asked = true;
}

/* Reading the log is read too: of the person or thing it was asked about. */
static void leave_trace(struct request *request, const struct audit_list_view *view,
                        const struct audit_ask *ask)
{
    struct str about = ask->object.len > 0 ? ask->object : ask->actor;
    respond_reads(request, QUESTIONS[view->question].purpose,
                  about.len > 0 ? about : S("evidence"));
    for (size_t i = 0; i < view->hit_count; i++)
        respond_reads(request, QUESTIONS[view->question].purpose, view->hits[i].object);
}

struct result question_finish(struct request *request, struct audit_list_view *view,
                            const struct audit_ask *ask)
{
    view->address = address_of(request, view, ask);
    leave_trace(request, view, ask);
    bool csv = str_is(form_get(request->form, "dang"), "csv");
    if (csv && view->more) /* never a part that looks like the whole */
        return result_fail(ERROR_LIMIT, "audit.too_many",
                           N_("Quá 5.000 dòng cho một tệp. Chọn ít ngày hơn, hoặc một cơ quan"));
    if (csv)
        return audit_csv(request, view);
    page_audit_list(respond_html(request, view->errors.count > 0 ? 422 : 200), view);
    return RESULT_OK;
}

struct audit_ask question_ask_of(struct request *request)
{
    struct audit_ask ask = {.before = AUDIT_NEWEST, .most = QUESTION_ROWS};
    struct str after = form_get(request->form, "sau");
    if (after.len > 0 && !audit_cursor_parse(after, &ask.before))
        ask.before = AUDIT_NEWEST;
    if (str_is(form_get(request->form, "dang"), "csv"))
        ask.most = CSV_ROWS;
    return ask;
}
