#include "core/permission_places.h"

#include "base/json.h"
#include "core/permission_places_queries.h"

enum { SCOPE_TEXT = 4096, SCOPES_MAX = 64 };

static bool is_whole(const struct permission_scope *scope)
{
    return scope->procedures.len == 0 && scope->procedures_too.len == 0 &&
           scope->held_role.len == 0;
}

/* With a space on either side of every code; empty stays empty. */
static struct str spaced(struct arena *arena, struct str codes)
{
    return codes.len == 0 ? codes : str_printf(arena, " %.*s ", STR_ARG(codes));
}

static void put_scope(struct arena *arena, struct json_writer *json,
                      const struct permission_scope *scope)
{
    json_open_object(json, NULL);
    json_put_int(json, "agency", scope->agency_id);
    json_put_int(json, "below", scope->subtree ? 1 : 0);
    json_put_text(json, "procedures", spaced(arena, scope->procedures));
    json_put_text(json, "procedures_too", spaced(arena, scope->procedures_too));
    json_put_text(json, "role", scope->held_role);
    json_close_object(json);
}

struct permission_places permission_places(struct arena *arena, const struct actor *actor,
                                           const char *permission)
{
    struct permission_scopes scopes;
    struct buf out;
    size_t count = 0;
    permission_scopes(arena, actor, permission, &scopes);
    struct permission_places places = {.day = actor != NULL ? actor->today : S(""), .whole = true};
    buf_init(&out, arena, 2 + (scopes.count < SCOPES_MAX ? scopes.count : SCOPES_MAX) * SCOPE_TEXT);
    struct json_writer json = json_writer_of(&out);
    json_open_array(&json, NULL);
    for (size_t i = 0; i < scopes.count && count < SCOPES_MAX; i++) {
        const struct permission_scope *scope = &scopes.items[i];
        put_scope(arena, &json, scope);
        bool same = count++ == 0 || places.agency_id == scope->agency_id;
        places.agency_id = same ? scope->agency_id : 0;
        places.below = places.below || scope->subtree;
        places.whole = places.whole && is_whole(scope);
    }
    json_close_array(&json);
    places.grants = out.overflowed ? S("[]") : buf_str(&out);
    return places;
}

struct result permission_only_place(struct db *db, struct arena *arena,
                                    const struct permission_places *places, int64_t *agency_id)
{
    struct q_places_reach_rows rows;
    struct q_places_reach_in in = {places->grants, places->day, 2};
    *agency_id = places->agency_id;
    if (places->agency_id == 0 || !places->below)
        return RESULT_OK;
    TRY(q_places_reach(db, arena, in, &rows));
    *agency_id = rows.count == 1 ? rows.items[0].agency_id : 0;
    return RESULT_OK;
}
