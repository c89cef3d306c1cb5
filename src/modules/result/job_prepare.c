/* `result.prepare`: prints the paper and lays it on the leader's desk. `result.renew`: prints it
 * again after a reorganisation, with the name and the leader of the agency that carries on. */
#include "core/certificates.h"
#include "core/files.h"
#include "core/settings.h"
#include "core/signature.h"
#include "db/db.h"
#include "modules/result/paper.h"
#include "modules/result/jobs.h"
#include "modules/result/store.h"

struct order {
    struct dossier_brief dossier;
    struct procedure procedure;
    struct agency agency;
    struct agency superior;
    struct agency_leader leader;
    int64_t task_id;
};

/* The first leader of the agency, in order of appointment, whose certificate is in force. */
static struct result choose_leader(struct service_context *ctx, struct order *order)
{
    struct agency_leader *leaders;
    struct signing_certificate certificate;
    size_t count;
    int64_t now_us = clock_now_us(ctx->clock);
    struct str today = organisation_today(ctx->arena, ctx->clock);
    TRY(certificates_leaders(ctx->db, ctx->arena, today, &leaders, &count));
    for (size_t i = 0; i < count; i++) {
        if (leaders[i].agency_id != order->dossier.agency_id)
            continue;
        struct result found = certificates_of_person(ctx->db, ctx->arena, leaders[i].person_id,
                                                     now_us, &certificate);
        if (found.kind == ERROR_NOT_FOUND)
            continue;
        TRY(found);
        order->leader = leaders[i];
        return RESULT_OK;
    }
    return result_fail(ERROR_UNAVAILABLE, "result.no_leader",
                       N_("Cơ quan chưa có lãnh đạo nào có chứng thư số còn hạn."));
}

static struct result load_order(struct service_context *ctx, int64_t dossier_id,
                                struct order *order)
{
    struct str today = organisation_today(ctx->arena, ctx->clock);
    TRY(dossier_brief_by_id(ctx, dossier_id, &order->dossier));
    TRY(procedure_by_version(ctx->db, ctx->arena, order->dossier.procedure_version_id,
                             &order->procedure));
    TRY(agency_by_id(ctx->db, ctx->arena, order->dossier.agency_id, today, &order->agency));
    if (order->agency.parent_id != 0)
        TRY(agency_by_id(ctx->db, ctx->arena, order->agency.parent_id, today, &order->superior));
    return choose_leader(ctx, order);
}

static struct result add_text(struct service_context *ctx, int64_t id, struct str sha256,
                              const struct paper *paper)
{
    const struct q_issued_text_add_in row = {.document_id = id, .sha256 = sha256,
                                             .paragraphs = paper->paragraphs,
                                             .now = clock_now_us(ctx->clock)};
    return q_issued_text_add(ctx->db, ctx->arena, row, NULL);
}

static struct result write_rows(struct service_context *ctx, const struct order *order,
                                const struct paper *paper, const struct str sha256[2])
{
    struct q_issued_add_out added;
    const struct q_issued_add_in row = {
        .dossier_id = order->dossier.id,
        .prepare_task_id = order->task_id,
        .agency_id = order->agency.id,
        .code = order->dossier.code,
        .title = paper->title,
        .applicant_name = order->dossier.applicant_name,
        .agency_name = order->agency.name,
        .place = paper_short_place(&order->agency),
        .due_us = order->dossier.due_us,
        .now = clock_now_us(ctx->clock),
        .signer_person_id = order->leader.person_id,
        .signer_name = order->leader.name,
        .signer_title = order->leader.title,
        .number_mark = paper->number_mark,
        .base_sha256 = sha256[0],
        .hand_sha256 = sha256[1],
        .places = places_write(ctx->arena, &paper->places),
    };
    document_row written;
    TRY(q_issued_add(ctx->db, ctx->arena, row, &added));
    TRY(add_text(ctx, added.id, sha256[0], paper));
    TRY(document_add_revision(ctx, added.id,
                              (struct document_revision){"print", sha256[0], paper->pdf.len, ""}));
    TRY(document_load(ctx, added.id, &written));
    TRY(document_evidence(ctx, &written, "result.prepared",
                          str_printf(ctx->arena, "{\"sha256\":\"%.*s\"}", STR_ARG(sha256[0]))));
    return dossier_task_done(ctx, order->dossier.id, order->task_id, S("{}"), S(""));
}

static struct result print_paper(struct job_context *job, const struct order *order,
                                 struct paper *paper, struct str sha256[2])
{
    struct service_context *ctx = &job->service;
    const struct paper_order wanted = {
        &order->dossier, &order->procedure, &order->agency, order->superior.place,
        &order->leader,  settings_text(job->settings, "site.origin"), clock_now_us(ctx->clock)};
    TRY(paper_make(ctx->arena, &wanted, paper));
    TRY(signature_keep(ctx, paper->pdf, &sha256[0]));
    return signature_keep(ctx, paper->hand, &sha256[1]);
}

struct result job_prepare(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    struct order *order = ARENA_NEW(ctx->arena, struct order);
    const struct json *asked;
    struct q_issued_by_task_out known;
    struct paper paper;
    struct str sha256[2];
    bool done;
    (void)key;
    TRY(json_parse(ctx->arena, payload, &asked));
    order->task_id = json_get_int(asked, "task_id", 0);
    TRY(q_issued_by_task(ctx->db, ctx->arena,
                         (struct q_issued_by_task_in){.prepare_task_id = order->task_id}, &known,
                         &done));
    if (done)
        return RESULT_OK;
    TRY(load_order(ctx, json_get_int(asked, "dossier_id", 0), order));
    if (order->dossier.task_id != order->task_id)
        return RESULT_OK; /* withdrawn meanwhile */
    TRY(print_paper(job, order, &paper, sha256));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, write_rows(ctx, order, &paper, sha256));
}

static struct result write_again(struct service_context *ctx, const document_row *row,
                                 const struct order *order, const struct paper *paper,
                                 const struct str sha256[2])
{
    const struct q_issued_print_again_in again = {
        .id = row->id,
        .revision = row->revision,
        .agency_name = order->agency.name,
        .place = paper_short_place(&order->agency),
        .signer_person_id = order->leader.person_id,
        .signer_name = order->leader.name,
        .signer_title = order->leader.title,
        .base_sha256 = sha256[0],
        .hand_sha256 = sha256[1],
        .places = places_write(ctx->arena, &paper->places),
    };
    int64_t changed;
    TRY(q_issued_print_again(ctx->db, ctx->arena, again, &changed));
    if (changed == 0)
        return RESULT_OK; /* moved on meanwhile */
    TRY(add_text(ctx, row->id, sha256[0], paper));
    TRY(document_add_revision(ctx, row->id,
                              (struct document_revision){"print", sha256[0], paper->pdf.len, ""}));
    return document_evidence(ctx, row, "result.renewed",
                             str_printf(ctx->arena, "{\"sha256\":\"%.*s\"}", STR_ARG(sha256[0])));
}

struct result job_renew(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    struct order *order = ARENA_NEW(ctx->arena, struct order);
    const struct json *asked;
    document_row row;
    struct paper paper;
    struct str sha256[2];
    (void)key;
    TRY(json_parse(ctx->arena, payload, &asked));
    TRY(document_load(ctx, json_get_int(asked, "document_id", 0), &row));
    if (row.state != ISSUED_WAITING)
        return RESULT_OK;
    TRY(load_order(ctx, row.dossier_id, order));
    TRY(print_paper(job, order, &paper, sha256));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, write_again(ctx, &row, order, &paper, sha256));
}
