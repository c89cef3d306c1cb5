/* Erasing on a person's wish, and what must be kept all the same. */
#include "modules/citizen/data.h"

#include "base/json.h"
#include "base/os_file.h"
#include "core/citizen_queries.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/notify.h"
#include "db/lock.h"
#include "modules/citizen/queries.h"
#include "modules/dossier/dossier.h"

enum { STEP = 50, SHOWN_MAX = 200, REQUESTS_MAX = 100, ORDER_JSON_MAX = 4096,
       PAGE_ARENA = 16 << 20 };

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

/* What is ordered to be kept, by which act and why. */
static void put_order(struct json_writer *json, const char *key, const struct hold *hold)
{
    json_open_object(json, key);
    json_put_text(json, "act", hold->act);
    json_put_text(json, "reason", hold->reason);
    json_close_object(json);
}

/* One of the two is NULL: not held before, not held after. */
static struct str order_json(struct arena *arena, const struct hold *before,
                             const struct hold *after)
{
    struct buf out;
    buf_init(&out, arena, ORDER_JSON_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    if (before != NULL)
        put_order(&json, "before", before);
    if (after != NULL)
        put_order(&json, "after", after);
    json_close_object(&json);
    return buf_str(&out);
}

/* Whoever erases waits for this, and this for whoever erases: of the two, one comes too late. */
static struct result add_hold(struct service_context *ctx, int64_t dossier_id,
                              const struct hold *hold)
{
    struct hold there;
    bool held;
    struct str object = str_printf(ctx->arena, "dossier:%lld", (long long)dossier_id);
    TRY(dossier_pin(ctx, dossier_id));
    TRY(hold_find(ctx, object, &there, &held));
    if (held)
        return result_fail(ERROR_CONFLICT, "hold.held", N_("Hồ sơ này đang được giữ lại rồi"));
    TRY(q_hold_add(ctx->db, ctx->arena,
                   (struct q_hold_add_in){.object = object,
                                          .reason = hold->reason,
                                          .act = hold->act,
                                          .set_by = actor_mark(ctx->arena, ctx->actor),
                                          .now = clock_now_us(ctx->clock)},
                   NULL));
    return data_evidence(ctx, "privacy.hold_set", object, order_json(ctx->arena, NULL, hold));
}

struct result hold_set(struct service_context *ctx, struct hold hold)
{
    struct dossier_brief brief;
    TRY(may_erase(ctx));
    TRY(dossier_brief_by_code(ctx, hold.code, &brief));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, add_hold(ctx, brief.id, &hold));
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
    struct hold before = {.act = row.act, .reason = row.reason};
    return found ? data_evidence(ctx, "privacy.hold_ended", row.object,
                                 order_json(ctx->arena, &before, NULL))
                 : RESULT_OK;
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

struct result erasure_plan_of(struct service_context *ctx, int64_t before_id,
                              struct erasure_plan *out)
{
    struct dossier_own_list list = {.more = true};
    struct retention_row rule;
    *out = (struct erasure_plan){.lines = ARENA_ARRAY(ctx->arena, struct erasure_line, SHOWN_MAX),
                                 .last_id = before_id};
    TRY(retention_of(ctx, "dossier", &rule));
    while (list.more && out->count < SHOWN_MAX) {
        TRY(dossier_list_own(ctx, out->last_id, STEP, &list));
        for (size_t i = 0; i < list.count; i++) {
            struct erasure_line *line = &out->lines[out->count++];
            out->last_id = list.items[i].id;
            TRY(line_of(ctx, out->last_id, &rule, line));
            out->kept += line->why != NULL;
        }
    }
    out->more = list.more;
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

/* How far it is; what a run before this one erased is gone from the list, and stays counted. */
struct progress {
    struct job_context *job;
    int64_t id; /* of the request */
    int64_t erased;
    int64_t kept;
};

static struct result finish(const struct progress *progress, const struct citizen *citizen)
{
    struct service_context *ctx = &progress->job->service;
    int64_t id = progress->id;
    if (citizen != NULL)
        TRY(forget_account(ctx, citizen));
    TRY(q_erasure_done(ctx->db, ctx->arena,
                       (struct q_erasure_done_in){.id = id,
                                                  .erased = progress->erased,
                                                  .kept = progress->kept,
                                                  .now = clock_now_us(ctx->clock)},
                       NULL));
    ctx->citizen = NULL;
    return data_evidence(ctx, "erasure.done", erasure_object(ctx, id),
                         str_printf(ctx->arena, "{\"erased\":%lld,\"kept\":%lld}",
                                    (long long)progress->erased, (long long)progress->kept));
}

static struct result keep_progress(struct service_context *ctx, const struct progress *progress)
{
    struct q_erasure_progress_in in = {
        .id = progress->id, .erased = progress->erased, .kept = progress->kept};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_erasure_progress(ctx->db, ctx->arena, in, NULL));
}

static struct result erase_lines(struct service_context *ctx, const struct erasure_plan *plan,
                                 struct progress *progress)
{
    for (size_t i = 0; i < plan->count; i++) {
        bool kept = plan->lines[i].why != NULL;
        if (!kept)
            TRY(erase_apart(ctx, plan->lines[i].dossier_id, &kept));
        progress->kept += kept;
        progress->erased += !kept;
        if (!kept)
            TRY(keep_progress(ctx, progress));
        TRY(job_heartbeat(progress->job));
    }
    return RESULT_OK;
}

/* A page of the list in memory of its own: a person may have any number of dossiers. */
static struct result erase_page(struct progress *progress, int64_t *before_id)
{
    struct service_context ctx = progress->job->service;
    struct erasure_plan plan;
    ctx.arena = arena_new(PAGE_ARENA);
    struct result done = erasure_plan_of(&ctx, *before_id, &plan);
    if (result_ok(done))
        done = erase_lines(&ctx, &plan, progress);
    if (result_ok(done))
        *before_id = plan.more ? plan.last_id : 0;
    arena_free(ctx.arena);
    return done;
}

static struct result erase_dossiers(struct progress *progress)
{
    int64_t before_id = 0;
    do {
        TRY(erase_page(progress, &before_id));
    } while (before_id != 0);
    return RESULT_OK;
}

struct result erasure_run(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    struct q_erasure_by_id_out row;
    struct citizen citizen;
    bool found = false;
    int64_t id;
    (void)payload;
    if (str_to_i64(key, &id))
        TRY(q_erasure_by_id(ctx->db, ctx->arena, (struct q_erasure_by_id_in){.id = id}, &row,
                            &found));
    if (!found || !str_is(row.state, "approved"))
        return RESULT_OK;
    struct progress progress = {.job = job, .id = id, .erased = row.erased};
    TRY(account_load(ctx, row.citizen_id, &citizen, &found));
    if (found) {
        ctx->citizen = &citizen;
        TRY(erase_dossiers(&progress));
        TRY(forget_exports(job, citizen.id));
    }
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, finish(&progress, found ? &citizen : NULL));
}
