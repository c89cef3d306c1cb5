/* Erasing on a person's wish, and what must be kept all the same. */
#include "modules/citizen/data.h"

#include "base/os_file.h"
#include "core/citizen_queries.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/notify.h"
#include "db/lock.h"
#include "modules/citizen/queries.h"
#include "modules/dossier/dossier.h"

enum { STEP = 50, LINES_MAX = 1000, REQUESTS_MAX = 100 };

/* ---- holds ---- */

struct result hold_find(struct service_context *ctx, struct str object, struct hold *out,
                        bool *held)
{
    struct q_hold_of_out row;
    TRY(q_hold_of(ctx->db, ctx->arena, (struct q_hold_of_in){.object = object}, &row, held));
    if (*held)
        *out = (struct hold){.id = row.id, .reason = row.reason, .act = row.act};
    return RESULT_OK;
}

struct result holds_list(struct service_context *ctx, struct holds *out)
{
    struct q_holds_open_rows rows;
    TRY(q_holds_open(ctx->db, ctx->arena, &rows));
    *out = (struct holds){.items = ARENA_ARRAY(ctx->arena, struct hold, rows.count)};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_holds_open_out *row = &rows.items[i];
        struct dossier_end end;
        int64_t id = 0;
        str_to_i64(str_slice(row->object, S("dossier:").len, row->object.len), &id);
        TRY(dossier_end_of(ctx, id, &end));
        out->items[out->count++] = (struct hold){.id = row->id,
                                                 .code = end.code,
                                                 .reason = row->reason,
                                                 .act = row->act,
                                                 .set_us = row->set_us};
    }
    return RESULT_OK;
}

static struct result add_hold(struct service_context *ctx, struct str object,
                              const struct hold *hold)
{
    TRY(q_hold_add(ctx->db, ctx->arena,
                   (struct q_hold_add_in){.object = object,
                                          .reason = hold->reason,
                                          .act = hold->act,
                                          .set_by = actor_mark(ctx->arena, ctx->actor),
                                          .now = clock_now_us(ctx->clock)},
                   NULL));
    return data_evidence(ctx, "privacy.hold_set", object, S(""));
}

struct result hold_set(struct service_context *ctx, struct hold hold)
{
    struct dossier_brief brief;
    struct hold there;
    bool held;
    TRY(may_erase(ctx));
    TRY(dossier_brief_by_code(ctx, hold.code, &brief));
    struct str object = str_printf(ctx->arena, "dossier:%lld", (long long)brief.id);
    TRY(hold_find(ctx, object, &there, &held));
    if (held)
        return result_fail(ERROR_CONFLICT, "hold.held", N_("Hồ sơ này đang được giữ lại rồi"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, add_hold(ctx, object, &hold));
}

static struct result end_hold(struct service_context *ctx, int64_t id)
{
    struct q_hold_end_out row;
    bool found;
    TRY(q_hold_end(ctx->db, ctx->arena,
                   (struct q_hold_end_in){.id = id,
                                          .ended_by = actor_mark(ctx->arena, ctx->actor),
                                          .now = clock_now_us(ctx->clock)},
                   &row, &found));
    return found ? data_evidence(ctx, "privacy.hold_ended", row.object, S("")) : RESULT_OK;
}

struct result hold_end(struct service_context *ctx, int64_t id)
{
    TRY(may_erase(ctx));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, end_hold(ctx, id));
}

/* ---- what would become of what ---- */

static struct result line_of(struct service_context *ctx, int64_t id,
                             const struct retention_row *rule, struct erasure_line *out)
{
    struct dossier_end end;
    struct hold hold;
    bool held;
    TRY(dossier_end_of(ctx, id, &end));
    *out = (struct erasure_line){.dossier_id = id, .code = end.code};
    TRY(hold_find(ctx, str_printf(ctx->arena, "dossier:%lld", (long long)id), &hold, &held));
    if (held) {
        out->why = N_("Đang phải giữ để giải quyết khiếu nại, thanh tra hoặc vụ án");
        out->source = hold.act;
    } else if (end.fate == DOSSIER_FATE_OPEN) {
        out->why = N_("Đang được giải quyết; muốn xóa thì rút hồ sơ trước");
    } else if (end.fate == DOSSIER_FATE_KEPT) {
        out->why = N_("Đã có kết quả hoặc lệ phí, luật buộc giữ");
        out->until_us = end.ended_us + rule->keep_days * MICROS_PER_DAY;
        out->source = rule->source;
    }
    if (out->until_us != 0 && out->until_us <= clock_now_us(ctx->clock))
        out->why = NULL;
    return RESULT_OK;
}

struct result erasure_plan_of(struct service_context *ctx, struct erasure_plan *out)
{
    struct dossier_own_list list = {.more = true};
    struct retention_row rule;
    int64_t before_id = 0;
    *out = (struct erasure_plan){
        .lines = ARENA_ARRAY(ctx->arena, struct erasure_line, LINES_MAX + STEP)};
    TRY(retention_of(ctx, "dossier", &rule));
    while (list.more && out->count < LINES_MAX) {
        TRY(dossier_list_own(ctx, before_id, STEP, &list));
        for (size_t i = 0; i < list.count; i++) {
            struct erasure_line *line = &out->lines[out->count++];
            before_id = list.items[i].id;
            TRY(line_of(ctx, before_id, &rule, line));
            out->kept += line->why != NULL;
        }
    }
    return RESULT_OK;
}

/* ---- asking and deciding ---- */

#define ERASURE_OF(row)                                                                            \
    ((struct erasure){.id = (row).id,                                                              \
                      .citizen_id = (row).citizen_id,                                              \
                      .assurance = assurance_from_code((row).assurance),                           \
                      .asked_us = (row).asked_us,                                                  \
                      .state = (row).state,                                                        \
                      .reason = (row).reason,                                                      \
                      .erased = (row).erased,                                                      \
                      .kept = (row).kept})

struct result erasure_last(struct service_context *ctx, struct erasure *out, bool *found)
{
    struct q_erasure_last_out row;
    TRY(q_erasure_last(ctx->db, ctx->arena,
                       (struct q_erasure_last_in){.citizen_id = ctx->citizen->id}, &row, found));
    if (*found)
        *out = ERASURE_OF(row);
    return RESULT_OK;
}

static struct str erasure_object(struct service_context *ctx, int64_t id)
{
    return str_printf(ctx->arena, "erasure:%lld", (long long)id);
}

static struct result ask(struct service_context *ctx)
{
    struct q_erasure_add_out added;
    TRY(q_erasure_add(ctx->db, ctx->arena,
                      (struct q_erasure_add_in){
                          .citizen_id = ctx->citizen->id,
                          .assurance = str_from_c(assurance_code(ctx->citizen->assurance)),
                          .now = clock_now_us(ctx->clock)},
                      &added));
    return data_evidence(ctx, "erasure.asked", erasure_object(ctx, added.id), S(""));
}

struct result erasure_ask(struct service_context *ctx)
{
    struct erasure last;
    bool found;
    TRY(erasure_last(ctx, &last, &found));
    if (found && (str_is(last.state, "waiting") || str_is(last.state, "approved")))
        return result_fail(ERROR_CONFLICT, "erasure.waiting",
                           N_("Yêu cầu trước của bạn đang được xét"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, ask(ctx));
}

struct result erasures_open(struct service_context *ctx, struct erasures *out)
{
    struct q_erasures_rows rows;
    TRY(q_erasures(ctx->db, ctx->arena, (struct q_erasures_in){.most = REQUESTS_MAX}, &rows));
    DB_LIST_OF(ctx->arena, rows, out, ERASURE_OF);
    return RESULT_OK;
}

struct result account_load(struct service_context *ctx, int64_t id, struct citizen *out,
                           bool *found)
{
    struct q_citizen_by_id_out row;
    TRY(q_citizen_by_id(ctx->db, ctx->arena, (struct q_citizen_by_id_in){.id = id}, &row, found));
    *found = *found && !row.has_closed_us;
    if (*found)
        *out = (struct citizen){
            .id = row.id,
            .kind = str_is(row.kind, "business") ? CITIZEN_BUSINESS : CITIZEN_PERSON,
            .identifier = row.identifier,
            .name = row.name,
            .phone = row.phone,
            .bound = row.has_bound_us};
    return RESULT_OK;
}

static struct result tell(struct service_context *ctx, int64_t citizen_id, struct str text)
{
    struct citizen citizen;
    bool found;
    TRY(account_load(ctx, citizen_id, &citizen, &found));
    if (!found)
        return RESULT_OK;
    return notify_add(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                      (struct notification){
                          .phone = citizen.phone, .text = text, .object = S("privacy")});
}

static struct result decide(struct service_context *ctx, const struct decision *decision,
                            int64_t citizen_id)
{
    int64_t changed;
    int64_t now_us = clock_now_us(ctx->clock);
    TRY(q_erasure_decide(
        ctx->db, ctx->arena,
        (struct q_erasure_decide_in){.id = decision->id,
                                     .state = decision->approve ? S("approved") : S("refused"),
                                     .reason = decision->reason,
                                     .decided_by = actor_mark(ctx->arena, ctx->actor),
                                     .now = now_us},
        &changed));
    if (changed == 0)
        return result_fail(ERROR_CONFLICT, "erasure.decided",
                           N_("Yêu cầu này đã có người quyết định. Tải lại trang"));
    if (decision->approve)
        TRY(job_add(ctx->db, ctx->arena, now_us,
                    (struct job_new){.kind = S("citizen.erase"),
                                     .key = str_printf(ctx->arena, "%lld",
                                                       (long long)decision->id)}));
    else
        TRY(tell(ctx, citizen_id, S("Yeu cau xoa du lieu cua ban chua duoc chap nhan. Xem ly do "
                                    "tai Trang cua toi.")));
    return data_evidence(ctx, decision->approve ? "erasure.approved" : "erasure.refused",
                         erasure_object(ctx, decision->id), S(""));
}

struct result erasure_decide(struct service_context *ctx, struct decision decision)
{
    struct q_erasure_by_id_out row;
    bool found;
    TRY(may_erase(ctx));
    if (!decision.approve && decision.reason.len == 0)
        return result_fail(ERROR_INVALID, "data.reason", N_("Ghi lý do không duyệt"));
    TRY(q_erasure_by_id(ctx->db, ctx->arena, (struct q_erasure_by_id_in){.id = decision.id}, &row,
                        &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "erasure.none", N_("Không có yêu cầu này"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, decide(ctx, &decision, row.citizen_id));
}

/* ---- carrying it out ---- */

static struct result forget_exports(struct job_context *job, int64_t citizen_id)
{
    struct q_exports_of_citizen_rows rows;
    TRY(q_exports_of_citizen(job->service.db, job->service.arena,
                             (struct q_exports_of_citizen_in){.citizen_id = citizen_id}, &rows));
    for (size_t i = 0; i < rows.count; i++)
        TRY(export_drop(job, rows.items[i].token, S("")));
    return RESULT_OK;
}

/* The account itself: the request and its outcome stay, nothing says any more whose it was. */
static struct result forget_account(struct service_context *ctx, const struct citizen *citizen)
{
    struct db *db = ctx->db;
    struct arena *arena = ctx->arena;
    int64_t records;
    TRY(tell(ctx, citizen->id, S("Du lieu cua ban da duoc xoa. Ho so luat buoc giu duoc xoa khi "
                                 "het han.")));
    TRY(q_account_forget_questions(
        db, arena, (struct q_account_forget_questions_in){.citizen_id = citizen->id}, NULL));
    TRY(q_account_forget_sessions(
        db, arena, (struct q_account_forget_sessions_in){.citizen_id = citizen->id}, NULL));
    TRY(q_account_forget_codes(
        db, arena, (struct q_account_forget_codes_in){.phone = citizen->phone}, NULL));
    TRY(q_account_forget_pendings(
        db, arena, (struct q_account_forget_pendings_in){.phone = citizen->phone}, NULL));
    TRY(q_account_forget(
        db, arena,
        (struct q_account_forget_in){.id = citizen->id, .now = clock_now_us(ctx->clock)}, NULL));
    return evidence_erase(db, arena, citizen_mark(arena, citizen), &records);
}

static struct result finish(struct service_context *ctx, int64_t id,
                            const struct erasure_plan *plan, const struct citizen *citizen)
{
    int64_t erased = (int64_t)(plan->count - plan->kept);
    if (citizen != NULL)
        TRY(forget_account(ctx, citizen));
    TRY(q_erasure_done(ctx->db, ctx->arena,
                       (struct q_erasure_done_in){.id = id,
                                                  .erased = erased,
                                                  .kept = (int64_t)plan->kept,
                                                  .now = clock_now_us(ctx->clock)},
                       NULL));
    ctx->citizen = NULL;
    return data_evidence(ctx, "erasure.done", erasure_object(ctx, id),
                         str_printf(ctx->arena, "{\"erased\":%lld,\"kept\":%lld}",
                                    (long long)erased, (long long)plan->kept));
}

static struct result erase_dossiers(struct job_context *job, struct erasure_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        bool held;
        if (plan->lines[i].why != NULL)
            continue;
        TRY(erase_apart(&job->service, plan->lines[i].dossier_id, &held));
        plan->kept += held;
        TRY(job_heartbeat(job));
    }
    return RESULT_OK;
}

struct result erasure_run(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    struct q_erasure_by_id_out row;
    struct erasure_plan plan = {0};
    struct citizen citizen;
    bool found = false;
    int64_t id;
    (void)payload;
    if (str_to_i64(key, &id))
        TRY(q_erasure_by_id(ctx->db, ctx->arena, (struct q_erasure_by_id_in){.id = id}, &row,
                            &found));
    if (!found || !str_is(row.state, "approved"))
        return RESULT_OK;
    TRY(account_load(ctx, row.citizen_id, &citizen, &found));
    if (found) {
        ctx->citizen = &citizen;
        TRY(erasure_plan_of(ctx, &plan));
        TRY(erase_dossiers(job, &plan));
        TRY(forget_exports(job, citizen.id));
    }
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, finish(ctx, id, &plan, found ? &citizen : NULL));
}
