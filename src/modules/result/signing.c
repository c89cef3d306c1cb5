#include "modules/result/signing.h"

#include "base/os_file.h"
#include "core/demo_marker.h"
#include "core/files.h"
#include "core/settings.h"
#include "sign/cms.h"
#include "sign/signer_client.h"

enum { SIGNER_LIMIT_MS = 5000, ADDRESS_MAX = 200 };

struct result signing_prepare_person(struct service_context *ctx, const document_row *row,
                                     struct pdf_prepared *out)
{
    struct print_places places;
    struct str base;
    struct str hand;
    TRY(places_read(ctx->arena, row->places, &places));
    TRY(files_get(ctx->files, ctx->arena, row->base_sha256, &base));
    bool other = !str_empty(row->signed_words); /* in the signer's name */
    TRY(files_get(ctx->files, ctx->arena, other ? row->signed_hand : row->hand_sha256, &hand));
    const struct print_rect *at = &places.signature;
    const struct pdf_appearance shown = {at->x0, at->y0, at->x1 - at->x0, at->y1 - at->y0, hand};
    const struct pdf_signature wanted = {.page = places.page, .appearance = &shown,
                                         .name = other ? row->signed_words : row->signer_name,
                                         .reason = row->title,
                                         .at_us = row->draft_us};
    return pdf_sign_prepare(ctx->arena, base, &wanted, out);
}

struct str signing_attributes(struct arena *arena, const struct pdf_prepared *prepared,
                              const struct certificate *certificate)
{
    const struct signed_attributes said = {prepared->digest, certificate->sha256};
    return signed_attributes_make(arena, &said);
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

struct result signing_finish(struct job_context *job, const struct pdf_prepared *prepared,
                             const struct certificate *certificate, struct str signature,
                             struct signed_file *out)
{
    struct service_context *ctx = &job->service;
    struct cms_parts parts = {
        .certificate = certificate->der,
        .attributes = signing_attributes(ctx->arena, prepared, certificate)};
    struct certificate_trust trust;
    struct str cms;
    struct str bytes;
    TRY(certificates_trust(ctx->db, ctx->arena, clock_now_us(ctx->clock), &trust));
    parts.issuers = trust.others;
    if (!str_unbase64(ctx->arena, signature, &parts.signature) ||
        !certificate_verifies(ctx->arena, certificate->der, parts.attributes, parts.signature))
        return result_fail(ERROR_CORRUPT, "result.signature", NULL);
    struct sha256 imprint = sha256(parts.signature);
    if (!result_ok(signing_token(job, &imprint, &parts.timestamp)))
        parts.timestamp = S(""); /* level B; a document timestamp follows by its own job */
    TRY(cms_build(ctx->arena, &parts, &cms));
    TRY(pdf_sign_finish(ctx->arena, prepared->bytes, prepared->range, cms, &bytes));
    return signing_store(job, bytes, out);
}
