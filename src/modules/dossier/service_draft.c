/*
 * What a citizen is typing. The 128-bit token in the address is the right to a draft; nothing of
 * it is evidence before it is sent.
 */
#include "modules/dossier/change.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/citizen.h"
#include "core/identifiers.h"
#include "core/organisation.h"

enum { ANSWERS_MAX_BYTES = 256 * 1024, FILES_MAX = 20, TOKEN_DIGITS = 32 };

static const char *const unknown_draft =
    N_("Không tìm thấy bản nháp này. Bản nháp được giữ 30 ngày; bạn có thể bắt đầu lại từ trang "
       "dịch vụ.");

static bool is_token(struct str token)
{
    for (size_t i = 0; i < token.len; i++) {
        char c = token.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return token.len == TOKEN_DIGITS;
}

static void put_answer(struct json_writer *json, struct arena *arena, struct str key,
                       struct str value)
{
    if (key.len != 0 && value.len != 0)
        json_put_text(json, str_c(arena, key), value);
}

/* Who is signed in need not type again who they are; they may change it. */
static struct str first_answers(struct service_context *ctx, const struct procedure *procedure)
{
    enum { FIRST_MAX = 4096 };
    const struct citizen *citizen = ctx->citizen;
    const struct procedure_bindings *bindings = &procedure->bindings;
    struct buf out;
    buf_init(&out, ctx->arena, FIRST_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    if (citizen != NULL) {
        put_answer(&json, ctx->arena, bindings->applicant_name, citizen->name);
        put_answer(&json, ctx->arena, bindings->identifier, citizen->identifier);
        put_answer(&json, ctx->arena, bindings->phone, phone_spoken(ctx->arena, citizen->phone));
    }
    json_close_object(&json);
    return buf_str(&out);
}

struct result dossier_draft_start(struct service_context *ctx, struct str procedure_code,
                                  int64_t agency_id, struct str *token)
{
    struct procedure procedure;
    struct agency agency;
    int64_t now_us = clock_now_us(ctx->clock);
    TRY(procedure_current(ctx->db, ctx->arena, procedure_code, now_us, &procedure));
    TRY(agency_by_id(ctx->db, ctx->arena, agency_id, organisation_today(ctx->arena, ctx->clock),
                     &agency));
    *token = dossier_new_token(ctx->arena);
    struct q_draft_add_out added;
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_draft_add(ctx->db, ctx->arena,
                                          (struct q_draft_add_in){
                                              .token = *token,
                                              .procedure_version_id = procedure.version_id,
                                              .agency_id = agency_id,
                                              .answers = first_answers(ctx, &procedure),
                                              .now = now_us,
                                          },
                                          &added));
}

static struct result load_files(struct service_context *ctx, struct draft *draft)
{
    struct q_draft_files_rows rows;
    TRY(q_draft_files(ctx->db, ctx->arena, (struct q_draft_files_in){.draft_id = draft->id},
                      &rows));
    draft->files = ARENA_ARRAY(ctx->arena, struct dossier_file, rows.count);
    draft->file_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_draft_files_out *row = &rows.items[i];
        draft->files[i] = (struct dossier_file){.id = row->id, .slot = row->slot,
                                                .name = row->name, .media_type = row->media_type,
                                                .size = row->size, .pages = row->pages,
                                                .sha256 = row->sha256, .added_us = row->added_us,
                                                .signatures = signed_state_parse(row->verdict)};
    }
    return RESULT_OK;
}

struct result draft_load(struct service_context *ctx, struct str token, struct draft *out)
{
    if (!is_token(token))
        return result_fail(ERROR_NOT_FOUND, "draft.unknown", unknown_draft);
    struct q_draft_by_token_out row;
    struct result found = q_draft_by_token(ctx->db, ctx->arena,
                                           (struct q_draft_by_token_in){.token = token}, &row);
    if (found.kind == ERROR_NOT_FOUND)
        return result_fail(ERROR_NOT_FOUND, "draft.unknown", unknown_draft);
    TRY(found);
    *out = (struct draft){
        .id = row.id,
        .token = token,
        .procedure_version_id = row.procedure_version_id,
        .agency_id = row.agency_id,
        .answers = row.answers,
        .changed_us = row.changed_us,
        .dossier_id = row.amends_dossier_id,
        .receipt_token = row.receipt_token,
    };
    return load_files(ctx, out);
}

static struct result sent_already(void)
{
    return result_fail(ERROR_CONFLICT, "draft.sent",
                       N_("Hồ sơ này đã gửi. Mở trang xác nhận để sửa hoặc rút hồ sơ."));
}

struct result draft_save(struct service_context *ctx, struct str token, struct str answers)
{
    const struct json *parsed = NULL;
    int64_t changed = 0;
    if (answers.len > ANSWERS_MAX_BYTES)
        return result_fail(ERROR_LIMIT, "draft.too_long",
                           N_("Phần trả lời quá dài. Viết ngắn lại, hoặc đính kèm tệp."));
    TRY(json_parse(ctx->arena, answers, &parsed));
    if (!json_is(parsed, JSON_KIND_OBJECT))
        return result_fail(ERROR_INTERNAL, "draft.answers", NULL);
    TRY(db_write_begin(ctx->db));
    TRY(db_finish(ctx->db, q_draft_answers_set(ctx->db, ctx->arena,
                                               (struct q_draft_answers_set_in){
                                                   .token = token,
                                                   .answers = answers,
                                                   .now = clock_now_us(ctx->clock),
                                               },
                                               &changed)));
    return changed == 0 ? sent_already() : RESULT_OK;
}

struct result draft_set_agency(struct service_context *ctx, struct str token, int64_t agency_id)
{
    struct agency agency;
    int64_t changed = 0;
    TRY(agency_by_id(ctx->db, ctx->arena, agency_id, organisation_today(ctx->arena, ctx->clock),
                     &agency));
    TRY(db_write_begin(ctx->db));
    TRY(db_finish(ctx->db, q_draft_agency_set(ctx->db, ctx->arena,
                                              (struct q_draft_agency_set_in){
                                                  .token = token,
                                                  .agency_id = agency_id,
                                                  .now = clock_now_us(ctx->clock),
                                              },
                                              &changed)));
    return changed == 0 ? sent_already() : RESULT_OK;
}

static struct result put_file(struct service_context *ctx, const struct draft *draft,
                              const struct dossier_file *file)
{
    struct q_draft_file_add_out added;
    const struct kept_verdict verdict = {file->sha256, file->signatures, file->report};
    if (file->report != NULL)
        TRY(signed_verdict_keep(ctx, &verdict));
    TRY(q_draft_slot_clear(
        ctx->db, ctx->arena,
        (struct q_draft_slot_clear_in){.draft_id = draft->id, .slot = file->slot}, NULL));
    return q_draft_file_add(ctx->db, ctx->arena,
                            (struct q_draft_file_add_in){
                                .draft_id = draft->id,
                                .slot = file->slot,
                                .name = file->name,
                                .media_type = file->media_type,
                                .size = file->size,
                                .pages = file->pages,
                                .sha256 = file->sha256,
                                .now = clock_now_us(ctx->clock),
                            },
                            &added);
}

struct result draft_add_file(struct service_context *ctx, struct str token,
                             const struct dossier_file *file)
{
    struct draft draft;
    TRY(draft_load(ctx, token, &draft));
    if (draft.receipt_token.len != 0)
        return sent_already();
    if (draft.file_count >= FILES_MAX)
        return result_fail(ERROR_LIMIT, "draft.too_many_files",
                           N_("Mỗi hồ sơ nhận tối đa 20 tệp. Xóa bớt tệp, hoặc ghép các trang vào "
                              "một tệp PDF."));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, put_file(ctx, &draft, file));
}

struct result draft_remove_file(struct service_context *ctx, struct str token, int64_t file_id)
{
    struct draft draft;
    TRY(draft_load(ctx, token, &draft));
    if (draft.receipt_token.len != 0)
        return sent_already();
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_draft_file_remove(ctx->db, ctx->arena,
                                                  (struct q_draft_file_remove_in){
                                                      .draft_id = draft.id,
                                                      .id = file_id,
                                                  },
                                                  NULL));
}
