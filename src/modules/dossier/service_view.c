/*
 * Reading a dossier: by id, code, the citizen's addresses, and by what a person knows.
 */
#include "modules/dossier/change.h"

#include "base/crypto.h"
#include "core/organisation.h"

enum { GUESSES_PER_HOUR = 5, TOKEN_DIGITS = 32, LAST_DIGITS = 4 };

static void fill_brief(const struct q_dossier_by_id_out *row, const struct procedure *procedure,
                       struct dossier_brief *out)
{
    *out = (struct dossier_brief){
        .id = row->id,
        .code = row->code,
        .status = (enum dossier_status)row->status,
        .agency_id = row->agency_id,
        .procedure_version_id = row->procedure_version_id,
        .procedure_name = procedure->name,
        .result_name = procedure->result_name,
        .applicant_name = row->applicant_name,
        .phone = row->phone,
        .answers = row->answers,
        .variables = row->variables,
        .result_link = row->result_link,
        .receipt_token = row->receipt_token,
        .due_us = row->due_us,
        .task_id = row->task_id,
        .task_node = row->task_node,
        .task_role = row->holder_role,
        .revision = row->revision,
    };
}

struct result dossier_brief_by_id(struct service_context *ctx, int64_t id,
                                  struct dossier_brief *out)
{
    struct change change;
    TRY(change_begin(ctx, id, &change));
    fill_brief(&change.row, &change.procedure, out);
    return RESULT_OK;
}

struct result dossier_brief_by_code(struct service_context *ctx, struct str code,
                                    struct dossier_brief *out)
{
    struct q_dossier_id_by_code_out found;
    TRY(q_dossier_id_by_code(ctx->db, ctx->arena, (struct q_dossier_id_by_code_in){.code = code},
                             &found));
    return dossier_brief_by_id(ctx, found.id, out);
}

static struct result load_files(struct service_context *ctx, struct dossier_view *view)
{
    struct q_dossier_files_rows rows;
    TRY(q_dossier_files(ctx->db, ctx->arena,
                        (struct q_dossier_files_in){.dossier_id = view->brief.id}, &rows));
    view->files = ARENA_ARRAY(ctx->arena, struct dossier_file, rows.count);
    view->file_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_dossier_files_out *row = &rows.items[i];
        view->files[i] = (struct dossier_file){.id = row->id, .slot = row->slot,
                                               .name = row->name, .media_type = row->media_type,
                                               .size = row->size, .pages = row->pages,
                                               .sha256 = row->sha256, .added_us = row->added_us,
                                               .signatures = signed_state_parse(row->verdict)};
    }
    return RESULT_OK;
}

static struct result load_events(struct service_context *ctx, struct dossier_view *view)
{
    struct q_dossier_events_rows rows;
    TRY(q_dossier_events(ctx->db, ctx->arena,
                         (struct q_dossier_events_in){.dossier_id = view->brief.id}, &rows));
    view->events = ARENA_ARRAY(ctx->arena, struct dossier_event, rows.count);
    view->event_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_dossier_events_out *row = &rows.items[i];
        view->events[i] = (struct dossier_event){.at_us = row->at_us,
                                                 .status = (enum dossier_status)row->status,
                                                 .kind = row->kind,
                                                 .actor = row->actor,
                                                 .note = row->note};
    }
    return RESULT_OK;
}

static struct result load_papers(struct service_context *ctx, struct dossier_view *view)
{
    struct q_dossier_defects_open_rows defects;
    struct q_dossier_forms_rows forms;
    TRY(q_dossier_defects_open(
        ctx->db, ctx->arena, (struct q_dossier_defects_open_in){.dossier_id = view->brief.id},
        &defects));
    TRY(q_dossier_forms(ctx->db, ctx->arena,
                        (struct q_dossier_forms_in){.dossier_id = view->brief.id}, &forms));
    view->defects = ARENA_ARRAY(ctx->arena, struct dossier_defect, defects.count);
    view->defect_count = defects.count;
    for (size_t i = 0; i < defects.count; i++)
        view->defects[i] = (struct dossier_defect){.slot = defects.items[i].slot,
                                                   .reason = defects.items[i].reason,
                                                   .text = defects.items[i].text};
    view->forms = ARENA_ARRAY(ctx->arena, struct dossier_form, forms.count);
    view->form_count = forms.count;
    for (size_t i = 0; i < forms.count; i++)
        view->forms[i] = (struct dossier_form){.number = forms.items[i].number,
                                               .form_set = forms.items[i].form_set,
                                               .symbol = forms.items[i].symbol,
                                               .sha256 = forms.items[i].sha256,
                                               .made_us = forms.items[i].made_us};
    return RESULT_OK;
}

struct result view_load(struct service_context *ctx, int64_t dossier_id, struct dossier_view *out)
{
    struct change change;
    struct agency agency;
    TRY(change_begin(ctx, dossier_id, &change));
    const struct q_dossier_by_id_out *row = &change.row;
    struct str on = civil_date_text(ctx->arena, civil_day_of_us(row->submitted_us));
    TRY(agency_by_id(ctx->db, ctx->arena, row->agency_id, on, &agency));
    *out = (struct dossier_view){
        .agency_name = agency.name,
        .identifier = row->identifier,
        .assurance = assurance_from_code(row->assurance),
        .copies = row->copies,
        .fee_vnd = row->fee_vnd,
        .fee_exemption = row->fee_exemption,
        .fee_number = row->fee_number,
        .fee_paid_us = row->fee_paid_us,
        .submitted_us = row->submitted_us,
        .received_us = row->received_us,
        .finished_us = row->finished_us,
        .due_was_us = row->due_was_us,
        .holder_role = row->holder_role,
        .next_us = row->next_us,
        .refusal = row->refusal,
    };
    fill_brief(row, &change.procedure, &out->brief);
    TRY(load_files(ctx, out));
    TRY(load_events(ctx, out));
    return load_papers(ctx, out);
}

static struct result no_such_page(void)
{
    return result_fail(ERROR_NOT_FOUND, "dossier.unknown",
                       N_("Không tìm thấy hồ sơ ở địa chỉ này. Kiểm tra lại địa chỉ, hoặc tra cứu "
                          "bằng mã hồ sơ."));
}

static struct result id_by_receipt(struct service_context *ctx, struct str receipt_token,
                                   int64_t *id)
{
    struct q_dossier_id_by_receipt_out found;
    struct result looked = q_dossier_id_by_receipt(
        ctx->db, ctx->arena, (struct q_dossier_id_by_receipt_in){.receipt_token = receipt_token},
        &found);
    if (looked.kind == ERROR_NOT_FOUND || receipt_token.len != TOKEN_DIGITS)
        return no_such_page();
    TRY(looked);
    *id = found.id;
    return RESULT_OK;
}

struct result dossier_by_receipt(struct service_context *ctx, struct str receipt_token,
                                 struct dossier_view *out)
{
    int64_t id;
    TRY(id_by_receipt(ctx, receipt_token, &id));
    return view_load(ctx, id, out);
}

struct result dossier_brief_by_receipt(struct service_context *ctx, struct str receipt_token,
                                       struct dossier_brief *out)
{
    int64_t id;
    TRY(id_by_receipt(ctx, receipt_token, &id));
    return dossier_brief_by_id(ctx, id, out);
}

static struct result id_by_link(struct service_context *ctx, struct str link, int64_t *id)
{
    struct q_dossier_id_by_link_out found;
    struct result looked = q_dossier_id_by_link(
        ctx->db, ctx->arena, (struct q_dossier_id_by_link_in){.result_link = link}, &found);
    if (looked.kind == ERROR_NOT_FOUND || link.len != TOKEN_DIGITS)
        return no_such_page();
    TRY(looked);
    *id = found.id;
    return RESULT_OK;
}

struct result dossier_by_link(struct service_context *ctx, struct str link,
                              struct dossier_view *out)
{
    int64_t id;
    TRY(id_by_link(ctx, link, &id));
    return view_load(ctx, id, out);
}

struct result dossier_brief_by_link(struct service_context *ctx, struct str link,
                                    struct dossier_brief *out)
{
    int64_t id;
    TRY(id_by_link(ctx, link, &id));
    return dossier_brief_by_id(ctx, id, out);
}

static bool phone_ends(struct str phone, struct str last4)
{
    return last4.len == LAST_DIGITS && phone.len > LAST_DIGITS &&
           str_equal_secret(str_slice(phone, phone.len - LAST_DIGITS, phone.len), last4);
}

/* Right code and fact, or one more wrong guess counted under the code as typed. */
static struct result guess(struct service_context *ctx, struct str code, struct str last4,
                           int64_t *id)
{
    int64_t hour = clock_now_us(ctx->clock) / (3600 * MICROS_PER_SECOND);
    struct q_guess_count_out counted = {0};
    struct q_dossier_id_by_code_out found = {0};
    struct q_dossier_by_id_out row = {0};
    bool any = false;
    TRY(q_guess_count(ctx->db, ctx->arena,
                      (struct q_guess_count_in){.code = code, .hour = hour}, &counted, &any));
    if (any && counted.wrong >= GUESSES_PER_HOUR)
        return result_fail(ERROR_LIMIT, "dossier.too_many_guesses",
                           N_("Mã này đã được thử sai 5 lần. Thử lại sau một giờ, hoặc chọn "
                              "Quên mã hồ sơ."));
    struct result looked = q_dossier_id_by_code(
        ctx->db, ctx->arena, (struct q_dossier_id_by_code_in){.code = code}, &found);
    if (looked.kind != ERROR_NOT_FOUND) {
        TRY(looked);
        TRY(q_dossier_by_id(ctx->db, ctx->arena, (struct q_dossier_by_id_in){.id = found.id},
                            &row));
    }
    if (phone_ends(row.phone, last4)) {
        *id = found.id;
        return RESULT_OK;
    }
    *id = 0;
    return q_guess_add(ctx->db, ctx->arena, (struct q_guess_add_in){.code = code, .hour = hour},
                       NULL);
}

struct result dossier_track(struct service_context *ctx, struct str code, struct str last4,
                            struct dossier_view *out)
{
    enum { CODE_MAX = 40 };
    int64_t id = 0;
    struct str tidy = dossier_code_tidy(ctx->arena, str_slice(code, 0, CODE_MAX));
    TRY(db_write_begin(ctx->db));
    TRY(db_finish(ctx->db, guess(ctx, tidy, str_trim(last4), &id)));
    if (id == 0)
        return result_fail(ERROR_NOT_FOUND, "dossier.no_match",
                           N_("Không có hồ sơ nào khớp cả mã hồ sơ và 4 số cuối điện thoại. Kiểm "
                              "tra lại hai mục này."));
    return view_load(ctx, id, out);
}

struct result dossier_codes_of_phone(struct service_context *ctx, struct str phone,
                                     struct str **codes, size_t *count)
{
    struct q_dossier_codes_of_phone_rows rows;
    TRY(q_dossier_codes_of_phone(ctx->db, ctx->arena,
                                 (struct q_dossier_codes_of_phone_in){.phone = phone}, &rows));
    *codes = ARENA_ARRAY(ctx->arena, struct str, rows.count);
    *count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*codes)[i] = rows.items[i].code;
    return RESULT_OK;
}
