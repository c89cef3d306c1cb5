/* `result.sign`: the leader's signature, allowed by PIN a moment ago. */
#include "base/json.h"
#include "db/db.h"
#include "modules/certificate/certificate.h"
#include "modules/result/signing.h"

/* What the signer refuses it will refuse again: the document goes back to the desk and says why. */
static struct result wait_again(struct service_context *ctx, const document_row *row,
                                struct result refusal)
{
    struct str reason = str_from_c(refusal.message != NULL ? refusal.message : refusal.code);
    struct result written = q_issued_wait_again(
        ctx->db, ctx->arena, (struct q_issued_wait_again_in){.id = row->id, .reason = reason},
        NULL);
    if (result_ok(written))
        written = document_evidence(ctx, row, "result.sign_refused",
                                    str_printf(ctx->arena, "{\"code\":\"%s\"}", refusal.code));
    return written;
}

/* Keeps the raw signature at once: the grant is used up, so that it cannot be asked for again. */
static struct result obtain(struct job_context *job, document_row *row,
                            const struct signing_certificate *certificate,
                            const struct pdf_prepared *prepared, struct str actor)
{
    struct service_context *ctx = &job->service;
    const struct signer_request request = {
        .operation = SIGNER_PERSON, .key = certificate->key_id, .actor = actor,
        .grant = row->grant_id,
        .bytes = signing_attributes(ctx->arena, prepared, &certificate->certificate), .file = -1};
    struct str raw;
    TRY(signing_ask(job, &request, &raw));
    row->signature = str_base64(ctx->arena, raw);
    const struct q_issued_signature_set_in kept = {.id = row->id, .state = ISSUED_SIGNING,
                                                   .signature = row->signature};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_issued_signature_set(ctx->db, ctx->arena, kept, NULL));
}

static struct result write_rows(struct service_context *ctx, const document_row *row,
                                struct signer_range range, const struct signed_file *file,
                                const struct certificate_use *use)
{
    int64_t changed = 0;
    const struct q_issued_person_signed_in done = {
        .id = row->id, .sha256 = file->sha256, .level = str_from_c(file->level),
        .before = (int64_t)range.before, .after_at = (int64_t)range.after_at,
        .after_len = (int64_t)range.after_len};
    TRY(q_issued_person_signed(ctx->db, ctx->arena, done, &changed));
    if (changed == 0)
        return RESULT_OK; /* another worker was first */
    TRY(document_add_revision(ctx, row->id,
                              (struct document_revision){"person", file->sha256, file->bytes.len,
                                                         file->level}));
    TRY(document_evidence(ctx, row, "result.person_signed",
                          str_printf(ctx->arena, "{\"sha256\":\"%.*s\",\"level\":\"%s\"}",
                                     STR_ARG(file->sha256), file->level)));
    TRY(certificates_used(ctx->db, ctx->arena, clock_now_us(ctx->clock), use));
    return job_add(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                   (struct job_new){
                       .kind = S("result.seal"),
                       .key = str_printf(ctx->arena, "%lld", (long long)row->id),
                       .payload = str_printf(ctx->arena, "{\"document_id\":%lld}",
                                             (long long)row->id),
                   });
}

static bool is_refusal(struct result r)
{
    return r.kind == ERROR_FORBIDDEN || r.kind == ERROR_NOT_FOUND || r.kind == ERROR_INVALID ||
           r.kind == ERROR_LIMIT || r.kind == ERROR_CONFLICT;
}

/* Asked about once more before it signs (TT 15/2025, Art. 5); whatever that brings, the register
 * has the last word. */
static struct result find_certificate(struct job_context *job, int64_t person_id,
                                      struct signing_certificate *out)
{
    struct service_context *ctx = &job->service;
    int64_t now_us = clock_now_us(ctx->clock);
    TRY(certificates_of_person(ctx->db, ctx->arena, person_id, now_us, out));
    TRY(certificate_ask_before_signing(job, out->certificate.der));
    return certificates_of_person(ctx->db, ctx->arena, person_id, now_us, out);
}

struct result job_sign(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    const struct json *order;
    struct signing_certificate certificate;
    struct pdf_prepared prepared;
    struct signed_file file;
    document_row row;
    struct q_issued_batch_by_id_out batch;
    (void)key;
    TRY(json_parse(ctx->arena, payload, &order));
    TRY(document_load(ctx, json_get_int(order, "document_id", 0), &row));
    if (row.state != ISSUED_SIGNING || row.batch_id != json_get_int(order, "batch_id", -1))
        return RESULT_OK;
    TRY(q_issued_batch_by_id(ctx->db, ctx->arena,
                             (struct q_issued_batch_by_id_in){.id = row.batch_id}, &batch));
    TRY(signing_prepare_person(ctx, &row, &prepared));
    struct result obtained = find_certificate(job, batch.person_id, &certificate);
    if (!str_equal(row.draft_digest, str_hex(ctx->arena, prepared.digest.bytes, SHA256_SIZE)))
        obtained = signer_refusal("signer.document"); /* another release makes other bytes */
    if (result_ok(obtained) && str_empty(row.signature))
        obtained = obtain(job, &row, &certificate, &prepared, json_get_text(order, "actor"));
    if (is_refusal(obtained)) {
        TRY(db_write_begin(ctx->db));
        return db_finish(ctx->db, wait_again(ctx, &row, obtained));
    }
    TRY(obtained);
    TRY(signing_finish(job, &prepared, &certificate.certificate, row.signature, &file));
    TRY(db_write_begin(ctx->db));
    const struct certificate_use use = {.certificate_id = certificate.id,
                                        .person_id = batch.person_id,
                                        .agency_id = row.agency_id,
                                        .object = document_object(ctx->arena, row.id),
                                        .file_sha256 = file.sha256,
                                        .signed_us = file.signed_us};
    return db_finish(ctx->db, write_rows(ctx, &row, prepared.range, &file, &use));
}
