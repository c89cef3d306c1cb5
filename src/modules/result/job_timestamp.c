/* `result.timestamp`: brings a result that was finished at level B to T by a document timestamp in
 * a revision of its own; tried again until the authority answers. */
#include "base/json.h"
#include "core/files.h"
#include "core/signature.h"
#include "db/db.h"
#include "modules/result/jobs.h"
#include "modules/result/store.h"

static struct result write_rows(struct service_context *ctx, const document_row *row,
                                const struct signing_done *file)
{
    int64_t changed = 0;
    const struct q_issued_dated_in dated = {.id = row->id, .before_sha256 = row->sha256,
                                            .sha256 = file->sha256};
    TRY(q_issued_dated(ctx->db, ctx->arena, dated, &changed));
    if (changed == 0)
        return RESULT_OK;
    TRY(document_add_revision(ctx, row->id,
                              (struct document_revision){"timestamp", file->sha256,
                                                         file->bytes.len, file->level}));
    return document_evidence(ctx, row, "result.dated",
                             str_printf(ctx->arena, "{\"sha256\":\"%.*s\",\"level\":\"T\"}",
                                        STR_ARG(file->sha256)));
}

struct result job_timestamp(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    const struct json *order;
    const struct pdf_signature wanted = {.document_timestamp = true};
    struct certificate_trust trust;
    struct pdf_prepared prepared;
    struct signing_done file;
    struct str base;
    struct str token;
    struct str bytes;
    document_row row;
    (void)key;
    TRY(json_parse(ctx->arena, payload, &order));
    TRY(document_load(ctx, json_get_int(order, "document_id", 0), &row));
    if (row.state != ISSUED_DONE || !str_is(row.level, "B"))
        return RESULT_OK;
    TRY(files_get(ctx->files, ctx->arena, row.sha256, &base));
    TRY(certificates_trust(ctx->db, ctx->arena, clock_now_us(ctx->clock), &trust));
    TRY(signature_base_check(ctx, base));
    TRY(pdf_sign_prepare(ctx->arena, base, &wanted, &prepared));
    struct result stamped = signature_token(job, &trust, &prepared.digest, &token);
    if (stamped.kind == ERROR_UNTRUSTED) /* a wrong answer today may be a right one later */
        return result_fail(ERROR_UNAVAILABLE, stamped.code, stamped.message);
    TRY(stamped);
    TRY(pdf_sign_finish(ctx->arena, prepared.bytes, prepared.range, token, &bytes));
    TRY(signature_check(ctx, &trust, bytes, &file));
    TRY(signature_keep(ctx, bytes, &file.sha256));
    if (file.level[0] != 'T')
        return result_fail(ERROR_INTERNAL, "signature.self_check", NULL);
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, write_rows(ctx, &row, &file));
}
