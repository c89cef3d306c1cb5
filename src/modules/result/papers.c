/* Results as papers that wait for a signature (core/signable.h). */
#include "core/signable.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/files.h"
#include "core/identity.h"
#include "core/jobs.h"
#include "core/permission.h"
#include "core/print/look.h"
#include "core/signature.h"
#include "core/signature_picture.h"
#include "db/db.h"
#include "modules/dossier/dossier.h"
#include "modules/result/store.h"

enum { VERSIONS_MAX = 20 };

static enum signing_stage stage_of(int64_t state)
{
    static const enum signing_stage stages[] = {
        [ISSUED_WAITING] = SIGNING_WAITING, [ISSUED_SIGNING] = SIGNING_BUSY,
        [ISSUED_SEALING] = SIGNING_BUSY,    [ISSUED_DONE] = SIGNING_SIGNED,
        [ISSUED_RETURNED] = SIGNING_RETURNED};
    return stages[state];
}

static struct str dossier_object(struct arena *arena, int64_t dossier_id)
{
    return str_printf(arena, "dossier:%lld", (long long)dossier_id);
}

static struct signing_thing thing_of(struct arena *arena, const struct q_issued_desk_out *row)
{
    return (struct signing_thing){
        .of = result_signables,
        .id = row->id,
        .agency_id = row->agency_id,
        .stage = stage_of(row->state),
        .code = row->code,
        .title = row->title,
        .from = row->applicant_name,
        .for_name = row->for_name,
        .version = row->base_sha256,
        .note = row->state == ISSUED_DONE ? row->symbol : row->reason,
        .reads = dossier_object(arena, row->dossier_id),
        .due_us = row->due_us,
        .laid_us = row->prepared_us,
        .signed_us = row->signed_us,
        .level = str_empty(row->level) ? '\0' : str_is(row->level, "B") ? 'B' : 'T',
    };
}

/* Of what lies before an absent person only what the actor may see in that name. */
static struct result may_show(struct service_context *ctx, const struct q_issued_desk_out *row,
                              bool *out)
{
    const struct grant *grant;
    document_row document;
    *out = true;
    if (str_empty(row->for_name))
        return RESULT_OK;
    TRY(document_load(ctx, row->id, &document));
    struct result may = document_authority(ctx, &document, "result.sign", &grant);
    *out = result_ok(may);
    return may.kind == ERROR_FORBIDDEN ? RESULT_OK : may;
}

static struct result count_stages(struct service_context *ctx, const struct signing_want *want,
                                  int64_t counts[SIGNING_STAGES])
{
    struct q_issued_counts_rows rows;
    const struct q_issued_counts_in in = {.agency_id = ctx->actor->agency_id,
                                          .person_id = ctx->actor->person_id,
                                          .day = ctx->actor->today,
                                          .since = want->since_us};
    TRY(q_issued_counts(ctx->db, ctx->arena, in, &rows));
    for (size_t i = 0; i < rows.count; i++)
        counts[stage_of(rows.items[i].state)] += rows.items[i].count;
    return RESULT_OK;
}

static struct result list(struct service_context *ctx, const struct signing_want *want,
                          struct signing_things *out, int64_t counts[SIGNING_STAGES])
{
    const struct actor *actor = ctx->actor;
    bool waiting = want->stages[SIGNING_WAITING];
    int64_t low = waiting                            ? ISSUED_WAITING
                  : want->stages[SIGNING_SIGNED]     ? ISSUED_DONE
                                                     : ISSUED_RETURNED;
    struct q_issued_desk_rows rows;
    if (!permission_somewhere(actor, "result.sign"))
        TRY(permission_check(ctx->db, ctx->arena, actor, "result.sign", actor->agency_id));
    const struct q_issued_desk_in in = {
        .agency_id = actor->agency_id, .person_id = actor->person_id, .day = actor->today,
        .low = low, .high = waiting ? ISSUED_SEALING : low,
        .since = waiting ? 0 : want->since_us, .limit = want->limit};
    TRY(q_issued_desk(ctx->db, ctx->arena, in, &rows));
    out->items = ARENA_ARRAY(ctx->arena, struct signing_thing, rows.count + 1);
    out->count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        bool shown;
        TRY(may_show(ctx, &rows.items[i], &shown));
        if (shown)
            out->items[out->count++] = thing_of(ctx->arena, &rows.items[i]);
    }
    return count_stages(ctx, want, counts);
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

/* What the papers of the dossier said, newest first. */
static struct result load_versions(struct service_context *ctx, const document_row *row,
                                   struct signing_paper *out)
{
    struct q_issued_texts_rows rows;
    const struct q_issued_texts_in in = {row->dossier_id, row->id, VERSIONS_MAX};
    TRY(q_issued_texts(ctx->db, ctx->arena, in, &rows));
    out->versions = ARENA_ARRAY(ctx->arena, struct signing_version, rows.count + 1);
    out->version_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct json *said;
        struct signing_version *version = &out->versions[i];
        TRY(json_parse(ctx->arena, rows.items[i].paragraphs, &said));
        *version = (struct signing_version){.sha256 = rows.items[i].sha256,
                                            .made_us = rows.items[i].made_us,
                                            .count = json_count(said),
                                            .reason = rows.items[i].reason};
        version->paragraphs = ARENA_ARRAY(ctx->arena, struct str, version->count + 1);
        for (size_t k = 0; k < version->count; k++)
            version->paragraphs[k] = json_text(json_at(said, k));
    }
    return RESULT_OK;
}

static const char *revision_title(struct str kind)
{
    static const struct {
        const char *kind;
        const char *title;
    } TITLES[] = {
        {"print", N_("Bản in để ký")},
        {"person", N_("Lãnh đạo ký")},
        {"seal", N_("Cơ quan đóng dấu")},
        {"timestamp", N_("Dấu thời gian")},
    };
    for (size_t i = 0; i < sizeof TITLES / sizeof TITLES[0]; i++)
        if (str_is(kind, TITLES[i].kind))
            return TITLES[i].title;
    return TITLES[0].title;
}

static struct result load_revisions(struct service_context *ctx, int64_t id,
                                    struct signing_paper *out)
{
    struct q_issued_revisions_rows rows;
    TRY(q_issued_revisions(ctx->db, ctx->arena, (struct q_issued_revisions_in){id}, &rows));
    out->revisions = ARENA_ARRAY(ctx->arena, struct signing_revision, rows.count + 1);
    out->revision_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->revisions[i] = (struct signing_revision){revision_title(rows.items[i].kind),
                                                      rows.items[i].sha256, rows.items[i].made_us};
    return RESULT_OK;
}

static void describe(struct service_context *ctx, const document_row *row,
                     const struct print_places *places, struct signing_paper *out)
{
    bool done = row->state == ISSUED_DONE;
    bool own = row->signer_person_id == ctx->actor->person_id;
    const struct q_issued_desk_out shown = {
        .id = row->id, .agency_id = row->agency_id, .dossier_id = row->dossier_id,
        .state = row->state, .code = row->code, .title = row->title,
        .applicant_name = row->applicant_name, .for_name = own ? S("") : row->signer_name,
        .base_sha256 = row->base_sha256, .due_us = row->due_us, .prepared_us = row->prepared_us,
        .symbol = row->symbol, .level = row->level, .signed_us = row->signed_us,
        .reason = row->reason};
    out->thing = thing_of(ctx->arena, &shown);
    out->revision = row->revision;
    out->file = done ? row->sha256 : row->base_sha256;
    out->pages = places->page + 1;
    out->signer_name = row->signer_name;
    out->signer_title = row->signer_title;
    out->agency_name = row->agency_name;
    out->next = str_printf(ctx->arena, "Máy cấp số, đóng dấu %.*s và báo cho người nộp",
                           STR_ARG(row->agency_name));
}

static struct result open_paper(struct service_context *ctx, int64_t id, struct signing_paper *out)
{
    struct print_places places;
    const struct grant *grant;
    document_row row;
    *out = (struct signing_paper){0};
    TRY(load_visible(ctx, id, &row));
    TRY(places_read(ctx->arena, row.places, &places));
    struct result may = document_authority(ctx, &row, "result.sign", &grant);
    if (!result_ok(may) && may.kind != ERROR_FORBIDDEN)
        return may;
    describe(ctx, &row, &places, out);
    out->mine = result_ok(may);
    out->authority = out->mine && grant->for_person_id != 0 ? grant : NULL;
    TRY(load_revisions(ctx, id, out));
    return load_versions(ctx, &row, out);
}

/* The actor's own hand on the paper: the picture that is in force, else, in another's name, one
 * drawn of the actor's name. In another's name the signature carries both names. */
static struct result choose_hand(struct service_context *ctx, const struct grant *authority,
                                 const document_row *row, struct signing_draft *draft)
{
    struct print_places places;
    struct print_drawing hand;
    struct signature_picture picture;
    bool other = authority->for_person_id != 0;
    TRY(picture_find_at(ctx->db, ctx->arena,
                        picture_of_person(ctx->arena, ctx->actor->person_id), draft->at_us,
                        &picture));
    draft->words = other ? actor_words(ctx->arena, ctx->actor, authority) : S("");
    draft->hand = picture.sha256;
    if (!other || !str_empty(draft->hand))
        return RESULT_OK;
    TRY(places_read(ctx->arena, row->places, &places));
    TRY(print_hand(ctx->arena, ctx->actor->name, places.signature, &hand));
    return signature_keep(ctx, hand.content, &draft->hand);
}

static struct result check(struct service_context *ctx, struct signing_draft *draft)
{
    const struct grant *authority;
    document_row row;
    TRY(load_visible(ctx, draft->id, &row));
    TRY(document_authority(ctx, &row, "result.sign", &authority));
    if (row.state != ISSUED_WAITING || !str_equal(draft->version, row.base_sha256))
        return signing_changed();
    return choose_hand(ctx, authority, &row, draft);
}

static struct result draw(struct service_context *ctx, struct signing_draft *draft)
{
    struct print_places places;
    document_row row;
    struct pdf_appearance shown;
    struct str base;
    struct str hand;
    TRY(document_load(ctx, draft->id, &row));
    TRY(places_read(ctx->arena, row.places, &places));
    TRY(files_get(ctx->files, ctx->arena, draft->version, &base));
    bool other = !str_empty(draft->words); /* in the signer's name */
    TRY(files_get(ctx->files, ctx->arena, str_empty(draft->hand) ? row.hand_sha256 : draft->hand,
                  &hand));
    TRY(look_hand(ctx->arena, &places, hand, &shown));
    const struct pdf_signature wanted = {.page = places.page, .appearance = &shown,
                                         .name = other ? draft->words : row.signer_name,
                                         .reason = row.title,
                                         .at_us = draft->at_us,
                                         .again = draft->again};
    return pdf_sign_prepare(ctx->arena, base, &wanted, &draft->prepared);
}

static struct result take(struct service_context *ctx, const struct signing_draft *draft,
                          int64_t batch_id)
{
    const struct grant *authority;
    document_row row;
    int64_t written = 0;
    TRY(document_load(ctx, draft->id, &row));
    TRY(document_authority(ctx, &row, "result.sign", &authority));
    const struct q_issued_allow_in allowed = {
        .id = row.id, .version = draft->version, .batch_id = batch_id,
        .signed_words = draft->words, .signed_hand = draft->hand};
    TRY(q_issued_allow(ctx->db, ctx->arena, allowed, &written));
    if (written == 0)
        return signing_changed();
    struct str digest = str_hex(ctx->arena, draft->prepared.digest.bytes, SHA256_SIZE);
    return document_act(ctx, &row, "result.sign_allowed",
                        str_printf(ctx->arena, "{\"digest\":\"%.*s\"}", STR_ARG(digest)),
                        authority);
}

static struct result signed_by(struct service_context *ctx, const struct signing_draft *draft,
                               const struct signing_done *done)
{
    int64_t changed = 0;
    document_row row;
    const struct q_issued_person_signed_in in = {
        .id = draft->id, .sha256 = done->sha256, .level = str_from_c(done->level),
        .before = (int64_t)done->range.before, .after_at = (int64_t)done->range.after_at,
        .after_len = (int64_t)done->range.after_len};
    TRY(q_issued_person_signed(ctx->db, ctx->arena, in, &changed));
    if (changed == 0)
        return RESULT_OK; /* another worker was first */
    TRY(document_load(ctx, draft->id, &row));
    TRY(document_add_revision(ctx, row.id,
                              (struct document_revision){"person", done->sha256, done->bytes.len,
                                                         done->level}));
    TRY(document_evidence(ctx, &row, "result.person_signed",
                          str_printf(ctx->arena, "{\"sha256\":\"%.*s\",\"level\":\"%s\"}",
                                     STR_ARG(done->sha256), done->level)));
    const struct certificate_use use = {.certificate_id = done->certificate_id,
                                        .person_id = done->person_id,
                                        .agency_id = row.agency_id,
                                        .object = document_object(ctx->arena, row.id),
                                        .file_sha256 = done->sha256,
                                        .signed_us = done->signed_us};
    TRY(certificates_used(ctx->db, ctx->arena, clock_now_us(ctx->clock), &use));
    return job_add(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                   (struct job_new){
                       .kind = S("result.seal"),
                       .key = str_printf(ctx->arena, "%lld", (long long)row.id),
                       .payload = str_printf(ctx->arena, "{\"document_id\":%lld}",
                                             (long long)row.id),
                   });
}

static struct result stopped(struct service_context *ctx, int64_t id, const char *reason,
                             const char *code)
{
    document_row row;
    const struct q_issued_wait_again_in in = {.id = id, .reason = str_from_c(reason)};
    TRY(q_issued_wait_again(ctx->db, ctx->arena, in, NULL));
    TRY(document_load(ctx, id, &row));
    return document_evidence(ctx, &row, "result.sign_refused",
                             str_printf(ctx->arena, "{\"code\":\"%s\"}", code));
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

/* The process goes back to the officer, with the reason. */
static struct result give_back(struct service_context *ctx, int64_t id, int64_t revision,
                               struct str reason)
{
    const struct grant *authority;
    struct dossier_brief dossier;
    document_row row;
    int64_t written = 0;
    TRY(load_visible(ctx, id, &row));
    struct result may = document_authority(ctx, &row, "result.sign", &authority);
    if (may.code == NULL || !str_is(S("result.other_signer"), may.code)) /* any leader may return */
        TRY(may);
    const struct q_issued_return_in back = {.id = id, .revision = revision, .reason = reason};
    TRY(q_issued_return(ctx->db, ctx->arena, back, &written));
    if (written == 0)
        return signing_changed();
    TRY(document_act(ctx, &row, "result.returned", S(""), authority));
    TRY(dossier_brief_by_id(ctx, row.dossier_id, &dossier));
    if (!str_is(dossier.task_node, "ky"))
        return signing_changed();
    struct str who = actor_words(ctx->arena, ctx->actor, authority);
    struct str by = str_printf(ctx->arena, "%.*s, %.*s", STR_ARG(who), STR_ARG(row.agency_name));
    return dossier_task_done(ctx, row.dossier_id, dossier.task_id,
                             reason_variables(ctx->arena, reason), by);
}

const struct signable result_signables[] = {
    {.code = "ket-qua",
     .title = N_("Kết quả giải quyết"),
     .list = list,
     .open = open_paper,
     .check = check,
     .draw = draw,
     .take = take,
     .signed_by = signed_by,
     .stopped = stopped,
     .give_back = give_back},
    {0},
};
