/* `result.seal`: number and date, then the agency's signature with its seal (NĐ 30/2020). */
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/os_file.h"
#include "core/facts.h"
#include "core/files.h"
#include "core/print/look.h"
#include "core/procedure.h"
#include "core/signature.h"
#include "core/signature_picture.h"
#include "db/db.h"
#include "modules/certificate/certificate.h"
#include "modules/dossier/dossier.h"
#include "modules/result/paper.h"
#include "modules/result/jobs.h"
#include "modules/result/store.h"

/* The number is given once, before anything is prepared with it. */
static struct result give_number(struct service_context *ctx, document_row *row)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct q_issued_number_next_out next;
    TRY(q_issued_number_next(ctx->db, ctx->arena,
                             (struct q_issued_number_next_in){
                                 .agency_id = row->agency_id, .year = civil_from_us(now_us).year},
                             &next));
    struct str symbol =
        str_empty(row->number_mark)
            ? str_printf(ctx->arena, "%02lld", (long long)next.last)
            : str_printf(ctx->arena, "%02lld/%.*s", (long long)next.last,
                         STR_ARG(row->number_mark));
    const struct q_issued_number_set_in set = {.id = row->id, .number = next.last,
                                               .symbol = symbol, .now = now_us};
    TRY(q_issued_number_set(ctx->db, ctx->arena, set, NULL));
    row->number = next.last;
    row->symbol = symbol;
    row->dated_us = now_us;
    return RESULT_OK;
}

/* As on the day of its number: the agency's own seal, or what the node draws. */
static struct result choose_seal(struct service_context *ctx, const document_row *row,
                                 struct look_seal *out)
{
    struct signature_picture picture;
    struct pdf_image *image = ARENA_NEW(ctx->arena, struct pdf_image);
    *out = (struct look_seal){.agency = print_agency_name(ctx->arena, row->agency_name),
                              .symbol = row->symbol, .place = row->place,
                              .dated_us = row->dated_us};
    TRY(picture_find_at(ctx->db, ctx->arena, picture_of_agency(ctx->arena, row->agency_id),
                        row->dated_us, &picture));
    if (str_empty(picture.sha256))
        return RESULT_OK;
    out->picture = image;
    out->size = picture.size;
    return picture_image(ctx, picture.sha256, image);
}

/* The leader's file and one revision more. The same row gives the same bytes: the signer seals
 * these or none. Papers from before there was room for a seal in its real size get the drawn one,
 * whose corners are empty. */
static struct result prepare(struct service_context *ctx, const document_row *row,
                             struct pdf_prepared *out)
{
    struct print_places places;
    struct pdf_appearance appearance;
    struct look_seal seal;
    struct str base;
    TRY(places_read(ctx->arena, row->places, &places));
    TRY(choose_seal(ctx, row, &seal));
    TRY(look_seal(ctx->arena, &places, &seal, &appearance));
    TRY(files_get(ctx->files, ctx->arena, row->sha256, &base));
    TRY(signature_base_check(ctx, base));
    const struct pdf_signature wanted = {.page = places.page, .appearance = &appearance,
                                         .name = row->agency_name,
                                         .reason = str_printf(ctx->arena, "Số %.*s",
                                                              STR_ARG(row->symbol)),
                                         .at_us = row->dated_us};
    struct result prepared = pdf_sign_prepare(ctx->arena, base, &wanted, out);
    if (seal.picture == NULL || result_ok(prepared) ||
        strcmp(prepared.code, "pdf.hides_text") != 0)
        return prepared;
    seal.picture = NULL;
    TRY(look_seal(ctx->arena, &places, &seal, &appearance));
    return pdf_sign_prepare(ctx->arena, base, &wanted, out);
}

/* The paper says why it is not sealed; the job rests where an administrator sees it. */
static struct result tell_refusal(struct service_context *ctx, const document_row *row,
                                  struct result refusal)
{
    const struct q_issued_reason_set_in why = {.id = row->id, .state = ISSUED_SEALING,
                                               .reason = str_from_c(refusal.message)};
    struct str data = str_printf(ctx->arena, "{\"code\":\"%s\",\"sha256\":\"%.*s\"}",
                                 refusal.code, STR_ARG(row->sha256));
    TRY(db_write_begin(ctx->db));
    struct result written = q_issued_reason_set(ctx->db, ctx->arena, why, NULL);
    if (result_ok(written))
        written = document_evidence(ctx, row, "result.seal_refused", data);
    return db_finish(ctx->db, written);
}

static struct result obtain(struct job_context *job, document_row *row,
                            const struct signing_certificate *certificate,
                            const struct pdf_prepared *prepared)
{
    struct service_context *ctx = &job->service;
    struct signer_request request = {
        .operation = SIGNER_SEAL, .key = certificate->key_id, .actor = S("system"),
        .bytes = signature_attributes(ctx->arena, prepared, &certificate->certificate),
        .range = prepared->range, .leader_range = document_leader_range(row), .file = -1};
    struct str raw;
    TRY(os_memory_file("seal", prepared->bytes, &request.file));
    struct result asked = signature_ask(job, &request, &raw);
    close(request.file);
    TRY(asked);
    row->signature = str_base64(ctx->arena, raw);
    const struct q_issued_signature_set_in kept = {.id = row->id, .state = ISSUED_SEALING,
                                                   .signature = row->signature};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_issued_signature_set(ctx->db, ctx->arena, kept, NULL));
}

/* The signing task of the process ends here, and the measure counts the result. */
static struct result tell_dossier(struct service_context *ctx, const document_row *row,
                                  const struct signing_done *file)
{
    struct dossier_brief dossier;
    struct procedure procedure;
    TRY(dossier_brief_by_id(ctx, row->dossier_id, &dossier));
    if (!str_is(dossier.task_node, "ky"))
        return RESULT_OK; /* withdrawn meanwhile: the paper exists, nobody waits for it */
    TRY(procedure_by_version(ctx->db, ctx->arena, dossier.procedure_version_id, &procedure));
    const struct fact fact = {.kind = FACT_RESULT_SIGNED,
                              .object = fact_dossier(ctx->arena, row->dossier_id),
                              .subject = procedure.code,
                              .agency_id = row->agency_id,
                              .happened_us = file->signed_us,
                              .recorded_us = clock_now_us(ctx->clock)};
    TRY(fact_add(ctx->db, ctx->arena, fact));
    struct str who = str_empty(row->signed_words) ? row->signer_name : row->signed_words;
    return dossier_task_done(ctx, row->dossier_id, dossier.task_id, S("{\"approved\":true}"),
                             str_printf(ctx->arena, "%.*s, %.*s", STR_ARG(who),
                                        STR_ARG(row->agency_name)));
}

static struct result write_rows(struct service_context *ctx, const document_row *row,
                                const struct signing_done *file, const struct certificate_use *use)
{
    int64_t changed = 0;
    const struct q_issued_done_in done = {.id = row->id, .sha256 = file->sha256,
                                          .level = str_from_c(file->level),
                                          .signed_us = file->signed_us};
    TRY(q_issued_done(ctx->db, ctx->arena, done, &changed));
    if (changed == 0)
        return RESULT_OK;
    TRY(document_add_revision(ctx, row->id,
                              (struct document_revision){"seal", file->sha256, file->bytes.len,
                                                         file->level}));
    TRY(document_evidence(ctx, row, "result.signed",
                          str_printf(ctx->arena, "{\"sha256\":\"%.*s\",\"level\":\"%s\"}",
                                     STR_ARG(file->sha256), file->level)));
    TRY(certificates_used(ctx->db, ctx->arena, clock_now_us(ctx->clock), use));
    TRY(tell_dossier(ctx, row, file));
    if (file->level[0] == 'T')
        return RESULT_OK;
    return job_add(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                   (struct job_new){
                       .kind = S("result.timestamp"),
                       .key = str_printf(ctx->arena, "%lld", (long long)row->id),
                       .payload = str_printf(ctx->arena, "{\"document_id\":%lld}",
                                             (long long)row->id),
                   });
}

/* Asked about once more before it signs; whatever that brings, the register has the last word. */
static struct result find_certificate(struct job_context *job, int64_t agency_id,
                                      struct signing_certificate *out)
{
    struct service_context *ctx = &job->service;
    int64_t now_us = clock_now_us(ctx->clock);
    TRY(certificates_of_agency(ctx->db, ctx->arena, agency_id, now_us, out));
    TRY(certificate_ask_before_signing(job, out->certificate.der));
    return certificates_of_agency(ctx->db, ctx->arena, agency_id, now_us, out);
}

struct result job_seal(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    const struct json *order;
    struct signing_certificate certificate;
    struct certificate_trust trust;
    struct cms_identity identity;
    struct pdf_prepared prepared;
    struct signing_done file;
    document_row row;
    (void)key;
    TRY(json_parse(ctx->arena, payload, &order));
    TRY(document_load(ctx, json_get_int(order, "document_id", 0), &row));
    if (row.state != ISSUED_SEALING)
        return RESULT_OK;
    if (row.number == 0) {
        TRY(db_write_begin(ctx->db));
        TRY(db_finish(ctx->db, give_number(ctx, &row)));
    }
    struct result ready = prepare(ctx, &row, &prepared);
    if (ready.kind == ERROR_UNTRUSTED)
        TRY(tell_refusal(ctx, &row, ready));
    TRY(ready);
    TRY(find_certificate(job, row.agency_id, &certificate));
    if (str_empty(row.signature))
        TRY(obtain(job, &row, &certificate, &prepared));
    TRY(certificates_trust(ctx->db, ctx->arena, clock_now_us(ctx->clock), &trust));
    TRY(signature_identity(ctx->arena, &certificate.certificate, &trust, &identity));
    const struct signature_raw raw = {&prepared, &certificate.certificate, &identity,
                                      row.signature};
    TRY(signature_finish(job, &trust, &raw, &file));
    TRY(signature_keep(ctx, file.bytes, &file.sha256));
    TRY(db_write_begin(ctx->db));
    const struct certificate_use use = {.certificate_id = certificate.id,
                                        .agency_id = row.agency_id,
                                        .object = document_object(ctx->arena, row.id),
                                        .file_sha256 = file.sha256,
                                        .signed_us = file.signed_us};
    return db_finish(ctx->db, write_rows(ctx, &row, &file, &use));
}
