/*
 * A person's data in dossiers: a copy for them, and its end when the law lets it go. What is
 * erased leaves the evidence log verifiable: leaves stay, records and salts go.
 */
#include "modules/dossier/change.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/evidence.h"
#include "core/facts.h"
#include "core/files.h"
#include "core/notify.h"
#include "core/search.h"

enum { COPY_MAX = 4 << 20 };

static void put_events(struct json_writer *json, const struct dossier_view *view)
{
    json_open_array(json, "lich_su");
    for (size_t i = 0; i < view->event_count; i++) {
        json_open_object(json, NULL);
        json_put_int(json, "luc_us", view->events[i].at_us);
        json_put_text(json, "viec", view->events[i].kind);
        json_put_text(json, "nguoi", view->events[i].actor);
        json_put_text(json, "ghi_chu", view->events[i].note);
        json_close_object(json);
    }
    json_close_array(json);
}

static void put_files(struct json_writer *json, const struct dossier_view *view)
{
    json_open_array(json, "tep");
    for (size_t i = 0; i < view->file_count; i++) {
        json_open_object(json, NULL);
        json_put_text(json, "ten", view->files[i].name);
        json_put_int(json, "byte", view->files[i].size);
        json_put_text(json, "sha256", view->files[i].sha256);
        json_close_object(json);
    }
    json_close_array(json);
}

static struct result put_dossier(struct arena *arena, const struct dossier_view *view,
                                 struct str *out)
{
    const struct json *answers;
    struct buf text;
    buf_init(&text, arena, COPY_MAX);
    struct json_writer json = json_writer_of(&text);
    TRY(json_parse(arena, view->brief.answers, &answers));
    json_open_object(&json, NULL);
    json_put_text(&json, "ma_ho_so", view->brief.code);
    json_put_text(&json, "thu_tuc", view->brief.procedure_name);
    json_put_text(&json, "co_quan", view->agency_name);
    json_put_text(&json, "tinh_trang",
                  str_from_c(dossier_status_text(view->brief.status)->national));
    json_put_text(&json, "nguoi_nop", view->brief.applicant_name);
    json_put_text(&json, "so_dinh_danh", view->identifier);
    json_put_text(&json, "dien_thoai", view->brief.phone);
    json_put_int(&json, "nop_luc_us", view->submitted_us);
    json_put_int(&json, "hen_tra_us", view->brief.due_us);
    json_put_int(&json, "le_phi_dong", view->fee_vnd);
    json_put_value(&json, "tra_loi", answers);
    put_events(&json, view);
    put_files(&json, view);
    json_close_object(&json);
    *out = buf_str(&text);
    return text.overflowed ? result_fail(ERROR_LIMIT, "dossier.copy", NULL) : RESULT_OK;
}

struct result dossier_copy(struct service_context *ctx, int64_t id, struct dossier_copy *out)
{
    struct dossier_view view;
    TRY(view_load(ctx, id, &view));
    TRY(put_dossier(ctx->arena, &view, &out->json));
    out->file_count = view.file_count;
    out->files = ARENA_ARRAY(ctx->arena, struct dossier_copy_file, view.file_count);
    for (size_t i = 0; i < view.file_count; i++)
        out->files[i] = (struct dossier_copy_file){.name = view.files[i].name,
                                                   .sha256 = view.files[i].sha256,
                                                   .size = view.files[i].size};
    return RESULT_OK;
}

/* ---- the end ---- */

static enum dossier_fate fate_of(const struct q_dossier_fate_of_out *row)
{
    enum dossier_status status = (enum dossier_status)row->status;
    bool nothing_came = status == DOSSIER_WITHDRAWN || status == DOSSIER_REFUSED;
    if (row->has_erased_us)
        return DOSSIER_FATE_GONE;
    if (nothing_came)
        return row->fee_paid_us == 0 ? DOSSIER_FATE_ERASE : DOSSIER_FATE_KEPT;
    bool ended =
        status == DOSSIER_STOPPED || status == DOSSIER_DONE || status == DOSSIER_RETURNED;
    return ended ? DOSSIER_FATE_KEPT : DOSSIER_FATE_OPEN;
}

struct result dossier_end_of(struct service_context *ctx, int64_t id, struct dossier_end *out)
{
    struct q_dossier_fate_of_out row;
    TRY(q_dossier_fate_of(ctx->db, ctx->arena, (struct q_dossier_fate_of_in){.id = id}, &row));
    *out = (struct dossier_end){
        .code = row.code, .fate = fate_of(&row), .ended_us = row.ended_us};
    return RESULT_OK;
}

/* Rows of files that nothing refers to any more; their bytes go once that is committed. */
static struct result release_files(struct service_context *ctx, struct str *hashes, size_t *count)
{
    size_t free_count = 0;
    for (size_t i = 0; i < *count; i++) {
        struct q_dossier_file_kept_out row;
        bool kept;
        TRY(q_dossier_file_kept(ctx->db, ctx->arena,
                                (struct q_dossier_file_kept_in){.sha256 = hashes[i]}, &row,
                                &kept));
        if (kept)
            continue;
        TRY(file_forget(ctx->db, ctx->arena, hashes[i]));
        hashes[free_count++] = hashes[i];
    }
    *count = free_count;
    return RESULT_OK;
}

static struct result remove_bytes(struct service_context *ctx, const struct str *hashes,
                                  size_t count)
{
    for (size_t i = 0; i < count; i++)
        TRY(files_remove(ctx->files, ctx->arena, hashes[i]));
    return RESULT_OK;
}

static struct result forget_beside(struct service_context *ctx, int64_t id,
                                   const struct q_dossier_fate_of_out *row)
{
    int64_t erased;
    struct str object = fact_dossier(ctx->arena, id);
    TRY(search_drop(ctx->db, ctx->arena, SEARCH_DOSSIER, id));
    TRY(workflow_forget(ctx->db, ctx->arena, object));
    TRY(notify_forget(ctx->db, ctx->arena, row->code, S("")));
    TRY(evidence_erase(ctx->db, ctx->arena, object, &erased));
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                        (struct evidence){
                            .kind = S("dossier.erased"),
                            .object = object,
                            .actor = S("system"),
                            .data = str_printf(ctx->arena, "{\"records\":%lld}",
                                               (long long)erased)});
}

static struct result forget_rows(struct service_context *ctx, int64_t id,
                                 const struct q_dossier_fate_of_out *row)
{
    struct db *db = ctx->db;
    struct arena *arena = ctx->arena;
    struct str token = row->receipt_token;
    TRY(q_dossier_forget_files(
        db, arena, (struct q_dossier_forget_files_in){.dossier_id = id, .receipt_token = token},
        NULL));
    TRY(q_dossier_forget_forms(db, arena, (struct q_dossier_forget_forms_in){id}, NULL));
    TRY(q_dossier_forget_drafts(
        db, arena, (struct q_dossier_forget_drafts_in){.dossier_id = id, .receipt_token = token},
        NULL));
    TRY(q_dossier_forget_defects(db, arena, (struct q_dossier_forget_defects_in){id}, NULL));
    TRY(q_dossier_forget_events(db, arena, (struct q_dossier_forget_events_in){id}, NULL));
    return q_dossier_forget(db, arena,
                            (struct q_dossier_forget_in){.id = id,
                                                         .receipt_token = dossier_new_token(arena),
                                                         .result_link = dossier_new_token(arena),
                                                         .now = clock_now_us(ctx->clock)},
                            NULL);
}

/* Whatever was planned before somebody ordered it to be kept. */
static struct result refuse_held(struct service_context *ctx, int64_t id)
{
    struct q_dossier_held_out row;
    struct q_dossier_held_in in = {fact_dossier(ctx->arena, id)};
    bool held;
    TRY(q_dossier_held(ctx->db, ctx->arena, in, &row, &held));
    return held ? result_fail(ERROR_CONFLICT, "dossier.held",
                              N_("Hồ sơ này đang được giữ lại rồi"))
                : RESULT_OK;
}

struct result dossier_pin(struct service_context *ctx, int64_t id)
{
    struct q_dossier_pin_out row;
    bool found;
    TRY(q_dossier_pin(ctx->db, ctx->arena, (struct q_dossier_pin_in){.id = id}, &row, &found));
    return found && !row.has_erased_us
               ? RESULT_OK
               : result_fail(ERROR_NOT_FOUND, "dossier.gone", N_("Hồ sơ này đã xóa"));
}

static struct result erase(struct service_context *ctx, int64_t id, struct str **hashes,
                           size_t *count)
{
    struct q_dossier_fate_of_out row;
    struct q_dossier_stored_rows stored;
    struct result pinned = dossier_pin(ctx, id);
    *count = 0;
    if (pinned.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(pinned);
    TRY(q_dossier_fate_of(ctx->db, ctx->arena, (struct q_dossier_fate_of_in){.id = id}, &row));
    if (fate_of(&row) == DOSSIER_FATE_GONE)
        return RESULT_OK;
    if (fate_of(&row) == DOSSIER_FATE_OPEN)
        return result_fail(ERROR_CONFLICT, "dossier.open",
                           N_("Hồ sơ đang được giải quyết. Rút hồ sơ trước"));
    TRY(refuse_held(ctx, id));
    TRY(q_dossier_stored(ctx->db, ctx->arena,
                         (struct q_dossier_stored_in){.dossier_id = id,
                                                      .receipt_token = row.receipt_token},
                         &stored));
    *hashes = ARENA_ARRAY(ctx->arena, struct str, stored.count);
    *count = stored.count;
    for (size_t i = 0; i < stored.count; i++)
        (*hashes)[i] = stored.items[i].sha256;
    TRY(forget_rows(ctx, id, &row));
    TRY(release_files(ctx, *hashes, count));
    return forget_beside(ctx, id, &row);
}

struct result dossier_erase(struct service_context *ctx, int64_t id)
{
    struct str *hashes = NULL;
    size_t count;
    TRY(db_write_begin(ctx->db));
    TRY(db_finish(ctx->db, erase(ctx, id, &hashes, &count)));
    return remove_bytes(ctx, hashes, count);
}

struct result dossiers_ended_before(struct service_context *ctx, int64_t before_us,
                                    int64_t after, int64_t most, struct dossier_ended_list *out)
{
    struct q_dossiers_ended_rows rows;
    TRY(q_dossiers_ended(
        ctx->db, ctx->arena,
        (struct q_dossiers_ended_in){.after = after, .before_us = before_us, .most = most},
        &rows));
    out->items = ARENA_ARRAY(ctx->arena, struct dossier_ended, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] =
            (struct dossier_ended){.id = rows.items[i].id, .code = rows.items[i].code};
    return RESULT_OK;
}

struct result drafts_old_count(struct service_context *ctx, int64_t before_us, int64_t *count)
{
    struct q_drafts_old_count_out row;
    TRY(q_drafts_old_count(ctx->db, ctx->arena,
                           (struct q_drafts_old_count_in){.before_us = before_us}, &row));
    *count = row.count;
    return RESULT_OK;
}

static struct result erase_draft(struct service_context *ctx, int64_t id, struct str **hashes,
                                 size_t *count)
{
    struct q_draft_stored_rows stored;
    TRY(q_draft_stored(ctx->db, ctx->arena, (struct q_draft_stored_in){.draft_id = id}, &stored));
    *hashes = ARENA_ARRAY(ctx->arena, struct str, stored.count);
    *count = stored.count;
    for (size_t i = 0; i < stored.count; i++)
        (*hashes)[i] = stored.items[i].sha256;
    TRY(q_draft_forget_files(ctx->db, ctx->arena,
                             (struct q_draft_forget_files_in){.draft_id = id}, NULL));
    TRY(q_draft_forget(ctx->db, ctx->arena, (struct q_draft_forget_in){.draft_id = id}, NULL));
    return release_files(ctx, *hashes, count);
}

struct result drafts_erase(struct service_context *ctx, int64_t before_us, int64_t most,
                           int64_t *erased)
{
    struct q_drafts_old_rows rows;
    TRY(q_drafts_old(ctx->db, ctx->arena,
                     (struct q_drafts_old_in){.before_us = before_us, .most = most}, &rows));
    *erased = (int64_t)rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        struct str *hashes = NULL;
        size_t count = 0;
        TRY(db_write_begin(ctx->db));
        TRY(db_finish(ctx->db, erase_draft(ctx, rows.items[i].id, &hashes, &count)));
        TRY(remove_bytes(ctx, hashes, count));
    }
    return RESULT_OK;
}
