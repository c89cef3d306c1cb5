#include "core/succession.h"

#include "base/json.h"
#include "core/succession_queries.h"

enum { AGENCY_TEXT = 40 };

struct result succession_heir(struct db *db, struct arena *arena, int64_t id, struct str on,
                              int64_t *heir)
{
    struct q_heir_of_out row;
    bool found;
    TRY(q_heir_of(db, arena, (struct q_heir_of_in){.agency_id = id, .day = on}, &row, &found));
    *heir = found ? row.heir_id : id;
    return RESULT_OK;
}

static void put_agency(struct json_writer *json, int64_t id)
{
    json_open_object(json, NULL);
    json_put_int(json, "agency", id);
    json_close_object(json);
}

struct result succession_answers(struct db *db, struct arena *arena, int64_t id, struct str on,
                                 struct answered_agencies *out)
{
    struct q_heir_answers_rows rows;
    struct buf text;
    TRY(q_heir_answers(db, arena, (struct q_heir_answers_in){.heir_id = id, .day = on}, &rows));
    *out = (struct answered_agencies){.ids = ARENA_ARRAY(arena, int64_t, rows.count + 1),
                                      .count = rows.count + 1};
    buf_init(&text, arena, out->count * AGENCY_TEXT);
    struct json_writer json = json_writer_of(&text);
    json_open_array(&json, NULL);
    for (size_t i = 0; i < out->count; i++) {
        out->ids[i] = i == 0 ? id : rows.items[i - 1].agency_id;
        put_agency(&json, out->ids[i]);
    }
    json_close_array(&json);
    out->json = buf_str(&text);
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
