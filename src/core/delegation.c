#include "core/delegation.h"

#include "core/delegation_queries.h"
#include "core/grants.h"
#include "core/organisation.h"
#include "core/rights.h"

/* The two persons and their grants on a day. */
struct sides {
    struct grant_list from;
    struct grant_list to;
};

static struct result conflict(const char *code, const char *message)
{
    return result_fail(ERROR_CONFLICT, code, message);
}

static struct result invalid(const char *code, const char *message)
{
    return result_fail(ERROR_INVALID, code, message);
}

static bool own_in_scope(const struct grant *grant, struct str role)
{
    return grant->for_person_id == 0 &&
           (str_empty(role) || str_equal(role, grant->role_code));
}

static bool passes_something(const struct grant *grant, bool signing)
{
    size_t count;
    const struct permission *table = permission_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (permission_delegable(&table[i]) && grant_gives(grant, &table[i]) &&
            (!signing || str_is(str_from_c(table[i].name), "result.sign")))
            return true;
    }
    return false;
}

static bool in_agency(const struct grant_list *grants, int64_t agency_id)
{
    for (size_t i = 0; i < grants->count; i++) {
        if (grants->items[i].for_person_id == 0 && grants->items[i].agency_id == agency_id)
            return true;
    }
    return false;
}

static struct result check_days(struct str today, const struct delegation_new *what)
{
    int64_t from;
    int64_t to;
    if (!civil_parse_date(what->valid_from, &from) || !civil_parse_date(what->valid_to, &to) ||
        from >= to || to - from > DELEGATION_DAYS_MAX || str_compare(what->valid_from, today) < 0)
        return invalid("delegation.days",
                       N_("Chọn ngày bắt đầu từ hôm nay trở đi và ngày kết thúc sau đó, không quá "
                          "một năm"));
    return RESULT_OK;
}

static struct result check_words(struct db *db, struct arena *arena,
                                 const struct delegation_new *what)
{
    struct str rest = what->procedures;
    if (str_empty(str_trim(what->decision)) || str_empty(str_trim(what->reason)))
        return invalid("delegation.decision", N_("Ghi số văn bản và lý do của việc ủy quyền"));
    if (what->value_max < 0)
        return invalid("delegation.value", N_("Giới hạn giá trị là số đồng, từ 0 trở lên"));
    while (!str_empty(rest)) {
        struct str code;
        struct q_delegation_procedure_out row;
        bool found;
        str_split(rest, ' ', &code, &rest);
        TRY(q_delegation_procedure(db, arena, (struct q_delegation_procedure_in){code}, &row,
                                   &found));
        if (!found)
            return invalid("delegation.procedure",
                           N_("Có mã thủ tục không đúng. Ghi các mã cách nhau một dấu cách"));
    }
    return RESULT_OK;
}

/* Who passes on a post that reaches below reaches as far. */
static struct result may_pass(struct db *db, struct arena *arena, const struct actor *actor,
                              const struct grant *grant)
{
    return grant->subtree ? permission_check_below(db, arena, actor, "delegation.manage",
                                                   grant->agency_id)
                          : permission_check(db, arena, actor, "delegation.manage",
                                             grant->agency_id);
}

/* Every post that is passed on lies where the actor manages delegations, and the other person works
 * in that agency too. */
static struct result check_posts(struct db *db, struct arena *arena, const struct actor *actor,
                                 const struct delegation_new *what, const struct sides *sides)
{
    bool something = false;
    for (size_t i = 0; i < sides->from.count; i++) {
        const struct grant *grant = &sides->from.items[i];
        if (!own_in_scope(grant, what->role))
            continue;
        TRY(may_pass(db, arena, actor, grant));
        if (!passes_something(grant, what->signing))
            continue;
        something = true;
        if (!in_agency(&sides->to, grant->agency_id))
            return conflict("delegation.other_agency",
                            N_("Chọn người cùng cơ quan với người vắng"));
    }
    if (!something)
        return conflict("delegation.nothing",
                        N_("Người vắng không giữ chức vụ nào có việc để giao vào ngày đó"));
    return RESULT_OK;
}

static struct result check_others(struct db *db, struct arena *arena,
                                  const struct delegation_new *what)
{
    struct q_delegation_chained_out chained;
    struct q_delegation_standing_out standing;
    bool found;
    struct q_delegation_chained_in chain = {what->from_person_id, what->to_person_id,
                                            what->valid_from, what->valid_to};
    TRY(q_delegation_chained(db, arena, chain, &chained, &found));
    if (found)
        return conflict("delegation.chain",
                        N_("Một trong hai người đã có người thay, hoặc đang thay người khác, "
                           "trong những ngày đó. Ủy quyền không nối tiếp"));
    struct q_delegation_standing_in same = {
        .kind = what->signing ? S("signing") : S("substitution"),
        .from_person_id = what->from_person_id,
        .to_person_id = what->to_person_id,
        .valid_from = what->valid_from,
        .valid_to = what->valid_to};
    TRY(q_delegation_standing(db, arena, same, &standing, &found));
    return found ? conflict("delegation.exists", N_("Đã có ủy quyền như vậy trong những ngày đó"))
                 : RESULT_OK;
}

static struct result check_duties(const struct sides *sides)
{
    return grants_apart(sides->to.items, sides->to.count)
               ? conflict("delegation.duties",
                          N_("Người quản trị, thanh tra không nhận việc thay người khác"))
               : RESULT_OK;
}

static struct result read_sides(struct db *db, struct arena *arena,
                                const struct delegation_new *what, struct str day,
                                struct sides *out)
{
    TRY(rights_at(db, arena, what->from_person_id, day, &out->from));
    return rights_at(db, arena, what->to_person_id, day, &out->to);
}

/* The days on which one of the two gets or loses something: what is passed on then counts by what
 * both hold then. */
static struct result check_later(struct db *db, struct arena *arena, const struct actor *actor,
                                 const struct delegation_new *what)
{
    struct q_delegation_days_rows days;
    struct q_delegation_days_in in = {what->from_person_id, what->to_person_id, what->valid_from,
                                      what->valid_to};
    TRY(q_delegation_days(db, arena, in, &days));
    for (size_t i = 0; i < days.count; i++) {
        struct sides sides;
        TRY(read_sides(db, arena, what, days.items[i].day, &sides));
        TRY(check_duties(&sides));
        for (size_t k = 0; k < sides.from.count; k++) {
            const struct grant *grant = &sides.from.items[k];
            if (own_in_scope(grant, what->role) && in_agency(&sides.to, grant->agency_id))
                TRY(may_pass(db, arena, actor, grant));
        }
    }
    return RESULT_OK;
}

struct result delegation_check(struct db *db, struct arena *arena, const struct actor *actor,
                               const struct delegation_new *what)
{
    struct sides sides;
    if (!actor)
        return permission_check(db, arena, NULL, "delegation.manage", 0);
    TRY(check_days(actor->today, what));
    TRY(check_words(db, arena, what));
    TRY(read_sides(db, arena, what, what->valid_from, &sides));
    if (what->to_person_id == what->from_person_id || what->to_person_id == actor->person_id)
        return result_fail(ERROR_FORBIDDEN, "delegation.self",
                           N_("Không ai tự giao việc của người khác cho mình"));
    TRY(check_posts(db, arena, actor, what, &sides));
    TRY(check_duties(&sides));
    TRY(check_later(db, arena, actor, what));
    return check_others(db, arena, what);
}

static struct rights_change change_of(struct arena *arena, const struct actor *actor,
                                      int64_t now_us, int64_t id)
{
    return (struct rights_change){
        .now_us = now_us,
        .actor = actor_mark(arena, actor),
        .agency_id = actor->agency_id,
        .object = str_printf(arena, "delegation:%lld", (long long)id),
    };
}

struct result delegation_give(struct db *db, struct arena *arena, int64_t now_us,
                              const struct actor *actor, const struct delegation_new *what)
{
    struct q_delegation_add_out added;
    TRY(delegation_check(db, arena, actor, what));
    struct q_delegation_add_in in = {
        .kind = what->signing ? S("signing") : S("substitution"),
        .from_person_id = what->from_person_id,
        .to_person_id = what->to_person_id,
        .role = what->role,
        .procedures = what->procedures,
        .value_max = what->value_max,
        .decision = str_trim(what->decision),
        .reason = str_trim(what->reason),
        .valid_from = what->valid_from,
        .valid_to = what->valid_to,
        .now = now_us,
        .created_by = actor->account_id,
    };
    TRY(q_delegation_add(db, arena, in, &added));
    struct rights_change change = change_of(arena, actor, now_us, added.id);
    change.reason = in.reason;
    return rights_changed(db, arena, change);
}

/* The queries of whole rows have the same columns, and so the same members. */
#define ROW_OF(q)                                                                                 \
    ((struct delegation){.id = (q).id,                                                            \
                         .signing = str_is((q).kind, "signing"),                                  \
                         .from_person_id = (q).from_person_id,                                    \
                         .to_person_id = (q).to_person_id,                                        \
                         .from_name = (q).from_name,                                              \
                         .to_name = (q).to_name,                                                  \
                         .role = (q).role,                                                        \
                         .procedures = (q).procedures,                                            \
                         .value_max = (q).value_max,                                              \
                         .decision = (q).decision,                                                \
                         .reason = (q).reason,                                                    \
                         .valid_from = (q).valid_from,                                            \
                         .valid_to = (q).valid_to,                                                \
                         .given_by = (q).given_by,                                                \
                         .created_us = (q).created_us,                                            \
                         .revoked_us = (q).has_revoked_us ? (q).revoked_us : 0,                   \
                         .revoke_reason = (q).revoke_reason,                                      \
                         .acts = (q).acts})

static struct result unknown(void)
{
    return result_fail(ERROR_NOT_FOUND, "delegation.unknown", N_("Không có ủy quyền này"));
}

/* Whether the actor may use a permission in an agency where the absent person has a post on the
 * first day. */
static struct result may_there(struct db *db, struct arena *arena, const struct actor *actor,
                               const struct delegation *delegation, const char *permission)
{
    struct grant_list grants;
    struct result may = unknown();
    TRY(rights_at(db, arena, delegation->from_person_id, delegation->valid_from, &grants));
    for (size_t i = 0; i < grants.count && !result_ok(may); i++) {
        if (grants.items[i].for_person_id != 0)
            continue;
        may = permission_check(db, arena, actor, permission, grants.items[i].agency_id);
        if (!result_ok(may) && may.kind != ERROR_FORBIDDEN)
            return may;
    }
    return result_ok(may) ? RESULT_OK : unknown();
}

struct result delegation_open(struct db *db, struct arena *arena, const struct actor *actor,
                              int64_t id, struct delegation *out)
{
    struct q_delegation_by_id_out row;
    bool found;
    TRY(q_delegation_by_id(db, arena, (struct q_delegation_by_id_in){id}, &row, &found));
    if (!found || !actor)
        return unknown();
    *out = ROW_OF(row);
    struct result may = may_there(db, arena, actor, out, "delegation.manage");
    if (!result_ok(may) && may.kind != ERROR_NOT_FOUND)
        return may;
    bool absent = actor->person_id == out->from_person_id;
    out->endable = result_ok(may) || absent;
    if (out->endable || actor->person_id == out->to_person_id)
        return RESULT_OK;
    return may_there(db, arena, actor, out, "right.read");
}

struct result delegation_revoke(struct db *db, struct arena *arena, int64_t now_us,
                                const struct actor *actor, struct delegation_end what)
{
    struct delegation standing;
    int64_t changed;
    TRY(delegation_open(db, arena, actor, what.id, &standing));
    if (!standing.endable)
        return unknown();
    if (str_empty(str_trim(what.reason)))
        return invalid("delegation.reason", N_("Ghi lý do thu hồi"));
    bool begun = str_compare(standing.valid_from, actor->today) <= 0;
    struct q_delegation_end_in in = {
        .id = what.id,
        .valid_to = begun ? actor->today : standing.valid_from,
        .now = now_us,
        .revoked_by = actor->account_id,
        .reason = str_trim(what.reason),
    };
    TRY(q_delegation_end(db, arena, in, &changed));
    if (changed == 0)
        return conflict("delegation.over", N_("Ủy quyền này đã kết thúc"));
    struct rights_change change = change_of(arena, actor, now_us, what.id);
    change.reason = in.reason;
    return rights_changed(db, arena, change);
}

struct result delegations_of_person(struct db *db, struct arena *arena, int64_t person_id,
                                    struct delegation_list *out)
{
    struct q_delegations_of_person_rows rows;
    TRY(q_delegations_of_person(db, arena, (struct q_delegations_of_person_in){person_id}, &rows));
    DB_LIST_OF(arena, rows, out, ROW_OF);
    return RESULT_OK;
}

struct result delegations_in(struct db *db, struct arena *arena, struct delegation_place place,
                             struct delegation_list *out)
{
    struct q_delegations_in_rows rows;
    struct q_delegations_in_in in = {place.agency_id, place.subtree, place.day};
    TRY(q_delegations_in(db, arena, in, &rows));
    DB_LIST_OF(arena, rows, out, ROW_OF);
    return RESULT_OK;
}

struct result delegation_acts(struct db *db, struct arena *arena, int64_t id,
                              struct delegated_acts *out)
{
    struct q_delegation_acts_rows rows;
    TRY(q_delegation_acts(db, arena, (struct q_delegation_acts_in){id}, &rows));
    out->items = ARENA_ARRAY(arena, struct delegated_act, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct delegated_act){
            .at_us = rows.items[i].at_us,
            .actor = rows.items[i].has_name ? rows.items[i].name : rows.items[i].actor,
            .kind = rows.items[i].kind,
            .object = rows.items[i].object};
    return RESULT_OK;
}

struct result delegation_people_in(struct db *db, struct arena *arena,
                                   struct delegation_place place, struct delegation_people *out)
{
    struct q_delegation_people_rows rows;
    struct q_delegation_people_in in = {place.agency_id, place.subtree, place.day};
    TRY(q_delegation_people(db, arena, in, &rows));
    out->items = ARENA_ARRAY(arena, struct delegation_person, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct delegation_person){rows.items[i].id, rows.items[i].name,
                                                   rows.items[i].title};
    return RESULT_OK;
}
