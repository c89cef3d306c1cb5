/* Makes a batch ready for its PIN: `signing.prepare`, and the same before a page answers. */
#include "base/json.h"
#include "core/files.h"
#include "core/jobs.h"
#include "core/session.h"
#include "core/signature.h"
#include "db/db.h"
#include "modules/signing/batch.h"

/* A failure of this paper, not of the machine. */
static bool is_refusal(struct result r)
{
    return r.kind == ERROR_FORBIDDEN || r.kind == ERROR_NOT_FOUND || r.kind == ERROR_INVALID ||
           r.kind == ERROR_LIMIT || r.kind == ERROR_CONFLICT || r.kind == ERROR_UNSUPPORTED ||
           r.kind == ERROR_UNTRUSTED;
}

static struct result prepare_item(const struct desk_context *desk,
                                  const struct q_signing_items_asked_out *item,
                                  struct signing_draft *draft)
{
    struct service_context *ctx = desk->ctx;
    const struct signable *of = signable_find(desk->signables, item->source);
    struct str base;
    *draft = (struct signing_draft){.id = item->object_id, .version = item->version,
                                    .at_us = clock_now_us(ctx->clock)};
    if (of == NULL)
        return result_fail(ERROR_NOT_FOUND, "signing.source", N_("Không có loại văn bản này."));
    TRY(of->check(ctx, draft));
    TRY(files_get(ctx->files, ctx->arena, draft->version, &base));
    TRY(signature_base_check(ctx, base));
    return of->draw(ctx, draft);
}

static struct result write_item(struct service_context *ctx, int64_t id,
                                const struct signing_draft *draft, struct result outcome)
{
    if (result_ok(outcome)) {
        const struct q_signing_item_ready_in ready = {
            .id = id, .words = draft->words, .hand = draft->hand, .at_us = draft->at_us,
            .digest = str_hex(ctx->arena, draft->prepared.digest.bytes, SHA256_SIZE)};
        return q_signing_item_ready(ctx->db, ctx->arena, ready, NULL);
    }
    const char *reason = outcome.message != NULL ? outcome.message : outcome.code;
    const struct q_signing_item_stopped_in stopped = {.id = id, .reason = str_from_c(reason),
                                              .now = clock_now_us(ctx->clock)};
    return q_signing_item_stopped(ctx->db, ctx->arena, stopped, NULL);
}

static struct result write_items(const struct desk_context *desk, int64_t batch_id,
                                 const struct q_signing_items_asked_rows *rows,
                                 const struct signing_draft *drafts,
                                 const struct result *outcomes)
{
    struct service_context *ctx = desk->ctx;
    for (size_t i = 0; i < rows->count; i++)
        TRY(write_item(ctx, rows->items[i].id, &drafts[i], outcomes[i]));
    struct q_signing_items_asked_rows more;
    const struct q_signing_items_asked_in one = {batch_id, 1};
    TRY(q_signing_items_asked(ctx->db, ctx->arena, one, &more));
    if (more.count > 0)
        return RESULT_OK;
    return q_signing_batch_ready_set(ctx->db, ctx->arena,
                             (struct q_signing_batch_ready_set_in){.id = batch_id,
                                                           .ready_us = clock_now_us(ctx->clock)},
                             NULL);
}

struct result batch_prepare(const struct desk_context *desk, int64_t batch_id, size_t most,
                            bool *left)
{
    struct service_context *ctx = desk->ctx;
    struct q_signing_items_asked_rows rows;
    const struct q_signing_items_asked_in wanted = {batch_id, (int64_t)most};
    TRY(q_signing_items_asked(ctx->db, ctx->arena, wanted, &rows));
    *left = rows.count == most;
    if (rows.count == 0)
        return RESULT_OK;
    struct signing_draft *drafts = ARENA_ARRAY(ctx->arena, struct signing_draft, rows.count);
    struct result *outcomes = ARENA_ARRAY(ctx->arena, struct result, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        outcomes[i] = prepare_item(desk, &rows.items[i], &drafts[i]);
        if (!result_ok(outcomes[i]) && !is_refusal(outcomes[i]))
            return outcomes[i];
    }
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, write_items(desk, batch_id, &rows, drafts, outcomes));
}

struct result job_prepare_batch(struct job_context *job, struct str key, struct str payload)
{
    struct arena *scratch = arena_new(PREPARE_ARENA);
    struct service_context ctx = job->service;
    const struct json *order;
    struct q_signing_batch_by_id_out batch;
    struct actor *actor;
    bool found;
    bool left = true;
    (void)key;
    ctx.arena = scratch;
    struct result done = json_parse(job->service.arena, payload, &order);
    if (result_ok(done))
        done = q_signing_batch_by_id(
            ctx.db, job->service.arena,
            (struct q_signing_batch_by_id_in){json_get_int(order, "batch_id", 0)}, &batch, &found);
    if (result_ok(done) && found)
        done = actor_load(ctx.db, job->service.arena, ctx.clock, batch.account_id, &actor);
    while (result_ok(done) && found && left) {
        ctx.actor = actor;
        const struct desk_context desk = {&ctx, job->signables};
        done = batch_prepare(&desk, batch.id, BATCH_SLICE, &left);
        arena_reset(scratch);
        if (result_ok(done))
            done = job_heartbeat(job);
    }
    arena_free(scratch);
    return done;
}
