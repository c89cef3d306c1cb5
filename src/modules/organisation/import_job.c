#include "modules/organisation/import_job.h"

#include "core/evidence.h"
#include "core/files.h"
#include "core/identity.h"
#include "core/permission.h"
#include "core/rights.h"
#include "core/session.h"
#include "db/db.h"

static struct str mark(struct arena *arena, int64_t id)
{
    return str_printf(arena, "organisation_import:%lld", (long long)id);
}

static struct result may_import(struct service_context *ctx)
{
    return permission_check(ctx->db, ctx->arena, ctx->actor, "organisation.manage",
                            ctx->actor->agency_id);
}

static struct result add_job(struct service_context *ctx, int64_t id, struct str kind)
{
    struct job_new job = {.kind = kind,
                          .key = str_printf(ctx->arena, "%lld", (long long)id)};
    return job_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), job);
}

static struct result add_import(struct service_context *ctx, struct import_file file,
                                struct str sha256, int64_t *id)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct file_row stored = {sha256, (int64_t)file.bytes.len, S("text/csv")};
    struct q_org_import_add_out added;
    struct q_org_import_add_in in = {.kind = str_from_c(file.kind->code),
                                     .name = file.name,
                                     .sha256 = sha256,
                                     .account_id = ctx->actor->account_id,
                                     .now = now_us};
    TRY(file_add(ctx->db, ctx->arena, now_us, stored));
    TRY(q_org_import_add(ctx->db, ctx->arena, in, &added));
    *id = added.id;
    return add_job(ctx, added.id, S("organisation.check"));
}

struct result import_send(struct service_context *ctx, struct import_file file, int64_t *id)
{
    struct str sha256;
    TRY(may_import(ctx));
    if (file.bytes.len > IMPORT_BYTES_MAX)
        return result_fail(ERROR_LIMIT, "import.size", N_("Tệp quá 1 MB; chia thành nhiều tệp"));
    TRY(files_put(ctx->files, ctx->arena, file.bytes, &sha256));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, add_import(ctx, file, sha256, id));
}

struct result import_get(struct service_context *ctx, int64_t id, import_row *row,
                         struct import_report *report)
{
    bool found;
    struct q_org_import_get_in in = {.id = id};
    TRY(q_org_import_get(ctx->db, ctx->arena, in, row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "import.unknown", N_("Không có lần nhập này"));
    return import_report_read(ctx->arena, row->report, report);
}

/* From one state to the next; *changed is false where it was not in the first. */
static struct result change(struct service_context *ctx, const import_row *row, const char *state,
                            struct str report, bool *changed)
{
    int64_t count;
    struct q_org_import_change_in in = {.id = row->id,
                                        .was = row->state,
                                        .state = str_from_c(state),
                                        .report = report,
                                        .now = clock_now_us(ctx->clock)};
    TRY(q_org_import_change(ctx->db, ctx->arena, in, &count));
    *changed = count == 1;
    return RESULT_OK;
}

static struct result approve(struct service_context *ctx, const import_row *row, bool ready)
{
    if (ready)
        TRY(change(ctx, row, "applying", row->report, &ready));
    if (!ready)
        return result_fail(ERROR_CONFLICT, "import.state",
                           N_("Chỉ ghi được tệp đã kiểm tra và không còn lỗi"));
    return add_job(ctx, row->id, S("organisation.apply"));
}

struct result import_approve(struct service_context *ctx, int64_t id)
{
    import_row row;
    struct import_report report;
    TRY(may_import(ctx));
    TRY(import_get(ctx, id, &row, &report));
    bool ready = str_is(row.state, "checked") && report.problem_count == 0 &&
                 row.account_id == ctx->actor->account_id;
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, approve(ctx, &row, ready));
}

static struct result leave_evidence(struct service_context *ctx, const import_row *row,
                                    const struct import_report *report)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct evidence evidence = {
        .kind = S("organisation.imported"),
        .object = mark(ctx->arena, row->id),
        .actor = actor_mark(ctx->arena, ctx->actor),
        .agency_id = ctx->actor->agency_id,
        .data = str_printf(ctx->arena,
                           "{\"kind\":\"%.*s\",\"sha256\":\"%.*s\",\"rows\":%lld,\"made\":%lld,"
                           "\"changed\":%lld,\"same\":%lld}",
                           STR_ARG(row->kind), STR_ARG(row->sha256), (long long)report->rows,
                           (long long)report->made, (long long)report->changed,
                           (long long)report->same),
    };
    TRY(evidence_add(ctx->db, ctx->arena, now_us, evidence));
    struct rights_change rights = {.now_us = now_us,
                                   .actor = evidence.actor,
                                   .agency_id = ctx->actor->agency_id,
                                   .object = evidence.object,
                                   .reason = row->name};
    return rights_changed(ctx->db, ctx->arena, rights);
}

/* What a job works on: the row, its file, and the sender as they are today. */
struct work {
    struct service_context ctx;
    import_row row;
    struct str bytes;
};

static struct result load(struct job_context *job, struct str key, struct work *work)
{
    int64_t id;
    struct actor *actor;
    struct import_report before;
    work->ctx = job->service;
    if (!str_to_i64(key, &id))
        return result_fail(ERROR_INTERNAL, "import.key", NULL);
    TRY(import_get(&work->ctx, id, &work->row, &before));
    TRY(actor_load(work->ctx.db, work->ctx.arena, work->ctx.clock, work->row.account_id, &actor));
    work->ctx.actor = actor;
    return files_get(work->ctx.files, work->ctx.arena, work->row.sha256, &work->bytes);
}

/* The report of a run that was rolled back, in a transaction of its own. */
static struct result keep_report(struct work *work, const char *state,
                                 const struct import_report *report)
{
    bool changed;
    struct str json = import_report_json(work->ctx.arena, report);
    TRY(db_write_begin(work->ctx.db));
    return db_finish(work->ctx.db, change(&work->ctx, &work->row, state, json, &changed));
}

struct result import_check_run(struct job_context *job, struct str key, struct str payload)
{
    (void)payload;
    struct work work;
    struct import_report report;
    TRY(load(job, key, &work));
    if (!str_is(work.row.state, "checking"))
        return RESULT_OK; /* done before */
    TRY(db_write_begin(work.ctx.db));
    struct result run =
        import_run(&work.ctx, import_kind_find(work.row.kind), work.bytes, &report);
    db_rollback(work.ctx.db);
    TRY(run);
    return keep_report(&work, "checked", &report);
}

static struct result apply(struct work *work, struct import_report *report)
{
    struct service_context *ctx = &work->ctx;
    bool mine;
    TRY(import_run(ctx, import_kind_find(work->row.kind), work->bytes, report));
    if (report->problem_count > 0)
        return result_fail(ERROR_CONFLICT, "import.problems", NULL);
    TRY(change(ctx, &work->row, "applied", import_report_json(ctx->arena, report), &mine));
    return mine ? leave_evidence(ctx, &work->row, report)
                : result_fail(ERROR_CONFLICT, "import.state", NULL);
}

struct result import_apply_run(struct job_context *job, struct str key, struct str payload)
{
    (void)payload;
    struct work work;
    struct import_report report = {0};
    TRY(load(job, key, &work));
    if (!str_is(work.row.state, "applying"))
        return RESULT_OK; /* done before */
    TRY(db_write_begin(work.ctx.db));
    struct result done = db_finish(work.ctx.db, apply(&work, &report));
    if (report.problem_count == 0)
        return done;
    return keep_report(&work, "refused", &report); /* something changed since it was checked */
}
