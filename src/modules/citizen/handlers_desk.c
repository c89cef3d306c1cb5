/* The officials' side: binding a phone at the counter, answering questions. */
#include "modules/citizen/handlers.h"

#include "core/identifiers.h"
#include "modules/citizen/pages.h"
#include "modules/dossier/dossier.h"

static struct counter_view counter_view_of(struct request *request, struct error_view errors)
{
    struct counter_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Đối chiếu giấy tờ")),
                               "/can-bo/cong-dan"),
        .errors = errors,
        .identifier = field_typed(request, errors, "dinh_danh",
                                  N_("Số định danh hoặc mã số thuế trên giấy tờ gốc")),
        .name = field_typed(request, errors, "ho_ten", N_("Họ tên hoặc tên doanh nghiệp")),
        .phone = field_typed(request, errors, "dien_thoai",
                             N_("Số điện thoại người dân đang cầm")),
        .code = field_typed(request, errors, "ma", N_("Mã 6 số người dân đọc cho bạn")),
        .object = form_get(request->form, "ho_so"),
        .compared_error = error_of(errors, "doi_chieu"),
    };
    view.identifier.inputmode = view.code.inputmode = "numeric";
    view.phone.inputmode = "tel";
    view.code.width = "is-w6";
    view.code.value = (struct str){0};
    return view;
}

static struct result show_counter(struct request *request, int status, struct counter_view view)
{
    page_counter(respond_html(request, status), &view);
    return RESULT_OK;
}

/* From a dossier: what it says stands in the fields, to be compared with the papers. */
static struct result prefill(struct request *request, struct counter_view *view)
{
    struct service_context ctx = citizen_context(request);
    struct dossier_person person;
    TRY(dossier_person_of(&ctx, view->object, &person));
    respond_reads(request, "citizen.desk",
                  str_printf(request->arena, "dossier:%lld", (long long)person.dossier_id));
    view->identifier.value = person.identifier;
    view->name.value = person.name;
    view->phone.value = phone_spoken(request->arena, person.phone);
    return RESULT_OK;
}

struct result counter_show(struct request *request)
{
    struct counter_view view = counter_view_of(request, (struct error_view){0});
    view.done = form_int(request->form, "xong", 0) != 0;
    if (view.object.len != 0)
        TRY(prefill(request, &view));
    return show_counter(request, 200, view);
}

/* What the form says, or the field that is wrong. */
static struct result read_binding(struct request *request, struct citizen_binding *out,
                                  bool *doubtful, const char **field)
{
    struct identifier_given given;
    *field = "dinh_danh";
    TRY(citizen_identifier_parse(request->arena, form_get(request->form, "dinh_danh"), &given));
    *doubtful = given.doubtful;
    *out = (struct citizen_binding){.kind = given.kind,
                                    .identifier = given.text,
                                    .name = form_get(request->form, "ho_ten"),
                                    .object = form_get(request->form, "ho_so")};
    *field = "dien_thoai";
    return phone_mobile_parse(request->arena, form_get(request->form, "dien_thoai"), &out->phone);
}

struct result counter_send(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct citizen_binding binding;
    const char *field;
    bool doubtful = false;
    if (request->form->error_count > 0)
        return show_counter(request, 422, counter_view_of(request, error_view_of(request->form)));
    struct result read = read_binding(request, &binding, &doubtful, &field);
    if (result_ok(read))
        read = desk_code_send(&ctx, &binding);
    if (read.kind == ERROR_INVALID || read.kind == ERROR_LIMIT)
        return show_counter(request, read.kind == ERROR_LIMIT ? 429 : 422,
                         counter_view_of(request, error_at(request, field, read.message)));
    TRY(read);
    struct counter_view view = counter_view_of(request, (struct error_view){0});
    view.sent = true;
    view.doubtful = doubtful;
    return show_counter(request, 200, view);
}

struct result counter_code(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct citizen_binding binding;
    const char *field;
    bool doubtful = false;
    TRY(read_binding(request, &binding, &doubtful, &field));
    struct result bound = desk_bind(&ctx, &binding, form_get(request->form, "ma"));
    if (bound.kind == ERROR_INVALID) {
        struct counter_view view = counter_view_of(request, error_at(request, "ma", bound.message));
        view.sent = true;
        return show_counter(request, 422, view);
    }
    TRY(bound);
    return respond_redirect(request, S("/can-bo/cong-dan?xong=1"));
}

/* ---- questions ---- */

struct result questions_show(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct question_list list;
    TRY(questions_open(&ctx, &list));
    for (size_t i = 0; i < list.count; i++)
        respond_reads(request, "privacy.answer", list.items[i].object);
    struct questions_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Câu hỏi về dữ liệu")),
                               "/can-bo/quan-tri"),
        .items = list.items,
        .count = list.count,
        .now_us = request_now_us(request),
    };
    page_questions(respond_html(request, 200), &view);
    return RESULT_OK;
}

static struct result show_answer(struct request *request, int status, struct error_view errors)
{
    struct service_context ctx = citizen_context(request);
    struct question question;
    int64_t id = 0;
    str_to_i64(request_param(request, "cau"), &id);
    TRY(question_open(&ctx, id, &question));
    struct str title = tr_str(request->locale, N_("Câu hỏi về dữ liệu"));
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    items[0] = (struct crumb){S("/can-bo/cau-hoi-du-lieu"), title};
    items[1] = (struct crumb){S(""), str_printf(request->arena, "%lld", (long long)id)};
    struct answer_view view = {
        .chrome = chrome_staff(request, title, "/can-bo/quan-tri"),
        .crumbs = {.items = items, .count = 2},
        .question = &question,
        .who = reader_name(request, &question.reading),
        .now_us = request_now_us(request),
        .errors = errors,
        .text = form_get(request->form, "tra_loi"),
    };
    respond_reads(request, "privacy.answer", question.object);
    page_answer(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result answer_show(struct request *request)
{
    return show_answer(request, 200, (struct error_view){0});
}

struct result answer_send(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    int64_t id = 0;
    str_to_i64(request_param(request, "cau"), &id);
    if (request->form->error_count > 0)
        return show_answer(request, 422, error_view_of(request->form));
    struct result answered = question_answer(&ctx, id, form_get(request->form, "tra_loi"));
    if (answered.kind == ERROR_CONFLICT)
        return show_answer(request, 422, error_at(request, "tra_loi", answered.message));
    TRY(answered);
    return respond_redirect(request, S("/can-bo/cau-hoi-du-lieu"));
}
