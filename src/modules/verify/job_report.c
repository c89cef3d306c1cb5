/* `verify.report`: drawn, sealed by the signer, given to whoever has the address. */
#include "base/buf.h"
#include "base/json.h"
#include "base/log.h"
#include "base/os_file.h"
#include "core/demo_marker.h"
#include "core/evidence.h"
#include "core/signature.h"
#include "core/trust.h"
#include "db/db.h"
#include "modules/certificate/certificate.h"
#include "modules/verify/sealed.h"
#include "sign/validation_data.h"

enum { DATA_MAX = 1024 };

static const char key_id[] = "kiem-tra";

static struct result ask_certificate(struct job_context *job, struct certificate *out)
{
    const struct signer_request request = {.operation = SIGNER_PUBLIC_KEY,
                                           .key = str_from_c(key_id), .actor = S("system"),
                                           .file = -1};
    struct str der;
    TRY(signature_ask(job, &request, &der));
    return certificate_read(job->service.arena, der, out);
}

static struct result sign(struct job_context *job, struct str paper, int64_t at_us,
                          struct signing_done *out)
{
    struct arena *arena = job->service.arena;
    struct certificate certificate;
    struct certificate_trust trust;
    struct cms_identity identity;
    struct pdf_prepared prepared;
    struct str raw;
    TRY(ask_certificate(job, &certificate));
    const struct pdf_signature wanted = {.name = certificate.name,
                                         .reason = S("Báo cáo kiểm tra chữ ký số"),
                                         .at_us = at_us};
    TRY(pdf_sign_prepare(arena, paper, &wanted, &prepared));
    struct signer_request request = {.operation = SIGNER_REPORT, .key = str_from_c(key_id),
                                     .actor = S("system"),
                                     .bytes = signature_attributes(arena, &prepared, &certificate),
                                     .range = prepared.range, .file = -1};
    TRY(os_memory_file("report", prepared.bytes, &request.file));
    struct result asked = signature_ask(job, &request, &raw);
    os_close(request.file);
    TRY(asked);
    TRY(certificates_trust(job->service.db, arena, clock_now_us(job->service.clock), &trust));
    TRY(signature_identity(arena, &certificate, &trust, &identity));
    const struct signature_raw made = {&prepared, &certificate, &identity,
                                       str_base64(arena, raw)};
    return signature_finish(job, &trust, &made, out);
}

/* What authorities say about the certificates by now goes along, so that the report can be checked
 * in years. Where nobody answers it stays as it is sealed. */
static struct result last(struct job_context *job, struct str *bytes)
{
    struct service_context *ctx = &job->service;
    struct evidence_set evidence;
    struct augment_list wanted;
    struct validation_data data;
    struct report *report = ARENA_NEW(ctx->arena, struct report);
    const struct report_input input = {.bytes = *bytes};
    struct str kept;
    TRY(trust_evidence(ctx->db, ctx->arena, TRUST_ANY, clock_now_us(ctx->clock), &evidence));
    TRY(report_make(&evidence, &input, report));
    augment_needs(&evidence, report, &wanted);
    for (size_t i = 0; i < wanted.count; i++) {
        struct revocation_answer said;
        struct sha256 digest = sha256(wanted.items[i].certificate);
        TRY(certificate_ask(job, wanted.items[i].certificate, CHAIN_SIGNING, 0, &said));
        TRY(trust_evidence_about(ctx->db, str_hex(ctx->arena, digest.bytes, SHA256_SIZE),
                                 &evidence));
    }
    evidence.at_us = clock_now_us(ctx->clock);
    TRY(report_make(&evidence, &input, report));
    validation_data_select(&evidence, report, &data);
    TRY(pdf_add_validation_data(ctx->arena, *bytes, &data, &kept));
    const struct report_input longer = {.bytes = kept};
    TRY(report_make(&evidence, &longer, report));
    if (report->modified || report->count != 1 || report->signatures[0].integrity != CMS_HOLDS)
        return result_fail(ERROR_INTERNAL, "verify.self_check", NULL);
    *bytes = kept;
    return RESULT_OK;
}

/* The log says that this report was sealed here, about which file, and with what verdict. */
static struct result keep(struct service_context *ctx, struct str token, struct str told,
                          struct str pdf)
{
    const struct json *words = NULL;
    struct buf data;
    TRY(json_parse(ctx->arena, told, &words));
    buf_init(&data, ctx->arena, DATA_MAX);
    struct json_writer json = json_writer_of(&data);
    json_open_object(&json, NULL);
    json_put_text(&json, "file", json_get_text(words, "sha256"));
    json_put_text(&json, "verdict", json_get_text(words, "indication"));
    json_put_text(&json, "report", sha256_hex(ctx->arena, pdf));
    json_close_object(&json);
    const struct evidence evidence = {.kind = S("verify.report_sealed"),
                                      .object = str_printf(ctx->arena, "file:%.*s",
                                                           STR_ARG(json_get_text(words, "sha256"))),
                                      .actor = S("system"), .data = buf_str(&data)};
    TRY(evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence));
    return q_report_sealed(ctx->db, ctx->arena,
                           (struct q_report_sealed_in){.token = token, .pdf = pdf}, NULL);
}

static struct result give_up(struct service_context *ctx, struct str token, struct result why)
{
    const char *words = why.message != NULL ? why.message
                                            : N_("Nút này chưa niêm phong được báo cáo. Tải báo "
                                                 "cáo JSON hoặc gói kiểm tra, và báo quản trị.");
    TRY(db_write_begin(ctx->db));
    TRY(db_finish(ctx->db, q_report_given_up(ctx->db, ctx->arena,
                                             (struct q_report_given_up_in){
                                                 .token = token, .fault = str_from_c(words)},
                                             NULL)));
    log_write(LOG_WARNING, "verify.report", log_text("code", str_from_c(why.code)));
    return RESULT_OK;
}

struct result report_job(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    struct q_report_load_out row;
    struct signing_done done;
    struct str paper;
    bool found;
    (void)payload;
    TRY(q_report_load(ctx->db, ctx->arena, (struct q_report_load_in){.token = key}, &row,
                      &found));
    if (!found || row.state != REPORT_WAITING)
        return RESULT_OK; /* forgotten, or another worker was first */
    struct result made =
        report_paper(ctx, &row, demo_marked(ctx->arena, job->data_dir), &paper);
    if (result_ok(made))
        made = sign(job, paper, row.asked_us, &done);
    if (result_ok(made))
        result_ignore(last(job, &done.bytes)); /* sealed it is, with or without */
    if (!result_ok(made))
        return result_may_retry(made.kind) ? made : give_up(ctx, key, made);
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, keep(ctx, key, row.told, done.bytes));
}

struct result report_forget_job(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    int64_t over_us = clock_now_us(ctx->clock) - REPORT_KEPT_MIN * 60 * MICROS_PER_SECOND;
    (void)key;
    (void)payload;
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_report_forget(ctx->db, ctx->arena,
                                              (struct q_report_forget_in){.before_us = over_us},
                                              NULL));
}
