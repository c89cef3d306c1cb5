#include "modules/reorganisation/run.h"

#include "base/os_file.h"

void run_prepare(struct run *run, struct reorganisation_engine *engine,
                 const struct decision *decision)
{
    size_t count = 0;
    struct arena *arena = engine->service.arena;
    *run = (struct run){.engine = engine, .ctx = &engine->service, .decision = *decision};
    run->holding = (struct holding_run){
        .id = decision->row.id,
        .day = decision->row.effective_on,
        .now_us = clock_now_us(engine->service.clock),
        .actor = decision->row.approved_by,
        .act = decision->row.number,
    };
    run->mark = decision->row.approved_mark;
    for (size_t t = 0; t < engine->holdings.count; t++)
        for (const struct holding *h = engine->holdings.tables[t]; h->code != NULL; h++)
            run->holding_count++;
    run->holdings = ARENA_ARRAY(arena, const struct holding *, run->holding_count);
    for (size_t t = 0; t < engine->holdings.count; t++)
        for (const struct holding *h = engine->holdings.tables[t]; h->code != NULL; h++)
            run->holdings[count++] = h;
}

void run_progress(const struct run *run, size_t done, size_t all, const char *what)
{
    struct arena *arena = run->ctx->arena;
    if (str_empty(run->engine->progress_path))
        return;
    struct str text = str_printf(arena, "%lld %zu %zu %s\n", (long long)run->holding.id, done, all,
                                 what);
    /* Nobody needs it to survive anything; a failure to tell is no failure of the work. */
    (void)os_file_write_soon(str_c(arena, run->engine->progress_path), text, 0640);
}
