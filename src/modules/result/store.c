#include "modules/result/store.h"

#include "base/json.h"
#include "core/certificates.h"
#include "core/evidence.h"
#include "core/files.h"
#include "core/identity.h"
#include "db/db.h"

enum { PLACES_MAX = 2048 };

struct result document_load(struct service_context *ctx, int64_t id, document_row *out)
{
    struct result read =
        q_issued_by_id(ctx->db, ctx->arena, (struct q_issued_by_id_in){.id = id}, out);
    if (read.kind == ERROR_NOT_FOUND)
        return result_fail(ERROR_NOT_FOUND, "result.none", N_("Không có văn bản này."));
    return read;
}

/* Hundredths of a point: JSON of ours holds whole numbers. */
static void put_rect(struct json_writer *writer, const char *key, const struct print_rect *rect)
{
    const double sides[] = {rect->x0, rect->y0, rect->x1, rect->y1};
    json_open_array(writer, key);
    for (size_t i = 0; i < 4; i++)
        json_put_int(writer, NULL, (int64_t)(sides[i] * 100));
    json_close_array(writer);
}

static bool get_rect(const struct json *places, const char *key, struct print_rect *rect)
{
    const struct json *sides = json_get(places, key);
    double *const to[] = {&rect->x0, &rect->y0, &rect->x1, &rect->y1};
    if (json_count(sides) != 4)
        return false;
    for (size_t i = 0; i < 4; i++)
        *to[i] = (double)json_int(json_at(sides, i), 0) / 100;
    return rect->x1 > rect->x0 && rect->y1 > rect->y0;
}

struct str places_write(struct arena *arena, const struct print_places *places)
{
    struct buf out;
    buf_init(&out, arena, PLACES_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    json_put_int(&writer, "page", places->page);
    put_rect(&writer, "signature", &places->signature);
    put_rect(&writer, "seal", &places->seal);
    put_rect(&writer, "number", &places->number);
    put_rect(&writer, "date", &places->date);
    json_close_object(&writer);
    return buf_str(&out);
}

struct result places_read(struct arena *arena, struct str json, struct print_places *out)
{
    const struct json *places;
    TRY(json_parse(arena, json, &places));
    out->page = (unsigned)json_get_int(places, "page", 0);
    if (!get_rect(places, "signature", &out->signature) ||
        !get_rect(places, "seal", &out->seal) || !get_rect(places, "number", &out->number) ||
        !get_rect(places, "date", &out->date))
        return result_fail(ERROR_CORRUPT, "result.places", NULL);
    return RESULT_OK;
}

struct result document_add_revision(struct service_context *ctx, int64_t id,
                                    struct document_revision revision)
{
    int64_t now_us = clock_now_us(ctx->clock);
    const struct file_row file = {.sha256 = revision.sha256, .size = (int64_t)revision.size,
                                  .media_type = S("application/pdf")};
    TRY(file_add(ctx->db, ctx->arena, now_us, file));
    const struct q_issued_revision_add_in row = {.document_id = id,
                                                 .kind = str_from_c(revision.kind),
                                                 .sha256 = revision.sha256,
                                                 .level = str_from_c(revision.level),
                                                 .now = now_us};
    return q_issued_revision_add(ctx->db, ctx->arena, row, NULL);
}

struct result document_evidence(struct service_context *ctx, const document_row *row,
                                const char *kind, struct str data)
{
    return document_act(ctx, row, kind, data, NULL);
}

struct result document_act(struct service_context *ctx, const document_row *row, const char *kind,
                           struct str data, const struct grant *authority)
{
    const struct evidence evidence = {
        .kind = str_from_c(kind),
        .object = str_printf(ctx->arena, "dossier:%lld", (long long)row->dossier_id),
        .actor = ctx->actor == NULL ? S("system") : actor_mark(ctx->arena, ctx->actor),
        .agency_id = row->agency_id,
        .data = data,
        .authority = authority,
    };
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence);
}

struct str document_object(struct arena *arena, int64_t id)
{
    return str_printf(arena, "issued:%lld", (long long)id);
}

struct issued issued_from(const document_row *row)
{
    return (struct issued){
        .id = row->id,
        .dossier_id = row->dossier_id,
        .agency_id = row->agency_id,
        .state = (enum issued_state)row->state,
        .title = row->title,
        .symbol = row->symbol,
        .signer_name = row->signer_name,
        .signer_title = row->signer_title,
        .agency_name = row->agency_name,
        .sha256 = row->sha256,
        .level = row->state != ISSUED_DONE ? '\0' : str_is(row->level, "B") ? 'B' : 'T',
        .signed_us = row->signed_us,
        .prepared_us = row->prepared_us,
    };
}

struct result issued_of_dossier(struct service_context *ctx, int64_t dossier_id,
                                struct issued *out)
{
    struct q_issued_id_of_dossier_out found;
    document_row row;
    bool any;
    TRY(q_issued_id_of_dossier(ctx->db, ctx->arena,
                               (struct q_issued_id_of_dossier_in){.dossier_id = dossier_id},
                               &found, &any));
    if (!any)
        return result_fail(ERROR_NOT_FOUND, "result.none", N_("Chưa có kết quả."));
    TRY(document_load(ctx, found.id, &row));
    *out = issued_from(&row);
    return RESULT_OK;
}

struct result issued_of_file(struct service_context *ctx, struct str sha256, struct issued *out)
{
    struct q_issued_id_of_file_out found;
    struct q_issued_is_whole_out whole;
    document_row row;
    bool any;
    TRY(q_issued_id_of_file(ctx->db, ctx->arena,
                            (struct q_issued_id_of_file_in){.sha256 = sha256}, &found, &any));
    if (!any)
        return result_fail(ERROR_NOT_FOUND, "result.unknown_file",
                           N_("Không phải tệp do hệ thống này phát hành."));
    TRY(document_load(ctx, found.document_id, &row));
    *out = issued_from(&row);
    return q_issued_is_whole(ctx->db, ctx->arena, (struct q_issued_is_whole_in){.sha256 = sha256},
                             &whole, &out->whole);
}

struct result issued_validate(struct service_context *ctx, const struct issued *issued,
                              struct validation *out)
{
    struct certificate_trust trust;
    struct str bytes;
    TRY(certificates_trust_of(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                              document_object(ctx->arena, issued->id), &trust));
    TRY(files_get(ctx->files, ctx->arena, issued->sha256, &bytes));
    return validate_pdf(ctx->arena, bytes, &trust, out);
}
