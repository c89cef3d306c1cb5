#include "core/holding.h"

#include "core/holding_queries.h"

struct result holding_scope_add(struct db *db, struct arena *arena, int64_t run_id,
                                int64_t agency_id, bool founded)
{
    struct q_holding_scope_insert_in in = {
        .run = run_id, .agency_id = agency_id, .founded = founded};
    return q_holding_scope_insert(db, arena, in, NULL);
}

struct result holding_route_add(struct db *db, struct arena *arena, int64_t run_id,
                                int64_t from_id, int64_t to_id)
{
    struct q_holding_route_insert_in in = {.run = run_id, .from_id = from_id, .to_id = to_id};
    return q_holding_route_insert(db, arena, in, NULL);
}

struct result holding_move_add(struct db *db, struct arena *arena, int64_t run_id,
                               struct holding_move move)
{
    struct q_holding_move_insert_in in = {.run = run_id,
                                          .holding = move.holding,
                                          .object_id = move.object_id,
                                          .from_id = move.from_id,
                                          .to_id = move.to_id};
    return q_holding_move_insert(db, arena, in, NULL);
}

struct result holding_moves(struct db *db, struct arena *arena, int64_t run_id,
                            struct holding_moves *out)
{
    struct q_holding_moves_all_rows rows;
    TRY(q_holding_moves_all(db, arena, (struct q_holding_moves_all_in){.run = run_id}, &rows));
    out->items = ARENA_ARRAY(arena, struct holding_move, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct holding_move){.holding = rows.items[i].holding,
                                              .object_id = rows.items[i].object_id,
                                              .from_id = rows.items[i].from_id,
                                              .to_id = rows.items[i].to_id,
                                              .into_id = rows.items[i].into_id};
    return RESULT_OK;
}
