/*
 * What a citizen may still do with a sent dossier: withdraw it, correct it until it is accepted,
 * complete it when asked. The receipt page's token is the right to it.
 */
#include "modules/dossier/change.h"

#include "core/facts.h"

static struct result find(struct service_context *ctx, struct str receipt_token,
                          struct change *change)
{
    struct dossier_view view;
    TRY(dossier_by_receipt(ctx, receipt_token, &view));
    return change_begin(ctx, view.brief.id, change);
}

static struct result withdraw(struct service_context *ctx, int64_t id)
{
    struct change change;
    TRY(change_begin(ctx, id, &change));
    TRY(change_claim(&change, change.row.revision));
    TRY(workflow_cancel(ctx->db, ctx->arena, change.now_us,
                        str_printf(ctx->arena, "dossier:%lld", (long long)id)));
    TRY(q_defects_close(ctx->db, ctx->arena, (struct q_defects_close_in){.dossier_id = id}, NULL));
    TRY(change_record(&change, DOSSIER_WITHDRAWN, "withdrawn", S("")));
    TRY(change_fact(&change, FACT_DOSSIER_FINISHED, FINISHED_WITHDRAWN));
    return q_dossier_task_set(ctx->db, ctx->arena,
                              (struct q_dossier_task_set_in){.id = id,
                                                             .task_node = S(""),
                                                             .task_name = S(""),
                                                             .holder_role = S(""),
                                                             .next_us = change.row.due_us},
                              NULL);
}

struct result dossier_withdraw(struct service_context *ctx, struct str receipt_token)
{
    struct change change;
    TRY(find(ctx, receipt_token, &change));
    if (change.row.status == DOSSIER_WITHDRAWN)
        return RESULT_OK; /* sent twice */
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, withdraw(ctx, change.row.id));
}

static struct result open_draft(const struct change *change, struct str token)
{
    struct service_context *ctx = change->ctx;
    struct q_draft_add_out added;
    TRY(q_draft_add(ctx->db, ctx->arena,
                    (struct q_draft_add_in){
                        .token = token,
                        .procedure_version_id = change->row.procedure_version_id,
                        .agency_id = change->row.agency_id,
                        .answers = change->row.answers,
                        .now = change->now_us,
                        .amends_dossier_id = change->row.id,
                    },
                    &added));
    return q_draft_file_copy(ctx->db, ctx->arena,
                             (struct q_draft_file_copy_in){.draft_id = added.id,
                                                           .dossier_id = change->row.id},
                             NULL);
}

struct result dossier_reopen(struct service_context *ctx, struct str receipt_token,
                             struct str *draft_token)
{
    struct change change;
    TRY(find(ctx, receipt_token, &change));
    bool asked = change.row.status == DOSSIER_SUPPLEMENT &&
                 str_equal(change.row.holder_role, S("citizen"));
    if (!asked && change.row.status != DOSSIER_NEW)
        return result_fail(ERROR_CONFLICT, "dossier.not_open_to_citizen",
                           N_("Hồ sơ đã được tiếp nhận nên không sửa được nữa. Gọi một cửa nếu cần "
                              "thay đổi."));
    *draft_token = dossier_new_token(ctx->arena);
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, open_draft(&change, *draft_token));
}
