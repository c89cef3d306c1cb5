#include "modules/result/service.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/files.h"
#include "core/jobs.h"
#include "core/permission.h"
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

struct result desk_load(struct service_context *ctx, enum desk_tab tab, struct desk *out)
{
    static const int64_t low[DESK_TABS] = {ISSUED_WAITING, ISSUED_DONE, ISSUED_RETURNED};
    static const int64_t high[DESK_TABS] = {ISSUED_SEALING, ISSUED_DONE, ISSUED_RETURNED};
    const struct actor *actor = ctx->actor;
    int64_t since_us = clock_now_us(ctx->clock) - DESK_DAYS * MICROS_PER_DAY;
    struct q_issued_counts_rows counts;
    struct q_issued_desk_rows rows;
    TRY(permission_check(ctx->db, ctx->arena, actor, "result.sign", actor->agency_id));
    TRY(q_issued_counts(ctx->db, ctx->arena,
                        (struct q_issued_counts_in){.agency_id = actor->agency_id,
                                                    .person_id = actor->person_id,
                                                    .since = since_us},
                        &counts));
    const struct q_issued_desk_in wanted = {
        .agency_id = actor->agency_id, .person_id = actor->person_id, .low = low[tab],
        .high = high[tab], .since = tab == DESK_WAITING ? 0 : since_us, .limit = DESK_ROWS_MAX};
    TRY(q_issued_desk(ctx->db, ctx->arena, wanted, &rows));
    *out = (struct desk){.rows = rows.items, .count = rows.count};
    for (size_t i = 0; i < counts.count; i++)
        for (size_t t = 0; t < DESK_TABS; t++)
            if (counts.items[i].state >= low[t] && counts.items[i].state <= high[t])
                out->counts[t] += counts.items[i].count;
    return find_certificate(ctx, &out->has_certificate, &out->certificate);
}

static struct result load_visible(struct service_context *ctx, int64_t id, document_row *row)
{
    TRY(document_load(ctx, id, row));
    struct result may = permission_check(ctx->db, ctx->arena, ctx->actor, "result.read",
                                         row->agency_id);
    if (may.kind == ERROR_FORBIDDEN)
        return result_fail(ERROR_NOT_FOUND, "result.none", N_("Không có văn bản này."));
    return may;
}

struct result desk_open(struct service_context *ctx, int64_t id, struct desk_document *out)
{
    TRY(load_visible(ctx, id, &out->row));
    out->mine = out->row.signer_person_id == ctx->actor->person_id;
    TRY(q_issued_revisions(ctx->db, ctx->arena,
                           (struct q_issued_revisions_in){.document_id = id}, &out->revisions));
    return find_certificate(ctx, &out->has_certificate, &out->certificate);
}

static struct result changed(void)
{
    return result_fail(ERROR_CONFLICT, "result.changed",
                       N_("Văn bản đã đổi từ lúc bạn xem. Mở lại, xem bản mới rồi ký."));
}

/* The right to sign one document, and whether it is still what was seen. */
static struct result check_document(struct service_context *ctx, int64_t id, struct str seen,
                                    document_row *row)
{
    TRY(load_visible(ctx, id, row));
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "result.sign", row->agency_id));
    if (row->signer_person_id != ctx->actor->person_id)
        return result_fail(ERROR_FORBIDDEN, "result.other_signer",
                           N_("Văn bản này trình người khác ký."));
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
                                   .actor = actor_mark(ctx->arena, ctx->actor)};
    TRY(certificates_of_person(ctx->db, ctx->arena, ctx->actor->person_id,
                               clock_now_us(ctx->clock), &certificate));
    out->key_id = certificate.key_id;
    for (size_t i = 0; i < order->count; i++) {
        struct pdf_prepared prepared;
        document_row *row = &out->rows[i];
        TRY(check_document(ctx, order->ids[i], order->seen[i], row));
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
                                    const document_row *row, int64_t batch_id)
{
    int64_t written = 0;
    const struct q_issued_allow_in allowed = {
        .id = row->id, .revision = row->revision, .batch_id = batch_id,
        .grant_id = row->grant_id, .draft_digest = row->draft_digest, .draft_us = row->draft_us};
    TRY(q_issued_allow(ctx->db, ctx->arena, allowed, &written));
    if (written == 0)
        return changed();
    TRY(document_evidence(ctx, row, "result.sign_allowed",
                          str_printf(ctx->arena, "{\"digest\":\"%.*s\"}",
                                     STR_ARG(row->draft_digest))));
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
        TRY(allow_document(ctx, allowance, &allowance->rows[i], batch.id));
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
                                     int64_t revision, struct str reason)
{
    struct dossier_brief dossier;
    int64_t written = 0;
    const struct q_issued_return_in back = {.id = row->id, .revision = revision,
                                            .reason = reason};
    TRY(q_issued_return(ctx->db, ctx->arena, back, &written));
    if (written == 0)
        return changed();
    TRY(document_evidence(ctx, row, "result.returned", S("")));
    TRY(dossier_brief_by_id(ctx, row->dossier_id, &dossier));
    if (!str_is(dossier.task_node, "ky"))
        return changed();
    struct str by = str_printf(ctx->arena, "%.*s, %.*s", STR_ARG(ctx->actor->name),
                               STR_ARG(row->agency_name));
    return dossier_task_done(ctx, row->dossier_id, dossier.task_id,
                             reason_variables(ctx->arena, reason), by);
}

struct result desk_return(struct service_context *ctx, int64_t id, int64_t revision,
                          struct str reason)
{
    document_row row;
    TRY(load_visible(ctx, id, &row));
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "result.sign", row.agency_id));
    if (str_empty(str_trim(reason)))
        return result_fail(ERROR_INVALID, "result.reason", N_("Ghi lý do trả lại."));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, return_document(ctx, &row, revision, str_trim(reason)));
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
