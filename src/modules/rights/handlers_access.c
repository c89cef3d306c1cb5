/* Xin xem: asking to see one dossier of another agency, and answering. */
#include "core/access.h"
#include "core/identifiers.h"
#include "modules/dossier/dossier.h"
#include "modules/rights/handlers.h"
#include "modules/rights/pages.h"
#include "modules/rights/service.h"

#define HOME "/can-bo/xin-xem"

/* ---- the page ---- */

static struct access_line line_of(struct request *request, const struct access_row *row, bool keeps)
{
    struct access_line line = {.row = *row, .keeps = keeps};
    if (!str_empty(row->object))
        line.path = str_printf(request->arena, "/can-bo/ho-so/%.*s", STR_ARG(row->code));
    return line;
}

static struct access_line *lines_of(struct request *request, const struct access_rows *rows,
                                    bool keeps)
{
    struct access_line *lines = ARENA_ARRAY(request->arena, struct access_line, rows->count + 1);
    for (size_t i = 0; i < rows->count; i++)
        lines[i] = line_of(request, &rows->items[i], keeps);
    return lines;
}

static struct result show(struct request *request, int status, struct error_view errors)
{
    struct access_rows mine;
    struct access_rows others;
    TRY(access_asked(request->db, request->arena, request->actor, &mine));
    TRY(access_to_answer(request->db, request->arena, request->actor, &others));
    struct access_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Xin xem hồ sơ")), HOME),
        .errors = errors,
        .may_ask = permission_somewhere(request->actor, "dossier.read"),
        .keeps = permission_somewhere(request->actor, "access.answer"),
        .code = rights_field(request, "cho", N_("Mã hồ sơ")),
        .reason = rights_field(request, "ly-do", N_("Cần xem để làm gì")),
        .mine = lines_of(request, &mine, false),
        .mine_count = mine.count,
        .others = lines_of(request, &others, true),
        .other_count = others.count,
    };
    view.code.hint = tr_str(request->locale, N_("Ví dụ: H19.62-261123-0027"));
    view.reason.hint = tr_str(request->locale,
                              N_("Người giữ hồ sơ đọc câu này rồi quyết định"));
    page_access(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result access_show(struct request *request)
{
    return show(request, 200, (struct error_view){0});
}

/* ---- asking ---- */

/* A code that nobody has is asked for in the same way: the answer tells nothing. */
static struct result find_thing(struct request *request, struct access_ask *what)
{
    struct service_context ctx = rights_context(request);
    struct dossier_brief dossier;
    struct result found = dossier_brief_by_code(&ctx, what->code, &dossier);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    what->object = str_printf(request->arena, "dossier:%lld", (long long)dossier.id);
    what->agency_id = dossier.agency_id;
    return RESULT_OK;
}

static const char *field_of(struct result refusal)
{
    return refusal.code != NULL && str_is(str_from_c(refusal.code), "access.reason") ? "ly-do"
                                                                                   : "cho";
}

static struct result ask(struct request *request)
{
    struct service_context ctx = rights_context(request);
    struct access_ask what = {
        .code = dossier_code_clean(request->arena, form_get(request->form, "cho")),
        .reason = form_get(request->form, "ly-do")};
    if (dossier_code_pattern_of(what.code) == DOSSIER_CODE_NONE)
        return result_fail(ERROR_INVALID, "access.code",
                           N_("Ghi mã hồ sơ đủ như trên giấy hẹn, ví dụ H19.62-261123-0027"));
    TRY(find_thing(request, &what));
    return rights_ask_access(&ctx, &what);
}

struct result access_ask_send(struct request *request)
{
    if (request->form->error_count > 0)
        return show(request, 422, error_view_of(request->form));
    struct result done = ask(request);
    if (result_ok(done))
        return respond_redirect(request, S(HOME));
    if (!rights_mendable(done) && done.kind != ERROR_LIMIT)
        return done;
    return show(request, 422, rights_error(request, field_of(done), done.message));
}

/* ---- answering ---- */

static struct result after(struct request *request, struct result done)
{
    struct str field = str_printf(request->arena, "tra-loi-%lld",
                                  (long long)form_int(request->form, "so", 0));
    if (result_ok(done))
        return respond_redirect(request, S(HOME));
    return rights_mendable(done)
               ? show(request, 422, rights_error(request, str_c(request->arena, field),
                                                 done.message))
               : done;
}

struct result access_answer_send(struct request *request)
{
    struct service_context ctx = rights_context(request);
    const struct form *form = request->form;
    bool yes = str_is(form_get(form, "quyet"), "co");
    struct access_answer what = {.id = form_int(form, "so", 0),
                                 .days = yes ? form_int(form, "ngay", 0) : 0,
                                 .text = form_get(form, "tra-loi")};
    if (form->error_count > 0)
        return show(request, 422, error_view_of(form));
    if (yes && what.days == 0)
        return after(request, result_fail(ERROR_INVALID, "access.days",
                                          N_("Cho xem từ 1 đến 30 ngày")));
    return after(request, rights_answer_access(&ctx, what));
}

struct result access_end_send(struct request *request)
{
    struct service_context ctx = rights_context(request);
    if (request->form->error_count > 0)
        return show(request, 422, error_view_of(request->form));
    return after(request, rights_end_access(&ctx, form_int(request->form, "so", 0)));
}
