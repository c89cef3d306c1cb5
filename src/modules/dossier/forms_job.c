#include "modules/dossier/forms_job.h"

#include "base/json.h"
#include "core/files.h"
#include "core/identifiers.h"
#include "core/organisation.h"
#include "core/print/print.h"
#include "core/settings.h"
#include "db/db.h"
#include "modules/dossier/queries.h"
#include "modules/dossier/service.h"
#include "modules/dossier/change.h"

struct paper {
    struct q_form_load_out form;
    struct dossier_view dossier;
    struct agency agency;
    struct procedure procedure;
    const struct json *data;
};

static struct result load(struct job_context *job, int64_t form_id, struct paper *paper)
{
    struct service_context *ctx = &job->service;
    TRY(q_form_load(ctx->db, ctx->arena, (struct q_form_load_in){.id = form_id}, &paper->form));
    TRY(view_load(ctx, paper->form.dossier_id, &paper->dossier));
    TRY(agency_by_id(ctx->db, ctx->arena, paper->dossier.brief.agency_id,
                     civil_date_text(ctx->arena, civil_day_of_us(paper->form.asked_us)),
                     &paper->agency));
    TRY(procedure_by_version(ctx->db, ctx->arena, paper->dossier.brief.procedure_version_id,
                             &paper->procedure));
    return json_parse(ctx->arena, paper->form.data, &paper->data);
}

/* What the citizen's form calls a slot. */
static struct str slot_title(const struct paper *paper, struct str slot)
{
    const struct form_component *component = form_find(paper->procedure.form, slot);
    return component == NULL ? S("") : component->label.vi;
}

static struct str file_title(struct arena *arena, const struct paper *paper,
                             const struct dossier_file *file)
{
    struct str title = slot_title(paper, file->slot);
    const char *stop = str_empty(title) ? "" : ": ";
    const char *unit = file->pages > 0 ? " trang" : "";
    struct str pages = file->pages > 0 ? str_printf(arena, ", %lld", (long long)file->pages)
                                       : S("");
    return str_printf(arena, "%.*s%s%.*s%.*s%s", STR_ARG(title), stop, STR_ARG(file->name),
                      STR_ARG(pages), unit);
}

/* The clerk who did what this paper says; events name "person, position". */
static struct str officer(const struct paper *paper)
{
    static const enum dossier_status said[] = {[PRINT_RECEIPT] = DOSSIER_RECEIVED,
                                               [PRINT_SUPPLEMENT] = DOSSIER_SUPPLEMENT,
                                               [PRINT_REFUSAL] = DOSSIER_REFUSED};
    struct str name = S("");
    for (size_t i = 0; i < paper->dossier.event_count; i++) {
        const struct dossier_event *event = &paper->dossier.events[i];
        if (event->status == said[paper->form.number] && event->at_us <= paper->form.asked_us)
            name = str_slice(event->actor, 0, str_find(event->actor, S(", ")));
    }
    return name;
}

/* Form 01 lists the papers received, form 02 what is to be mended. */
static size_t add_items(struct arena *arena, const struct paper *paper, struct print_item **items)
{
    const struct json *defects = json_get(paper->data, "defects");
    bool asks = paper->form.number == PRINT_SUPPLEMENT;
    size_t count = asks ? json_count(defects) : paper->dossier.file_count;
    *items = ARENA_ARRAY(arena, struct print_item, count);
    for (size_t i = 0; i < count; i++) {
        const struct json *defect = json_at(defects, i);
        (*items)[i] = asks ? (struct print_item){.title = slot_title(paper, json_get_text(defect,
                                                                                         "slot")),
                                                 .text = json_get_text(defect, "text")}
                           : (struct print_item){.title = file_title(arena, paper,
                                                                     &paper->dossier.files[i])};
    }
    return count;
}

static struct str fee_note(struct arena *arena, const struct dossier_view *dossier)
{
    if (dossier->fee_exemption.len != 0)
        return S("miễn lệ phí");
    if (dossier->fee_paid_us == 0)
        return S("");
    return str_printf(arena, "đã thu tiền mặt, biên lai số %.*s", STR_ARG(dossier->fee_number));
}

static struct result print(struct job_context *job, const struct paper *paper, struct str *pdf)
{
    struct arena *arena = job->service.arena;
    const struct dossier_view *dossier = &paper->dossier;
    struct print_item *items = NULL;
    size_t item_count = add_items(arena, paper, &items);
    struct str origin = settings_text(job->settings, "site.origin");
    struct print_form form = {
        .kind = (enum print_form_kind)paper->form.number,
        .form_set = paper->form.form_set,
        .agency = paper->agency.name,
        .office = str_printf(arena, "Bộ phận Một cửa %.*s", STR_ARG(paper->agency.place)),
        .number = paper->form.symbol,
        .place = paper->agency.place,
        .made_us = paper->form.asked_us,
        .code = dossier->brief.code,
        .address = str_printf(arena, "%.*s/ho-so/%.*s", STR_ARG(origin),
                              STR_ARG(dossier->brief.receipt_token)),
        .applicant = dossier->brief.applicant_name,
        .phone = phone_spoken(arena, dossier->brief.phone),
        .procedure = str_printf(arena, "%.*s (%.*s)", STR_ARG(paper->procedure.name),
                                STR_ARG(paper->procedure.code)),
        .received_us = dossier->received_us,
        .due_us = json_get_int(paper->data, "due_us", dossier->brief.due_us), /* as it was then */
        .time_limit = paper->procedure.limit.unit == LIMIT_SAME_DAY ? S("trong ngày") : S(""),
        .return_place = str_printf(arena, "Bộ phận Một cửa %.*s", STR_ARG(paper->agency.place)),
        .fee_vnd = dossier->fee_vnd,
        .fee_note = fee_note(arena, dossier),
        .reason = dossier->refusal,
        .items = items,
        .item_count = item_count,
        .contact = paper->agency.phone,
        .officer = officer(paper),
        .submitted_by = S("Nộp trực tuyến"),
    };
    return print_form(arena, &form, pdf);
}

static struct result keep(struct service_context *ctx, int64_t form_id, struct str pdf,
                          struct str sha256)
{
    int64_t now_us = clock_now_us(ctx->clock);
    TRY(file_add(ctx->db, ctx->arena, now_us,
                 (struct file_row){.sha256 = sha256, .size = (int64_t)pdf.len,
                                   .media_type = S("application/pdf")}));
    return q_form_made(ctx->db, ctx->arena,
                       (struct q_form_made_in){.id = form_id, .sha256 = sha256, .now = now_us},
                       NULL);
}

struct result form_job_run(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    const struct json *order = NULL;
    struct paper paper = {0};
    struct str pdf;
    struct str sha256;
    (void)key;
    TRY(json_parse(ctx->arena, payload, &order));
    int64_t form_id = json_get_int(order, "form_id", 0);
    TRY(load(job, form_id, &paper));
    if (paper.form.sha256.len != 0)
        return RESULT_OK;
    TRY(print(job, &paper, &pdf));
    TRY(files_put(ctx->files, ctx->arena, pdf, &sha256));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, keep(ctx, form_id, pdf, sha256));
}
