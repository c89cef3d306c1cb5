#include "modules/reorganisation/run.h"

#include <string.h>

#include "base/utf8.h"

static size_t at(const struct run *run, size_t holding, int64_t agency_id)
{
    for (size_t i = 0; i < run->plan.agency_count; i++)
        if (run->plan.agencies[i].id == agency_id)
            return holding * run->plan.agency_count + i;
    return SIZE_MAX;
}

struct result run_scope(struct run *run)
{
    struct db *db = run->ctx->db;
    TRY(q_run_forget_scope(db, run->ctx->arena, (struct q_run_forget_scope_in){run->holding.id},
                           NULL));
    for (size_t i = 0; i < run->plan.agency_count; i++)
        TRY(holding_scope_add(db, run->ctx->arena, run->holding.id, run->plan.agencies[i].id,
                              run->plan.agencies[i].founds != NULL));
    return RESULT_OK;
}

struct result run_count(struct run *run, bool after)
{
    for (size_t h = 0; h < run->holding_count; h++) {
        struct holding_counts counts;
        TRY(run->holdings[h]->count(run->ctx->db, run->ctx->arena, &run->holding, &counts));
        for (size_t i = 0; i < counts.count; i++) {
            size_t place = at(run, h, counts.items[i].agency_id);
            if (place == SIZE_MAX)
                continue;
            *(after ? &run->totals[place].after : &run->totals[place].before) =
                counts.items[i].count;
        }
    }
    return RESULT_OK;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* `word` stands in `text` as whole words; both folded. */
static bool names(struct str text, struct str word)
{
    for (size_t i = 0; word.len > 0 && i + word.len <= text.len; i++)
        if (memcmp(text.ptr + i, word.ptr, word.len) == 0 &&
            (i == 0 || !is_letter(text.ptr[i - 1])) &&
            (i + word.len == text.len || !is_letter(text.ptr[i + word.len])))
            return true;
    return false;
}

static bool takes(struct arena *arena, const struct plan_route *route,
                  const struct holding_thing *thing)
{
    struct str line;
    struct str rest = route->words;
    struct str text = route->rule == RULE_TEXT ? utf8_fold(arena, thing->text) : thing->key;
    bool more = route->rule != RULE_ALL;
    while (more) {
        more = str_split(rest, '\n', &line, &rest);
        line = str_trim(line);
        if (!str_empty(line) && (route->rule == RULE_TEXT ? names(text, utf8_fold(arena, line))
                                                          : str_equal(text, line)))
            return true;
    }
    return false;
}

/* The first part that takes it; NULL: the rest. */
static const struct plan_route *route_of(const struct run *run, const struct plan_agency *from,
                                         const struct holding_thing *thing)
{
    for (size_t i = 0; i < run->plan.route_count; i++) {
        const struct plan_route *route = &run->plan.routes[i];
        if (route->split && route->from == from && takes(run->ctx->arena, route, thing))
            return route;
    }
    return NULL;
}

static struct result split_one(struct run *run, const struct holding *holding,
                               const struct plan_agency *from)
{
    struct holding_things things;
    TRY(holding->list(run->ctx->db, run->ctx->arena, from->id, &things));
    for (size_t i = 0; i < things.count; i++) {
        const struct plan_route *route = route_of(run, from, &things.items[i]);
        if (route == NULL || route->to == from)
            continue;
        struct holding_move move = {.holding = str_from_c(holding->code),
                                    .object_id = things.items[i].id,
                                    .from_id = from->id,
                                    .to_id = route->to->id};
        TRY(holding_move_add(run->ctx->db, run->ctx->arena, run->holding.id, move));
    }
    return RESULT_OK;
}

static bool is_split(const struct run *run, const struct plan_agency *from)
{
    for (size_t i = 0; i < run->plan.route_count; i++)
        if (run->plan.routes[i].split && run->plan.routes[i].from == from)
            return true;
    return false;
}

static struct result plan_holding(struct run *run, const struct holding *holding)
{
    for (size_t i = 0; holding->list != NULL && i < run->plan.agency_count; i++)
        if (is_split(run, &run->plan.agencies[i]))
            TRY(split_one(run, holding, &run->plan.agencies[i]));
    return holding->plan(run->ctx->db, run->ctx->arena, &run->holding);
}

static struct result add_routes(struct run *run)
{
    for (size_t i = 0; i < run->plan.agency_count; i++) {
        const struct plan_agency *agency = &run->plan.agencies[i];
        if (agency->closes && agency->heir != NULL)
            TRY(holding_route_add(run->ctx->db, run->ctx->arena, run->holding.id, agency->id,
                                  agency->heir->id));
    }
    return RESULT_OK;
}

struct result run_move(struct run *run)
{
    TRY(add_routes(run));
    for (size_t h = 0; h < run->holding_count; h++) {
        const struct holding *holding = run->holdings[h];
        run_progress(run, h, run->holding_count, holding->code);
        if (holding->plan == NULL)
            continue;
        TRY(plan_holding(run, holding));
        TRY(holding->move(run->ctx->db, run->ctx->arena, &run->holding));
    }
    return RESULT_OK;
}

struct result run_check_totals(struct run *run)
{
    for (size_t h = 0; h < run->holding_count; h++) {
        int64_t before = 0;
        int64_t after = 0;
        for (size_t i = 0; i < run->plan.agency_count; i++) {
            before += run->totals[h * run->plan.agency_count + i].before;
            after += run->totals[h * run->plan.agency_count + i].after;
        }
        if (before != after)
            return result_fail(ERROR_CONFLICT, "reorganisation.totals",
                               N_("Tổng trước và tổng sau không bằng nhau; chưa đổi gì"));
    }
    return RESULT_OK;
}

struct result run_keep_totals(struct run *run)
{
    TRY(q_totals_forget(run->ctx->db, run->ctx->arena,
                        (struct q_totals_forget_in){run->holding.id}, NULL));
    for (size_t i = 0; i < run->holding_count * run->plan.agency_count; i++) {
        const struct plan_agency *agency = &run->plan.agencies[i % run->plan.agency_count];
        struct q_total_set_in total = {
            .reorganisation_id = run->holding.id,
            .holding = str_from_c(run->holdings[i / run->plan.agency_count]->code),
            .agency_id = agency->id,
            .before_count = run->totals[i].before,
            .after_count = run->totals[i].after};
        if (total.before_count != 0 || total.after_count != 0)
            TRY(q_total_set(run->ctx->db, run->ctx->arena, total, NULL));
    }
    return RESULT_OK;
}
