#include "modules/reorganisation/service.h"

#include "base/clock.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/jobs.h"
#include "core/permission.h"
#include "db/db.h"
#include "modules/reorganisation/run.h"

#define UNDO_WITHIN_US MICROS_PER_DAY

static struct result wrong_state(void)
{
    return result_fail(ERROR_CONFLICT, "reorganisation.state",
                       N_("Quyết định này đã sang bước khác; tải lại trang để xem"));
}

static struct str person_line(struct service_context *ctx)
{
    if (ctx->actor == NULL)
        return S("");
    return str_printf(ctx->arena, "%.*s (%.*s)", STR_ARG(ctx->actor->name),
                      STR_ARG(ctx->actor->title));
}

static struct result record(struct service_context *ctx, const char *kind, int64_t id,
                            struct str data)
{
    struct evidence evidence = {
        .kind = str_from_c(kind),
        .object = str_printf(ctx->arena, "reorganisation:%lld", (long long)id),
        .actor = actor_mark(ctx->arena, ctx->actor),
        .agency_id = ctx->actor != NULL ? ctx->actor->agency_id : 0,
        .data = data,
    };
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence);
}

static struct result check_words(const struct reorganisation_new *what)
{
    int64_t decided;
    int64_t effective;
    if (str_empty(what->number))
        return result_fail(ERROR_INVALID, "reorganisation.number",
                           N_("Ghi số của quyết định, ví dụ 112/NQ-HĐND"));
    if (str_empty(what->title))
        return result_fail(ERROR_INVALID, "reorganisation.title",
                           N_("Ghi trích yếu: quyết định sắp xếp việc gì"));
    if (!civil_parse_date(what->decided_on, &decided) ||
        !civil_parse_date(what->effective_on, &effective) || effective < decided)
        return result_fail(ERROR_INVALID, "reorganisation.days",
                           N_("Ngày hiệu lực phải từ ngày ký trở đi"));
    return RESULT_OK;
}

/* A merger and a split lead somewhere; a founded agency has a name, a code and a level. */
static struct result check_operation(const struct reorganisation_operation *op)
{
    bool whole = op->kind == REORGANISATION_FOUND
                     ? !str_empty(op->new_code) && !str_empty(op->name) && op->level > 0
                     : !str_empty(op->code);
    size_t least = op->kind == REORGANISATION_SPLIT ? 2 : op->kind == REORGANISATION_MERGE;
    if (whole && op->part_count >= least)
        return RESULT_OK;
    return result_fail(ERROR_INVALID, "reorganisation.operation",
                       N_("Thao tác còn thiếu cơ quan; ghi đủ mã của từng cơ quan"));
}

static struct result add_all(struct service_context *ctx, int64_t id,
                             const struct reorganisation_operation *operations, size_t count)
{
    struct q_operation_last_out last;
    TRY(q_operation_last(ctx->db, ctx->arena, (struct q_operation_last_in){id}, &last));
    for (size_t i = 0; i < count; i++) {
        TRY(check_operation(&operations[i]));
        TRY(decision_add_operation(ctx, id, (size_t)last.place + 1 + i, &operations[i]));
    }
    return RESULT_OK;
}

/* What it touches is written down, so that it can be counted, and another decision
 * over the same is seen. */
static struct result keep_scope(struct service_context *ctx, int64_t id, const struct plan *plan)
{
    TRY(q_run_forget_scope(ctx->db, ctx->arena, (struct q_run_forget_scope_in){id}, NULL));
    for (size_t i = 0; i < plan->agency_count; i++)
        if (plan->agencies[i].id != 0)
            TRY(holding_scope_add(ctx->db, ctx->arena, id, plan->agencies[i].id, false));
    return RESULT_OK;
}

static struct result renew_scope(struct service_context *ctx, int64_t id)
{
    struct decision decision;
    struct plan plan;
    TRY(decision_load(ctx, id, &decision));
    TRY(plan_make(ctx, &decision, &plan));
    return keep_scope(ctx, id, &plan);
}

static struct result prepare(struct service_context *ctx, const struct reorganisation_new *what,
                             int64_t *id)
{
    struct q_reorganisation_add_out added;
    struct q_reorganisation_add_in row = {
        .number = what->number,
        .title = what->title,
        .decided_on = what->decided_on,
        .effective_on = what->effective_on,
        .file_sha256 = what->file_sha256,
        .file_name = what->file_name,
        .revision = REORGANISATION_FIRST,
        .prepared_by = person_line(ctx),
        .prepared_mark = actor_mark(ctx->arena, ctx->actor),
        .now = clock_now_us(ctx->clock),
    };
    TRY(q_reorganisation_add(ctx->db, ctx->arena, row, &added));
    *id = added.id;
    TRY(add_all(ctx, added.id, what->operations, what->operation_count));
    TRY(renew_scope(ctx, added.id));
    return record(ctx, "reorganisation.prepared", added.id,
                  str_printf(ctx->arena, "{\"operations\":%zu}", what->operation_count));
}

struct result reorganisation_prepare(struct service_context *ctx,
                                     const struct reorganisation_new *what, int64_t *id)
{
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "reorganisation.prepare", 0));
    TRY(check_words(what));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, prepare(ctx, what, id));
}

/* The decision may still be changed by the actor; locks it. */
static struct result open_draft(struct service_context *ctx, int64_t id, struct decision *out)
{
    struct q_reorganisation_lock_out row;
    bool found;
    TRY(q_reorganisation_lock(ctx->db, ctx->arena, (struct q_reorganisation_lock_in){id}, &row,
                              &found));
    TRY(decision_load(ctx, id, out));
    bool open = str_is(out->row.state, "draft") || str_is(out->row.state, "failed");
    return open ? RESULT_OK : wrong_state();
}

static struct result touch(struct service_context *ctx, const struct decision *decision)
{
    int64_t changed;
    struct q_reorganisation_touch_in in = {decision->row.id, decision->row.revision};
    TRY(q_reorganisation_touch(ctx->db, ctx->arena, in, &changed));
    TRY(changed == 1 ? RESULT_OK : wrong_state());
    return record(ctx, "reorganisation.edited", decision->row.id,
                  str_printf(ctx->arena, "{\"revision\":%lld}",
                             (long long)decision->row.revision + 1));
}

static struct result edit(struct service_context *ctx, int64_t id,
                          const struct reorganisation_new *what)
{
    struct decision decision;
    struct q_reorganisation_set_in in = {.id = id,
                                         .number = what->number,
                                         .title = what->title,
                                         .decided_on = what->decided_on,
                                         .effective_on = what->effective_on};
    TRY(open_draft(ctx, id, &decision));
    TRY(touch(ctx, &decision));
    TRY(q_reorganisation_set(ctx->db, ctx->arena, in, NULL));
    return renew_scope(ctx, id);
}

struct result reorganisation_edit(struct service_context *ctx, int64_t id,
                                  const struct reorganisation_new *what)
{
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "reorganisation.prepare", 0));
    TRY(check_words(what));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, edit(ctx, id, what));
}

static struct result set_file(struct service_context *ctx, int64_t id, struct str sha256,
                              struct str name)
{
    struct decision decision;
    struct q_reorganisation_file_set_in in = {id, sha256, name};
    TRY(open_draft(ctx, id, &decision));
    TRY(touch(ctx, &decision));
    return q_reorganisation_file_set(ctx->db, ctx->arena, in, NULL);
}

struct result reorganisation_file(struct service_context *ctx, int64_t id, struct str sha256,
                                  struct str name)
{
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "reorganisation.prepare", 0));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, set_file(ctx, id, sha256, name));
}

static struct result add(struct service_context *ctx, int64_t id,
                         const struct reorganisation_operation *operations, size_t count)
{
    struct decision decision;
    TRY(open_draft(ctx, id, &decision));
    TRY(touch(ctx, &decision));
    TRY(add_all(ctx, id, operations, count));
    return renew_scope(ctx, id);
}

struct result reorganisation_add(struct service_context *ctx, int64_t id,
                                 const struct reorganisation_operation *operations, size_t count)
{
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "reorganisation.prepare", 0));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, add(ctx, id, operations, count));
}

static struct result drop(struct service_context *ctx, int64_t id, int64_t place)
{
    struct decision decision;
    TRY(open_draft(ctx, id, &decision));
    TRY(touch(ctx, &decision));
    TRY(q_operation_parts_remove(ctx->db, ctx->arena,
                                 (struct q_operation_parts_remove_in){id, place}, NULL));
    TRY(q_operation_remove(ctx->db, ctx->arena, (struct q_operation_remove_in){id, place}, NULL));
    return renew_scope(ctx, id);
}

struct result reorganisation_remove(struct service_context *ctx, int64_t id, int64_t place)
{
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "reorganisation.prepare", 0));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, drop(ctx, id, place));
}

static struct result ask_trial(struct service_context *ctx, int64_t id)
{
    struct decision decision;
    TRY(open_draft(ctx, id, &decision));
    int64_t now_us = clock_now_us(ctx->clock);
    struct job_new job = {
        .kind = S("reorganisation.try"),
        .key = str_printf(ctx->arena, "%lld:%lld:%lld", (long long)id,
                          (long long)decision.row.revision, (long long)now_us),
        .payload = str_printf(ctx->arena, "{\"id\":%lld}", (long long)id),
    };
    return job_add(ctx->db, ctx->arena, now_us, job);
}

struct result reorganisation_ask_trial(struct service_context *ctx, int64_t id)
{
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "reorganisation.prepare", 0));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, ask_trial(ctx, id));
}

static struct result reach(struct service_context *ctx, int64_t agency_id)
{
    return permission_check(ctx->db, ctx->arena, ctx->actor, "reorganisation.apply", agency_id);
}

/* The actor's rights reach everything that the decision touches; an agency founded under none
 * stands beside the highest, so only who has all of the node founds it. */
static struct result check_reach(struct service_context *ctx, const struct plan *plan)
{
    TRY(reach(ctx, 0));
    for (size_t i = 0; i < plan->agency_count; i++) {
        const struct plan_agency *agency = &plan->agencies[i];
        if (agency->id != 0)
            TRY(reach(ctx, agency->id));
        else if (agency->parent == NULL)
            TRY(permission_check_whole(ctx->db, ctx->arena, ctx->actor, "reorganisation.apply"));
    }
    return RESULT_OK;
}

/* Who approves answers for what was read, not for what stands there by now. */
static struct result check_seen(const struct decision *decision, int64_t revision)
{
    if (decision->row.revision == revision)
        return RESULT_OK;
    return result_fail(ERROR_CONFLICT, "reorganisation.changed",
                       N_("Bản dự thảo đã đổi sau khi bạn xem trước; mở lại, xem rồi duyệt"));
}

static struct result approve(struct service_context *ctx, int64_t id, int64_t revision)
{
    struct decision decision;
    struct plan plan;
    int64_t day;
    int64_t now_us = clock_now_us(ctx->clock);
    struct str mark = actor_mark(ctx->arena, ctx->actor);
    TRY(open_draft(ctx, id, &decision));
    TRY(check_seen(&decision, revision));
    if (str_equal(decision.row.prepared_mark, mark))
        return result_fail(ERROR_FORBIDDEN, "reorganisation.same_person",
                           N_("Người lập không tự duyệt; nhờ lãnh đạo khác duyệt"));
    TRY(plan_make(ctx, &decision, &plan));
    TRY(check_reach(ctx, &plan));
    if (plan.blocking > 0 || !civil_parse_date(decision.row.effective_on, &day))
        return result_fail(ERROR_CONFLICT, "reorganisation.conflicts",
                           N_("Còn vướng mắc phải xử lý trước; mở quyết định để xem danh sách"));
    TRY(keep_scope(ctx, id, &plan));
    int64_t midnight_us = civil_to_us(civil_from_day_number(day));
    struct q_reorganisation_approved_in approved = {
        .id = id,
        .approved_by = person_line(ctx),
        .approved_mark = mark,
        .now = now_us,
        .runs = midnight_us > now_us ? midnight_us : now_us,
    };
    TRY(q_reorganisation_approved(ctx->db, ctx->arena, approved, NULL));
    struct job_new job = {
        .kind = S("reorganisation.apply"),
        .key = str_printf(ctx->arena, "%lld:%lld", (long long)id,
                          (long long)decision.row.revision),
        .payload = str_printf(ctx->arena, "{\"id\":%lld}", (long long)id),
        .not_before_us = approved.runs,
    };
    TRY(job_add(ctx->db, ctx->arena, now_us, job));
    return record(ctx, "reorganisation.approved", id,
                  str_printf(ctx->arena, "{\"revision\":%lld}", (long long)revision));
}

struct result reorganisation_approve(struct reorganisation_engine *engine, int64_t id,
                                     int64_t revision)
{
    struct service_context *ctx = &engine->service;
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "reorganisation.apply", 0));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, approve(ctx, id, revision));
}

static struct result withdraw(struct service_context *ctx, int64_t id)
{
    int64_t changed;
    struct decision decision;
    struct plan plan;
    TRY(decision_load(ctx, id, &decision));
    TRY(plan_make(ctx, &decision, &plan));
    TRY(check_reach(ctx, &plan));
    TRY(q_reorganisation_withdrawn(ctx->db, ctx->arena,
                                   (struct q_reorganisation_withdrawn_in){id}, &changed));
    return changed == 1 ? record(ctx, "reorganisation.withdrawn", id, S("")) : wrong_state();
}

struct result reorganisation_withdraw(struct reorganisation_engine *engine, int64_t id)
{
    struct service_context *ctx = &engine->service;
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "reorganisation.apply", 0));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, withdraw(ctx, id));
}

/* As when it was approved: a closed agency is asked about as its heir. */
static struct result check_reach_of_applied(struct service_context *ctx, int64_t id)
{
    struct q_fates_of_rows fates;
    TRY(q_fates_of(ctx->db, ctx->arena, (struct q_fates_of_in){id}, &fates));
    for (size_t i = 0; i < fates.count; i++) {
        const struct q_fates_of_out *fate = &fates.items[i];
        if (str_is(fate->fate, "founded") && !fate->has_parent_id)
            TRY(permission_check_whole(ctx->db, ctx->arena, ctx->actor, "reorganisation.apply"));
        else
            TRY(reach(ctx, fate->agency_id));
    }
    return RESULT_OK;
}

struct result reorganisation_undo(struct reorganisation_engine *engine, int64_t id,
                                  struct str number)
{
    struct decision decision;
    struct run run;
    struct service_context *ctx = &engine->service;
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, "reorganisation.apply", 0));
    if (str_empty(number))
        return result_fail(ERROR_INVALID, "reorganisation.number",
                           N_("Ghi số của quyết định, ví dụ 112/NQ-HĐND"));
    TRY(decision_load(ctx, id, &decision));
    if (!str_is(decision.row.state, "applied"))
        return wrong_state();
    TRY(check_reach_of_applied(ctx, id));
    if (clock_now_us(ctx->clock) - decision.row.applied_us > UNDO_WITHIN_US)
        return result_fail(ERROR_CONFLICT, "reorganisation.late",
                           N_("Đã quá 24 giờ từ khi áp dụng; hãy lập một quyết định sắp xếp mới"));
    run_prepare(&run, engine, &decision);
    run.holding.act = number;
    run.holding.actor = person_line(ctx);
    run.mark = actor_mark(ctx->arena, ctx->actor);
    return run_undo(&run, run.holding.actor, number);
}
