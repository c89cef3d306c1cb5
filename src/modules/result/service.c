#include "modules/result/service.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/files.h"
#include "core/jobs.h"
#include "core/permission.h"
#include "core/print/print.h"
#include "db/db.h"
#include "modules/dossier/dossier.h"
#include "modules/result/signing.h"

static struct result find_certificate(struct service_context *ctx, bool *has,
                                      struct signing_certificate *out)
{
    struct result found = certificates_of_person(ctx->db, ctx->arena, ctx->actor->person_id,
                                                 clock_now_us(ctx->clock), out);
    *has = result_ok(found);
    return found.kind == ERROR_NOT_FOUND ? RESULT_OK : found;
}

/* Of what lies before an absent person only what the actor may see in that name. */
static struct result drop_unseen(struct service_context *ctx, struct desk *desk)
{
    size_t kept = 0;
    for (size_t i = 0; i < desk->count; i++) {
        const struct grant *grant;
        document_row row;
        struct result may = RESULT_OK;
        if (!str_empty(desk->rows[i].for_name)) {
            TRY(document_load(ctx, desk->rows[i].id, &row));
            may = document_authority(ctx, &row, "result.sign", &grant);
        }
        if (result_ok(may))
            desk->rows[kept++] = desk->rows[i];
        else if (may.kind != ERROR_FORBIDDEN)
            return may;
    }
    desk->count = kept;
    return RESULT_OK;
}

struct result desk_load(struct service_context *ctx, enum desk_tab tab, struct desk *out)
{
    static const int64_t low[DESK_TABS] = {ISSUED_WAITING, ISSUED_DONE, ISSUED_RETURNED};
    static const int64_t high[DESK_TABS] = {ISSUED_SEALING, ISSUED_DONE, ISSUED_RETURNED};
    const struct actor *actor = ctx->actor;
    int64_t since_us = clock_now_us(ctx->clock) - DESK_DAYS * MICROS_PER_DAY;
    struct q_issued_counts_rows counts;
    struct q_issued_desk_rows rows;
    if (!permission_somewhere(actor, "result.sign"))
        TRY(permission_check(ctx->db, ctx->arena, actor, "result.sign", actor->agency_id));
    TRY(q_issued_counts(ctx->db, ctx->arena,
                        (struct q_issued_counts_in){.agency_id = actor->agency_id,
                                                    .person_id = actor->person_id,
                                                    .day = actor->today,
                                                    .since = since_us},
                        &counts));
    const struct q_issued_desk_in wanted = {
        .agency_id = actor->agency_id, .person_id = actor->person_id,
        .day = actor->today, .low = low[tab],
        .high = high[tab], .since = tab == DESK_WAITING ? 0 : since_us, .limit = DESK_ROWS_MAX};
    TRY(q_issued_desk(ctx->db, ctx->arena, wanted, &rows));
    *out = (struct desk){.rows = rows.items, .count = rows.count};
    TRY(drop_unseen(ctx, out));
    for (size_t i = 0; i < counts.count; i++)
        for (size_t t = 0; t < DESK_TABS; t++)
            if (counts.items[i].state >= low[t] && counts.items[i].state <= high[t])
                out->counts[t] += counts.items[i].count;
    return find_certificate(ctx, &out->has_certificate, &out->certificate);
}

static struct result load_visible(struct service_context *ctx, int64_t id, document_row *row)
{
    TRY(document_load(ctx, id, row));
    const struct grant *grant;
    struct result may = document_authority(ctx, row, "result.read", &grant);
    if (may.kind == ERROR_FORBIDDEN)
        return result_fail(ERROR_NOT_FOUND, "result.none", N_("Không có văn bản này."));
    return may;
}

struct result desk_open(struct service_context *ctx, int64_t id, struct desk_document *out)
{
    TRY(load_visible(ctx, id, &out->row));
    const struct grant *grant;
    struct result may = document_authority(ctx, &out->row, "result.sign", &grant);
    if (!result_ok(may) && may.kind != ERROR_FORBIDDEN)
        return may;
    out->mine = result_ok(may);
    out->authority = out->mine && grant->for_person_id != 0 ? grant : NULL;
    TRY(q_issued_revisions(ctx->db, ctx->arena,
                           (struct q_issued_revisions_in){.document_id = id}, &out->revisions));
    return find_certificate(ctx, &out->has_certificate, &out->certificate);
}

static struct result changed(void)
{
    return result_fail(ERROR_CONFLICT, "result.changed",
                       N_("Văn bản đã đổi từ lúc bạn xem. Mở lại, xem bản mới rồi ký."));
}

/* In another's name: both names in the signature, and the actor's own hand on the paper. */
static struct result name_both(struct service_context *ctx, const struct grant *authority,
                               document_row *row)
{
    struct print_places places;
    struct print_drawing hand;
    row->signed_words = S("");
    row->signed_hand = S("");
    if (authority->for_person_id == 0)
        return RESULT_OK;
    TRY(places_read(ctx->arena, row->places, &places));
    TRY(print_hand(ctx->arena, ctx->actor->name, places.signature, &hand));
    row->signed_words = actor_words(ctx->arena, ctx->actor, authority);
    return document_keep(ctx, hand.content, &row->signed_hand);
}

/* The right to sign one document, and whether it is still what was seen. */
static struct result check_document(struct service_context *ctx, int64_t id, struct str seen,
                                    document_row *row, const struct grant **authority)
{
    TRY(load_visible(ctx, id, row));
    TRY(document_authority(ctx, row, "result.sign", authority));
    TRY(name_both(ctx, *authority, row));
    return row->state == ISSUED_WAITING && str_equal(seen, row->base_sha256) ? RESULT_OK
                                                                             : changed();
}

struct result desk_prepare(struct service_context *ctx, const struct desk_order *order,
                           struct desk_allowance *out)
{
    struct signing_certificate certificate;
    struct buf hashes;
    if (order->count == 0 || order->count > DESK_BATCH_MAX)
        return result_fail(ERROR_INVALID, "result.none_chosen",
                           N_("Chọn ít nhất một văn bản, nhiều nhất 20."));
    buf_init(&hashes, ctx->arena, SIGNER_HASHES_MAX * SIGNER_HASH_SIZE);
    *out = (struct desk_allowance){.rows = ARENA_ARRAY(ctx->arena, document_row, order->count),
                                   .count = order->count,
                                   .authorities = ARENA_ARRAY(ctx->arena, const struct grant *,
                                                              order->count),
                                   .actor = actor_mark(ctx->arena, ctx->actor)};
    TRY(certificates_of_person(ctx->db, ctx->arena, ctx->actor->person_id,
                               clock_now_us(ctx->clock), &certificate));
    out->key_id = certificate.key_id;
    for (size_t i = 0; i < order->count; i++) {
        struct pdf_prepared prepared;
        document_row *row = &out->rows[i];
        TRY(check_document(ctx, order->ids[i], order->seen[i], row, &out->authorities[i]));
        row->draft_us = clock_now_us(ctx->clock);
        TRY(signing_prepare_person(ctx, row, &prepared));
        row->draft_digest = str_hex(ctx->arena, prepared.digest.bytes, SHA256_SIZE);
        buf_add(&hashes, sha256_str(&prepared.digest));
    }
    out->hashes = str_dup(ctx->arena, buf_str(&hashes));
    return RESULT_OK;
}

static struct result allow_document(struct service_context *ctx,
                                    const struct desk_allowance *allowance,
                                    size_t index, int64_t batch_id)
{
    const document_row *row = &allowance->rows[index];
    int64_t written = 0;
    const struct q_issued_allow_in allowed = {
        .id = row->id, .revision = row->revision, .batch_id = batch_id,
        .grant_id = row->grant_id, .draft_digest = row->draft_digest, .draft_us = row->draft_us,
        .signed_words = row->signed_words, .signed_hand = row->signed_hand};
    TRY(q_issued_allow(ctx->db, ctx->arena, allowed, &written));
    if (written == 0)
        return changed();
    TRY(document_act(ctx, row, "result.sign_allowed",
                     str_printf(ctx->arena, "{\"digest\":\"%.*s\"}", STR_ARG(row->draft_digest)),
                     allowance->authorities[index]));
    return job_add(
        ctx->db, ctx->arena, clock_now_us(ctx->clock),
        (struct job_new){
            .kind = S("result.sign"),
            .key = str_printf(ctx->arena, "%lld.%lld", (long long)row->id, (long long)batch_id),
            .payload = str_printf(ctx->arena,
                                  "{\"document_id\":%lld,\"batch_id\":%lld,\"actor\":\"%.*s\"}",
                                  (long long)row->id, (long long)batch_id,
                                  STR_ARG(allowance->actor)),
        });
}

static struct result allow_all(struct service_context *ctx,
                               const struct desk_allowance *allowance, struct str grant,
                               int64_t *batch_id)
{
    struct q_issued_batch_add_out batch;
    TRY(q_issued_batch_add(ctx->db, ctx->arena,
                           (struct q_issued_batch_add_in){.person_id = ctx->actor->person_id,
                                                          .agency_id =
                                                              allowance->rows[0].agency_id,
                                                          .now = clock_now_us(ctx->clock)},
                           &batch));
    for (size_t i = 0; i < allowance->count; i++) {
        allowance->rows[i].grant_id = grant;
        TRY(allow_document(ctx, allowance, i, batch.id));
    }
    *batch_id = batch.id;
    return RESULT_OK;
}

struct result desk_allow(struct service_context *ctx, const struct desk_allowance *allowance,
                         struct str grant, int64_t *batch_id)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, allow_all(ctx, allowance, grant, batch_id));
}

static struct str reason_variables(struct arena *arena, struct str reason)
{
    struct buf out;
    buf_init(&out, arena, reason.len * 6 + 100);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    json_put_bool(&writer, "approved", false);
    json_put_text(&writer, "reason", reason);
    json_close_object(&writer);
    return buf_str(&out);
}

static struct result return_document(struct service_context *ctx, const document_row *row,
                                     const struct grant *authority, struct str reason)
{
    struct dossier_brief dossier;
    int64_t written = 0;
    const struct q_issued_return_in back = {.id = row->id, .revision = row->revision,
                                            .reason = reason};
    TRY(q_issued_return(ctx->db, ctx->arena, back, &written));
    if (written == 0)
        return changed();
    TRY(document_act(ctx, row, "result.returned", S(""), authority));
    TRY(dossier_brief_by_id(ctx, row->dossier_id, &dossier));
    if (!str_is(dossier.task_node, "ky"))
        return changed();
    struct str who = actor_words(ctx->arena, ctx->actor, authority);
    struct str by = str_printf(ctx->arena, "%.*s, %.*s", STR_ARG(who), STR_ARG(row->agency_name));
    return dossier_task_done(ctx, row->dossier_id, dossier.task_id,
                             reason_variables(ctx->arena, reason), by);
}

struct result desk_return(struct service_context *ctx, int64_t id, int64_t revision,
                          struct str reason)
{
    document_row row;
    TRY(load_visible(ctx, id, &row));
    const struct grant *authority;
    struct result may = document_authority(ctx, &row, "result.sign", &authority);
    if (may.code == NULL || !str_is(S("result.other_signer"), may.code)) /* any leader may return */
        TRY(may);
    row.revision = revision;
    if (str_empty(str_trim(reason)))
        return result_fail(ERROR_INVALID, "result.reason", N_("Ghi lý do trả lại."));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, return_document(ctx, &row, authority, str_trim(reason)));
}

struct result desk_batch_open(struct service_context *ctx, int64_t id, struct desk_batch *out)
{
    struct result read = q_issued_batch_by_id(
        ctx->db, ctx->arena, (struct q_issued_batch_by_id_in){.id = id}, &out->batch);
    if (read.kind == ERROR_NOT_FOUND ||
        (result_ok(read) && out->batch.person_id != ctx->actor->person_id))
        return result_fail(ERROR_NOT_FOUND, "result.no_batch", N_("Không có lần ký này."));
    TRY(read);
    return q_issued_of_batch(ctx->db, ctx->arena, (struct q_issued_of_batch_in){.batch_id = id},
                             &out->documents);
}
