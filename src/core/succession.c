#include "core/succession.h"

#include "core/succession_queries.h"

struct result succession_heir(struct db *db, struct arena *arena, int64_t id, struct str on,
                              int64_t *heir)
{
    struct q_heir_of_out row;
    bool found;
    TRY(q_heir_of(db, arena, (struct q_heir_of_in){.agency_id = id, .day = on}, &row, &found));
    *heir = found ? row.heir_id : id;
    return RESULT_OK;
}

struct result succession_set(struct db *db, struct arena *arena, struct succession what)
{
    TRY(q_heir_hand_on(db, arena,
                       (struct q_heir_hand_on_in){.agency_id = what.agency_id,
                                                  .heir_id = what.heir_id,
                                                  .day = what.on},
                       NULL));
    TRY(q_heir_end(db, arena,
                   (struct q_heir_end_in){.agency_id = what.agency_id, .day = what.on}, NULL));
    return q_heir_add(db, arena,
                      (struct q_heir_add_in){.agency_id = what.agency_id,
                                             .heir_id = what.heir_id,
                                             .day = what.on},
                      NULL);
}

struct result succession_undo(struct db *db, struct arena *arena, struct succession what)
{
    TRY(q_heir_forget(db, arena,
                      (struct q_heir_forget_in){.agency_id = what.agency_id,
                                                .heir_id = what.heir_id,
                                                .day = what.on},
                      NULL));
    return q_heir_resume(
        db, arena, (struct q_heir_resume_in){.agency_id = what.agency_id, .day = what.on}, NULL);
}
