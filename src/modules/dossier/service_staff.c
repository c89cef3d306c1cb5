/*
 * What officials do with a dossier. Permission is asked in the dossier's agency; who may not read
 * it is told that it does not exist.
 */
#include "modules/dossier/change.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/facts.h"
#include "core/identity.h"
#include "core/permission.h"
#include "core/permission_places.h"

enum { DEFECTS_MAX = 20, NOTE_MAX = 2000, DAYS_TO_ANSWER = 30 };

static struct result not_found(void)
{
    return result_fail(ERROR_NOT_FOUND, "dossier.unknown",
                       N_("Không tìm thấy hồ sơ này trong đơn vị của bạn."));
}

static struct result id_of_code(struct service_context *ctx, struct str code, int64_t *id)
{
    struct q_dossier_id_by_code_out found;
    struct result looked = q_dossier_id_by_code(
        ctx->db, ctx->arena, (struct q_dossier_id_by_code_in){.code = code}, &found);
    if (looked.kind == ERROR_NOT_FOUND)
        return not_found();
    TRY(looked);
    *id = found.id;
    return RESULT_OK;
}

/* What conditions of a right ask about a dossier. */
static struct permission_object object_of(const struct change *change)
{
    return (struct permission_object){
        .name = str_printf(change->ctx->arena, "dossier:%lld", (long long)change->row.id),
        .procedure = change->procedure.code,
        .holder_role = change->row.holder_role};
}

static struct result authority(struct change *change, const char *permission, struct str role,
                               const struct grant **out)
{
    struct permission_object object = object_of(change);
    struct permission_question question = {.permission = permission,
                                           .agency_id = change->row.agency_id,
                                           .object = &object,
                                           .role = role};
    return permission_authority(change->ctx->db, change->ctx->arena, change->ctx->actor, question,
                                out);
}

/* Loads for a change by somebody who may: 404 for who may not even read it. */
static struct result begin_as(struct service_context *ctx, struct str code, const char *permission,
                              struct change *change)
{
    int64_t id = 0;
    TRY(id_of_code(ctx, code, &id));
    TRY(change_begin(ctx, id, change));
    const struct grant *grant;
    struct result may_read = authority(change, "dossier.read", S(""), &grant);
    if (may_read.kind == ERROR_FORBIDDEN)
        return not_found();
    TRY(may_read);
    TRY(authority(change, permission, S(""), &grant));
    change_under(change, grant);
    return RESULT_OK;
}

struct result dossier_open(struct service_context *ctx, struct str code, struct dossier_view *out)
{
    struct change change;
    TRY(begin_as(ctx, code, "dossier.read", &change));
    return view_load(ctx, change.row.id, out);
}

/* ---- the queue ---- */

enum { HOLDERS_MAX = 5 };

/* Who holds the dossiers of a list: up to five holders, "-" for none. */
struct holders {
    struct str roles[HOLDERS_MAX];
    int64_t due_before_us;
};

static struct holders holders_of(const struct service_context *ctx, enum queue_list list)
{
    struct holders holders = {.due_before_us = INT64_MAX};
    size_t count = 0;
    for (int i = 0; i < ROLE_COUNT && count < HOLDERS_MAX; i++) {
        enum role role = (enum role)i;
        bool wanted = list == QUEUE_TODO   ? actor_has_role(ctx->actor, role)
                      : list == QUEUE_SIGN ? role == ROLE_LEADER
                                           : list != QUEUE_CITIZEN && role <= ROLE_LEADER;
        if (wanted)
            holders.roles[count++] = str_from_c(role_code(role));
    }
    if ((list == QUEUE_CITIZEN || list == QUEUE_ALL_OPEN) && count < HOLDERS_MAX)
        holders.roles[count++] = S("citizen");
    if ((list == QUEUE_LATE || list == QUEUE_ALL_OPEN) && count < HOLDERS_MAX)
        holders.roles[count++] = S("system");
    while (count < HOLDERS_MAX)
        holders.roles[count++] = S("-");
    if (list == QUEUE_LATE)
        holders.due_before_us = clock_now_us(ctx->clock);
    return holders;
}

static size_t make_room(struct service_context *ctx, size_t found, size_t limit, struct queue *out)
{
    out->more = found > limit;
    out->count = found > limit ? limit : found;
    out->rows = ARENA_ARRAY(ctx->arena, struct queue_row, out->count);
    return out->count;
}

static struct result rows_held(struct service_context *ctx, const struct queue_filter *filter,
                               struct queue *out)
{
    struct q_queue_held_rows rows;
    struct holders holders = holders_of(ctx, filter->list);
    struct permission_places places = permission_places(ctx->arena, ctx->actor, "dossier.read");
    TRY(q_queue_held(ctx->db, ctx->arena,
                     (struct q_queue_held_in){
                         .agency_id = ctx->actor->agency_id,
                         .places = places.grants,
                         .day = places.day,
                         .role_a = holders.roles[0],
                         .role_b = holders.roles[1],
                         .role_c = holders.roles[2],
                         .role_d = holders.roles[3],
                         .role_e = holders.roles[4],
                         .due_before = holders.due_before_us,
                         .unfinished = filter->list == QUEUE_LATE,
                         .search = dossier_search_pattern(ctx->arena, filter->search),
                         .after_due = filter->after_due_us,
                         .after_id = filter->after_id,
                         .most = (int64_t)filter->limit + 1,
                     },
                     &rows));
    size_t count = make_room(ctx, rows.count, filter->limit, out);
    for (size_t i = 0; i < count; i++) {
        const struct q_queue_held_out *row = &rows.items[i];
        out->rows[i] = (struct queue_row){row->id, row->code, row->procedure_name,
                                          row->applicant_name, (enum dossier_status)row->status,
                                          row->task_name, row->holder_role, row->due_us,
                                          row->next_us, row->submitted_us};
    }
    return RESULT_OK;
}

static struct result rows_closed(struct service_context *ctx, const struct queue_filter *filter,
                                 struct queue *out)
{
    struct q_queue_closed_rows rows;
    struct permission_places places = permission_places(ctx->arena, ctx->actor, "dossier.read");
    TRY(q_queue_closed(ctx->db, ctx->arena,
                       (struct q_queue_closed_in){
                           .agency_id = ctx->actor->agency_id,
                           .places = places.grants,
                           .day = places.day,
                           .search = dossier_search_pattern(ctx->arena, filter->search),
                           .before_id = filter->after_id == 0 ? INT64_MAX : filter->after_id,
                           .most = (int64_t)filter->limit + 1,
                       },
                       &rows));
    size_t count = make_room(ctx, rows.count, filter->limit, out);
    for (size_t i = 0; i < count; i++) {
        const struct q_queue_closed_out *row = &rows.items[i];
        out->rows[i] = (struct queue_row){row->id, row->code, row->procedure_name,
                                          row->applicant_name, (enum dossier_status)row->status,
                                          row->task_name, row->holder_role, row->due_us,
                                          row->next_us, row->submitted_us};
    }
    return RESULT_OK;
}

static struct result count_lists(struct service_context *ctx, struct queue *out)
{
    struct q_queue_counts_rows rows;
    TRY(q_queue_counts(ctx->db, ctx->arena,
                       (struct q_queue_counts_in){.agency_id = ctx->actor->agency_id,
                                                  .now = clock_now_us(ctx->clock),
                                                  .most = QUEUE_COUNT_MOST},
                       &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_queue_counts_out *row = &rows.items[i];
        enum role role = ROLE_COUNT;
        bool citizen = str_is(row->holder_role, "citizen");
        if (role_from_code(row->holder_role, &role) && actor_has_role(ctx->actor, role))
            out->counts[QUEUE_TODO] += row->open;
        if (!citizen)
            out->counts[QUEUE_LATE] += row->late;
        if (citizen)
            out->counts[QUEUE_CITIZEN] += row->open;
        if (str_is(row->holder_role, role_code(ROLE_LEADER)))
            out->counts[QUEUE_SIGN] += row->open;
        out->counts[QUEUE_ALL_OPEN] += row->open;
    }
    return RESULT_OK;
}

/* Also with a grant that is narrowed to some of the agency's dossiers: the rows are asked for each
 * within their query. */
static struct result may_queue(struct service_context *ctx)
{
    struct permission_scopes scopes;
    int64_t agency_id = ctx->actor == NULL ? 0 : ctx->actor->agency_id;
    permission_scopes(ctx->arena, ctx->actor, "dossier.read", &scopes);
    for (size_t i = 0; i < scopes.count; i++) {
        if (scopes.items[i].agency_id == agency_id)
            return RESULT_OK;
    }
    return permission_check(ctx->db, ctx->arena, ctx->actor, "dossier.read", agency_id);
}

struct result dossier_queue(struct service_context *ctx, const struct queue_filter *filter,
                            struct queue *out)
{
    *out = (struct queue){0};
    TRY(may_queue(ctx));
    permission_used(ctx->actor, "dossier.read");
    TRY(count_lists(ctx, out));
    return filter->list == QUEUE_FINISHED ? rows_closed(ctx, filter, out)
                                          : rows_held(ctx, filter, out);
}

/* ---- decisions ---- */

static struct result check_fee(const struct change *change, const struct fee_paid *fee)
{
    int64_t due_vnd = 0;
    TRY(procedure_fee(&change->procedure, change->row.copies, fee->exemption, &due_vnd));
    if (fee->amount_vnd != due_vnd)
        return result_fail(ERROR_INVALID, "dossier.fee_amount",
                           N_("Số tiền thu phải bằng lệ phí của hồ sơ. Kiểm tra số bản và diện "
                              "miễn lệ phí."));
    if (due_vnd > 0 && (fee->number.len == 0 || fee->paid_us <= 0))
        return result_fail(ERROR_INVALID, "dossier.fee_number",
                           N_("Nhập số biên lai và thời điểm thu tiền mặt."));
    return RESULT_OK;
}

struct result dossier_next_receipt(struct service_context *ctx, int64_t agency_id,
                                   struct str *number)
{
    struct q_fee_number_last_out last;
    bool any = false;
    TRY(q_fee_number_last(ctx->db, ctx->arena, (struct q_fee_number_last_in){agency_id}, &last,
                          &any));
    *number = any ? dossier_receipt_after(ctx->arena, last.fee_number) : S("");
    return RESULT_OK;
}

static bool may_decide(const struct change *change)
{
    return (change->row.status == DOSSIER_NEW || change->row.status == DOSSIER_SUPPLEMENT) &&
           str_equal(change->row.holder_role, str_from_c(role_code(ROLE_CLERK)));
}

static struct result not_at_desk(void)
{
    return result_fail(ERROR_CONFLICT, "dossier.not_at_desk",
                       N_("Hồ sơ không còn ở bước tiếp nhận. Mở lại hồ sơ để xem tình trạng mới."));
}

static struct result accept(struct change *change, int64_t revision, const struct fee_paid *fee)
{
    TRY(change_claim(change, revision));
    TRY(q_dossier_received_set(change->ctx->db, change->ctx->arena,
                               (struct q_dossier_received_set_in){
                                   .id = change->row.id,
                                   .now = change->now_us,
                                   .fee_vnd = fee->amount_vnd,
                                   .fee_number = fee->amount_vnd > 0 ? fee->number : S(""),
                                   .fee_paid_us = fee->amount_vnd > 0 ? fee->paid_us : 0,
                                   .fee_exemption = fee->exemption,
                               },
                               NULL));
    change->row.received_us = change->now_us;
    return process_complete(change, S("{\"decision\":\"accept\"}"));
}

struct result dossier_accept(struct service_context *ctx, struct str code, int64_t revision,
                             const struct fee_paid *fee)
{
    struct change change;
    TRY(begin_as(ctx, code, "dossier.accept", &change));
    if (!may_decide(&change))
        return not_at_desk();
    TRY(check_fee(&change, fee));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, accept(&change, revision, fee));
}

/* The approval of a leader: in a leader's name nobody approves what they themselves ask. */
static struct result may_ask_again(struct change *change)
{
    const struct grant *grant;
    struct permission_object object = object_of(change);
    object.prepared_by_account = change->ctx->actor->account_id;
    struct permission_question question = {.permission = "dossier.ask_again",
                                           .agency_id = change->row.agency_id,
                                           .object = &object};
    return permission_authority(change->ctx->db, change->ctx->arena, change->ctx->actor, question,
                                &grant);
}

static struct result check_defects(struct change *change, const struct dossier_defect *defects,
                                   size_t count)
{
    if (count == 0 || count > DEFECTS_MAX)
        return result_fail(ERROR_INVALID, "dossier.no_defect",
                           N_("Ghi đủ mọi điểm cần bổ sung trong một lần, ít nhất một điểm."));
    for (size_t i = 0; i < count; i++) {
        struct q_defect_asked_before_out before;
        bool asked = false;
        if (defects[i].text.len == 0 || defects[i].text.len > NOTE_MAX)
            return result_fail(ERROR_INVALID, "dossier.defect_text",
                               N_("Viết cho người dân biết phải bổ sung gì ở từng điểm."));
        TRY(q_defect_asked_before(change->ctx->db, change->ctx->arena,
                                  (struct q_defect_asked_before_in){
                                      .dossier_id = change->row.id,
                                      .slot = defects[i].slot,
                                  },
                                  &before, &asked));
        struct result again = asked ? may_ask_again(change) : RESULT_OK;
        if (again.kind == ERROR_FORBIDDEN)
            return result_fail(ERROR_FORBIDDEN, "dossier.second_supplement",
                               N_("Mục này đã yêu cầu bổ sung một lần. Yêu cầu lần hai cần lãnh "
                                  "đạo đồng ý."));
        TRY(again);
    }
    return RESULT_OK;
}

/* What form 02 says: until when, and every defect. */
static struct str defects_json(struct arena *arena, int64_t until_us,
                               const struct dossier_defect *defects, size_t count)
{
    struct buf out;
    buf_init(&out, arena, (size_t)DEFECTS_MAX * 8 * NOTE_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    json_put_int(&writer, "due_us", until_us);
    json_open_array(&writer, "defects");
    for (size_t i = 0; i < count; i++) {
        json_open_object(&writer, NULL);
        json_put_text(&writer, "slot", defects[i].slot);
        json_put_text(&writer, "reason", defects[i].reason);
        json_put_text(&writer, "text", defects[i].text);
        json_close_object(&writer);
    }
    json_close_array(&writer);
    json_close_object(&writer);
    return buf_str(&out);
}

static struct result ask(struct change *change, int64_t revision,
                         const struct dossier_defect *defects, size_t count)
{
    struct db *db = change->ctx->db;
    struct arena *arena = change->ctx->arena;
    int64_t until_us = change->now_us + DAYS_TO_ANSWER * MICROS_PER_DAY;
    TRY(change_claim(change, revision));
    TRY(q_defects_close(db, arena, (struct q_defects_close_in){.dossier_id = change->row.id},
                        NULL));
    for (size_t i = 0; i < count; i++)
        TRY(q_defect_add(db, arena,
                         (struct q_defect_add_in){.dossier_id = change->row.id,
                                                  .now = change->now_us,
                                                  .slot = defects[i].slot,
                                                  .reason = defects[i].reason,
                                                  .text = defects[i].text},
                         NULL));
    TRY(q_dossier_holder_set(db, arena,
                             (struct q_dossier_holder_set_in){
                                 .id = change->row.id,
                                 .holder_role = S("citizen"),
                                 .next_us = until_us,
                             },
                             NULL));
    TRY(change_record(change, DOSSIER_SUPPLEMENT, "supplement", S("")));
    TRY(change_fact(change, FACT_DOSSIER_PAUSED, S("")));
    return change_order_form(change, 2, defects_json(arena, until_us, defects, count));
}

struct result dossier_ask_supplement(struct service_context *ctx, struct str code, int64_t revision,
                                     const struct dossier_defect *defects, size_t count)
{
    struct change change;
    TRY(begin_as(ctx, code, "dossier.ask", &change));
    if (!may_decide(&change))
        return not_at_desk();
    TRY(check_defects(&change, defects, count));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, ask(&change, revision, defects, count));
}

static struct result refuse(struct change *change, int64_t revision, struct str reason,
                            struct str text)
{
    struct buf variables;
    buf_init(&variables, change->ctx->arena, (size_t)16 * NOTE_MAX);
    struct json_writer writer = json_writer_of(&variables);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "decision", S("refuse"));
    json_put_text(&writer, "reason_code", reason);
    json_put_text(&writer, "reason_text", text);
    json_close_object(&writer);
    TRY(change_claim(change, revision));
    return process_complete(change, buf_str(&variables));
}

struct result dossier_refuse(struct service_context *ctx, struct str code, int64_t revision,
                             struct str reason, struct str text)
{
    struct change change;
    TRY(begin_as(ctx, code, "dossier.accept", &change));
    if (!may_decide(&change))
        return not_at_desk();
    if (reason.len == 0 || text.len == 0 || text.len > NOTE_MAX)
        return result_fail(ERROR_INVALID, "dossier.reason",
                           N_("Chọn lý do và viết rõ vì sao hồ sơ không được tiếp nhận."));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, refuse(&change, revision, reason, text));
}

/* The actor must hold the role that the process asks for. Reception and signing have their own
 * use cases. */
static struct result may_do_task(struct change *change)
{
    const struct grant *grant;
    bool signing = str_is(change->row.holder_role, role_code(ROLE_LEADER)) &&
                   str_is(change->row.task_node, "ky");
    bool own_case = change->row.status == DOSSIER_NEW ||
                    change->row.status == DOSSIER_SUPPLEMENT || signing;
    bool machine = str_empty(change->row.holder_role) ||
                   str_is(change->row.holder_role, "system") ||
                   str_is(change->row.holder_role, "citizen");
    if (change->row.task_id == 0 || own_case || machine)
        return result_fail(ERROR_CONFLICT, "dossier.no_task",
                           N_("Bước này đã xong hoặc không làm ở đây. Mở lại hồ sơ để xem tình "
                              "trạng mới."));
    struct result may = authority(change, "dossier.task", change->row.holder_role, &grant);
    if (may.kind == ERROR_FORBIDDEN)
        return result_fail(ERROR_FORBIDDEN, "dossier.other_role",
                           N_("Bước này do người giữ nhiệm vụ khác làm."));
    TRY(may);
    change_under(change, grant);
    return RESULT_OK;
}

static struct result complete(struct change *change, int64_t revision, struct str variables)
{
    TRY(change_claim(change, revision));
    return process_complete(change, variables);
}

struct result dossier_complete_task(struct service_context *ctx, struct str code, int64_t revision,
                                    struct str variables)
{
    struct change change;
    TRY(begin_as(ctx, code, "dossier.task", &change));
    TRY(may_do_task(&change));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, complete(&change, revision, variables));
}
