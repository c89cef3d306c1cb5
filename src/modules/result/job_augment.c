/* `result.augment`: gives finished results what lets them be checked in years, once authorities had
 * the time to take a certificate back, and again before the newest timestamp ends. Whatever fails
 * leaves the old file, and is tried again after a pause that grows. */
#include "core/files.h"
#include "core/settings.h"
#include "core/signature.h"
#include "db/db.h"
#include "modules/result/jobs.h"
#include "modules/result/keep.h"
#include "modules/result/store.h"

enum { BUNDLE = 20, ARENA_BYTES = 96 << 20 };
#define UNFINISHED "result.unfinished" /* the worker did not live to say more */
#define PAUSE_FIRST_US (10 * 60 * MICROS_PER_SECOND)
#define PAUSE_OTHERS_US (60 * 60 * MICROS_PER_SECOND) /* who was away may be back */
#define PAUSE_OURS_US MICROS_PER_DAY

typedef struct q_issued_to_augment_out due_row;

static struct result write_rows(struct service_context *ctx, const document_row *row,
                                struct str sha256, const struct kept *made)
{
    int64_t changed = 0;
    const struct q_issued_augmented_in now = {.id = row->id, .before_sha256 = row->sha256,
                                              .sha256 = sha256};
    const struct q_issued_augment_done_in done = {.document_id = row->id,
                                                  .kept_until_us = made->until_us};
    TRY(q_issued_augmented(ctx->db, ctx->arena, now, &changed));
    if (changed == 0)
        return RESULT_OK; /* another worker was first */
    TRY(q_issued_augment_done(ctx->db, ctx->arena, done, NULL));
    TRY(document_add_revision(ctx, row->id,
                              (struct document_revision){"archive", sha256, made->bytes.len,
                                                         "LTA"}));
    return document_evidence(
        ctx, row, "result.dated",
        str_printf(ctx->arena, "{\"before\":\"%.*s\",\"sha256\":\"%.*s\",\"level\":\"LTA\"}",
                   STR_ARG(row->sha256), STR_ARG(sha256)));
}

static struct result augment(struct job_context *job, const due_row *due)
{
    struct service_context *ctx = &job->service;
    document_row row;
    struct kept made;
    struct str base;
    struct str sha256;
    TRY(document_load(ctx, due->id, &row));
    TRY(files_get(ctx->files, ctx->arena, row.sha256, &base));
    TRY(keep_make(job, base, &made));
    if (str_is(row.level, "LTA") && made.until_us <= due->kept_until_us)
        return result_fail(ERROR_CONFLICT, KEEP_NO_GAIN, NULL); /* the file would only grow */
    if (!result_ok(signature_keep(ctx, made.bytes, &sha256)))
        return result_fail(ERROR_UNAVAILABLE, SIGNATURE_STORAGE, NULL);
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, write_rows(ctx, &row, sha256, &made));
}

/* Longer each time; no longer than an hour where others failed. */
static int64_t next_us(const struct service_context *ctx, const due_row *due,
                       enum error_kind failed)
{
    bool others = failed == ERROR_UNAVAILABLE || failed == ERROR_UNTRUSTED;
    int64_t most = others ? PAUSE_OTHERS_US : PAUSE_OURS_US;
    int64_t pause = PAUSE_FIRST_US;
    for (int64_t i = 0; i < due->tries && pause < most; i++)
        pause *= 2;
    return clock_now_us(ctx->clock) + (pause < most ? pause : most);
}

static struct result begin(struct service_context *ctx, const due_row *due)
{
    const struct q_issued_augment_begin_in row = {.document_id = due->id, .fault = S(UNFINISHED),
                                                  .next_us = next_us(ctx, due, ERROR_INTERNAL)};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_issued_augment_begin(ctx->db, ctx->arena, row, NULL));
}

static struct result put_off(struct service_context *ctx, const due_row *due, struct result why)
{
    const struct q_issued_augment_failed_in row = {.document_id = due->id,
                                                   .fault = str_from_c(why.code),
                                                   .next_us = next_us(ctx, due, why.kind)};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_issued_augment_failed(ctx->db, ctx->arena, row, NULL));
}

static bool is(struct result r, const char *code)
{
    return r.code != NULL && str_is(str_from_c(r.code), code);
}

/* In an arena of its own: a bundle of files would fill the job's. *more is false where the next one
 * would meet the same: everybody needs the timestamp authority, and room on the disk. */
static struct result augment_one(const struct job_context *job, const due_row *due, bool *more)
{
    struct job_context own = *job;
    own.service.arena = arena_new(ARENA_BYTES);
    struct result done = begin(&own.service, due);
    if (result_ok(done))
        done = augment(&own, due);
    *more = result_ok(done) ||
            !(is(done, KEEP_NO_STAMP) || is(done, KEEP_BAD_STAMP) || is(done, SIGNATURE_STORAGE));
    if (done.code != NULL && !str_starts(str_from_c(done.code), S("db.")))
        done = put_off(&own.service, due, done);
    arena_free(own.service.arena);
    return done;
}

/* A bundle of what is due. *more: there may be others that it is worth trying now. */
static struct result augment_bundle(struct job_context *job, bool *more)
{
    struct service_context *ctx = &job->service;
    int64_t now_us = clock_now_us(ctx->clock);
    int64_t grace_us =
        settings_int(job->settings, "result.grace_minutes") * 60 * MICROS_PER_SECOND;
    int64_t renew_us = settings_int(job->settings, "result.renew_days") * MICROS_PER_DAY;
    struct q_issued_to_augment_rows rows;
    const struct q_issued_to_augment_in due = {.now = now_us, .grace = now_us - grace_us,
                                               .renew = now_us + renew_us, .most = BUNDLE};
    TRY(q_issued_to_augment(ctx->db, ctx->arena, due, &rows));
    *more = rows.count == BUNDLE;
    for (size_t i = 0; i < rows.count; i++) {
        bool next;
        if (job->kind != NULL)
            TRY(job_heartbeat(job));
        TRY(augment_one(job, &rows.items[i], &next));
        if (!next) {
            *more = false;
            return RESULT_OK;
        }
    }
    return RESULT_OK;
}

struct result issued_augment_due(struct job_context *job)
{
    bool more = true;
    while (more)
        TRY(augment_bundle(job, &more));
    return RESULT_OK;
}

struct result job_augment(struct job_context *job, struct str key, struct str payload)
{
    (void)key;
    (void)payload;
    return issued_augment_due(job);
}

struct result issued_pending(struct db *db, struct arena *arena, struct issued_pending *out)
{
    struct q_issued_pending_out waiting;
    struct q_issued_renewals_failing_out renewals;
    struct q_issued_pending_fault_out why;
    bool found;
    TRY(q_issued_pending(db, arena, &waiting));
    TRY(q_issued_renewals_failing(db, arena, &renewals));
    TRY(q_issued_pending_fault(db, arena, &why, &found));
    *out = (struct issued_pending){
        .count = waiting.count,
        .oldest_us = waiting.has_oldest_us ? waiting.oldest_us : 0,
        .renewals = renewals.count,
        .first_ends_us = renewals.has_first_us ? renewals.first_us : 0,
        .fault = found ? why.fault : S("")};
    return RESULT_OK;
}
