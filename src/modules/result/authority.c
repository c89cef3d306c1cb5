/* By whose right a paper is seen, signed or sent back. */
#include "base/json.h"
#include "core/permission.h"
#include "core/procedure.h"
#include "modules/dossier/dossier.h"
#include "modules/result/store.h"

/* What the signature would commit, in dong: the answer that procedure.json names in
 * "result": {"value_by": KEY OF THE FORM}; 0 where it names none. */
static struct result value_of(struct service_context *ctx, const struct procedure *procedure,
                              const struct dossier_brief *dossier, int64_t *out)
{
    const struct json *answers;
    struct str key = json_get_text(json_get(procedure->data, "result"), "value_by");
    *out = 0;
    if (str_empty(key))
        return RESULT_OK;
    TRY(json_parse(ctx->arena, dossier->answers, &answers));
    const struct json *value = json_find(answers, key);
    if (!str_to_i64(json_text(value), out))
        *out = json_int(value, INT64_MAX); /* what cannot be read is above every limit */
    return RESULT_OK;
}

static struct result object_of(struct service_context *ctx, const document_row *row,
                               struct permission_object *out)
{
    struct dossier_brief dossier;
    struct procedure procedure;
    struct q_issued_worked_on_out any;
    struct q_issued_worked_on_in in = {
        .object = str_printf(ctx->arena, "dossier:%lld", (long long)row->dossier_id),
        .actor = actor_mark(ctx->arena, ctx->actor)};
    bool worked;
    TRY(dossier_brief_by_id(ctx, row->dossier_id, &dossier));
    TRY(procedure_by_version(ctx->db, ctx->arena, dossier.procedure_version_id, &procedure));
    *out = (struct permission_object){.name = in.object,
                                      .procedure = procedure.code,
                                      .holder_role = dossier.task_role};
    TRY(value_of(ctx, &procedure, &dossier, &out->value_vnd));
    TRY(q_issued_worked_on(ctx->db, ctx->arena, in, &any, &worked));
    out->prepared_by_account = worked ? ctx->actor->account_id : 0;
    return RESULT_OK;
}

/* Of one's own paper by one's own right, of another's in that one's name. */
static struct result as_signer(struct service_context *ctx, const document_row *row,
                               struct permission_question question, const struct grant **out)
{
    bool own = row->signer_person_id == ctx->actor->person_id;
    question.for_person_id = own ? 0 : row->signer_person_id;
    struct result may = permission_authority(ctx->db, ctx->arena, ctx->actor, question, out);
    if (own && result_ok(may) && (*out)->for_person_id != 0)
        return result_fail(ERROR_FORBIDDEN, "permission.denied",
                           N_("Chức vụ hiện tại không có quyền này. Hỏi quản trị của cơ quan"));
    if (own || may.kind != ERROR_FORBIDDEN)
        return may;
    question.for_person_id = 0;
    TRY(permission_authority(ctx->db, ctx->arena, ctx->actor, question, out));
    return result_fail(ERROR_FORBIDDEN, "result.other_signer",
                       N_("Văn bản này trình người khác ký."));
}

struct result document_authority(struct service_context *ctx, const document_row *row,
                                 const char *permission, const struct grant **out)
{
    struct permission_object object;
    if (ctx->actor == NULL)
        return result_fail(ERROR_UNAUTHENTICATED, "permission.nobody",
                           N_("Đăng nhập để làm tiếp"));
    TRY(object_of(ctx, row, &object));
    struct permission_question question = {
        .permission = permission, .agency_id = row->agency_id, .object = &object};
    if (str_is(str_from_c(permission), "result.sign"))
        return as_signer(ctx, row, question, out);
    /* Who signs in an absent person's name sees the paper even where they worked on it. */
    object.prepared_by_account = 0;
    return permission_authority(ctx->db, ctx->arena, ctx->actor, question, out);
}
