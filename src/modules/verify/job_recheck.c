#include "modules/verify/job_recheck.h"

#include "base/buf.h"
#include "base/json.h"
#include "base/os_file.h"
#include "core/evidence.h"
#include "core/files.h"
#include "core/inspector_report.h"
#include "core/trust.h"
#include "db/db.h"
#include "modules/result/result.h"
#include "modules/verify/queries.h"

enum { DATA_MAX = 1024, ARENA_MOST = 256 << 20 };

struct str recheck_word(struct arena *arena, const struct report *report)
{
    if (!report->readable)
        return S("UNREADABLE");
    const char *sub = sub_indication_name(report->sub);
    if (report->modified)
        return S("TOTAL-FAILED / MODIFIED");
    return sub == NULL ? str_from_c(indication_name(report->indication))
                       : str_printf(arena, "%s / %s", indication_name(report->indication), sub);
}

/* Indeterminate is not yet wrong; but one whose certificate is taken back or over, and that no
 * timestamp proves to be older, does not hold (programme.md, section 3). */
struct str recheck_fault(struct arena *arena, const struct report_signature *one)
{
    bool over = one->certificate == STATUS_REVOKED || one->certificate == STATUS_EXPIRED;
    const char *sub = sub_indication_name(one->sub);
    if (one->modified == MODIFIED_YES)
        return S("TOTAL-FAILED / MODIFIED");
    if (one->indication != INDICATION_FAILED && (one->indication == INDICATION_PASSED || !over))
        return S("");
    return sub == NULL ? str_from_c(indication_name(one->indication))
                       : str_printf(arena, "%s / %s", indication_name(one->indication), sub);
}

/* What is known of one file after a look at it. */
struct look {
    struct str word;
    struct issued_finding *findings; /* of its signatures */
    size_t count;
};

static void find_faults(struct arena *arena, const struct report *report, struct look *out)
{
    out->findings = ARENA_ARRAY(arena, struct issued_finding, report->count + 1);
    for (size_t i = 0; i < report->count; i++) {
        const struct report_signature *one = &report->signatures[i];
        if (!one->has_signer)
            continue;
        out->findings[out->count++] = (struct issued_finding){
            str_hex(arena, one->signer.sha256.bytes, SHA256_SIZE), recheck_fault(arena, one)};
    }
}

/* What the inspector says of the stored bytes now. */
static struct result judge(struct job_context *job, const struct issued *issued, struct look *out)
{
    struct service_context *ctx = &job->service;
    struct evidence_set evidence;
    struct inspector_signed what = {.evidence = &evidence};
    struct report *report = ARENA_NEW(ctx->arena, struct report);
    struct str bytes;
    struct result got = files_get(ctx->files, ctx->arena, issued->sha256, &bytes);
    *out = (struct look){.word = S("LOST")};
    if (got.kind == ERROR_NOT_FOUND || got.kind == ERROR_CORRUPT)
        return RESULT_OK;
    TRY(got);
    TRY(trust_evidence(ctx->db, ctx->arena, TRUST_ANY, clock_now_us(ctx->clock), &evidence));
    TRY(issued_answers(ctx, issued, &evidence));
    TRY(os_memory_file("kept", bytes, &what.file));
    struct result made = inspector_report(ctx->arena, &job->inspector, &what, report);
    os_close(what.file);
    out->word = S("UNREADABLE");
    if (made.kind == ERROR_INVALID)
        return RESULT_OK;
    TRY(made);
    out->word = recheck_word(ctx->arena, report);
    find_faults(ctx->arena, report, out);
    return RESULT_OK;
}

static struct str told(struct arena *arena, struct str sha256, struct str before, struct str now)
{
    struct buf out;
    buf_init(&out, arena, DATA_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "file", sha256);
    json_put_text(&json, "before", before);
    json_put_text(&json, "after", now);
    json_close_object(&json);
    return buf_str(&out);
}

/* A first look that finds everything in order is no news. */
static struct result note(struct service_context *ctx, const struct issued *issued,
                          const struct q_recheck_due_out *row, const struct look *look)
{
    int64_t now_us = clock_now_us(ctx->clock);
    bool news = !str_equal(row->verdict, look->word) &&
                !(str_empty(row->verdict) && str_is(look->word, "TOTAL-PASSED"));
    if (news) {
        struct evidence evidence = {
            .kind = S("verify.verdict_changed"),
            .object = str_printf(ctx->arena, "dossier:%lld", (long long)issued->dossier_id),
            .actor = S("system"),
            .agency_id = issued->agency_id,
            .data = told(ctx->arena, row->file_sha256, row->verdict, look->word)};
        TRY(evidence_add(ctx->db, ctx->arena, now_us, evidence));
    }
    TRY(issued_judged(ctx, issued, look->findings, look->count));
    return q_recheck_save(ctx->db, ctx->arena,
                          (struct q_recheck_save_in){.file_sha256 = row->file_sha256,
                                                     .checked_us = now_us,
                                                     .verdict = look->word},
                          NULL);
}

static struct result drop(struct service_context *ctx, struct str sha256)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db,
                     q_recheck_drop(ctx->db, ctx->arena,
                                    (struct q_recheck_drop_in){.file_sha256 = sha256}, NULL));
}

/* A revision that a later one has replaced is no longer looked at. */
static struct result recheck(struct job_context *job, const struct q_recheck_due_out *row)
{
    struct service_context *ctx = &job->service;
    struct issued issued;
    struct look look;
    struct result found = issued_of_file(ctx, row->file_sha256, &issued);
    if (found.kind == ERROR_NOT_FOUND)
        return drop(ctx, row->file_sha256);
    TRY(found);
    if (!str_equal(issued.sha256, row->file_sha256))
        return drop(ctx, row->file_sha256);
    TRY(judge(job, &issued, &look));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, note(ctx, &issued, row, &look));
}

/* What a certificate signed is looked at again once its issuer says something else about it. */
static struct result hurry(struct service_context *ctx)
{
    int64_t since_us = clock_now_us(ctx->clock) - RECHECK_DAYS * MICROS_PER_DAY;
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_recheck_hurry(ctx->db, ctx->arena,
                                              (struct q_recheck_hurry_in){.since = since_us},
                                              NULL));
}

struct result recheck_run(struct job_context *job, struct str key, struct str payload)
{
    (void)key;
    (void)payload;
    struct arena *whole = job->service.arena;
    struct q_recheck_due_rows rows;
    struct result done = RESULT_OK;
    int64_t due_us = clock_now_us(job->service.clock) - RECHECK_DAYS * MICROS_PER_DAY;
    TRY(hurry(&job->service));
    TRY(q_recheck_due(job->service.db, whole,
                      (struct q_recheck_due_in){.before_us = due_us, .most = RECHECK_MOST},
                      &rows));
    for (size_t i = 0; i < rows.count && result_ok(done); i++) {
        job->service.arena = arena_new(ARENA_MOST);
        done = recheck(job, &rows.items[i]);
        arena_free(job->service.arena);
        job->service.arena = whole;
    }
    return done;
}
