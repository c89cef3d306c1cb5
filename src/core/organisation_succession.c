#include "core/organisation_change.h"
#include "core/organisation_change_queries.h"
#include "core/organisation_row.h"

struct result agency_succeed(struct db *db, struct arena *arena, struct agency_succession what)
{
    struct q_succession_reaches_out row;
    bool found;
    struct q_succession_reaches_in back = {.predecessor_id = what.successor_id,
                                           .successor_id = what.predecessor_id};
    TRY(q_succession_reaches(db, arena, back, &row, &found));
    if (found)
        return result_fail(ERROR_CONFLICT, "agency.cycle",
                           N_("Cơ quan kế thừa đã chuyển việc về chính cơ quan này"));
    struct q_succession_add_in add = {.predecessor_id = what.predecessor_id,
                                      .successor_id = what.successor_id,
                                      .day = what.on,
                                      .act = what.act};
    return q_succession_add(db, arena, add, NULL);
}

struct result agency_succeed_undo(struct db *db, struct arena *arena, struct agency_succession what)
{
    struct q_succession_drop_in drop = {.predecessor_id = what.predecessor_id,
                                        .successor_id = what.successor_id,
                                        .day = what.on};
    return q_succession_drop(db, arena, drop, NULL);
}

struct result agency_successors(struct db *db, struct arena *arena, int64_t id, struct str on,
                                struct agency_list *out)
{
    struct q_succession_in_force_rows rows;
    TRY(q_succession_in_force(db, arena, (struct q_succession_in_force_in){.id = id, .day = on},
                              &rows));
    DB_LIST_OF(arena, rows, out, AGENCY_OF);
    return RESULT_OK;
}

struct result agency_successions(struct db *db, struct arena *arena, int64_t id,
                                 struct succession_list *out)
{
    struct q_succession_steps_rows rows;
    TRY(q_succession_steps(db, arena, (struct q_succession_steps_in){.id = id}, &rows));
    out->items = ARENA_ARRAY(arena, struct succession_row, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct succession_row){.agency = AGENCY_OF(rows.items[i]),
                                                .later = rows.items[i].later,
                                                .on = rows.items[i].day,
                                                .act = rows.items[i].act};
    return RESULT_OK;
}
