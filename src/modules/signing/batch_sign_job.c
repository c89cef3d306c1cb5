/* `signing.run`: has the papers of one part signed, a slice at a time. Every step is idempotent: a
 * job that died continues where the rows say. */
#include <string.h>

#include "base/json.h"
#include "core/files.h"
#include "core/session.h"
#include "core/signature.h"
#include "db/db.h"
#include "modules/certificate/certificate.h"
#include "modules/signing/batch.h"

/* One paper of a slice on its way. */
struct step {
    const struct q_signing_items_of_part_out *item;
    const struct signable *of;
    struct signing_draft draft;
    struct signing_done done;
    struct str signature;  /* base64; empty: not yet */
    struct result outcome; /* a failure ends this paper's way, not the others' */
    bool taken;
    bool again;            /* a new PIN goes on with it */
};

struct slice {
    struct job_context *job; /* with an arena of the slice */
    const struct signing_certificate *certificate;
    const struct certificate_trust *trust;
    struct cms_identity identity; /* of the certificate */
    const struct actor *actor;
    struct str mark; /* of the actor, as the signer recorded it */
    const struct q_signing_part_by_id_out *part;
    struct step steps[BATCH_SLICE];
    size_t count;
};

static bool is_refusal(struct result r)
{
    return r.kind == ERROR_FORBIDDEN || r.kind == ERROR_NOT_FOUND || r.kind == ERROR_INVALID ||
           r.kind == ERROR_LIMIT || r.kind == ERROR_CONFLICT;
}

/* The same row gives the same bytes; another release of the program may not. */
static struct result draw(struct slice *slice, struct step *step)
{
    struct service_context *ctx = &slice->job->service;
    const struct q_signing_items_of_part_out *item = step->item;
    step->of = signable_find(slice->job->signables, item->source);
    step->draft = (struct signing_draft){.id = item->object_id, .version = item->version,
                                         .at_us = item->at_us, .words = item->words,
                                         .hand = item->hand, .again = true};
    if (step->of == NULL)
        return result_fail(ERROR_NOT_FOUND, "signing.source", N_("Không có loại văn bản này."));
    TRY(step->of->draw(ctx, &step->draft));
    if (!str_equal(item->digest,
                   str_hex(ctx->arena, step->draft.prepared.digest.bytes, SHA256_SIZE))) {
        step->again = true;
        return signing_changed();
    }
    return RESULT_OK;
}

static struct result stop(struct slice *slice, struct step *step)
{
    struct service_context *ctx = &slice->job->service;
    const char *reason = step->outcome.message != NULL
                             ? step->outcome.message
                             : N_("Chữ ký vừa tạo không qua được kiểm tra nên không dùng. Báo "
                                  "quản trị hệ thống.");
    const struct q_signing_item_stopped_in row = {.id = step->item->id,
                                                  .reason = str_from_c(reason),
                                                  .again = step->again,
                                                  .now = clock_now_us(ctx->clock)};
    if (step->taken && step->of != NULL)
        TRY(step->of->stopped(ctx, step->draft.id, reason, step->outcome.code));
    return q_signing_item_stopped(ctx->db, ctx->arena, row, NULL);
}

static struct result take_one(struct slice *slice, struct step *step)
{
    struct service_context ctx = slice->job->service;
    ctx.actor = slice->actor;
    if (result_ok(step->outcome) && !step->taken) {
        struct result taken = step->of->take(&ctx, &step->draft, slice->part->batch_id);
        if (taken.kind != ERROR_CONFLICT)
            TRY(taken);
        step->outcome = taken;
        step->taken = result_ok(taken);
        if (step->taken)
            return q_signing_item_taken(ctx.db, ctx.arena,
                                        (struct q_signing_item_taken_in){step->item->id}, NULL);
    }
    return result_ok(step->outcome) ? RESULT_OK : stop(slice, step);
}

/* Goes through the papers in one transaction. */
static struct result in_one(struct slice *slice, struct result (*act)(struct slice *slice,
                                                                      struct step *step))
{
    struct db *db = slice->job->service.db;
    struct result done = RESULT_OK;
    TRY(db_write_begin(db));
    for (size_t i = 0; i < slice->count && result_ok(done); i++)
        done = act(slice, &slice->steps[i]);
    return db_finish(db, done);
}

static bool wants_signature(const struct step *step)
{
    return result_ok(step->outcome) && str_empty(step->signature);
}

/* One statement to the signer for `count` papers. */
static struct result ask(struct slice *slice, struct step **steps, size_t count)
{
    struct arena *arena = slice->job->service.arena;
    struct str texts[BATCH_SLICE];
    struct str signatures[BATCH_SLICE];
    size_t got = 0;
    struct str payload;
    for (size_t i = 0; i < count; i++)
        texts[i] = signature_attributes(arena, &steps[i]->draft.prepared,
                                        &slice->certificate->certificate);
    const struct signer_request request = {
        .operation = SIGNER_BATCH, .key = slice->certificate->key_id, .actor = slice->mark,
        .grant = slice->part->grant_id, .bytes = signer_list_join(arena, texts, count),
        .file = -1};
    TRY(signature_ask(slice->job, &request, &payload));
    if (!signer_list_split(payload, BATCH_SLICE, signatures, &got) || got != count)
        return result_fail(ERROR_CORRUPT, "signer.answer", NULL);
    for (size_t i = 0; i < count; i++)
        steps[i]->signature = str_base64(arena, signatures[i]);
    return RESULT_OK;
}

static void refuse(struct step *step, struct result refusal)
{
    step->outcome = refusal;
    step->again = true;
}

/* All at once; where one is not in the grant any more, each by itself. */
static struct result obtain(struct slice *slice)
{
    struct step *waiting[BATCH_SLICE];
    size_t count = 0;
    for (size_t i = 0; i < slice->count; i++)
        if (wants_signature(&slice->steps[i]))
            waiting[count++] = &slice->steps[i];
    if (count == 0)
        return RESULT_OK;
    struct result asked = ask(slice, waiting, count);
    if (result_ok(asked) || !is_refusal(asked))
        return asked;
    bool single = count > 1 && strcmp(asked.code, "signer.document") == 0;
    for (size_t i = 0; i < count; i++) {
        struct result one = single ? ask(slice, &waiting[i], 1) : asked;
        if (!result_ok(one) && !is_refusal(one))
            return one;
        if (!result_ok(one))
            refuse(waiting[i], one);
    }
    return RESULT_OK;
}

/* The grant is used up by now, so that the raw signature is kept at once. */
static struct result keep_one(struct slice *slice, struct step *step)
{
    struct service_context *ctx = &slice->job->service;
    if (!result_ok(step->outcome))
        return stop(slice, step);
    const struct q_signing_item_signature_in row = {.id = step->item->id,
                                                    .signature = step->signature};
    return q_signing_item_signature(ctx->db, ctx->arena, row, NULL);
}

/* Finishes and checks every file, then stores all of them. */
static struct result finish(struct slice *slice)
{
    struct service_context *ctx = &slice->job->service;
    struct str bytes[BATCH_SLICE];
    struct str hashes[BATCH_SLICE];
    size_t count = 0;
    TRY(signature_identity(ctx->arena, &slice->certificate->certificate, slice->trust,
                           &slice->identity));
    for (size_t i = 0; i < slice->count; i++) {
        struct step *step = &slice->steps[i];
        const struct signature_raw raw = {&step->draft.prepared, &slice->certificate->certificate,
                                          &slice->identity, step->signature};
        if (!result_ok(step->outcome))
            continue;
        step->outcome = signature_finish(slice->job, slice->trust, &raw, &step->done);
        if (!result_ok(step->outcome) && result_may_retry(step->outcome.kind))
            return step->outcome;
        if (result_ok(step->outcome))
            bytes[count++] = step->done.bytes;
    }
    struct result kept = files_put_many(ctx->files, ctx->arena, bytes, count, hashes);
    if (kept.kind == ERROR_INTERNAL) /* a disk that failed once may hold later */
        return result_fail(ERROR_UNAVAILABLE, "signature.storage",
                           N_("Chưa lưu được tệp. Máy sẽ thử lại."));
    for (size_t i = 0, k = 0; i < slice->count; i++)
        if (result_ok(slice->steps[i].outcome))
            slice->steps[i].done.sha256 = hashes[k++];
    return kept;
}

static struct result write_one(struct slice *slice, struct step *step)
{
    struct service_context *ctx = &slice->job->service;
    if (!result_ok(step->outcome))
        return stop(slice, step);
    step->done.certificate_id = slice->certificate->id;
    step->done.person_id = slice->actor->person_id;
    TRY(step->of->signed_by(ctx, &step->draft, &step->done));
    const struct q_signing_item_signed_in row = {.id = step->item->id,
                                                 .now = clock_now_us(ctx->clock)};
    return q_signing_item_signed(ctx->db, ctx->arena, row, NULL);
}

/* Leaves out what ended at the step before. */
static void drop_stopped(struct slice *slice)
{
    size_t kept = 0;
    for (size_t i = 0; i < slice->count; i++)
        if (result_ok(slice->steps[i].outcome))
            slice->steps[kept++] = slice->steps[i];
    slice->count = kept;
}

static struct result sign_slice(struct slice *slice,
                                const struct q_signing_items_of_part_rows *rows)
{
    slice->count = rows->count;
    for (size_t i = 0; i < rows->count; i++) {
        struct step *step = &slice->steps[i];
        *step = (struct step){.item = &rows->items[i], .signature = rows->items[i].signature,
                              .taken = rows->items[i].state == ITEM_TAKEN};
        step->outcome = draw(slice, step);
        if (!result_ok(step->outcome) && !is_refusal(step->outcome))
            return step->outcome;
    }
    TRY(in_one(slice, take_one));
    drop_stopped(slice);
    TRY(obtain(slice));
    TRY(in_one(slice, keep_one));
    drop_stopped(slice);
    TRY(finish(slice));
    return in_one(slice, write_one);
}

/* Asked about once more before it signs (TT 15/2025, Art. 5); whatever that brings, the register
 * has the last word. */
static struct result find_certificate(struct job_context *job, const struct actor *actor,
                                      struct signing_certificate *out)
{
    struct service_context ctx = job->service;
    ctx.actor = actor;
    TRY(desk_certificate(&ctx, out));
    TRY(certificate_ask_before_signing(job, out->certificate.der));
    return desk_certificate(&ctx, out);
}

static struct result run_part(struct job_context *job, const struct q_signing_part_by_id_out *part,
                              const struct q_signing_batch_by_id_out *batch)
{
    struct service_context *ctx = &job->service;
    struct signing_certificate certificate;
    struct certificate_trust trust;
    struct actor *actor;
    TRY(actor_load(ctx->db, ctx->arena, ctx->clock, batch->account_id, &actor));
    TRY(find_certificate(job, actor, &certificate));
    struct job_context own = *job;
    own.service.arena = arena_new(SLICE_ARENA);
    struct slice *slice = ARENA_NEW(ctx->arena, struct slice);
    *slice = (struct slice){.job = &own, .certificate = &certificate, .trust = &trust,
                            .actor = actor, .mark = actor_mark(ctx->arena, actor), .part = part};
    struct q_signing_items_of_part_rows rows = {.count = 1};
    struct result found = RESULT_OK;
    while (rows.count > 0 && result_ok(found)) {
        arena_reset(own.service.arena);
        found = certificates_trust(ctx->db, own.service.arena, clock_now_us(ctx->clock), &trust);
        const struct q_signing_items_of_part_in wanted = {part->batch_id, part->first_item,
                                                  part->last_item, BATCH_SLICE};
        if (result_ok(found))
            found = q_signing_items_of_part(ctx->db, own.service.arena, wanted, &rows);
        if (result_ok(found) && rows.count > 0)
            found = sign_slice(slice, &rows);
        if (result_ok(found) && rows.count > 0)
            found = job_heartbeat(job);
    }
    arena_free(own.service.arena);
    return found;
}

/* Nobody can sign any more with what was allowed: every paper is back on the desk. */
static struct result give_up(struct job_context *job, const struct q_signing_part_by_id_out *part,
                             struct result refusal)
{
    struct q_signing_items_of_part_rows rows;
    const struct q_signing_items_of_part_in wanted = {part->batch_id, part->first_item,
                                                      part->last_item, SIGNER_HASHES_MAX};
    struct slice slice = {.job = job, .part = part};
    TRY(q_signing_items_of_part(job->service.db, job->service.arena, wanted, &rows));
    struct result done = RESULT_OK;
    TRY(db_write_begin(job->service.db));
    for (size_t i = 0; i < rows.count && result_ok(done); i++) {
        struct step step = {.item = &rows.items[i], .outcome = refusal, .again = true,
                            .taken = rows.items[i].state == ITEM_TAKEN};
        step.of = signable_find(job->signables, rows.items[i].source);
        step.draft.id = rows.items[i].object_id;
        done = stop(&slice, &step);
    }
    return db_finish(job->service.db, done);
}

struct result job_sign_part(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    const struct json *order;
    struct q_signing_part_by_id_out part;
    struct q_signing_batch_by_id_out batch;
    bool found;
    (void)key;
    TRY(json_parse(ctx->arena, payload, &order));
    const struct q_signing_part_by_id_in asked = {json_get_int(order, "part_id", 0)};
    TRY(q_signing_part_by_id(ctx->db, ctx->arena, asked, &part, &found));
    if (found)
        TRY(q_signing_batch_by_id(ctx->db, ctx->arena,
                                  (struct q_signing_batch_by_id_in){part.batch_id}, &batch,
                                  &found));
    if (!found)
        return RESULT_OK;
    struct result done = run_part(job, &part, &batch);
    return is_refusal(done) && strcmp(done.code, "job.lease_lost") != 0
               ? give_up(job, &part, done)
               : done;
}
