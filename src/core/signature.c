#include "core/signature.h"

#include "base/os_file.h"
#include "core/demo_marker.h"
#include "core/files.h"
#include "core/settings.h"
#include "sign/cms.h"
#include "sign/signer_client.h"
#include "sign/timestamp.h"
#include "sign/validate.h"

enum { SIGNER_LIMIT_MS = 5000, ADDRESS_MAX = 200, PATH_MAX_LENGTH = 8 };

struct str signature_attributes(struct arena *arena, const struct pdf_prepared *prepared,
                              const struct certificate *certificate)
{
    const struct signed_attributes said = {prepared->digest, certificate->sha256};
    return signed_attributes_make(arena, &said);
}

struct result signature_ask(struct job_context *job, const struct signer_request *request,
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

struct result signature_token(struct job_context *job, const struct certificate_trust *trust,
                              const struct sha256 *imprint, struct str *token)
{
    return certificates_timestamp(job->service.arena, authority_address(job), imprint, trust,
                                  token);
}

struct result signature_keep(struct service_context *ctx, struct str bytes, struct str *sha256)
{
    struct result kept = files_put(ctx->files, ctx->arena, bytes, sha256);
    if (kept.kind == ERROR_INTERNAL) /* a disk that failed once may hold later: jobs try again */
        return result_fail(ERROR_UNAVAILABLE, SIGNATURE_STORAGE,
                           N_("Chưa lưu được tệp. Máy sẽ thử lại."));
    return kept;
}

struct result signature_base_check(struct service_context *ctx, struct str bytes)
{
    struct certificate_trust trust;
    struct validation found;
    TRY(certificates_trust(ctx->db, ctx->arena, clock_now_us(ctx->clock), &trust));
    TRY(validate_pdf(ctx->arena, bytes, &trust, &found));
    if (found.valid || (found.readable && found.signature_count == 0))
        return RESULT_OK;
    return result_fail(ERROR_UNTRUSTED, "signature.base",
                       N_("Tệp này mang chữ ký đã hỏng hoặc bị sửa sau khi ký nên không ký tiếp "
                          "được. Xem các chữ ký đã có, rồi trả lại để lập lại."));
}

struct result signature_check(struct service_context *ctx, const struct certificate_trust *trust,
                              struct str bytes, struct signing_done *out)
{
    struct validation found;
    struct certificate_trust now = *trust; /* a token is younger, and its clock may be ahead */
    now.at_us = clock_now_us(ctx->clock) + TIMESTAMP_SKEW_US;
    TRY(validate_pdf(ctx->arena, bytes, &now, &found));
    if (!found.valid)
        return result_fail(ERROR_INTERNAL, "signature.self_check", found.problem);
    *out = (struct signing_done){.bytes = bytes, .level = "T",
                                 .signed_us = clock_now_us(ctx->clock)};
    for (size_t i = 0; i < found.signature_count; i++)
        if (found.signatures[i].level != 'T')
            out->level = "B";
    if (found.signatures[found.signature_count - 1].timestamp_us != 0)
        out->signed_us = found.signatures[found.signature_count - 1].timestamp_us;
    return RESULT_OK;
}

struct result signature_identity(struct arena *arena, const struct certificate *certificate,
                                 const struct certificate_trust *trust, struct cms_identity *out)
{
    struct str path[PATH_MAX_LENGTH];
    struct certificate_list issuers = {.items = path};
    struct str last = certificate->der;
    for (bool more = true; more && issuers.count < PATH_MAX_LENGTH;) {
        more = false;
        for (size_t i = 0; i < trust->others.count && !more; i++) {
            struct str other = trust->others.items[i];
            more = !str_equal(other, last) && certificate_issued_by(arena, last, other);
            if (more)
                path[issuers.count++] = last = other;
        }
    }
    return cms_identity_make(arena, certificate->der, certificate->key, issuers, out);
}

struct result signature_finish(struct job_context *job, const struct certificate_trust *trust,
                               const struct signature_raw *raw, struct signing_done *out)
{
    struct service_context *ctx = &job->service;
    struct cms_parts parts = {
        .attributes = signature_attributes(ctx->arena, raw->prepared, raw->certificate)};
    struct str bytes;
    if (!str_unbase64(ctx->arena, raw->signature, &parts.signature) ||
        !certificate_verifies(ctx->arena, raw->certificate->der, parts.attributes,
                              parts.signature))
        return result_fail(ERROR_CORRUPT, "signature.raw", NULL);
    struct certificate_trust now = *trust;
    now.at_us = clock_now_us(ctx->clock);
    struct sha256 imprint = sha256(parts.signature);
    if (!result_ok(signature_token(job, &now, &imprint, &parts.timestamp)))
        parts.timestamp = S(""); /* level B; a document timestamp follows by its own job */
    struct str cms = cms_build(ctx->arena, raw->identity, &parts);
    TRY(pdf_sign_finish(ctx->arena, raw->prepared->bytes, raw->prepared->range, cms, &bytes));
    TRY(signature_check(ctx, trust, bytes, out));
    out->range = raw->prepared->range;
    return RESULT_OK;
}
