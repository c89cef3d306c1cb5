/* Procedures: their versions, what changed from one to the next, and the files themselves. */
#include "base/clock.h"
#include "core/configuration.h"
#include "core/organisation.h"
#include "modules/configuration/handlers.h"
#include "modules/configuration/pages.h"
#include "modules/configuration/present.h"
#include "modules/configuration/procedure_present.h"

struct result configuration_procedures(struct request *request)
{
    struct q_configuration_procedures_rows rows;
    struct q_procedure_drafts_waiting_rows drafts;
    struct str title = tr_str(request->locale, N_("Thủ tục"));
    struct q_configuration_procedures_in in = {
        .day = organisation_today(request->arena, request->clock)};
    TRY(q_configuration_procedures(request->db, request->arena, in, &rows));
    TRY(q_procedure_drafts_waiting(request->db, request->arena, &drafts));
    struct procedures_view view = {
        .chrome = chrome_staff(request, title, "/can-bo/quan-tri"),
        .crumbs = configuration_crumbs(request, N_("Thủ tục"), (struct crumb){.path = S("")}),
        .items = rows.items,
        .count = rows.count,
        .drafts = drafts.items,
        .draft_count = drafts.count,
        .dropped = form_has(request->form, "xong")};
    page_procedures(respond_html(request, 200), &view);
    return RESULT_OK;
}

static struct result versions_of(struct request *request,
                                 struct q_configuration_versions_rows *rows)
{
    struct q_configuration_versions_in in = {.code = request_param(request, "ma")};
    TRY(q_configuration_versions(request->db, request->arena, in, rows));
    return rows->count > 0 ? RESULT_OK
                           : result_fail(ERROR_NOT_FOUND, "procedure.unknown",
                                         N_("Không có thủ tục này"));
}

static enum version_state state_of(const struct q_configuration_versions_out *row,
                                   struct str today)
{
    if (str_compare(row->valid_from, today) > 0)
        return VERSION_COMING;
    bool open = str_empty(row->valid_to) || str_compare(row->valid_to, today) > 0;
    return open ? VERSION_IN_FORCE : VERSION_PAST;
}

static struct str name_of(struct request *request, struct str definition)
{
    const struct json *json;
    if (!result_ok(json_parse(request->arena, definition, &json)))
        return (struct str){0};
    return json_get_text(json, "name");
}

static struct result fill_changes(struct request *request, struct procedure_view *view)
{
    struct str object = str_printf(request->arena, "procedure:%.*s", STR_ARG(view->code));
    TRY(configuration_changes_view(request, object, &view->changes));
    for (size_t i = 0; i < view->changes.count; i++) {
        struct change_line *line = &view->changes.items[i];
        const struct json *json;
        if (result_ok(json_parse(request->arena, line->after, &json)))
            line->after = json_get_text(json, "valid_from");
    }
    return RESULT_OK;
}

struct result configuration_procedure(struct request *request)
{
    struct q_configuration_versions_rows rows;
    struct str today = organisation_today(request->arena, request->clock);
    TRY(versions_of(request, &rows));
    struct str code = request_param(request, "ma");
    struct procedure_view view = {
        .chrome = chrome_staff(request, code, "/can-bo/quan-tri"),
        .crumbs = configuration_crumbs(request, N_("Thủ tục"),
                                       (struct crumb){S("/can-bo/cau-hinh/thu-tuc"), code}),
        .code = code,
        .name = name_of(request, rows.items[0].definition),
        .lines = ARENA_ARRAY(request->arena, struct version_line, rows.count),
        .count = rows.count,
        .shown = form_int(request->form, "ban", rows.items[0].number),
        .published = form_has(request->form, "xong")};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_configuration_versions_out *row = &rows.items[i];
        view.lines[i] = (struct version_line){row->number,        row->valid_from,
                                              row->valid_to,      row->law,
                                              state_of(row, today), row->number == view.shown};
        if (row->number != view.shown || i + 1 == rows.count)
            continue;
        view.against = rows.items[i + 1].number;
        TRY(version_diff_of(request, version_texts_of(&rows.items[i + 1]), version_texts_of(row),
                            &view.diff));
    }
    TRY(fill_changes(request, &view));
    page_procedure_versions(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* The files as they were brought in: to change one and bring it in again. */
struct result configuration_procedure_file(struct request *request)
{
    struct q_configuration_versions_rows rows;
    int64_t number;
    struct str name = request_param(request, "tep");
    TRY(versions_of(request, &rows));
    if (!str_to_i64(request_param(request, "so"), &number))
        number = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_configuration_versions_out *row = &rows.items[i];
        if (row->number != number)
            continue;
        if (str_is(name, "procedure.json"))
            return respond_download(request, "application/json", name, row->definition);
        if (str_is(name, "form.json"))
            return respond_download(request, "application/json", name, row->form);
        if (str_is(name, "process.bpmn"))
            return respond_download(request, "application/xml", name, row->bpmn);
    }
    return result_fail(ERROR_NOT_FOUND, "procedure.file", N_("Không có tệp này"));
}
