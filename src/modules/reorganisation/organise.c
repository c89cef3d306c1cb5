#include "modules/reorganisation/run.h"

#include <stdlib.h>

#include "core/organisation_change.h"
#include "core/succession.h"

static struct str or_else(struct str new, struct str old) { return str_empty(new) ? old : new; }

static struct result found_one(struct run *run, struct plan_agency *agency)
{
    struct agency_new new = {.agency = agency->was,
                             .act = run->holding.act,
                             .valid_from = run->holding.day};
    new.agency.parent_id = agency->parent ? agency->parent->id : 0;
    TRY(agency_found(run->ctx->db, run->ctx->arena, run->holding.now_us, new, &agency->id));
    agency->was.id = agency->id;
    return RESULT_OK;
}

static struct result change_one(struct run *run, const struct plan_agency *agency)
{
    const struct reorganisation_operation *op = agency->changes;
    struct agency_change change = {
        .id = agency->id, .to = agency->was, .on = run->holding.day, .act = run->holding.act};
    change.to.code = or_else(op->new_code, agency->was.code);
    change.to.area_code = or_else(op->area_code, agency->was.area_code);
    change.to.name = or_else(op->name, agency->was.name);
    change.to.place = or_else(op->place, agency->was.place);
    change.to.kind = or_else(op->unit_kind, agency->was.kind);
    change.to.address = or_else(op->address, agency->was.address);
    change.to.level = op->level != 0 ? op->level : agency->was.level;
    change.to.parent_id = agency->parent ? agency->parent->id : agency->was.parent_id;
    return agency_change(run->ctx->db, run->ctx->arena, change);
}

struct result run_found_and_change(struct run *run)
{
    for (size_t i = 0; i < run->plan.agency_count; i++)
        if (run->plan.agencies[i].founds != NULL)
            TRY(found_one(run, &run->plan.agencies[i]));
    for (size_t i = 0; i < run->plan.agency_count; i++)
        if (run->plan.agencies[i].changes != NULL)
            TRY(change_one(run, &run->plan.agencies[i]));
    return RESULT_OK;
}

static int lowest_first(const void *a, const void *b)
{
    const struct plan_agency *x = *(struct plan_agency *const *)a;
    const struct plan_agency *y = *(struct plan_agency *const *)b;
    if (x->was.level != y->was.level)
        return x->was.level > y->was.level ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* Those that close, children before their parents. */
static struct plan_agency **closing(const struct run *run, size_t *count)
{
    struct plan_agency **list =
        ARENA_ARRAY(run->ctx->arena, struct plan_agency *, run->plan.agency_count);
    *count = 0;
    for (size_t i = 0; i < run->plan.agency_count; i++)
        if (run->plan.agencies[i].closes)
            list[(*count)++] = &run->plan.agencies[i];
    qsort(list, *count, sizeof(struct plan_agency *), lowest_first);
    return list;
}

/* Every pair of who closes and who carries on. */
static struct result each_succession(struct run *run,
                                     struct result (*act)(struct db *db, struct arena *arena,
                                                          struct agency_succession what))
{
    for (size_t i = 0; i < run->plan.route_count; i++) {
        const struct plan_route *route = &run->plan.routes[i];
        if (!route->from->closes)
            continue;
        struct agency_succession pair = {.predecessor_id = route->from->id,
                                         .successor_id = route->to->id,
                                         .on = run->holding.day,
                                         .act = run->holding.act};
        TRY(act(run->ctx->db, run->ctx->arena, pair));
    }
    return RESULT_OK;
}

/* A level of which nobody is left ends too. */
static struct result close_tiers(struct run *run)
{
    struct tier_list tiers;
    TRY(tier_all(run->ctx->db, run->ctx->arena, run->holding.day, &tiers));
    for (size_t t = 0; t < tiers.count; t++) {
        bool touched = false;
        for (size_t i = 0; i < run->plan.agency_count && !touched; i++)
            touched = run->plan.agencies[i].closes &&
                      run->plan.agencies[i].was.level == tiers.items[t].level;
        struct result closed = RESULT_OK;
        if (touched)
            closed = tier_close(run->ctx->db, run->ctx->arena, tiers.items[t].level,
                                run->holding.day);
        if (closed.kind != ERROR_CONFLICT && closed.kind != ERROR_NOT_FOUND)
            TRY(closed);
    }
    return RESULT_OK;
}

struct result run_close(struct run *run)
{
    size_t count;
    struct plan_agency **list = closing(run, &count);
    TRY(each_succession(run, agency_succeed));
    for (size_t i = 0; i < count; i++) {
        struct agency_end end = {
            .id = list[i]->id, .on = run->holding.day, .act = run->holding.act};
        if (list[i]->heir != NULL)
            TRY(succession_set(run->ctx->db, run->ctx->arena,
                               (struct succession){.agency_id = list[i]->id,
                                                   .heir_id = list[i]->heir->id,
                                                   .on = run->holding.day}));
        TRY(agency_close(run->ctx->db, run->ctx->arena, end));
    }
    return close_tiers(run);
}

struct result run_reopen(struct run *run)
{
    size_t count;
    struct plan_agency **list = closing(run, &count);
    for (size_t i = count; i-- > 0;) {
        struct q_tier_resume_in tier = {.level = list[i]->was.level, .day = run->holding.day};
        TRY(q_tier_resume(run->ctx->db, run->ctx->arena, tier, NULL));
        TRY(agency_undo(run->ctx->db, run->ctx->arena, list[i]->id, run->holding.day));
        if (list[i]->heir != NULL)
            TRY(succession_undo(run->ctx->db, run->ctx->arena,
                                (struct succession){.agency_id = list[i]->id,
                                                    .heir_id = list[i]->heir->id,
                                                    .on = run->holding.day}));
    }
    return each_succession(run, agency_succeed_undo);
}

struct result run_unfound(struct run *run)
{
    for (size_t i = run->plan.agency_count; i-- > 0;)
        if (run->plan.agencies[i].changes != NULL)
            TRY(agency_undo(run->ctx->db, run->ctx->arena, run->plan.agencies[i].id,
                            run->holding.day));
    for (size_t i = run->plan.agency_count; i-- > 0;)
        if (run->plan.agencies[i].founds != NULL)
            TRY(agency_undo(run->ctx->db, run->ctx->arena, run->plan.agencies[i].id,
                            run->holding.day));
    return RESULT_OK;
}
