/* `result.augment`: adds what lets a finished result be checked in years (EN 319 142-1: LT, LTA),
 * once authorities had the time to take a certificate back, and again before the newest timestamp
 * ends. Every step is a revision more; a file is verified before it becomes the current one, and
 * whatever fails leaves the old one. */
#include "core/files.h"
#include "core/settings.h"
#include "core/signature.h"
#include "core/trust.h"
#include "db/db.h"
#include "modules/certificate/certificate.h"
#include "modules/result/jobs.h"
#include "modules/result/store.h"
#include "sign/validation_data.h"

enum { BUNDLE = 20, ARENA_BYTES = 96 << 20, TRIES_DOUBLING = 7 };
#define PAUSE_FIRST_US (10 * 60 * MICROS_PER_SECOND)
#define ANSWER_AGE_US (30 * 60 * MICROS_PER_SECOND)

/* The evidence at hand and what it makes of the file. */
struct judged {
    struct evidence_set evidence;
    struct report report;
};

static struct result judge(struct service_context *ctx, struct str bytes,
                           const struct augment_list *asked, struct judged *out)
{
    const struct report_input input = {.bytes = bytes};
    TRY(trust_evidence(ctx->db, ctx->arena, TRUST_ANY, clock_now_us(ctx->clock), &out->evidence));
    for (size_t i = 0; asked != NULL && i < asked->count; i++) {
        struct sha256 digest = sha256(asked->items[i].certificate);
        TRY(trust_evidence_about(ctx->db, str_hex(ctx->arena, digest.bytes, SHA256_SIZE),
                                 &out->evidence));
    }
    return report_make(&out->evidence, &input, &out->report);
}

/* Asks for what is missing; an authority that is away is asked again another time. */
static struct result gather(struct job_context *job, struct str bytes, struct judged *out)
{
    struct augment_list wanted;
    struct augment_list missing;
    TRY(judge(&job->service, bytes, NULL, out));
    augment_needs(&out->evidence, &out->report, &wanted);
    for (size_t i = 0; i < wanted.count; i++) {
        struct revocation_answer said;
        TRY(certificate_ask(job, wanted.items[i].certificate, CHAIN_SIGNING, ANSWER_AGE_US,
                            &said));
    }
    TRY(judge(&job->service, bytes, &wanted, out));
    augment_needs(&out->evidence, &out->report, &missing);
    return missing.count == 0 ? RESULT_OK
                              : result_fail(ERROR_UNAVAILABLE, "result.evidence_missing", NULL);
}

static struct result stamp(struct job_context *job, struct str base, struct str *out)
{
    struct arena *arena = job->service.arena;
    const struct pdf_signature wanted = {.document_timestamp = true};
    struct service_context *ctx = &job->service;
    struct certificate_trust trust;
    struct pdf_prepared prepared;
    struct str token;
    TRY(pdf_sign_prepare(arena, base, &wanted, &prepared));
    TRY(certificates_trust(ctx->db, arena, clock_now_us(ctx->clock), &trust));
    TRY(signature_token(job, &trust, &prepared.digest, &token));
    return pdf_sign_finish(arena, prepared.bytes, prepared.range, token, out);
}

/* Nothing of the old file may change, every signature must hold, at LTA. Also says until when. */
static struct result check(const struct judged *after, struct str before, struct str bytes,
                           struct arena *arena, int64_t *kept_until_us)
{
    const struct result bad = result_fail(ERROR_INTERNAL, "result.self_check", NULL);
    const struct report *report = &after->report;
    struct certificate authority;
    bool good = report->readable && report->count > 0 && !report->modified &&
                report->stamp_count > 0 && str_starts(bytes, before) && bytes.len > before.len;
    for (size_t i = 0; good && i < report->count; i++)
        good = report->signatures[i].indication == INDICATION_PASSED &&
               str_is(S("LTA"), report->signatures[i].level);
    if (!good)
        return bad;
    TRY(certificate_read(arena, report->stamps[report->stamp_count - 1].certificate, &authority));
    *kept_until_us = authority.not_after_us;
    return RESULT_OK;
}

static struct result write_rows(struct service_context *ctx, const document_row *row,
                                struct str sha256, size_t size, int64_t kept_until_us)
{
    int64_t changed = 0;
    const struct q_issued_augmented_in now = {.id = row->id, .before_sha256 = row->sha256,
                                              .sha256 = sha256};
    const struct q_issued_augment_done_in done = {.document_id = row->id,
                                                  .kept_until_us = kept_until_us};
    TRY(q_issued_augmented(ctx->db, ctx->arena, now, &changed));
    if (changed == 0)
        return RESULT_OK; /* another worker was first */
    TRY(q_issued_augment_done(ctx->db, ctx->arena, done, NULL));
    TRY(document_add_revision(ctx, row->id,
                              (struct document_revision){"archive", sha256, size, "LTA"}));
    return document_evidence(
        ctx, row, "result.dated",
        str_printf(ctx->arena, "{\"before\":\"%.*s\",\"sha256\":\"%.*s\",\"level\":\"LTA\"}",
                   STR_ARG(row->sha256), STR_ARG(sha256)));
}

static struct result augment(struct job_context *job, const document_row *row)
{
    struct service_context *ctx = &job->service;
    struct judged *before = ARENA_NEW(ctx->arena, struct judged);
    struct judged *after = ARENA_NEW(ctx->arena, struct judged);
    struct validation_data data;
    struct str base;
    struct str kept;
    struct str bytes;
    struct str sha256;
    int64_t kept_until_us;
    TRY(files_get(ctx->files, ctx->arena, row->sha256, &base));
    TRY(gather(job, base, before));
    validation_data_select(&before->evidence, &before->report, &data);
    TRY(pdf_add_validation_data(ctx->arena, base, &data, &kept));
    TRY(stamp(job, kept, &bytes));
    TRY(judge(ctx, bytes, NULL, after));
    TRY(check(after, base, bytes, ctx->arena, &kept_until_us));
    TRY(signature_keep(ctx, bytes, &sha256));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, write_rows(ctx, row, sha256, bytes.len, kept_until_us));
}

/* Later each time, up to a day. */
static struct result put_off(struct service_context *ctx, int64_t id, struct result why)
{
    struct q_issued_augment_tries_out row;
    bool found;
    TRY(q_issued_augment_tries(ctx->db, ctx->arena,
                               (struct q_issued_augment_tries_in){.document_id = id}, &row,
                               &found));
    int64_t tries = found && row.tries < TRIES_DOUBLING ? row.tries : found ? TRIES_DOUBLING : 0;
    const struct q_issued_augment_failed_in failed = {
        .document_id = id, .fault = str_from_c(why.code),
        .next_us = clock_now_us(ctx->clock) + PAUSE_FIRST_US * (INT64_C(1) << tries)};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_issued_augment_failed(ctx->db, ctx->arena, failed, NULL));
}

static bool is_database(struct result r)
{
    return r.code != NULL && str_starts(str_from_c(r.code), S("db."));
}

/* In an arena of its own: a bundle of files would fill the job's. */
static struct result augment_one(const struct job_context *job, int64_t id)
{
    struct job_context own = *job;
    document_row row;
    own.service.arena = arena_new(ARENA_BYTES);
    struct result done = document_load(&own.service, id, &row);
    if (result_ok(done))
        done = augment(&own, &row);
    if (!result_ok(done) && !is_database(done))
        done = put_off(&own.service, id, done);
    arena_free(own.service.arena);
    return done;
}

struct result job_augment(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    int64_t now_us = clock_now_us(ctx->clock);
    int64_t grace_us =
        settings_int(job->settings, "result.grace_minutes") * 60 * MICROS_PER_SECOND;
    int64_t renew_us = settings_int(job->settings, "result.renew_days") * MICROS_PER_DAY;
    struct q_issued_to_augment_rows rows;
    const struct q_issued_to_augment_in due = {.now = now_us, .grace = now_us - grace_us,
                                               .renew = now_us + renew_us, .most = BUNDLE};
    (void)key;
    (void)payload;
    TRY(q_issued_to_augment(ctx->db, ctx->arena, due, &rows));
    for (size_t i = 0; i < rows.count; i++)
        TRY(augment_one(job, rows.items[i].id));
    return RESULT_OK;
}

struct result issued_pending(struct db *db, struct arena *arena, struct issued_pending *out)
{
    struct q_issued_pending_out row;
    TRY(q_issued_pending(db, arena, &row));
    *out = (struct issued_pending){row.count, row.has_oldest_us ? row.oldest_us : 0};
    return RESULT_OK;
}
