/* The words and the file of a decision. */
#include "core/files.h"
#include "core/inspector.h"
#include "core/services.h"
#include "modules/reorganisation/handlers.h"
#include "modules/reorganisation/pages.h"

static struct field_view field_of(const struct request *request, const char *name,
                                  const char *label, struct str value)
{
    const char *error = form_error_of(request->form, name);
    bool sent = form_has(request->form, name);
    return (struct field_view){.name = name,
                               .label = tr_str(request->locale, label),
                               .value = sent ? form_get(request->form, name) : value,
                               .error = error};
}

static struct str day_text(const struct request *request, struct str day)
{
    int64_t number;
    if (!civil_parse_date(day, &number))
        return day;
    struct civil_time at = civil_from_day_number(number);
    return str_printf(request->arena, "%02d/%02d/%04d", at.day, at.month, at.year);
}

/* `problem`: a rule that the form cannot know, it stands at the last field. */
static struct result show_words(struct request *request, const decision_row *row,
                                const char *problem)
{
    static const decision_row nothing = {0};
    const decision_row *have = row != NULL ? row : &nothing;
    struct str here = tr_str(request->locale,
                             row != NULL ? N_("Sửa") : N_("Lập quyết định sắp xếp"));
    struct edit_view view = {
        .chrome = chrome_staff(request, here, NULL),
        .crumbs = decision_crumbs(request, row, here),
        .errors = error_view_of(request->form),
        .id = have->id,
        .number = field_of(request, "so", N_("Số quyết định"), have->number),
        .title = field_of(request, "trich-yeu", N_("Trích yếu"), have->title),
        .decided_on = field_of(request, "ngay-ky", N_("Ngày ký"),
                               day_text(request, have->decided_on)),
        .effective_on = field_of(request, "ngay-hieu-luc", N_("Ngày hiệu lực"),
                                 day_text(request, have->effective_on)),
    };
    view.number.hint = tr_str(request->locale, N_("Ví dụ 112/NQ-HĐND"));
    view.title.hint = tr_str(request->locale, N_("Ví dụ Nhập xã Thanh Sơn vào xã Phú Hòa"));
    view.title.width = "is-full";
    view.decided_on.value = day_text(request, view.decided_on.value);
    view.effective_on.value = day_text(request, view.effective_on.value);
    if (problem != NULL) {
        struct form_error *error = ARENA_NEW(request->arena, struct form_error);
        *error = (struct form_error){S("ngay-hieu-luc"), problem};
        view.effective_on.error = problem;
        view.errors = (struct error_view){error, 1};
    }
    page_reorganisation_edit(respond_html(request, view.errors.count > 0 ? 422 : 200), &view);
    return RESULT_OK;
}

static struct reorganisation_new words_of(const struct request *request)
{
    return (struct reorganisation_new){
        .number = form_get(request->form, "so"),
        .title = form_get(request->form, "trich-yeu"),
        .decided_on = form_get(request->form, "ngay-ky"),
        .effective_on = form_get(request->form, "ngay-hieu-luc"),
    };
}

struct result decision_new_show(struct request *request)
{
    return show_words(request, NULL, NULL);
}

struct result decision_new_send(struct request *request)
{
    int64_t id;
    struct reorganisation_engine engine = engine_of(request);
    struct reorganisation_new words = words_of(request);
    if (request->form->error_count > 0)
        return show_words(request, NULL, NULL);
    struct result done = reorganisation_prepare(&engine.service, &words, &id);
    if (done.kind == ERROR_INVALID)
        return show_words(request, NULL, done.message);
    TRY(done);
    return to_decision(request, id);
}

struct result decision_edit_show(struct request *request)
{
    struct decision decision;
    TRY(decision_of(request, &decision));
    return show_words(request, &decision.row, NULL);
}

struct result decision_edit_send(struct request *request)
{
    struct decision decision;
    struct reorganisation_engine engine = engine_of(request);
    struct reorganisation_new words = words_of(request);
    TRY(decision_of(request, &decision));
    if (request->form->error_count > 0)
        return show_words(request, &decision.row, NULL);
    struct result done = reorganisation_edit(&engine.service, decision.row.id, &words);
    if (done.kind == ERROR_INVALID)
        return show_words(request, &decision.row, done.message);
    TRY(done);
    return to_decision(request, decision.row.id);
}

struct result decision_file_send(struct request *request)
{
    struct decision decision;
    struct str sha256;
    struct reorganisation_engine engine = engine_of(request);
    const struct upload *upload = form_upload(request->form, "tep");
    TRY(decision_of(request, &decision));
    if (upload == NULL || upload->size < 5 ||
        !str_equal(str_of(upload->bytes.ptr, 5), S("%PDF-")))
        return result_fail(ERROR_INVALID, "reorganisation.file",
                           N_("Chọn tệp PDF của quyết định đã ký rồi gửi lại"));
    TRY(files_put(request->services->files, request->arena, upload->bytes, &sha256));
    TRY(reorganisation_file(&engine.service, decision.row.id, sha256, upload->name));
    return to_decision(request, decision.row.id);
}

struct result decision_try_send(struct request *request)
{
    struct decision decision;
    struct reorganisation_engine engine = engine_of(request);
    TRY(decision_of(request, &decision));
    TRY(reorganisation_ask_trial(&engine.service, decision.row.id));
    return to_decision(request, decision.row.id);
}
