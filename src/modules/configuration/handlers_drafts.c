/* Bringing in a version: three files, the inspector, a draft to look at, publication. */
#include "base/os_file.h"
#include "core/organisation.h"
#include "core/services.h"
#include "modules/configuration/handlers.h"
#include "modules/configuration/pages.h"
#include "modules/configuration/present.h"
#include "modules/configuration/procedure_present.h"

struct draft_run {
    struct procedure_files files;
    struct inspector_call call;
};

static struct service_context context_of(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .actor = request->actor};
}

/* What is wrong, in our sentence, and where, in the words of the file. */
struct complaint {
    const char *field;
    const char *message; /* msgid; NULL: nothing is wrong */
    struct str problem;
};

static struct result show_form(struct request *request, struct complaint complaint)
{
    struct q_configuration_procedures_rows rows;
    struct str title = tr_str(request->locale, N_("Nạp phiên bản"));
    struct q_configuration_procedures_in in = {
        .day = organisation_today(request->arena, request->clock)};
    TRY(q_configuration_procedures(request->db, request->arena, in, &rows));
    struct draft_form_view view = {
        .chrome = chrome_staff(request, title, "/can-bo/quan-tri"),
        .crumbs = configuration_crumbs(request, N_("Thủ tục"),
                                       (struct crumb){S("/can-bo/cau-hinh/thu-tuc"), title}),
        .problem = complaint.problem,
        .items = rows.items,
        .count = rows.count,
        .code = form_get(request->form, "thu-tuc")};
    if (complaint.message != NULL) {
        struct form_error *error = ARENA_NEW(request->arena, struct form_error);
        *error = (struct form_error){str_from_c(complaint.field), complaint.message};
        view.errors = (struct error_view){error, 1};
    }
    page_draft_form(respond_html(request, view.errors.count > 0 ? 422 : 200), &view);
    return RESULT_OK;
}

struct result configuration_draft_form(struct request *request)
{
    return show_form(request, (struct complaint){0});
}

/* What was sent; for a file that was not, the one of the procedure's newest version. */
static struct result take_files(struct request *request, struct procedure_files *files)
{
    struct q_configuration_versions_rows rows;
    struct q_configuration_versions_in in = {.code = form_get(request->form, "thu-tuc")};
    TRY(q_configuration_versions(request->db, request->arena, in, &rows));
    const struct upload *definition = form_upload(request->form, "procedure");
    const struct upload *form = form_upload(request->form, "form");
    const struct upload *process = form_upload(request->form, "process");
    if (rows.count > 0)
        *files = (struct procedure_files){rows.items[0].definition, rows.items[0].form,
                                          rows.items[0].bpmn};
    if (definition != NULL)
        files->procedure_json = definition->bytes;
    if (form != NULL)
        files->form_json = form->bytes;
    if (process != NULL)
        files->process_bpmn = process->bytes;
    return RESULT_OK;
}

static bool is_about_files(struct result failure)
{
    return failure.kind == ERROR_INVALID || failure.kind == ERROR_UNSUPPORTED ||
           failure.kind == ERROR_LIMIT || failure.kind == ERROR_CONFLICT;
}

static struct result refuse(struct request *request, struct result failure, struct str problem)
{
    if (!is_about_files(failure))
        return failure;
    struct str code = str_from_c(failure.code);
    struct complaint complaint = {
        .field = "procedure",
        .message = failure.message != NULL ? failure.message
                                           : N_("Sửa tệp ở chỗ dưới đây rồi nạp lại"),
        .problem = str_empty(problem) ? code : problem};
    return show_form(request, complaint);
}

static struct result process_read(struct request *request)
{
    struct draft_run *run = request->later;
    struct service_context ctx = context_of(request);
    struct procedure_import import = {.files = &run->files, .problem = S("")};
    int64_t id;
    struct result read =
        inspector_finish_bytes(request->arena, &run->call, &import.process_json);
    if (!result_ok(read))
        return refuse(request, read, S("process.bpmn"));
    struct result made = procedure_draft_make(&ctx, &import, &id);
    if (!result_ok(made))
        return refuse(request, made, import.problem);
    return respond_redirect(request, str_printf(request->arena, "/can-bo/cau-hinh/ban-nhap/%lld",
                                                (long long)id));
}

struct result configuration_draft_send(struct request *request)
{
    struct draft_run *run = ARENA_NEW(request->arena, struct draft_run);
    struct inspector_request wanted = {.task = INSPECTOR_BPMN};
    TRY(take_files(request, &run->files));
    if (str_empty(run->files.procedure_json) || str_empty(run->files.form_json) ||
        str_empty(run->files.process_bpmn))
        return show_form(request,
                         (struct complaint){.field = "procedure",
                                            .message = N_("Chọn đủ ba tệp, hoặc chọn thủ tục để "
                                                          "dùng lại tệp không đổi")});
    TRY(os_memory_file("process", run->files.process_bpmn, &wanted.file));
    struct result started = inspector_start(request->arena, &request->services->inspector, &wanted,
                                            &run->call);
    os_close(wanted.file);
    TRY(started);
    request->later = run;
    respond_later(request, run->call.wait, INSPECTOR_DEADLINE_MS, process_read);
    return RESULT_OK;
}

/* ---- a draft ---- */

static struct result draft_of(struct request *request, struct q_procedure_draft_by_id_out *draft)
{
    struct service_context ctx = context_of(request);
    int64_t id;
    if (!str_to_i64(request_param(request, "id"), &id))
        id = 0;
    return procedure_draft_load(&ctx, id, draft);
}

static struct result fill_diff(struct request *request,
                               const struct q_procedure_draft_by_id_out *draft,
                               struct draft_view *view)
{
    struct q_configuration_versions_rows rows;
    struct q_configuration_versions_in in = {.code = draft->code};
    TRY(q_configuration_versions(request->db, request->arena, in, &rows));
    if (rows.count == 0)
        return RESULT_OK;
    view->against = rows.items[0].number;
    return version_diff_of(request, version_texts_of(&rows.items[0]),
                           (struct version_texts){draft->definition, draft->form, draft->process},
                           &view->diff);
}

/* The file's own day, where it can still be one. */
static struct str day_to_come(struct request *request, struct str day)
{
    struct str today = organisation_today(request->arena, request->clock);
    return str_compare(day, today) < 0 ? (struct str){0} : day;
}

static struct result show_draft(struct request *request, struct form_error *error)
{
    struct q_procedure_draft_by_id_out draft;
    const struct json *definition;
    TRY(draft_of(request, &draft));
    TRY(json_parse(request->arena, draft.definition, &definition));
    bool sent = str_is(request->method, "POST");
    struct draft_view view = {
        .chrome = chrome_staff(request, draft.code, "/can-bo/quan-tri"),
        .crumbs = configuration_crumbs(request, N_("Thủ tục"),
                                       (struct crumb){S("/can-bo/cau-hinh/thu-tuc"),
                                                      tr_str(request->locale, N_("Bản nháp"))}),
        .errors = error != NULL ? (struct error_view){error, 1} : error_view_of(request->form),
        .id = draft.id,
        .code = draft.code,
        .name = json_get_text(definition, "name"),
        .made_us = draft.made,
        .valid_from = sent ? form_get(request->form, "hieu-luc")
                           : day_to_come(request, json_get_text(definition, "valid_from")),
        .law = sent ? form_get(request->form, "can-cu") : json_get_text(definition, "law"),
        .reason = form_get(request->form, "ly-do")};
    TRY(configuration_who(request, draft.actor, &view.who));
    TRY(fill_diff(request, &draft, &view));
    page_draft_publish(respond_html(request, view.errors.count > 0 ? 422 : 200), &view);
    return RESULT_OK;
}

struct result configuration_draft(struct request *request)
{
    return show_draft(request, NULL);
}

struct result configuration_draft_publish(struct request *request)
{
    struct q_procedure_draft_by_id_out draft;
    struct service_context ctx = context_of(request);
    struct str code;
    if (request->form->error_count > 0)
        return show_draft(request, NULL);
    TRY(draft_of(request, &draft));
    struct procedure_publication what = {.draft_id = draft.id,
                                         .valid_from = form_get(request->form, "hieu-luc"),
                                         .law = form_get(request->form, "can-cu"),
                                         .reason = form_get(request->form, "ly-do")};
    struct result done = procedure_publish(&ctx, &what, &code);
    if (is_about_files(done)) {
        struct form_error *error = ARENA_NEW(request->arena, struct form_error);
        bool law = str_is(str_from_c(done.code), "procedure.law");
        *error = (struct form_error){law ? S("can-cu") : S("hieu-luc"), done.message};
        return show_draft(request, error);
    }
    TRY(done);
    return respond_redirect(request,
                            str_printf(request->arena, "/can-bo/cau-hinh/thu-tuc/%.*s?xong=1",
                                       STR_ARG(code)));
}

struct result configuration_draft_drop(struct request *request)
{
    struct q_procedure_draft_by_id_out draft;
    struct service_context ctx = context_of(request);
    TRY(draft_of(request, &draft));
    TRY(procedure_draft_drop(&ctx, draft.id));
    return respond_redirect(request, S("/can-bo/cau-hinh/thu-tuc?xong=1"));
}
