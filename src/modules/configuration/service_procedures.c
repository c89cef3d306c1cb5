#include "base/json.h"
#include "core/configuration.h"
#include "core/organisation.h"
#include "core/permission.h"
#include "db/db.h"
#include "modules/configuration/procedure_service.h"

enum { SUMMARY_MAX = 8192 };

static struct result may(struct service_context *ctx)
{
    return permission_check_whole(ctx->db, ctx->arena, ctx->actor, "configuration.manage");
}

/* Brought in and taken back: every check of the real thing, and no trace of it. */
static struct result try_import(struct service_context *ctx, struct procedure_import *import)
{
    TRY(db_write_begin(ctx->db));
    struct result tried =
        procedure_import(ctx->db, ctx->arena, clock_now_us(ctx->clock), import);
    db_rollback(ctx->db);
    TRY(tried);
    if (!import->added)
        return result_fail(ERROR_CONFLICT, "procedure.known",
                           N_("Ba tệp này là một phiên bản đã có: không có gì mới để công bố"));
    return RESULT_OK;
}

static struct result add_draft(struct service_context *ctx, const struct procedure_import *import,
                               int64_t *draft_id)
{
    const struct json *definition;
    struct q_procedure_draft_add_out added;
    TRY(json_parse(ctx->arena, import->files->procedure_json, &definition));
    struct q_procedure_draft_add_in in = {.code = json_get_text(definition, "code"),
                                          .definition = import->files->procedure_json,
                                          .form = import->files->form_json,
                                          .process = import->process_json,
                                          .bpmn = import->files->process_bpmn,
                                          .actor = actor_mark(ctx->arena, ctx->actor),
                                          .now = clock_now_us(ctx->clock)};
    TRY(q_procedure_draft_add(ctx->db, ctx->arena, in, &added));
    *draft_id = added.id;
    return RESULT_OK;
}

struct result procedure_draft_make(struct service_context *ctx, struct procedure_import *import,
                                   int64_t *draft_id)
{
    TRY(may(ctx));
    TRY(try_import(ctx, import));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, add_draft(ctx, import, draft_id));
}

struct result procedure_draft_load(struct service_context *ctx, int64_t draft_id,
                                   struct q_procedure_draft_by_id_out *out)
{
    bool found;
    struct q_procedure_draft_by_id_in in = {.id = draft_id};
    TRY(q_procedure_draft_by_id(ctx->db, ctx->arena, in, out, &found));
    if (!found || out->ended)
        return result_fail(ERROR_NOT_FOUND, "procedure.draft",
                           N_("Bản nháp này đã công bố hoặc đã bỏ"));
    return RESULT_OK;
}

struct result procedure_draft_drop(struct service_context *ctx, int64_t draft_id)
{
    int64_t dropped = 0;
    struct q_procedure_draft_end_in in = {.id = draft_id, .now = clock_now_us(ctx->clock)};
    TRY(may(ctx));
    TRY(db_write_begin(ctx->db));
    TRY(db_finish(ctx->db, q_procedure_draft_end(ctx->db, ctx->arena, in, &dropped)));
    return dropped == 1 ? RESULT_OK : result_fail(ERROR_NOT_FOUND, "procedure.draft", NULL);
}

static struct str summary(struct arena *arena, struct str fingerprint, struct str valid_from,
                          struct str law, struct str definition)
{
    struct buf out;
    const struct json *json = NULL;
    result_ignore(json_parse(arena, definition, &json));
    buf_init(&out, arena, SUMMARY_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "fingerprint", fingerprint);
    json_put_text(&writer, "valid_from", valid_from);
    json_put_text(&writer, "law", law);
    json_put_text(&writer, "name", json_get_text(json, "name"));
    json_put_int(&writer, "fee_vnd",
                 json_get_int(json_get(json, "fee"), "per_copy_vnd", 0));
    json_close_object(&writer);
    return buf_str(&out);
}

static struct result before_of(struct service_context *ctx, struct str object,
                               const struct q_configuration_versions_rows *versions,
                               struct str *before)
{
    TRY(configuration_at(ctx->db, ctx->arena, object, clock_now_us(ctx->clock), before));
    if (str_empty(*before) && versions->count > 0) {
        const struct q_configuration_versions_out *newest = &versions->items[0];
        *before = summary(ctx->arena, newest->fingerprint, newest->valid_from, newest->law,
                          newest->definition);
    }
    return RESULT_OK;
}

/* The file with the day and the act under which it is published. */
static struct result dated(struct service_context *ctx, struct str definition,
                           const struct procedure_publication *what, struct str *out)
{
    const struct json *base;
    const struct json *over;
    struct buf text;
    buf_init(&text, ctx->arena, SUMMARY_MAX);
    struct json_writer writer = json_writer_of(&text);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "valid_from", what->valid_from);
    json_put_text(&writer, "law", what->law);
    json_close_object(&writer);
    TRY(json_parse(ctx->arena, definition, &base));
    TRY(json_parse(ctx->arena, buf_str(&text), &over));
    *out = json_merge(ctx->arena, base, over);
    return RESULT_OK;
}

static struct result check_day(struct service_context *ctx,
                               const struct procedure_publication *what,
                               const struct q_configuration_versions_rows *versions)
{
    struct str today = organisation_today(ctx->arena, ctx->clock);
    bool early = str_compare(what->valid_from, today) < 0;
    for (size_t i = 0; i < versions->count; i++)
        early = early || str_compare(what->valid_from, versions->items[i].valid_from) <= 0;
    if (early)
        return result_fail(ERROR_INVALID, "procedure.day",
                           N_("Ngày hiệu lực phải từ hôm nay và sau ngày của mọi phiên bản trước"));
    if (str_empty(what->law))
        return result_fail(ERROR_INVALID, "procedure.law", N_("Ghi văn bản làm căn cứ"));
    return RESULT_OK;
}

static struct result publish(struct service_context *ctx,
                             const struct procedure_publication *what, struct str *code)
{
    struct q_procedure_draft_by_id_out draft;
    struct q_configuration_versions_rows versions;
    struct procedure_files files;
    int64_t now_us = clock_now_us(ctx->clock);
    TRY(procedure_draft_load(ctx, what->draft_id, &draft));
    struct q_configuration_versions_in in = {.code = draft.code};
    TRY(q_configuration_versions(ctx->db, ctx->arena, in, &versions));
    TRY(check_day(ctx, what, &versions));
    struct str object = str_printf(ctx->arena, "procedure:%.*s", STR_ARG(draft.code));
    struct configuration_change change = {
        .actor = ctx->actor, .object = object, .reason = what->reason};
    TRY(before_of(ctx, object, &versions, &change.before));
    files.form_json = draft.form;
    files.process_bpmn = draft.bpmn;
    TRY(dated(ctx, draft.definition, what, &files.procedure_json));
    struct procedure_import import = {.files = &files, .process_json = draft.process};
    TRY(procedure_import(ctx->db, ctx->arena, now_us, &import));
    TRY(q_configuration_versions(ctx->db, ctx->arena, in, &versions));
    change.after = summary(ctx->arena, versions.items[0].fingerprint, what->valid_from, what->law,
                           files.procedure_json);
    TRY(configuration_change(ctx->db, ctx->arena, now_us, change));
    *code = draft.code;
    struct q_procedure_draft_end_in end = {.id = what->draft_id, .now = now_us};
    return q_procedure_draft_end(ctx->db, ctx->arena, end, NULL);
}

struct result procedure_publish(struct service_context *ctx,
                                const struct procedure_publication *what, struct str *code)
{
    TRY(may(ctx));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, publish(ctx, what, code));
}
