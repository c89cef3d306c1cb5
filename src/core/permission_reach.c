#include "core/permission_reach.h"

#include <stdlib.h>

#include "db/db.h"

enum { PLACES = 4096, DAY = 10 };

struct place {
    int64_t ancestor; /* 0: free */
    int64_t descendant;
    bool below;
};

/* One for each connection, so one for each process. */
struct reach {
    int64_t generation;
    char day[DAY];
    struct place places[PLACES];
};

static const char reach_key = 0;

static struct reach *reach_of(struct db *db)
{
    struct reach *reach = db_kept(db, &reach_key);
    if (reach)
        return reach;
    reach = calloc(1, sizeof *reach);
    if (!reach)
        abort(); /* a hundred kilobytes, once */
    db_keep(db, &reach_key, reach, free);
    return reach;
}

/* The same generation and day, or everything is forgotten. */
static void agree(struct reach *reach, const struct actor *actor)
{
    struct str day = str_of(reach->day, DAY);
    if (reach->generation == actor->generation && str_equal(day, actor->today))
        return;
    for (size_t i = 0; i < PLACES; i++)
        reach->places[i].ancestor = 0;
    reach->generation = actor->generation;
    for (size_t i = 0; i < DAY; i++)
        reach->day[i] = actor->today.ptr[i];
}

static struct place *place_of(struct reach *reach, struct agency_line line)
{
    uint64_t hash = (uint64_t)line.ancestor * UINT64_C(0x9E3779B97F4A7C15) ^
                    (uint64_t)line.descendant * UINT64_C(0xC2B2AE3D27D4EB4F);
    return &reach->places[(hash >> 32) % PLACES];
}

struct result permission_reaches(struct db *db, struct arena *arena, const struct actor *actor,
                                 struct agency_line line, bool *yes)
{
    if (actor->generation == 0 || actor->today.len != DAY)
        return agency_is_below(db, arena, line, yes);
    struct reach *reach = reach_of(db);
    agree(reach, actor);
    struct place *place = place_of(reach, line);
    if (place->ancestor != line.ancestor || place->descendant != line.descendant) {
        bool below;
        TRY(agency_is_below(db, arena, line, &below));
        *place = (struct place){line.ancestor, line.descendant, below};
    }
    *yes = place->below;
    return RESULT_OK;
}
