/*
 * What a signed-in citizen sees of dossiers: their own, by one query that holds the right.
 */
#include "modules/dossier/change.h"

#include "core/citizen.h"

struct result dossier_list_own(struct service_context *ctx, int64_t before_id, size_t most,
                               struct dossier_own_list *out)
{
    const struct citizen *citizen = ctx->citizen;
    struct q_dossiers_own_rows rows;
    *out = (struct dossier_own_list){0};
    if (citizen == NULL)
        return RESULT_OK;
    TRY(q_dossiers_own(ctx->db, ctx->arena,
                       (struct q_dossiers_own_in){.identifier = citizen->identifier,
                                                  .phone = citizen->phone,
                                                  .bound = citizen->bound,
                                                  .citizen_id = citizen->id,
                                                  .before_id = before_id == 0 ? INT64_MAX
                                                                              : before_id,
                                                  .most = (int64_t)most + 1},
                       &rows));
    out->more = rows.count > most;
    out->count = out->more ? most : rows.count;
    out->items = ARENA_ARRAY(ctx->arena, struct dossier_own, out->count);
    for (size_t i = 0; i < out->count; i++) {
        const struct q_dossiers_own_out *row = &rows.items[i];
        out->items[i] = (struct dossier_own){.id = row->id,
                                             .code = row->code,
                                             .receipt_token = row->receipt_token,
                                             .procedure_name = row->procedure_name,
                                             .applicant_name = row->applicant_name,
                                             .agency_id = row->agency_id,
                                             .status = (enum dossier_status)row->status,
                                             .holder_role = row->holder_role,
                                             .due_us = row->due_us,
                                             .next_us = row->next_us,
                                             .submitted_us = row->submitted_us,
                                             .finished_us = row->finished_us};
    }
    return RESULT_OK;
}

static struct result not_theirs(void)
{
    return result_fail(ERROR_NOT_FOUND, "dossier.unknown",
                       N_("Không có hồ sơ này trong hồ sơ của bạn. Hồ sơ nộp bằng số điện thoại "
                          "khác thì tra cứu bằng mã hồ sơ."));
}

struct result dossier_own_by_code(struct service_context *ctx, struct str code,
                                  struct dossier_brief *out)
{
    const struct citizen *citizen = ctx->citizen;
    struct q_dossier_own_out row;
    bool found = false;
    if (citizen != NULL)
        TRY(q_dossier_own(ctx->db, ctx->arena,
                          (struct q_dossier_own_in){.code = code,
                                                    .identifier = citizen->identifier,
                                                    .phone = citizen->phone,
                                                    .bound = citizen->bound,
                                                    .citizen_id = citizen->id},
                          &row, &found));
    return found ? dossier_brief_by_id(ctx, row.id, out) : not_theirs();
}

struct result dossier_file_of(struct service_context *ctx, struct str code, int64_t file_id,
                              struct dossier_file_seen *out)
{
    struct dossier_view view;
    TRY(dossier_open(ctx, code, &view));
    for (size_t i = 0; i < view.file_count; i++) {
        if (view.files[i].id != file_id)
            continue;
        *out = (struct dossier_file_seen){view.brief.id, view.files[i].name,
                                          view.files[i].sha256};
        return RESULT_OK;
    }
    return result_fail(ERROR_NOT_FOUND, "dossier.no_file", N_("Không có tệp này trong hồ sơ."));
}

struct result dossier_person_of(struct service_context *ctx, struct str code,
                                struct dossier_person *out)
{
    struct dossier_view view;
    TRY(dossier_open(ctx, code, &view));
    *out = (struct dossier_person){.dossier_id = view.brief.id,
                                   .name = view.brief.applicant_name,
                                   .identifier = view.identifier,
                                   .phone = view.brief.phone};
    return RESULT_OK;
}
