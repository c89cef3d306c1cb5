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

/* What the inspector says of the stored bytes now. */
static struct result judge(struct job_context *job, struct str sha256, struct str *word)
{
    struct service_context *ctx = &job->service;
    struct evidence_set evidence;
    struct inspector_signed what = {.evidence = &evidence};
    struct report *report = ARENA_NEW(ctx->arena, struct report);
    struct str bytes;
    struct result got = files_get(ctx->files, ctx->arena, sha256, &bytes);
    *word = S("LOST");
    if (got.kind == ERROR_NOT_FOUND || got.kind == ERROR_CORRUPT)
        return RESULT_OK;
    TRY(got);
    TRY(trust_evidence(ctx->db, ctx->arena, TRUST_ANY, clock_now_us(ctx->clock), &evidence));
    TRY(os_memory_file("kept", bytes, &what.file));
    struct result made = inspector_report(ctx->arena, &job->inspector, &what, report);
    os_close(what.file);
    *word = S("UNREADABLE");
    if (made.kind == ERROR_INVALID)
        return RESULT_OK;
    TRY(made);
    *word = recheck_word(ctx->arena, report);
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
                          const struct q_recheck_due_out *row, struct str word)
{
    int64_t now_us = clock_now_us(ctx->clock);
    bool news = !str_equal(row->verdict, word) &&
                !(str_empty(row->verdict) && str_is(word, "TOTAL-PASSED"));
    if (news) {
        struct evidence evidence = {
            .kind = S("verify.verdict_changed"),
            .object = str_printf(ctx->arena, "dossier:%lld", (long long)issued->dossier_id),
            .actor = S("system"),
            .agency_id = issued->agency_id,
            .data = told(ctx->arena, row->file_sha256, row->verdict, word)};
        TRY(evidence_add(ctx->db, ctx->arena, now_us, evidence));
    }
    return q_recheck_save(ctx->db, ctx->arena,
                          (struct q_recheck_save_in){.file_sha256 = row->file_sha256,
                                                     .checked_us = now_us,
                                                     .verdict = word},
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
    struct str word;
    struct result found = issued_of_file(ctx, row->file_sha256, &issued);
    if (found.kind == ERROR_NOT_FOUND)
        return drop(ctx, row->file_sha256);
    TRY(found);
    if (!str_equal(issued.sha256, row->file_sha256))
        return drop(ctx, row->file_sha256);
    TRY(judge(job, row->file_sha256, &word));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, note(ctx, &issued, row, word));
}

struct result recheck_run(struct job_context *job, struct str key, struct str payload)
{
    (void)key;
    (void)payload;
    struct arena *whole = job->service.arena;
    struct q_recheck_due_rows rows;
    struct result done = RESULT_OK;
    int64_t due_us = clock_now_us(job->service.clock) - RECHECK_DAYS * MICROS_PER_DAY;
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
