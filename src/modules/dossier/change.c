#include "modules/dossier/change.h"

#include "base/buf.h"
#include "base/crypto.h"
#include "base/json.h"
#include "core/citizen.h"
#include "core/evidence.h"
#include "core/facts.h"
#include "core/identity.h"
#include "core/jobs.h"
#include "core/notify.h"

struct str dossier_new_token(struct arena *arena)
{
    return random_hex(arena, 16);
}

static struct str actor_label(struct service_context *ctx, const struct grant *authority)
{
    if (ctx->actor == NULL)
        return S("");
    struct str who = actor_words(ctx->arena, ctx->actor, authority);
    bool other = authority && authority->for_person_id != 0; /* then by the absent person's post */
    return str_printf(ctx->arena, "%.*s, %.*s", STR_ARG(who),
                      STR_ARG(other ? authority->title : ctx->actor->title));
}

void change_under(struct change *change, const struct grant *authority)
{
    change->authority = authority;
    change->actor = actor_label(change->ctx, authority);
}

struct result change_begin(struct service_context *ctx, int64_t dossier_id, struct change *out)
{
    *out = (struct change){.ctx = ctx, .now_us = clock_now_us(ctx->clock),
                           .actor = actor_label(ctx, NULL)};
    TRY(q_dossier_by_id(ctx->db, ctx->arena, (struct q_dossier_by_id_in){.id = dossier_id},
                        &out->row));
    return procedure_by_version(ctx->db, ctx->arena, out->row.procedure_version_id,
                                &out->procedure);
}

struct result change_claim(struct change *change, int64_t revision)
{
    int64_t changed = 0;
    TRY(q_dossier_touch(change->ctx->db, change->ctx->arena,
                        (struct q_dossier_touch_in){.id = change->row.id, .revision = revision},
                        &changed));
    if (changed == 0)
        return result_fail(ERROR_CONFLICT, "dossier.changed",
                           N_("Hồ sơ vừa được người khác xử lý. Mở lại hồ sơ để xem tình trạng "
                              "mới."));
    change->row.revision = revision + 1;
    return RESULT_OK;
}

static struct str object_of(struct change *change)
{
    return fact_dossier(change->ctx->arena, change->row.id);
}

/* Where the due date was moved: from what to what. */
static void put_due_change(struct json_writer *writer, const struct change *change)
{
    if (change->due_before_us == 0)
        return;
    json_open_object(writer, "before");
    json_put_int(writer, "due_us", change->due_before_us);
    json_close_object(writer);
    json_open_object(writer, "after");
    json_put_int(writer, "due_us", change->row.due_us);
    json_close_object(writer);
}

/* Files came in: what their signatures were worth goes into the same record. */
static struct result put_signed(struct json_writer *writer, const struct change *change,
                                struct str kind)
{
    struct q_dossier_files_signed_rows rows = {0};
    bool came_in = str_is(kind, "submitted") || str_is(kind, "corrected") ||
                   str_is(kind, "supplemented");
    if (came_in)
        TRY(q_dossier_files_signed(
            change->ctx->db, change->ctx->arena,
            (struct q_dossier_files_signed_in){.dossier_id = change->row.id}, &rows));
    if (rows.count == 0)
        return RESULT_OK;
    json_open_array(writer, "signed");
    for (size_t i = 0; i < rows.count; i++) {
        json_open_object(writer, NULL);
        json_put_text(writer, "file", rows.items[i].sha256);
        json_put_text(writer, "verdict", rows.items[i].state);
        json_put_text(writer, "indication", rows.items[i].word);
        json_put_int(writer, "at_us", rows.items[i].judged_us);
        json_close_object(writer);
    }
    json_close_array(writer);
    return RESULT_OK;
}

static struct result leave_evidence(struct change *change, const char *kind, struct str note)
{
    const struct service_context *ctx = change->ctx;
    struct buf data;
    buf_init(&data, change->ctx->arena, 16 * 1024);
    struct json_writer writer = json_writer_of(&data);
    json_open_object(&writer, NULL);
    enum assurance assurance =
        ctx->actor == NULL ? citizen_assurance(ctx->citizen) : ctx->actor->assurance;
    if (ctx->actor == NULL || ctx->actor->session_id != 0) /* a job is nobody who signed in */
        json_put_text(&writer, "assurance", str_from_c(assurance_code(assurance)));
    json_put_text(&writer, "code", change->row.code);
    json_put_int(&writer, "status", change->row.status);
    json_put_int(&writer, "revision", change->row.revision);
    json_put_int(&writer, "due_us", change->row.due_us);
    if (note.len != 0)
        json_put_text(&writer, "note", note);
    put_due_change(&writer, change);
    TRY(put_signed(&writer, change, str_from_c(kind)));
    json_close_object(&writer);
    return evidence_add(change->ctx->db, change->ctx->arena, change->now_us,
                        (struct evidence){
                            .kind = str_printf(change->ctx->arena, "dossier.%s", kind),
                            .object = object_of(change),
                            .actor = ctx->actor == NULL ? citizen_mark(ctx->arena, ctx->citizen)
                                                        : actor_mark(ctx->arena, ctx->actor),
                            .agency_id = change->row.agency_id,
                            .data = buf_str(&data),
                            .authority = change->authority,
                        });
}

/* What the citizen's phone is told, unmarked so that it fits one message. %s is the code. */
static const struct message {
    const char *kind;
    const char *text;
} messages[] = {
    {"submitted", "Ho so %s: da nhan. Theo doi tai trang Tra cuu ho so."},
    {"corrected", "Ho so %s: da nhan ban sua."},
    {"received", "Ho so %s: da duoc tiep nhan."},
    {"supplement", "Ho so %s: can bo sung. Xem danh sach tai trang Tra cuu ho so."},
    {"supplemented", "Ho so %s: da nhan phan bo sung."},
    {"refused", "Ho so %s: khong duoc tiep nhan. Xem ly do tai trang Tra cuu ho so."},
    {"stopped", "Ho so %s: dung giai quyet. Xem ly do tai trang Tra cuu ho so."},
    {"processing", "Ho so %s: dang xu ly."},
    {"withdrawn", "Ho so %s: da rut theo yeu cau cua ban."},
    {"finished", "Ho so %s: da xong. Mo ket qua tai trang Tra cuu ho so."},
    {"returned", "Ho so %s: da tra ket qua."},
    {"due_changed", "Ho so %s: ngay hen tra da doi. Xem o trang Tra cuu ho so."},
};

static struct result tell_citizen(struct change *change, const char *kind)
{
    struct arena *arena = change->ctx->arena;
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        if (!str_is(str_from_c(kind), messages[i].kind))
            continue;
        struct str text = str_from_c(messages[i].text);
        size_t at = str_find(text, S("%s"));
        struct str told = str_printf(arena, "%.*s%.*s%.*s", STR_ARG(str_slice(text, 0, at)),
                                     STR_ARG(change->row.code),
                                     STR_ARG(str_slice(text, at + 2, text.len)));
        return notify_add(change->ctx->db, arena, change->now_us,
                          (struct notification){.phone = change->row.phone, .text = told,
                                                .object = change->row.code});
    }
    return RESULT_OK;
}

struct result change_record(struct change *change, enum dossier_status status, const char *kind,
                            struct str note)
{
    struct db *db = change->ctx->db;
    struct arena *arena = change->ctx->arena;
    enum dossier_status was = (enum dossier_status)change->row.status;
    if (status != was && !dossier_may_change(was, status))
        return result_fail(ERROR_CONFLICT, "dossier.transition",
                           N_("Tình trạng của hồ sơ không cho phép việc này. Mở lại hồ sơ để xem "
                              "tình trạng mới."));
    if (status != was)
        TRY(q_dossier_status_set(
            db, arena, (struct q_dossier_status_set_in){.id = change->row.id, .status = status},
            NULL));
    change->row.status = status;
    TRY(q_dossier_event_add(db, arena,
                            (struct q_dossier_event_add_in){.dossier_id = change->row.id,
                                                            .now = change->now_us,
                                                            .status = status,
                                                            .kind = str_from_c(kind),
                                                            .actor = change->actor,
                                                            .note = note},
                            NULL));
    TRY(leave_evidence(change, kind, note));
    return tell_citizen(change, kind);
}

struct result change_fact(struct change *change, struct str kind, struct str detail)
{
    if (change->row.received_us == 0)
        return RESULT_OK;
    return fact_add(change->ctx->db, change->ctx->arena,
                    (struct fact){.kind = kind,
                                  .object = object_of(change),
                                  .subject = change->procedure.code,
                                  .detail = detail,
                                  .agency_id = change->row.agency_id,
                                  .happened_us = change->now_us,
                                  .recorded_us = change->now_us,
                                  .due_us = change->row.due_us});
}

struct result change_due(struct change *change, int64_t due_us)
{
    if (due_us == change->row.due_us)
        return RESULT_OK;
    TRY(q_dossier_due_set(change->ctx->db, change->ctx->arena,
                          (struct q_dossier_due_set_in){.id = change->row.id, .due_us = due_us},
                          NULL));
    change->row.due_was_us = change->due_before_us = change->row.due_us;
    change->row.due_us = due_us;
    return change_fact(change, FACT_DOSSIER_RESUMED, S(""));
}

struct result change_order_form(struct change *change, int64_t number, struct str data_json)
{
    struct arena *arena = change->ctx->arena;
    struct q_form_add_out form;
    TRY(q_form_add(change->ctx->db, arena,
                   (struct q_form_add_in){
                       .dossier_id = change->row.id,
                       .number = number,
                       .form_set = change->procedure.form_set,
                       .symbol = dossier_form_symbol(arena, number, change->row.code),
                       .data = data_json,
                       .now = change->now_us,
                   },
                   &form));
    return job_add(change->ctx->db, arena, change->now_us,
                   (struct job_new){
                       .kind = S("dossier.form"),
                       .key = str_printf(arena, "%lld", (long long)form.id),
                       .payload = str_printf(arena, "{\"form_id\":%lld}", (long long)form.id),
                       .not_before_us = change->now_us,
                   });
}
