#include "core/grants.h"

#include "core/rights_queries.h"

static const struct grant_source *source_of(struct arena *arena,
                                            const struct q_grants_of_person_out *row)
{
    if (row->delegation_id == 0)
        return NULL;
    struct grant_source *source = ARENA_NEW(arena, struct grant_source);
    *source = (struct grant_source){
        .id = row->delegation_id,
        .signing = row->signing,
        .decision = row->given_by,
        .since = row->given_from,
        .until = row->given_to,
        .limits = {.procedures = row->given_procedures, .value_max = row->given_value},
    };
    return source;
}

/* What the role holds; of another's role only what may be passed on and was. */
static const struct permission_set *rights_of(struct arena *arena,
                                              const struct q_grants_of_person_out *row)
{
    struct permission_set *set = ARENA_NEW(arena, struct permission_set);
    *set = permission_set_of(row->rights);
    if (row->delegation_id == 0)
        return set;
    struct permission_set passed = permission_set_of(row->given_permissions);
    size_t count;
    const struct permission *table = permission_table(&count);
    for (size_t i = 0; i < count; i++) {
        bool named = str_empty(row->given_permissions) || permission_set_has(&passed, &table[i]);
        if (!named || !permission_delegable(&table[i]) ||
            (row->signing && !permission_signing(&table[i])))
            permission_set_drop(set, &table[i]);
    }
    return set;
}

static struct grant grant_of(struct arena *arena, const struct q_grants_of_person_out *row)
{
    struct grant grant = {
        .role = ROLE_COUNT,
        .subtree = row->subtree,
        .agency_id = row->agency_id,
        .agency_name = row->agency_name,
        .title = row->title,
        .decision = row->decision,
        .since = row->since,
        .role_code = row->role,
        .until = row->has_until ? row->until : S(""),
        .position_id = row->position_id,
        .rights = rights_of(arena, row),
        .limits = {.procedures = row->procedures, .held_only = row->held_only},
        .limits_decision = row->limits_decision,
        .for_person_id = row->for_person_id,
        .for_name = row->for_name,
        .source = source_of(arena, row),
    };
    enum role role;
    if (role_from_code(row->role, &role))
        grant.role = role;
    return grant;
}

bool grants_apart(const struct grant *grants, size_t count)
{
    static const char *const APART[] = {"account.manage", "role.manage", "evidence.read"};
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; grants[i].for_person_id == 0 && k < 3; k++)
            if (grant_gives(&grants[i], permission_find(APART[k])))
                return true;
    }
    return false;
}

size_t grants_counted(const struct grant *grants, size_t count)
{
    size_t own = 0;
    while (own < count && grants[own].for_person_id == 0)
        own++;
    return grants_apart(grants, own) ? own : count;
}

struct result grants_load(struct db *db, struct arena *arena, int64_t person_id, struct str day,
                          struct grant_list *out)
{
    struct q_grants_of_person_rows rows;
    struct q_grants_of_person_in in = {.person_id = person_id, .day = day};
    TRY(q_grants_of_person(db, arena, in, &rows));
    struct grant *grants = ARENA_ARRAY(arena, struct grant, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        grants[i] = grant_of(arena, &rows.items[i]);
    *out = (struct grant_list){.items = grants, .count = grants_counted(grants, rows.count)};
    if (rows.count > 0) {
        out->agency_code = rows.items[0].code;
        out->place = rows.items[0].place;
        out->unit_name = rows.items[0].unit_name;
    }
    return RESULT_OK;
}

struct result rights_at(struct db *db, struct arena *arena, int64_t person_id, struct str day,
                        struct grant_list *out)
{
    return grants_load(db, arena, person_id, day, out);
}
