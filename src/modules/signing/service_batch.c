#include "modules/signing/batch.h"

#include "base/buf.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/jobs.h"
#include "db/db.h"
#include "sign/signer_message.h"

#define MICROS_PER_MINUTE (60 * MICROS_PER_SECOND)

static struct result add_job(struct service_context *ctx, const char *kind, struct str key,
                             struct str payload)
{
    return job_add(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                   (struct job_new){.kind = str_from_c(kind), .key = key, .payload = payload});
}

/* A batch may be prepared again after each PIN: the time tells the jobs apart. */
static struct result add_prepare_job(struct service_context *ctx, int64_t batch_id)
{
    return add_job(ctx, "signing.prepare",
                   str_printf(ctx->arena, "%lld.%lld", (long long)batch_id,
                              (long long)clock_now_us(ctx->clock)),
                   str_printf(ctx->arena, "{\"batch_id\":%lld}", (long long)batch_id));
}

static struct result start(const struct desk_context *desk, const struct batch_choice *choices,
                           size_t count, int64_t *batch_id)
{
    struct service_context *ctx = desk->ctx;
    const struct q_signing_batch_add_in row = {.account_id = ctx->actor->account_id,
                                       .person_id = ctx->actor->person_id,
                                       .now = clock_now_us(ctx->clock)};
    struct q_signing_batch_add_out added;
    TRY(q_signing_batch_add(ctx->db, ctx->arena, row, &added));
    for (size_t i = 0; i < count; i++) {
        const struct signing_thing *thing = choices[i].thing;
        const struct q_signing_item_add_in item = {.batch_id = added.id,
                                           .source = str_from_c(thing->of->code),
                                           .object_id = thing->id,
                                           .code = thing->code,
                                           .title = thing->title,
                                           .version = choices[i].version};
        TRY(q_signing_item_add(ctx->db, ctx->arena, item, NULL));
    }
    *batch_id = added.id;
    return count > BATCH_AT_ONCE ? add_prepare_job(ctx, added.id) : RESULT_OK;
}

struct result batch_start(const struct desk_context *desk, const struct batch_choice *choices,
                          size_t count, int64_t *batch_id)
{
    if (count == 0 || count > BATCH_MAX)
        return result_fail(ERROR_INVALID, "signing.none_chosen",
                           N_("Chọn ít nhất một văn bản, nhiều nhất 1.000."));
    TRY(db_write_begin(desk->ctx->db));
    return db_finish(desk->ctx->db, start(desk, choices, count, batch_id));
}

struct result batch_load(struct service_context *ctx, int64_t batch_id, struct batch *out)
{
    bool found;
    *out = (struct batch){0};
    TRY(q_signing_batch_by_id(ctx->db, ctx->arena, (struct q_signing_batch_by_id_in){batch_id},
                              &out->row, &found));
    if (!found || out->row.person_id != ctx->actor->person_id)
        return result_fail(ERROR_NOT_FOUND, "signing.no_batch", N_("Không có lần ký này."));
    TRY(q_signing_items_of_batch(ctx->db, ctx->arena,
                                 (struct q_signing_items_of_batch_in){batch_id}, &out->items));
    for (size_t i = 0; i < out->items.count; i++) {
        const struct q_signing_items_of_batch_out *item = &out->items.items[i];
        out->counts[item->state]++;
        out->again += item->state == ITEM_STOPPED && item->again;
    }
    return RESULT_OK;
}

struct result desk_certificate(struct service_context *ctx, struct signing_certificate *out)
{
    return certificates_of_person(ctx->db, ctx->arena, ctx->actor->person_id,
                                  clock_now_us(ctx->clock), out);
}

static struct result not_ready(void)
{
    return result_fail(ERROR_CONFLICT, "signing.not_ready",
                       N_("Lần ký này đã chuẩn bị quá lâu hoặc đã cho phép rồi. Tải lại trang để "
                          "xem còn văn bản nào, rồi bấm ký tiếp."));
}

/* Cuts the papers that are ready into parts that one grant can hold. */
static struct result cut(struct service_context *ctx, const struct batch *batch,
                         struct batch_allowance *out)
{
    struct buf hashes;
    size_t held = SIGNER_HASHES_MAX;
    out->parts = ARENA_ARRAY(ctx->arena, struct batch_part,
                             batch->items.count / SIGNER_HASHES_MAX + 1);
    for (size_t i = 0; i < batch->items.count; i++) {
        const struct q_signing_items_of_batch_out *item = &batch->items.items[i];
        struct str digest;
        if (item->state != ITEM_READY)
            continue;
        if (held == SIGNER_HASHES_MAX) {
            buf_init(&hashes, ctx->arena, SIGNER_HASHES_MAX * SIGNER_HASH_SIZE);
            out->parts[out->count++] = (struct batch_part){.first_item = item->id};
            held = 0;
        }
        if (!str_unhex(ctx->arena, item->digest, &digest))
            return result_fail(ERROR_CORRUPT, "signing.digest", NULL);
        buf_add(&hashes, digest);
        out->parts[out->count - 1].last_item = item->id;
        out->parts[out->count - 1].hashes = buf_str(&hashes);
        out->papers++;
        held++;
    }
    return RESULT_OK;
}

struct result batch_allowance(struct service_context *ctx, int64_t batch_id,
                              struct batch_allowance *out)
{
    struct signing_certificate certificate;
    struct batch batch;
    *out = (struct batch_allowance){.batch_id = batch_id,
                                    .actor = actor_mark(ctx->arena, ctx->actor)};
    TRY(batch_load(ctx, batch_id, &batch));
    TRY(desk_certificate(ctx, &certificate));
    out->key_id = certificate.key_id;
    int64_t now_us = clock_now_us(ctx->clock);
    if (batch.row.ready_us != 0 &&
        now_us - batch.row.ready_us > BATCH_READY_MINUTES * MICROS_PER_MINUTE) {
        TRY(batch_stop(ctx, batch_id));
        batch.counts[ITEM_READY] = 0;
    }
    if (batch.row.ready_us == 0 || batch.counts[ITEM_READY] == 0)
        return not_ready();
    return cut(ctx, &batch, out);
}

static struct result allow(struct service_context *ctx, const struct batch_allowance *allowance)
{
    int64_t changed = 0;
    TRY(q_signing_batch_allow(ctx->db, ctx->arena,
                              (struct q_signing_batch_allow_in){allowance->batch_id}, &changed));
    if (changed == 0)
        return not_ready();
    for (size_t i = 0; i < allowance->count; i++) {
        const struct batch_part *part = &allowance->parts[i];
        const struct q_signing_part_add_in row = {.batch_id = allowance->batch_id,
                                          .first = part->first_item,
                                          .last = part->last_item,
                                          .grant_id = part->grant};
        struct q_signing_part_add_out added;
        TRY(q_signing_part_add(ctx->db, ctx->arena, row, &added));
        struct str id = str_printf(ctx->arena, "%lld", (long long)added.id);
        TRY(add_job(ctx, "signing.run", id,
                    str_printf(ctx->arena, "{\"part_id\":%.*s}", STR_ARG(id))));
    }
    const struct evidence evidence = {
        .kind = S("signing.allowed"),
        .object = str_printf(ctx->arena, "signing:%lld", (long long)allowance->batch_id),
        .actor = allowance->actor,
        .agency_id = ctx->actor->agency_id,
        .data = str_printf(ctx->arena, "{\"papers\":%lld}", (long long)allowance->papers)};
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence);
}

struct result batch_allow(struct service_context *ctx, const struct batch_allowance *allowance)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, allow(ctx, allowance));
}

static struct result resume(struct service_context *ctx, int64_t batch_id)
{
    int64_t asked = 0;
    TRY(q_signing_items_again(ctx->db, ctx->arena, (struct q_signing_items_again_in){batch_id},
                              &asked));
    TRY(q_signing_batch_ready_set(ctx->db, ctx->arena,
                                  (struct q_signing_batch_ready_set_in){.id = batch_id}, NULL));
    return asked > BATCH_AT_ONCE ? add_prepare_job(ctx, batch_id) : RESULT_OK;
}

struct result batch_resume(struct service_context *ctx, int64_t batch_id)
{
    struct batch batch;
    TRY(batch_load(ctx, batch_id, &batch));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, resume(ctx, batch_id));
}

static struct result let_go(struct service_context *ctx, int64_t batch_id)
{
    return q_signing_items_let_go(ctx->db, ctx->arena,
                          (struct q_signing_items_let_go_in){
                              .batch_id = batch_id,
                              .reason = S("Chưa nhập mã PIN cho văn bản này."),
                              .now = clock_now_us(ctx->clock)},
                          NULL);
}

struct result batch_stop(struct service_context *ctx, int64_t batch_id)
{
    struct batch batch;
    TRY(batch_load(ctx, batch_id, &batch));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, let_go(ctx, batch_id));
}
