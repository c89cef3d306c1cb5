/* What a decision would move, and what stands in the way of taking one back: reads only. */
#include "modules/reorganisation/run.h"
#include "modules/reorganisation/service.h"

static void fill_rows(struct run *run, struct preview *out)
{
    size_t n = run->plan.agency_count;
    out->holding_count = run->holding_count;
    out->holdings = ARENA_ARRAY(run->ctx->arena, struct preview_holding, run->holding_count);
    out->counts = ARENA_ARRAY(run->ctx->arena, int64_t, run->holding_count * n);
    for (size_t h = 0; h < run->holding_count; h++) {
        out->holdings[h].holding = run->holdings[h];
        for (size_t i = 0; i < n; i++) {
            int64_t count = run->totals[h * n + i].before;
            out->counts[h * n + i] = count;
            *(run->plan.agencies[i].closes ? &out->holdings[h].leaving
                                           : &out->holdings[h].standing) += count;
        }
    }
}

struct result reorganisation_preview(struct reorganisation_engine *engine,
                                     const struct decision *decision, struct preview *out)
{
    struct run run;
    run_prepare(&run, engine, decision);
    TRY(plan_make(run.ctx, decision, &run.plan));
    run.totals = ARENA_ARRAY(run.ctx->arena, struct run_total,
                             run.holding_count * run.plan.agency_count);
    TRY(run_count(&run, false));
    out->plan = run.plan;
    fill_rows(&run, out);
    return RESULT_OK;
}

struct result reorganisation_recall(struct reorganisation_engine *engine,
                                    const struct decision *decision, struct preview *out)
{
    struct run run;
    struct q_totals_by_agency_rows totals;
    run_prepare(&run, engine, decision);
    if (str_is(decision->row.state, "approved"))
        return reorganisation_preview(engine, decision, out);
    TRY(run_recall(&run));
    run.totals = ARENA_ARRAY(run.ctx->arena, struct run_total,
                             run.holding_count * run.plan.agency_count);
    TRY(q_totals_by_agency(run.ctx->db, run.ctx->arena,
                           (struct q_totals_by_agency_in){decision->row.id}, &totals));
    for (size_t i = 0; i < totals.count; i++)
        for (size_t h = 0; h < run.holding_count; h++)
            for (size_t a = 0; a < run.plan.agency_count; a++)
                if (run.plan.agencies[a].id == totals.items[i].agency_id &&
                    str_is(totals.items[i].holding, run.holdings[h]->code))
                    run.totals[h * run.plan.agency_count + a].before =
                        totals.items[i].before_count;
    out->plan = run.plan;
    fill_rows(&run, out);
    return RESULT_OK;
}

struct result reorganisation_newer(struct reorganisation_engine *engine,
                                   const struct decision *decision, struct preview *out)
{
    struct run run;
    run_prepare(&run, engine, decision);
    *out = (struct preview){.holdings = ARENA_ARRAY(run.ctx->arena, struct preview_holding,
                                                    run.holding_count)};
    for (size_t h = 0; h < run.holding_count; h++) {
        struct preview_holding *row = &out->holdings[out->holding_count];
        *row = (struct preview_holding){.holding = run.holdings[h]};
        if (row->holding->newer != NULL)
            TRY(row->holding->newer(run.ctx->db, run.ctx->arena, &run.holding, &row->standing));
        out->holding_count += row->standing > 0;
    }
    return RESULT_OK;
}
