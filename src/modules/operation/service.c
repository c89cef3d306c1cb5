#include "modules/operation/service.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/jobs.h"
#include "db/db.h"
#include "modules/operation/queries.h"

enum { DATA_MAX = 16 * 1024 };

static struct str data_of(struct arena *arena, const struct operation_run *run)
{
    struct buf out;
    buf_init(&out, arena, DATA_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_bool(&json, "good", run->good);
    json_put_text(&json, "place", run->place);
    json_put_text(&json, "program", run->program);
    json_put_int(&json, "rows", run->rows);
    json_put_int(&json, "files", run->files);
    json_put_int(&json, "log_size", run->log_size);
    json_put_text(&json, "manifest_sha256", run->manifest_sha256);
    json_close_object(&json);
    return buf_str(&out);
}

static struct result record(struct db *db, struct arena *arena, const struct operation_run *run)
{
    struct q_operation_run_add_in in = {
        .kind = run->kind, .good = run->good, .began = run->began_us, .ended = run->ended_us,
        .place = run->place, .program = run->program, .rows = run->rows, .files = run->files,
        .bytes = run->bytes, .new_bytes = run->new_bytes, .log_size = run->log_size,
        .manifest = run->manifest_sha256, .detail = run->detail};
    struct q_operation_run_add_out added;
    TRY(q_operation_run_add(db, arena, in, &added));
    struct evidence evidence = {
        .kind = str_concat(arena, S("operation."), run->kind),
        .object = str_printf(arena, "operation:%lld", (long long)added.id),
        .actor = S("system"),
        .data = data_of(arena, run),
    };
    return evidence_add(db, arena, run->ended_us, evidence);
}

struct result operation_record(struct db *db, struct arena *arena, const struct operation_run *run)
{
    TRY(db_write_begin(db));
    return db_finish(db, record(db, arena, run));
}

/* The three queries answer rows of the same columns. */
#define RUN_OF(row)                                                                                \
    ((struct operation_run){.kind = (row)->kind, .good = (row)->good,                              \
                            .began_us = (row)->began, .ended_us = (row)->ended,                    \
                            .place = (row)->place, .program = (row)->program,                      \
                            .rows = (row)->rows, .files = (row)->files, .bytes = (row)->bytes,     \
                            .new_bytes = (row)->new_bytes, .log_size = (row)->log_size,            \
                            .manifest_sha256 = (row)->manifest, .detail = (row)->detail})

struct result operation_last(struct db *db, struct arena *arena, struct str kind,
                             struct operation_run *run, bool *found)
{
    struct q_operation_run_last_out row;
    TRY(q_operation_run_last(db, arena, (struct q_operation_run_last_in){kind}, &row, found));
    if (*found)
        *run = RUN_OF(&row);
    return RESULT_OK;
}

struct result operation_last_good(struct db *db, struct arena *arena, struct str kind,
                                  struct operation_run *run, bool *found)
{
    struct q_operation_run_last_good_out row;
    TRY(q_operation_run_last_good(db, arena, (struct q_operation_run_last_good_in){kind}, &row,
                                  found));
    if (*found)
        *run = RUN_OF(&row);
    return RESULT_OK;
}

struct result operation_list(struct db *db, struct arena *arena, int64_t most,
                             struct operation_runs *runs)
{
    struct q_operation_run_list_rows rows;
    TRY(q_operation_run_list(db, arena, (struct q_operation_run_list_in){most}, &rows));
    runs->count = rows.count;
    runs->items = ARENA_ARRAY(arena, struct operation_run, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        runs->items[i] = RUN_OF(&rows.items[i]);
    return RESULT_OK;
}

static struct result retry(struct service_context *ctx, int64_t id)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct evidence evidence = {
        .kind = S("job.retried"),
        .object = str_printf(ctx->arena, "job:%lld", (long long)id),
        .actor = actor_mark(ctx->arena, ctx->actor),
        .data = S("{\"before\":\"parked\",\"after\":\"waiting\"}"),
    };
    TRY(job_retry(ctx->db, ctx->arena, now_us, id));
    return evidence_add(ctx->db, ctx->arena, now_us, evidence);
}

struct result operation_job_retry(struct service_context *ctx, int64_t id)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, retry(ctx, id));
}
