/* The one transaction in which a decision becomes true, and the one in which it is taken back. */
#include "modules/reorganisation/run.h"

#include "core/rights.h"
#include "db/db.h"

static const char *fate_of(const struct plan_agency *agency)
{
    if (agency->founds != NULL)
        return "founded";
    if (agency->closes)
        return "closed";
    return agency->changes != NULL ? "changed" : "kept";
}

static struct result keep_fates(struct run *run)
{
    for (size_t i = 0; i < run->plan.agency_count; i++) {
        const struct plan_agency *agency = &run->plan.agencies[i];
        struct q_fate_add_in fate = {.reorganisation_id = run->holding.id,
                                     .place = (int64_t)i + 1,
                                     .agency_id = agency->id,
                                     .fate = str_from_c(fate_of(agency)),
                                     .heir_id = agency->heir != NULL ? agency->heir->id : 0};
        TRY(q_fate_add(run->ctx->db, run->ctx->arena, fate, NULL));
    }
    return RESULT_OK;
}

static struct result lock_state(struct run *run, const char *state)
{
    struct q_reorganisation_lock_out row;
    bool found;
    TRY(q_reorganisation_lock(run->ctx->db, run->ctx->arena,
                              (struct q_reorganisation_lock_in){run->holding.id}, &row, &found));
    if (found && str_is(row.state, state))
        return RESULT_OK;
    return result_fail(ERROR_CONFLICT, "reorganisation.state",
                       N_("Quyết định này đã sang bước khác; tải lại trang để xem"));
}

/* Nothing may come to an agency between the counting and its end. */
static struct result lock_agencies(struct run *run)
{
    struct q_run_agencies_lock_rows rows;
    return q_run_agencies_lock(run->ctx->db, run->ctx->arena,
                               (struct q_run_agencies_lock_in){run->holding.id}, &rows);
}

/* Posts and agencies give rights. */
static struct result rights_follow(struct run *run)
{
    struct rights_change change = {
        .now_us = run->holding.now_us,
        .actor = run->mark,
        .object = str_printf(run->ctx->arena, "reorganisation:%lld", (long long)run->holding.id),
        .reason = run->holding.act};
    return rights_changed(run->ctx->db, run->ctx->arena, change);
}

struct result run_carry_out(struct run *run)
{
    TRY(plan_make(run->ctx, &run->decision, &run->plan));
    if (run->plan.blocking > 0)
        return result_fail(ERROR_CONFLICT, "reorganisation.conflicts",
                           N_("Còn vướng mắc phải xử lý trước; mở quyết định để xem danh sách"));
    run->totals = ARENA_ARRAY(run->ctx->arena, struct run_total,
                              run->holding_count * run->plan.agency_count);
    TRY(run_found_and_change(run));
    TRY(run_scope(run));
    TRY(run_count(run, false));
    TRY(run_move(run));
    TRY(run_close(run));
    TRY(run_count(run, true));
    TRY(run_check_totals(run));
    TRY(run_keep_totals(run));
    TRY(keep_fates(run));
    TRY(run_prove(run, "reorganisation.applied"));
    return rights_follow(run);
}

static struct result do_apply(struct run *run)
{
    int64_t started_us = clock_monotonic_us();
    TRY(lock_state(run, "approved"));
    TRY(lock_agencies(run));
    TRY(run_carry_out(run));
    struct q_reorganisation_applied_in applied = {.id = run->holding.id,
                                                  .now = run->holding.now_us,
                                                  .took = clock_monotonic_us() - started_us};
    return q_reorganisation_applied(run->ctx->db, run->ctx->arena, applied, NULL);
}

/* Why it failed stays with the decision; nothing else of the attempt does. */
static struct result keep_failure(struct run *run, struct result failure)
{
    struct q_reorganisation_failed_in failed = {
        .id = run->holding.id,
        .problem = str_from_c(failure.message != NULL ? failure.message : failure.code)};
    TRY(db_write_begin(run->ctx->db));
    return db_finish(run->ctx->db,
                     q_reorganisation_failed(run->ctx->db, run->ctx->arena, failed, NULL));
}

struct result reorganisation_apply(struct reorganisation_engine *engine, int64_t id)
{
    struct decision decision;
    struct run run;
    TRY(decision_load(&engine->service, id, &decision));
    if (str_is(decision.row.state, "applied"))
        return RESULT_OK;
    run_prepare(&run, engine, &decision);
    if (run.holding.now_us < decision.row.runs_us)
        return result_fail(ERROR_CONFLICT, "reorganisation.early",
                           N_("Chưa tới ngày hiệu lực của quyết định này"));
    TRY(db_write_begin(engine->service.db));
    struct result done = db_finish(engine->service.db, do_apply(&run));
    if (done.kind == ERROR_CONFLICT || done.kind == ERROR_INVALID || done.kind == ERROR_NOT_FOUND)
        TRY(keep_failure(&run, done));
    return done;
}

static struct result keep_trial(struct run *run, struct result outcome, int64_t took_us)
{
    struct q_reorganisation_tried_in tried = {
        .id = run->holding.id,
        .revision = run->decision.row.revision,
        .now = run->holding.now_us,
        .took = took_us,
        .problem = str_from_c(result_ok(outcome) || !outcome.message ? "" : outcome.message)};
    TRY(q_reorganisation_tried(run->ctx->db, run->ctx->arena, tried, NULL));
    return result_ok(outcome) ? run_keep_totals(run) : RESULT_OK;
}

struct result reorganisation_try(struct reorganisation_engine *engine, int64_t id)
{
    struct decision decision;
    struct run run;
    int64_t started_us = clock_monotonic_us();
    TRY(decision_load(&engine->service, id, &decision));
    if (!str_is(decision.row.state, "draft") && !str_is(decision.row.state, "failed"))
        return RESULT_OK; /* approved meanwhile */
    run_prepare(&run, engine, &decision);
    TRY(db_write_begin(engine->service.db));
    struct result outcome = run_carry_out(&run);
    db_rollback(engine->service.db);
    if (result_may_retry(outcome.kind))
        return outcome;
    TRY(db_write_begin(engine->service.db));
    return db_finish(engine->service.db,
                     keep_trial(&run, outcome, clock_monotonic_us() - started_us));
}

/* The plan as it was carried out. */
struct result run_recall(struct run *run)
{
    struct q_fates_of_rows fates;
    struct q_successions_on_rows pairs;
    struct arena *arena = run->ctx->arena;
    static const struct reorganisation_operation done = {0};
    TRY(q_fates_of(run->ctx->db, arena, (struct q_fates_of_in){run->holding.id}, &fates));
    TRY(q_successions_on(run->ctx->db, arena,
                         (struct q_successions_on_in){run->holding.id, run->holding.day}, &pairs));
    run->plan = (struct plan){.agencies = ARENA_ARRAY(arena, struct plan_agency, fates.count),
                              .agency_count = fates.count,
                              .routes = ARENA_ARRAY(arena, struct plan_route, pairs.count),
                              .route_count = pairs.count};
    for (size_t i = 0; i < fates.count; i++) {
        const struct q_fates_of_out *row = &fates.items[i];
        run->plan.agencies[i] = (struct plan_agency){
            .id = row->agency_id,
            .founds = str_is(row->fate, "founded") ? &done : NULL,
            .changes = str_is(row->fate, "changed") ? &done : NULL,
            .closes = str_is(row->fate, "closed"),
            .was = {.id = row->agency_id, .code = row->code, .name = row->name, .kind = row->kind,
                    .level = row->level, .parent_id = row->has_parent_id ? row->parent_id : 0}};
    }
    for (size_t i = 0; i < fates.count; i++)
        run->plan.agencies[i].heir = plan_agency_of(&run->plan, fates.items[i].heir_id);
    for (size_t i = 0; i < pairs.count; i++)
        run->plan.routes[i] = (struct plan_route){
            .from = plan_agency_of(&run->plan, pairs.items[i].predecessor_id),
            .to = plan_agency_of(&run->plan, pairs.items[i].successor_id)};
    return RESULT_OK;
}

static struct result refuse_newer(struct run *run)
{
    for (size_t h = 0; h < run->holding_count; h++) {
        const struct holding *holding = run->holdings[h];
        int64_t count = 0;
        if (holding->newer != NULL)
            TRY(holding->newer(run->ctx->db, run->ctx->arena, &run->holding, &count));
        if (count > 0)
            return result_fail(ERROR_CONFLICT, "reorganisation.newer",
                               N_("Không lui được: sau khi áp dụng đã có việc mới dựa vào nó. Hãy "
                                  "lập một quyết định sắp xếp mới"));
    }
    return RESULT_OK;
}

struct result run_take_back(struct run *run)
{
    TRY(run_recall(run));
    run->totals = ARENA_ARRAY(run->ctx->arena, struct run_total,
                              run->holding_count * run->plan.agency_count);
    TRY(refuse_newer(run));
    TRY(run_count(run, false));
    TRY(run_reopen(run));
    for (size_t h = run->holding_count; h-- > 0;)
        if (run->holdings[h]->back != NULL)
            TRY(run->holdings[h]->back(run->ctx->db, run->ctx->arena, &run->holding));
    TRY(run_count(run, true));
    TRY(run_check_totals(run));
    TRY(run_unfound(run));
    TRY(run_prove(run, "reorganisation.undone"));
    return rights_follow(run);
}

static struct result do_undo(struct run *run, struct str by, struct str number)
{
    TRY(lock_state(run, "applied"));
    TRY(lock_agencies(run));
    TRY(run_take_back(run));
    struct q_reorganisation_undone_in undone = {.id = run->holding.id,
                                                .now = run->holding.now_us,
                                                .undone_by = by,
                                                .undo_number = number};
    return q_reorganisation_undone(run->ctx->db, run->ctx->arena, undone, NULL);
}

struct result run_undo(struct run *run, struct str by, struct str number)
{
    TRY(db_write_begin(run->ctx->db));
    return db_finish(run->ctx->db, do_undo(run, by, number));
}
