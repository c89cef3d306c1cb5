#include "modules/certificate/import_job.h"

#include "base/json.h"
#include "base/os_file.h"
#include "core/evidence.h"
#include "core/files.h"
#include "core/identity.h"
#include "core/permission.h"
#include "core/session.h"
#include "db/db.h"

enum { DATA_MAX = 4096 };

static struct result add_job(struct service_context *ctx, int64_t id, struct str kind)
{
    return job_add(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                   (struct job_new){.kind = kind,
                                    .key = str_printf(ctx->arena, "%lld", (long long)id)});
}

static struct result add_import(struct service_context *ctx, const struct register_sent *sent,
                                struct str sha256, int64_t *id)
{
    int64_t now_us = clock_now_us(ctx->clock);
    const struct file_row stored = {sha256, (int64_t)sent->bytes.len, S("text/csv")};
    struct q_register_import_add_out added;
    const struct q_register_import_add_in row = {.name = sent->name, .sha256 = sha256,
                                                 .reason = sent->reason,
                                                 .account_id = ctx->actor->account_id,
                                                 .now = now_us};
    TRY(file_add(ctx->db, ctx->arena, now_us, stored));
    TRY(q_register_import_add(ctx->db, ctx->arena, row, &added));
    *id = added.id;
    return add_job(ctx, added.id, S("certificate.import_check"));
}

struct result register_import_send(struct service_context *ctx, const struct register_sent *sent,
                                   int64_t *id)
{
    struct str sha256;
    if (sent->bytes.len > REGISTER_FILE_MAX)
        return result_fail(ERROR_LIMIT, "certificate.size",
                           N_("Tệp quá 8 MB; chia thành nhiều tệp"));
    TRY(files_put(ctx->files, ctx->arena, sent->bytes, &sha256));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, add_import(ctx, sent, sha256, id));
}

struct result register_import_load(struct service_context *ctx, int64_t id, register_import *row,
                                   struct register_report *report)
{
    bool found;
    TRY(q_register_import_get(ctx->db, ctx->arena, (struct q_register_import_get_in){.id = id},
                              row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "certificate.import", N_("Không có lần nhập này"));
    return register_report_read(ctx->arena, row->report, report);
}

/* From one state to the next; CONFLICT where it was not in the first. */
static struct result change(struct service_context *ctx, const register_import *row,
                            const char *state, struct str report)
{
    int64_t count;
    const struct q_register_import_change_in in = {.id = row->id, .was = row->state,
                                                   .state = str_from_c(state), .report = report,
                                                   .now = clock_now_us(ctx->clock)};
    TRY(q_register_import_change(ctx->db, ctx->arena, in, &count));
    return count == 1 ? RESULT_OK
                      : result_fail(ERROR_CONFLICT, "certificate.import_state",
                                    N_("Chỉ ghi được tệp đã kiểm tra và không còn lỗi"));
}

static struct result approve(struct service_context *ctx, const register_import *row)
{
    TRY(change(ctx, row, "applying", row->report));
    return add_job(ctx, row->id, S("certificate.import_apply"));
}

struct result register_import_approve(struct service_context *ctx, int64_t id)
{
    register_import row;
    struct register_report report;
    TRY(register_import_load(ctx, id, &row, &report));
    if (!str_is(row.state, "checked") || report.problem_count > 0 ||
        row.account_id != ctx->actor->account_id)
        return result_fail(ERROR_CONFLICT, "certificate.import_state",
                           N_("Chỉ ghi được tệp đã kiểm tra và không còn lỗi"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, approve(ctx, &row));
}

struct result register_import_evidence(struct service_context *ctx, struct str sha256,
                                       const struct register_report *report, struct str reason)
{
    struct buf out;
    buf_init(&out, ctx->arena, DATA_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "sha256", sha256);
    json_put_int(&json, "rows", report->rows);
    json_put_int(&json, "made", report->made);
    json_put_int(&json, "same", report->same);
    json_put_text(&json, "reason", reason);
    json_close_object(&json);
    const struct evidence evidence = {
        .kind = S("certificate.imported"),
        .object = S("certificate:register"),
        .actor = ctx->actor == NULL ? S("system") : actor_mark(ctx->arena, ctx->actor),
        .data = buf_str(&out),
    };
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence);
}

/* What a job works on: the row, its file, the sender as they are today. */
struct work {
    struct service_context ctx;
    register_import row;
    struct register_file file;
    struct str verdicts;
};

static struct result judge(struct job_context *job, struct work *work)
{
    struct inspector_request wanted = {.task = INSPECTOR_CERTIFICATES};
    work->verdicts = S("");
    if (str_empty(work->file.bundle))
        return RESULT_OK;
    TRY(os_memory_file("certificates", work->file.bundle, &wanted.file));
    struct result judged =
        inspector_bytes(work->ctx.arena, &job->inspector, &wanted, &work->verdicts);
    os_close(wanted.file);
    return judged;
}

static struct result load(struct job_context *job, struct str key, struct work *work)
{
    int64_t id;
    struct actor *actor;
    struct register_report before;
    struct str bytes;
    work->ctx = job->service;
    if (!str_to_i64(key, &id))
        return result_fail(ERROR_INTERNAL, "certificate.import", NULL);
    TRY(register_import_load(&work->ctx, id, &work->row, &before));
    TRY(actor_load(work->ctx.db, work->ctx.arena, work->ctx.clock, work->row.account_id, &actor));
    work->ctx.actor = actor;
    if (!permission_somewhere(actor, "certificate.manage"))
        return result_fail(ERROR_FORBIDDEN, "permission.denied", NULL);
    TRY(files_get(work->ctx.files, work->ctx.arena, work->row.sha256, &bytes));
    TRY(register_file_read(work->ctx.arena, bytes, &work->file));
    return judge(job, work);
}

static struct result run(struct work *work)
{
    return register_file_run(&work->ctx, &work->file, work->verdicts, work->row.reason);
}

/* The report of a run that was rolled back. */
static struct result keep_report(struct work *work, const char *state)
{
    struct str json = register_report_json(work->ctx.arena, &work->file.report);
    TRY(db_write_begin(work->ctx.db));
    return db_finish(work->ctx.db, change(&work->ctx, &work->row, state, json));
}

struct result register_import_check(struct job_context *job, struct str key, struct str payload)
{
    struct work work;
    (void)payload;
    TRY(load(job, key, &work));
    if (!str_is(work.row.state, "checking"))
        return RESULT_OK; /* done before */
    TRY(db_write_begin(work.ctx.db));
    struct result done = run(&work);
    db_rollback(work.ctx.db);
    TRY(done);
    return keep_report(&work, "checked");
}

static struct result apply(struct work *work)
{
    struct service_context *ctx = &work->ctx;
    TRY(run(work));
    if (work->file.report.problem_count > 0)
        return result_fail(ERROR_CONFLICT, "certificate.problems", NULL);
    TRY(change(ctx, &work->row, "applied",
               register_report_json(ctx->arena, &work->file.report)));
    return register_import_evidence(ctx, work->row.sha256, &work->file.report, work->row.reason);
}

struct result register_import_apply(struct job_context *job, struct str key, struct str payload)
{
    struct work work;
    (void)payload;
    TRY(load(job, key, &work));
    if (!str_is(work.row.state, "applying"))
        return RESULT_OK; /* done before */
    TRY(db_write_begin(work.ctx.db));
    struct result done = db_finish(work.ctx.db, apply(&work));
    return work.file.report.problem_count == 0 ? done : keep_report(&work, "refused");
}
