/* Who looked at my data, and why: for who is signed in, and for who holds a dossier's address. */
#include "modules/citizen/handlers.h"

#include "modules/citizen/pages.h"
#include "modules/dossier/dossier.h"

struct str reader_name(const struct request *request, const struct reading *reading)
{
    if (!reading->official)
        return str_starts(reading->actor, S("citizen:"))
                   ? tr_str(request->locale, N_("Bạn, khi đăng nhập"))
                   : tr_str(request->locale, N_("Bạn, hoặc người có đường dẫn hồ sơ"));
    if (reading->name.len == 0)
        return reading->agency_name;
    if (reading->title.len == 0)
        return str_printf(request->arena, "%.*s – %.*s", STR_ARG(reading->name),
                          STR_ARG(reading->agency_name));
    return str_printf(request->arena, "%.*s, %.*s – %.*s", STR_ARG(reading->name),
                      STR_ARG(reading->title), STR_ARG(reading->agency_name));
}

/* What is asked about, and where the pages stand. */
struct looked_at_whom {
    struct own_objects own;
    struct str base;
    struct str code; /* of the dossier; empty: all of the person's */
};

static struct result of_citizen(struct request *request, struct looked_at_whom *out)
{
    struct service_context ctx = citizen_context(request);
    *out = (struct looked_at_whom){.base = S("/cua-toi/ai-da-xem")};
    return own_objects_of(&ctx, &out->own);
}

static struct result of_dossier(struct request *request, struct looked_at_whom *out)
{
    struct service_context ctx = citizen_context(request);
    struct dossier_brief brief;
    TRY(dossier_brief_by_receipt(&ctx, request_param(request, "token"), &brief));
    *out = (struct looked_at_whom){
        .own = {.objects = ARENA_NEW(request->arena, struct str),
                .labels = ARENA_NEW(request->arena, struct str),
                .count = 1,
                .phone = brief.phone},
        .base = str_printf(request->arena, "/ho-so/%.*s/ai-da-xem",
                           STR_ARG(brief.receipt_token)),
        .code = brief.code,
    };
    out->own.objects[0] = str_printf(request->arena, "dossier:%lld", (long long)brief.id);
    out->own.labels[0] = brief.code;
    return RESULT_OK;
}

static struct own_frame frame_of(struct request *request, const struct looked_at_whom *whom)
{
    struct own_frame frame =
        own_frame_of(request, OWN_LOOKED, N_("Ai đã xem dữ liệu của tôi"));
    if (whom->code.len == 0)
        return frame;
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 3);
    items[0] = (struct crumb){S("/"), tr_str(request->locale, N_("Trang chủ"))};
    items[1] = (struct crumb){str_printf(request->arena, "/ho-so/%.*s",
                                         STR_ARG(request_param(request, "token"))),
                              whom->code};
    items[2] = (struct crumb){S(""), tr_str(request->locale, N_("Ai đã xem"))};
    frame.crumbs = (struct crumbs){.items = items, .count = 3};
    return frame;
}

/* The list is about the person and shows it: recorded as theirs, under the object itself. */
static void reads(struct request *request, const struct looked_at_whom *whom)
{
    bool own = whom->code.len == 0;
    respond_reads(request, own ? "citizen.own" : "citizen.receipt", whom->own.objects[0]);
}

static struct looked_line line_of(struct request *request, const struct looked_at_whom *whom,
                                  const struct looked *looked)
{
    struct looked_line line = {.looked = looked, .who = reader_name(request, &looked->reading)};
    if (looked->reading.official && looked->state == QUESTION_NONE)
        line.ask = str_printf(request->arena, "%.*s/%lld", STR_ARG(whom->base),
                              (long long)looked->reading.evidence_id);
    return line;
}

static struct result show_list(struct request *request, const struct looked_at_whom *whom)
{
    struct service_context ctx = citizen_context(request);
    struct looked_list list;
    bool everybody = form_int(request->form, "tat-ca", 0) != 0;
    TRY(looked_at(&ctx, &whom->own, form_int(request->form, "truoc", 0), everybody, &list));
    struct looked_view view = {
        .frame = frame_of(request, whom),
        .own = whom->code.len == 0,
        .base = whom->base,
        .heading = whom->code,
        .lines = ARENA_ARRAY(request->arena, struct looked_line, list.count),
        .count = list.count,
        .before_id = list.more ? list.items[list.count - 1].reading.evidence_id : 0,
        .everybody = everybody,
    };
    for (size_t i = 0; i < list.count; i++)
        view.lines[i] = line_of(request, whom, &list.items[i]);
    reads(request, whom);
    page_looked(respond_html(request, 200), &view);
    return RESULT_OK;
}

static struct result show_ask(struct request *request, const struct looked_at_whom *whom,
                              int status)
{
    struct service_context ctx = citizen_context(request);
    struct looked looked;
    int64_t id = 0;
    str_to_i64(request_param(request, "luot"), &id);
    TRY(looked_once(&ctx, &whom->own, id, &looked));
    if (looked.state != QUESTION_NONE)
        return respond_redirect(request, str_printf(request->arena, "/hoi-dap/%.*s",
                                                    STR_ARG(looked.token)));
    struct ask_view view = {
        .frame = frame_of(request, whom),
        .own = whom->code.len == 0,
        .base = whom->base,
        .line = line_of(request, whom, &looked),
        .errors = status == 200 ? (struct error_view){0} : error_view_of(request->form),
        .text = form_get(request->form, "cau_hoi"),
    };
    reads(request, whom);
    page_ask(respond_html(request, status), &view);
    return RESULT_OK;
}

static struct result send_ask(struct request *request, const struct looked_at_whom *whom)
{
    struct service_context ctx = citizen_context(request);
    struct question_new question = {.text = form_get(request->form, "cau_hoi")};
    struct str token;
    str_to_i64(request_param(request, "luot"), &question.evidence_id);
    if (request->form->error_count > 0)
        return show_ask(request, whom, 422);
    TRY(question_ask(&ctx, &whom->own, question, &token));
    return respond_redirect(request,
                            str_printf(request->arena, "/hoi-dap/%.*s", STR_ARG(token)));
}

struct result looked_show(struct request *request)
{
    struct looked_at_whom whom;
    TRY(of_citizen(request, &whom));
    return show_list(request, &whom);
}

struct result looked_ask(struct request *request)
{
    struct looked_at_whom whom;
    TRY(of_citizen(request, &whom));
    return show_ask(request, &whom, 200);
}

struct result looked_ask_send(struct request *request)
{
    struct looked_at_whom whom;
    TRY(of_citizen(request, &whom));
    return send_ask(request, &whom);
}

struct result dossier_looked_show(struct request *request)
{
    struct looked_at_whom whom;
    TRY(of_dossier(request, &whom));
    return show_list(request, &whom);
}

struct result dossier_looked_ask(struct request *request)
{
    struct looked_at_whom whom;
    TRY(of_dossier(request, &whom));
    return show_ask(request, &whom, 200);
}

struct result dossier_looked_ask_send(struct request *request)
{
    struct looked_at_whom whom;
    TRY(of_dossier(request, &whom));
    return send_ask(request, &whom);
}

/* The address of a question is the right to read its answer; it names nobody but the official. */
struct result question_show(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct question question;
    TRY(question_by_token(&ctx, request_param(request, "token"), &question));
    struct str title = tr_str(request->locale, N_("Câu hỏi về dữ liệu của bạn"));
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    items[0] = (struct crumb){S("/"), tr_str(request->locale, N_("Trang chủ"))};
    items[1] = (struct crumb){S(""), title};
    struct question_view_own view = {
        .chrome = chrome_public(request, title),
        .crumbs = {.items = items, .count = 2},
        .question = &question,
        .who = reader_name(request, &question.reading),
    };
    respond_reads(request, request->citizen != NULL ? "citizen.own" : "citizen.receipt",
                  question.object);
    page_question_answer(respond_html(request, 200), &view);
    return RESULT_OK;
}
