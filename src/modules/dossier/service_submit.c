/*
 * Sending: a draft becomes a dossier, corrects one, or completes one. One transaction: serial,
 * row, files, process, history, evidence, fact and message, or nothing of it.
 */
#include "modules/dossier/change.h"
#include "modules/dossier/search.h"

#include "base/json.h"
#include "core/calendar_days.h"
#include "core/citizen.h"
#include "core/forms.h"
#include "core/organisation.h"

/* What the form's answers mean for the dossier's own columns. */
struct sending {
    struct draft draft;
    struct procedure procedure;
    struct str answers; /* cleaned */
    struct str applicant_name;
    struct str identifier;
    struct str phone;
    int64_t copies;
    int64_t fee_vnd;
};

static bool draft_has_file(void *context, struct str key)
{
    const struct draft *draft = context;
    for (size_t i = 0; i < draft->file_count; i++)
        if (str_equal(draft->files[i].slot, key))
            return true;
    return false;
}

static struct str bound(const struct json *answers, struct str key)
{
    return key.len == 0 ? S("") : json_text(json_find(answers, key));
}

static struct result read_draft(struct service_context *ctx, struct str token, struct sending *out)
{
    const struct json *answers = NULL;
    TRY(draft_load(ctx, token, &out->draft));
    if (out->draft.receipt_token.len != 0)
        return RESULT_OK;
    TRY(procedure_by_version(ctx->db, ctx->arena, out->draft.procedure_version_id,
                             &out->procedure));
    TRY(json_parse(ctx->arena, out->draft.answers, &answers));
    struct form_input input = {.answers = answers, .has_file = draft_has_file,
                               .context = &out->draft};
    if (form_validate(ctx->arena, out->procedure.form, NULL, &input).count != 0)
        return result_fail(ERROR_INVALID, "dossier.incomplete",
                           N_("Hồ sơ còn mục chưa trả lời hoặc chưa đúng. Sửa những mục được đánh "
                              "dấu rồi gửi lại."));
    out->answers = form_clean(ctx->arena, out->procedure.form, answers);
    TRY(json_parse(ctx->arena, out->answers, &answers));
    const struct procedure_bindings *bindings = &out->procedure.bindings;
    out->applicant_name = bound(answers, bindings->applicant_name);
    out->identifier = bound(answers, bindings->identifier);
    out->phone = bound(answers, bindings->phone);
    out->copies = 1;
    if (bindings->copies.len != 0 && !str_to_i64(bound(answers, bindings->copies), &out->copies))
        out->copies = json_int(json_find(answers, bindings->copies), 1);
    return procedure_fee(&out->procedure, out->copies, S(""), &out->fee_vnd);
}

static struct result take_code(struct service_context *ctx, const struct draft *draft,
                               int64_t now_us, struct str *code)
{
    struct agency agency;
    struct q_serial_next_out serial;
    int64_t day = civil_day_of_us(now_us);
    struct str date = civil_date_text(ctx->arena, day);
    TRY(agency_by_id(ctx->db, ctx->arena, draft->agency_id, date, &agency));
    TRY(q_serial_next(ctx->db, ctx->arena,
                      (struct q_serial_next_in){.agency_id = draft->agency_id, .day = date},
                      &serial));
    *code = dossier_code(ctx->arena, agency.code, day, serial.last);
    return RESULT_OK;
}

static struct result add_row(struct service_context *ctx, const struct sending *sending,
                             struct str receipt_token, int64_t now_us, int64_t *id)
{
    struct str code;
    struct calendar calendar;
    TRY(calendar_load(ctx->db, ctx->arena, &calendar));
    TRY(take_code(ctx, &sending->draft, now_us, &code));
    struct q_dossier_add_out added;
    TRY(q_dossier_add(ctx->db, ctx->arena,
                      (struct q_dossier_add_in){
                          .code = code,
                          .receipt_token = receipt_token,
                          .result_link = dossier_new_token(ctx->arena),
                          .procedure_version_id = sending->procedure.version_id,
                          .agency_id = sending->draft.agency_id,
                          .applicant_name = sending->applicant_name,
                          .identifier = sending->identifier,
                          .phone = sending->phone,
                          .search_text = dossier_search_text(ctx->arena, code,
                                                             sending->applicant_name,
                                                             sending->identifier, sending->phone),
                          .copies = sending->copies,
                          .answers = sending->answers,
                          .fee_vnd = sending->fee_vnd,
                          .fee_exemption = S(""),
                          .citizen_id = ctx->citizen == NULL ? 0 : ctx->citizen->id,
                          .assurance = str_from_c(
                              assurance_code(citizen_assurance(ctx->citizen))),
                          .now = now_us,
                          .due_us = calendar_due(&calendar, now_us, sending->procedure.limit),
                      },
                      &added));
    *id = added.id;
    TRY(dossier_index(ctx, added.id));
    return q_dossier_files_take(ctx->db, ctx->arena,
                                (struct q_dossier_files_take_in){.draft_id = sending->draft.id,
                                                                 .dossier_id = added.id},
                                NULL);
}

/* Marks the draft as sent; CONFLICT "draft.sent" when another request sent or changed it since it
 * was read, or a reorganisation gave it to another agency. */
static struct result claim_draft(struct service_context *ctx, const struct sending *sending,
                                 struct str receipt_token)
{
    int64_t changed = 0;
    TRY(q_draft_sent(ctx->db, ctx->arena,
                     (struct q_draft_sent_in){.id = sending->draft.id,
                                              .receipt_token = receipt_token,
                                              .seen_us = sending->draft.changed_us,
                                     .agency_id = sending->draft.agency_id},
                     &changed));
    return changed == 1 ? RESULT_OK : result_fail(ERROR_CONFLICT, "draft.sent", NULL);
}

static struct result send_new(struct service_context *ctx, const struct sending *sending,
                              struct str receipt_token)
{
    int64_t id = 0;
    struct change change;
    struct q_agency_pin_out agency;
    struct q_agency_pin_in pin = {.id = sending->draft.agency_id};
    bool there;
    TRY(q_agency_pin(ctx->db, ctx->arena, pin, &agency, &there));
    TRY(claim_draft(ctx, sending, receipt_token));
    TRY(add_row(ctx, sending, receipt_token, clock_now_us(ctx->clock), &id));
    TRY(change_begin(ctx, id, &change));
    TRY(change_record(&change, DOSSIER_NEW, "submitted", S("")));
    return process_start(&change);
}

static struct result write_answers(struct change *change, const struct sending *sending)
{
    struct db *db = change->ctx->db;
    struct arena *arena = change->ctx->arena;
    TRY(q_dossier_answers_set(db, arena,
                              (struct q_dossier_answers_set_in){
                                  .id = change->row.id,
                                  .answers = sending->answers,
                                  .applicant_name = sending->applicant_name,
                                  .identifier = sending->identifier,
                                  .phone = sending->phone,
                                  .search_text = dossier_search_text(
                                      arena, change->row.code, sending->applicant_name,
                                      sending->identifier, sending->phone),
                                  .copies = sending->copies,
                                  .fee_vnd = sending->fee_vnd,
                                  .fee_exemption = S(""),
                              },
                              NULL));
    TRY(dossier_index(change->ctx, change->row.id));
    TRY(q_dossier_files_release(
        db, arena, (struct q_dossier_files_release_in){.dossier_id = change->row.id}, NULL));
    return q_dossier_files_take(db, arena,
                                (struct q_dossier_files_take_in){
                                    .draft_id = sending->draft.id,
                                    .dossier_id = change->row.id,
                                },
                                NULL);
}

/* The answered request: the clock starts again or runs on, as the procedure says. */
static struct result resume(struct change *change)
{
    struct calendar calendar;
    struct q_supplement_asked_out asked;
    TRY(calendar_load(change->ctx->db, change->ctx->arena, &calendar));
    TRY(q_supplement_asked(change->ctx->db, change->ctx->arena,
                           (struct q_supplement_asked_in){.dossier_id = change->row.id}, &asked));
    struct calendar_pause pause = {
        .policy = change->procedure.pause,
        .limit = change->procedure.limit,
        .due_us = change->row.due_us,
        .paused_us = asked.asked_us,
        .resumed_us = change->now_us,
    };
    TRY(q_defects_close(change->ctx->db, change->ctx->arena,
                        (struct q_defects_close_in){.dossier_id = change->row.id}, NULL));
    TRY(change_due(change, calendar_due_after_pause(&calendar, &pause)));
    TRY(change_record(change, DOSSIER_SUPPLEMENT, "supplemented", S("")));
    return process_rest(change);
}

static struct result send_amendment(struct service_context *ctx, const struct sending *sending,
                                    struct str *receipt_token)
{
    struct change change;
    TRY(change_begin(ctx, sending->draft.dossier_id, &change));
    *receipt_token = change.row.receipt_token;
    TRY(claim_draft(ctx, sending, change.row.receipt_token));
    TRY(change_claim(&change, change.row.revision));
    bool completes = change.row.status == DOSSIER_SUPPLEMENT &&
                     str_equal(change.row.holder_role, S("citizen"));
    if (!completes && change.row.status != DOSSIER_NEW)
        return result_fail(ERROR_CONFLICT, "dossier.not_open_to_citizen",
                           N_("Hồ sơ đã được tiếp nhận nên không sửa được nữa. Gọi một cửa nếu cần "
                              "thay đổi."));
    TRY(write_answers(&change, sending));
    change.row.phone = sending->phone;
    if (completes)
        return resume(&change);
    return change_record(&change, DOSSIER_NEW, "corrected", S(""));
}

static struct result changed_meanwhile(void)
{
    return result_fail(ERROR_CONFLICT, "draft.changed",
                       N_("Bản nháp vừa được sửa ở một trang khác. Xem lại rồi gửi lần nữa."));
}

struct result dossier_submit(struct service_context *ctx, struct str token,
                             struct str *receipt_token)
{
    struct sending sending = {0};
    TRY(read_draft(ctx, token, &sending));
    if (sending.draft.receipt_token.len != 0) {
        *receipt_token = sending.draft.receipt_token;
        return RESULT_OK;
    }
    TRY(db_write_begin(ctx->db));
    struct result sent;
    if (sending.draft.dossier_id == 0) {
        *receipt_token = dossier_new_token(ctx->arena);
        sent = send_new(ctx, &sending, *receipt_token);
    } else {
        sent = send_amendment(ctx, &sending, receipt_token);
    }
    sent = db_finish(ctx->db, sent);
    if (sent.kind == ERROR_CONFLICT && str_is(str_from_c(sent.code), "draft.sent")) {
        TRY(draft_load(ctx, token, &sending.draft)); /* the first of two equal requests won */
        *receipt_token = sending.draft.receipt_token;
        return receipt_token->len != 0 ? RESULT_OK : changed_meanwhile();
    }
    return sent;
}
