#include "modules/result/signing.h"

#include "base/os_file.h"
#include "core/demo_marker.h"
#include "core/files.h"
#include "core/settings.h"
#include "sign/cms.h"
#include "sign/signer_client.h"

enum { SIGNER_LIMIT_MS = 5000, ADDRESS_MAX = 200 };

struct result signing_prepare(struct service_context *ctx, struct str base,
                              const struct pdf_signature *wanted, struct signing_draft *out)
{
    struct pdf_prepared prepared;
    TRY(pdf_sign_prepare(ctx->arena, base, wanted, &prepared));
    out->range = prepared.range;
    out->digest = prepared.digest;
    return document_keep(ctx, prepared.bytes, &out->sha256);
}

struct result signing_attributes(struct service_context *ctx, const document_row *row,
                                 const struct certificate *certificate, struct str *draft,
                                 struct str *attributes)
{
    struct signer_range range = document_draft_range(row);
    TRY(files_get(ctx->files, ctx->arena, row->draft_sha256, draft));
    if (!pdf_range_fits(range, draft->len))
        return result_fail(ERROR_CORRUPT, "result.range", NULL);
    const struct str parts[] = {str_slice(*draft, 0, range.before),
                                str_slice(*draft, range.after_at, draft->len)};
    const struct signed_attributes said = {sha256_joined(parts, 2), certificate->sha256};
    *attributes = signed_attributes_make(ctx->arena, &said);
    return RESULT_OK;
}

struct result signing_ask(struct job_context *job, const struct signer_request *request,
                          struct str *payload)
{
    struct arena *arena = job->service.arena;
    struct signer_answer answer;
    TRY(signer_ask(arena, str_c(arena, job->signer_path), request, SIGNER_LIMIT_MS, &answer));
    *payload = answer.payload;
    return RESULT_OK;
}

/* The authority of the settings; in a demonstration the one that wrote its address down. */
static struct str authority_address(struct job_context *job)
{
    struct arena *arena = job->service.arena;
    struct str address = settings_text(job->settings, "timestamp.url");
    if (!str_empty(address) || !demo_marked(arena, job->data_dir))
        return address;
    struct str path = str_printf(arena, "%.*s/run/tsa.url", STR_ARG(job->data_dir));
    if (!result_ok(os_file_read(arena, path.ptr, ADDRESS_MAX, &address)))
        return S("");
    return str_trim(address);
}

struct result signing_token(struct job_context *job, const struct sha256 *imprint,
                            struct str *token)
{
    struct service_context *ctx = &job->service;
    struct certificate_trust trust;
    TRY(certificates_trust(ctx->db, ctx->arena, clock_now_us(ctx->clock), &trust));
    return certificates_timestamp(ctx->arena, authority_address(job), imprint, &trust, token);
}

struct result signing_store(struct job_context *job, struct str bytes, struct signed_file *out)
{
    struct service_context *ctx = &job->service;
    struct certificate_trust trust;
    struct validation found;
    TRY(certificates_trust(ctx->db, ctx->arena, clock_now_us(ctx->clock), &trust));
    TRY(validate_pdf(ctx->arena, bytes, &trust, &found));
    if (!found.valid)
        return result_fail(ERROR_INTERNAL, "result.self_check", found.problem);
    *out = (struct signed_file){.bytes = bytes, .level = "T",
                                .signed_us = clock_now_us(ctx->clock)};
    for (size_t i = 0; i < found.signature_count; i++)
        if (found.signatures[i].level != 'T')
            out->level = "B";
    if (found.signatures[found.signature_count - 1].timestamp_us != 0)
        out->signed_us = found.signatures[found.signature_count - 1].timestamp_us;
    return document_keep(ctx, bytes, &out->sha256);
}

struct result signing_finish(struct job_context *job, const document_row *row,
                             const struct certificate *certificate, struct signed_file *out)
{
    struct service_context *ctx = &job->service;
    struct cms_parts parts = {.certificate = certificate->der};
    struct certificate_trust trust;
    struct str draft;
    struct str cms;
    struct str bytes;
    TRY(certificates_trust(ctx->db, ctx->arena, clock_now_us(ctx->clock), &trust));
    TRY(signing_attributes(ctx, row, certificate, &draft, &parts.attributes));
    parts.issuers = trust.others;
    if (!str_unbase64(ctx->arena, row->signature, &parts.signature) ||
        !certificate_verifies(ctx->arena, certificate->der, parts.attributes, parts.signature))
        return result_fail(ERROR_CORRUPT, "result.signature", NULL);
    struct sha256 imprint = sha256(parts.signature);
    if (!result_ok(signing_token(job, &imprint, &parts.timestamp)))
        parts.timestamp = S(""); /* level B; a document timestamp follows by its own job */
    TRY(cms_build(ctx->arena, &parts, &cms));
    TRY(pdf_sign_finish(ctx->arena, draft, document_draft_range(row), cms, &bytes));
    return signing_store(job, bytes, out);
}
