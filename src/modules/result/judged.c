/* What became of signatures after the paper was issued. */
#include "core/certificates.h"
#include "core/facts.h"
#include "modules/result/store.h"

struct result issued_answers(struct service_context *ctx, const struct issued *issued,
                             struct evidence_set *out)
{
    return certificates_answers(ctx->db, document_object(ctx->arena, issued->id), out);
}

struct result issued_judged(struct service_context *ctx, const struct issued *issued,
                            const struct issued_finding *findings, size_t count)
{
    bool news = false;
    bool holds = true;
    for (size_t i = 0; i < count; i++) {
        bool changed;
        const struct signature_finding finding = {
            .object = document_object(ctx->arena, issued->id),
            .certificate_sha256 = findings[i].certificate_sha256,
            .fault = findings[i].fault};
        TRY(certificates_judged(ctx->db, ctx->arena, clock_now_us(ctx->clock), &finding,
                                &changed));
        news = news || changed;
        holds = holds && str_empty(finding.fault);
    }
    if (!news)
        return RESULT_OK;
    return fact_result_holds(ctx->db, ctx->arena, fact_dossier(ctx->arena, issued->dossier_id),
                             clock_now_us(ctx->clock), holds);
}
