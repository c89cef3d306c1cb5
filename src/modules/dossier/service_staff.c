/*
 * What officials do with a dossier. Permission is asked in the dossier's agency; who may not read
 * it is told that it does not exist.
 */
#include "modules/dossier/change.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/identity.h"
#include "core/permission.h"

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

/* Loads for a change by somebody who may: 404 for who may not even read it. */
static struct result begin_as(struct service_context *ctx, struct str code, const char *permission,
                              struct change *change)
{
    int64_t id = 0;
    TRY(id_of_code(ctx, code, &id));
    TRY(change_begin(ctx, id, change));
    struct result may_read = permission_check(ctx->db, ctx->arena, ctx->actor, "dossier.read",
                                              change->row.agency_id);
    if (may_read.kind == ERROR_FORBIDDEN)
        return not_found();
    TRY(may_read);
    return permission_check(ctx->db, ctx->arena, ctx->actor, permission, change->row.agency_id);
}

struct result dossier_open(struct service_context *ctx, struct str code, struct dossier_view *out)
{
    struct change change;
    TRY(begin_as(ctx, code, "dossier.read", &change));
    return view_load(ctx, change.row.id, out);
}

/* ---- the queue ---- */

static const char *role_at(const struct actor *actor, size_t index)
{
    size_t seen = 0;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (actor_has_role(actor, (enum role)role) && seen++ == index)
            return role_code((enum role)role);
    return "-";
}

static void keep_rows(struct service_context *ctx, const struct q_queue_open_out *items,
                      size_t count, size_t limit, struct queue *out)
{
    out->more = count > limit;
    out->count = count > limit ? limit : count;
    out->rows = ARENA_ARRAY(ctx->arena, struct queue_row, out->count);
    for (size_t i = 0; i < out->count; i++)
        out->rows[i] = (struct queue_row){
            .id = items[i].id,
            .code = items[i].code,
            .procedure_name = items[i].procedure_name,
            .applicant_name = items[i].applicant_name,
            .status = (enum dossier_status)items[i].status,
            .task_name = items[i].task_name,
            .holder_role = items[i].holder_role,
            .due_us = items[i].due_us,
            .next_us = items[i].next_us,
            .submitted_us = items[i].submitted_us,
        };
}

static struct result rows_of_roles(struct service_context *ctx, const struct queue_filter *filter,
                                   const char *const roles[3], struct queue *out)
{
    struct q_queue_of_roles_rows rows;
    TRY(q_queue_of_roles(ctx->db, ctx->arena,
                         (struct q_queue_of_roles_in){
                             .agency_id = ctx->actor->agency_id,
                             .role_a = str_from_c(roles[0]),
                             .role_b = str_from_c(roles[1]),
                             .role_c = str_from_c(roles[2]),
                             .search = dossier_search_pattern(ctx->arena, filter->search),
                             .after_due = filter->after_due_us,
                             .after_id = filter->after_id,
                             .most = (int64_t)filter->limit + 1,
                         },
                         &rows));
    keep_rows(ctx, (const struct q_queue_open_out *)rows.items, rows.count, filter->limit, out);
    return RESULT_OK;
}

static struct result rows_open(struct service_context *ctx, const struct queue_filter *filter,
                               int64_t due_before_us, struct queue *out)
{
    struct q_queue_open_rows rows;
    TRY(q_queue_open(ctx->db, ctx->arena,
                     (struct q_queue_open_in){
                         .agency_id = ctx->actor->agency_id,
                         .due_before = due_before_us,
                         .search = dossier_search_pattern(ctx->arena, filter->search),
                         .after_due = filter->after_due_us,
                         .after_id = filter->after_id,
                         .most = (int64_t)filter->limit + 1,
                     },
                     &rows));
    keep_rows(ctx, rows.items, rows.count, filter->limit, out);
    return RESULT_OK;
}

static struct result rows_closed(struct service_context *ctx, const struct queue_filter *filter,
                                 struct queue *out)
{
    struct q_queue_closed_rows rows;
    TRY(q_queue_closed(ctx->db, ctx->arena,
                       (struct q_queue_closed_in){
                           .agency_id = ctx->actor->agency_id,
                           .search = dossier_search_pattern(ctx->arena, filter->search),
                           .before_id = filter->after_id == 0 ? INT64_MAX : filter->after_id,
                           .most = (int64_t)filter->limit + 1,
                       },
                       &rows));
    keep_rows(ctx, (const struct q_queue_open_out *)rows.items, rows.count, filter->limit, out);
    return RESULT_OK;
}

static struct result count_lists(struct service_context *ctx, struct queue *out)
{
    struct q_queue_counts_rows rows;
    TRY(q_queue_counts(ctx->db, ctx->arena,
                       (struct q_queue_counts_in){.agency_id = ctx->actor->agency_id,
                                                  .now = clock_now_us(ctx->clock)},
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

struct result dossier_queue(struct service_context *ctx, const struct queue_filter *filter,
                            struct queue *out)
{
    *out = (struct queue){0};
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "dossier.read",
                         ctx->actor == NULL ? 0 : ctx->actor->agency_id));
    const char *const mine[3] = {role_at(ctx->actor, 0), role_at(ctx->actor, 1),
                                 role_at(ctx->actor, 2)};
    TRY(count_lists(ctx, out));
    switch (filter->list) {
    case QUEUE_TODO:
        return rows_of_roles(ctx, filter, mine, out);
    case QUEUE_LATE:
        return rows_open(ctx, filter, clock_now_us(ctx->clock), out);
    case QUEUE_CITIZEN:
        return rows_of_roles(ctx, filter, (const char *const[3]){"citizen", "-", "-"}, out);
    case QUEUE_SIGN:
        return rows_of_roles(ctx, filter,
                             (const char *const[3]){role_code(ROLE_LEADER), "-", "-"}, out);
    case QUEUE_ALL_OPEN:
        return rows_open(ctx, filter, INT64_MAX, out);
    case QUEUE_FINISHED:
        return rows_closed(ctx, filter, out);
    }
    return result_fail(ERROR_INTERNAL, "dossier.queue_list", NULL);
}

/* ---- decisions ---- */

static struct result check_fee(const struct change *change, const struct fee_paid *fee)
{
    int64_t due_vnd = 0;
    TRY(procedure_fee(&change->procedure, change->row.copies, fee->exemption, &due_vnd));
    if (fee->amount_vnd != due_vnd)
        return result_fail(ERROR_INVALID, "dossier.fee_amount",
                           N_("Số tiền thu phải bằng lệ phí của hồ sơ. Kiểm tra số bản và diện miễn "
                              "lệ phí."));
    if (due_vnd > 0 && (fee->number.len == 0 || fee->paid_us <= 0))
        return result_fail(ERROR_INVALID, "dossier.fee_number",
                           N_("Nhập số biên lai và thời điểm thu tiền mặt."));
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
                                   .fee_number = fee->number,
                                   .fee_paid_us = fee->amount_vnd > 0 ? fee->paid_us : 0,
                                   .fee_exemption = fee->exemption,
                               },
                               NULL));
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
        if (asked && !actor_has_role(change->ctx->actor, ROLE_LEADER))
            return result_fail(ERROR_FORBIDDEN, "dossier.second_supplement",
                               N_("Mục này đã yêu cầu bổ sung một lần. Yêu cầu lần hai cần lãnh đạo "
                                  "đồng ý."));
    }
    return RESULT_OK;
}

static struct str defects_json(struct arena *arena, const struct dossier_defect *defects,
                               size_t count)
{
    struct buf out;
    buf_init(&out, arena, (size_t)DEFECTS_MAX * 8 * NOTE_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
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
                                 .next_us = change->now_us + DAYS_TO_ANSWER * MICROS_PER_DAY,
                             },
                             NULL));
    TRY(change_record(change, DOSSIER_SUPPLEMENT, "supplement", S("")));
    TRY(change_fact(change, "dossier.supplement"));
    return change_order_form(change, 2, defects_json(arena, defects, count));
}

struct result dossier_ask_supplement(struct service_context *ctx, struct str code, int64_t revision,
                                     const struct dossier_defect *defects, size_t count)
{
    struct change change;
    TRY(begin_as(ctx, code, "dossier.accept", &change));
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
static struct result may_do_task(const struct change *change)
{
    enum role role = ROLE_COUNT;
    bool own_case = change->row.status == DOSSIER_NEW || change->row.status == DOSSIER_SUPPLEMENT ||
                    str_is(change->row.holder_role, role_code(ROLE_LEADER));
    if (change->row.task_id == 0 || own_case || !role_from_code(change->row.holder_role, &role))
        return result_fail(ERROR_CONFLICT, "dossier.no_task",
                           N_("Bước này đã xong hoặc không làm ở đây. Mở lại hồ sơ để xem tình "
                              "trạng mới."));
    if (!actor_has_role(change->ctx->actor, role))
        return result_fail(ERROR_FORBIDDEN, "dossier.other_role",
                           N_("Bước này do người giữ nhiệm vụ khác làm."));
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
