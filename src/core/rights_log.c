#include "core/rights_log.h"

#include "base/json.h"
#include "core/grants.h"
#include "core/rights_queries.h"

/* Kinds of right_current, in the order of enum kind. */
enum kind { AGENCY, UNIT, POSITION, CONDITION, APPOINTMENT, ROLE, PERMISSION, DELEGATION, KINDS };
static const char *const KIND_NAMES[KINDS] = {"agency",      "unit", "position",   "condition",
                                              "appointment", "role", "permission", "delegation"};
enum { ROWS_AT_ONCE = 200, FIRST_ROOM = 64 };

struct log_row {
    int64_t id;
    bool gone;
    struct right_state state;
};

/* Rows of a kind as the log left them, and a table that finds one by its id. */
struct log_kind {
    struct log_row *rows;
    size_t count;
    size_t room;
    size_t *places; /* 1 + index into rows; 0: free; twice `room` of them */
};

struct rights_log {
    struct log_kind kinds[KINDS];
};

static size_t *place_of(const struct log_kind *kind, int64_t id)
{
    size_t size = 2 * kind->room;
    size_t at = (size_t)((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15) >> 20) % size;
    while (kind->places[at] != 0 && kind->rows[kind->places[at] - 1].id != id)
        at = (at + 1) % size;
    return &kind->places[at];
}

static void grow(struct arena *arena, struct log_kind *kind)
{
    struct log_row *rows = kind->rows;
    kind->room = kind->room == 0 ? FIRST_ROOM : 2 * kind->room;
    kind->rows = ARENA_ARRAY(arena, struct log_row, kind->room);
    kind->places = ARENA_ARRAY(arena, size_t, 2 * kind->room);
    for (size_t i = 0; i < kind->count; i++) {
        kind->rows[i] = rows[i];
        *place_of(kind, rows[i].id) = i + 1;
    }
}

static struct log_row *row_of(struct arena *arena, struct log_kind *kind, int64_t id)
{
    if (kind->count == kind->room)
        grow(arena, kind);
    size_t *place = place_of(kind, id);
    if (*place == 0) {
        kind->rows[kind->count].id = id;
        *place = ++kind->count;
    }
    return &kind->rows[*place - 1];
}

static const struct log_row *find(const struct log_kind *kind, int64_t id)
{
    size_t at = kind->room == 0 ? 0 : *place_of(kind, id);
    return at == 0 ? NULL : &kind->rows[at - 1];
}

static void take_row(struct arena *arena, struct rights_log *log, const struct json *row)
{
    struct str name = json_get_text(row, "kind");
    const struct json *after = json_get(row, "after");
    size_t kind = 0;
    while (kind < KINDS && !str_is(name, KIND_NAMES[kind]))
        kind++;
    if (kind == KINDS)
        return; /* of a newer program: it gives nothing here */
    struct log_row *kept = row_of(arena, &log->kinds[kind], json_get_int(row, "id", 0));
    kept->gone = after == NULL;
    kept->state = (struct right_state){.one = json_get_int(after, "one", 0),
                                       .other = json_get_int(after, "other", 0),
                                       .number = json_get_int(after, "number", 0),
                                       .word = json_get_text(after, "word"),
                                       .text = json_get_text(after, "text"),
                                       .from = json_get_text(after, "from"),
                                       .to = json_get_text(after, "to"),
                                       .decision = json_get_text(after, "decision")};
}

static struct result take_record(struct arena *arena, struct rights_log *log, struct str record)
{
    const struct json *json;
    if (str_empty(record))
        return RESULT_OK; /* erased: nothing personal stands in these, so nobody does */
    TRY(json_parse(arena, record, &json));
    const struct json *rows = json_get(json_get(json, "data"), "rows");
    for (size_t i = 0; i < json_count(rows); i++)
        take_row(arena, log, json_at(rows, i));
    return RESULT_OK;
}

struct result rights_log_read(struct db *db, struct arena *arena, int64_t known_us,
                              const struct rights_log **out)
{
    struct rights_log *log = ARENA_NEW(arena, struct rights_log);
    struct q_right_evidence_in in = {.known_us = known_us == 0 ? INT64_MAX : known_us,
                                     .most = ROWS_AT_ONCE};
    struct q_right_evidence_rows rows;
    do {
        TRY(q_right_evidence(db, arena, in, &rows));
        for (size_t i = 0; i < rows.count; i++) {
            TRY(take_record(arena, log, rows.items[i].record));
            in.after = rows.items[i].id;
        }
    } while (rows.count == ROWS_AT_ONCE);
    *out = log;
    return RESULT_OK;
}

static bool in_force(const struct log_row *row, struct str day)
{
    return row && !row->gone && str_compare(row->state.from, day) <= 0 &&
           (str_empty(row->state.to) || str_compare(day, row->state.to) < 0);
}

/* In force, and of the kind's `one` and `word` that are wanted; word empty: any. */
static const struct log_row *next_in(const struct log_kind *kind, size_t *at, struct str day,
                                     const struct right_state *wanted)
{
    while (*at < kind->count) {
        const struct log_row *row = &kind->rows[(*at)++];
        if (in_force(row, day) && row->state.one == wanted->one &&
            (str_empty(wanted->word) || str_equal(row->state.word, wanted->word)))
            return row;
    }
    return NULL;
}

struct answer {
    struct arena *arena;
    const struct rights_log *log;
    struct str day;
    struct grant *grants;
    size_t count;
    size_t room;
};

/* The delegation's permissions, procedures and role: "a b|2.000635|lanh_dao". */
struct passed {
    struct str permissions, procedures, role;
};
static struct passed passed_of(const struct log_row *delegation)
{
    struct passed passed = {0};
    struct str rest;
    if (!delegation)
        return passed;
    str_split(delegation->state.text, '|', &passed.permissions, &rest);
    str_split(rest, '|', &passed.procedures, &passed.role);
    return passed;
}

static const struct permission_set *rights_of(const struct answer *a, struct str role,
                                              const struct log_row *delegation)
{
    struct permission_set *set = ARENA_NEW(a->arena, struct permission_set);
    struct passed passed = passed_of(delegation);
    struct permission_set kept = permission_set_of(passed.permissions);
    const struct right_state of_role = {.word = role};
    size_t at = 0;
    if (!next_in(&a->log->kinds[ROLE], &at, a->day, &of_role))
        return set;
    const struct log_row *row;
    for (at = 0; (row = next_in(&a->log->kinds[PERMISSION], &at, a->day, &of_role)) != NULL;) {
        const struct permission *permission = permission_find(str_c(a->arena, row->state.text));
        if (!permission)
            continue;
        bool signing = delegation && str_is(delegation->state.word, "signing");
        bool named = str_empty(passed.permissions) || permission_set_has(&kept, permission);
        if (!delegation || (named && permission_delegable(permission) &&
                            (!signing || permission_signing(permission))))
            permission_set_add(set, permission);
    }
    return set;
}

static struct grant *new_grant(struct answer *a)
{
    if (a->count == a->room) {
        struct grant *old = a->grants;
        a->room = a->room == 0 ? FIRST_ROOM : 2 * a->room;
        a->grants = ARENA_ARRAY(a->arena, struct grant, a->room);
        for (size_t i = 0; i < a->count; i++)
            a->grants[i] = old[i];
    }
    return &a->grants[a->count++];
}

static const struct grant_source *source_of(struct arena *arena, const struct log_row *delegation)
{
    if (!delegation)
        return NULL;
    struct grant_source *source = ARENA_NEW(arena, struct grant_source);
    *source = (struct grant_source){.id = delegation->id,
                                    .limits = {.procedures = passed_of(delegation).procedures,
                                               .value_max = delegation->state.number}};
    return source;
}

/* The grant of one post in one version of its agency under one condition. */
static void add_grant(struct answer *a, const struct log_row *post, int64_t agency_id,
                      const struct log_row *condition, const struct log_row *delegation)
{
    *new_grant(a) = (struct grant){
        .role = ROLE_COUNT,
        .subtree = post->state.other != 0,
        .agency_id = agency_id,
        .role_code = post->state.word,
        .position_id = post->id,
        .rights = rights_of(a, post->state.word, delegation),
        .limits = {.procedures = condition ? condition->state.text : S(""),
                   .held_only = condition && condition->state.other != 0},
        .for_person_id = delegation ? delegation->state.one : 0,
        .source = source_of(a->arena, delegation),
    };
}

/* Own grants stand first: of another's posts only those where the person works too. */
static bool works_in(const struct answer *a, int64_t agency_id)
{
    for (size_t i = 0; i < a->count; i++) {
        if (a->grants[i].for_person_id == 0 && a->grants[i].agency_id == agency_id)
            return true;
    }
    return false;
}

/* What one appointment gives on the day, through `delegation` or, NULL, to the person itself. */
static void add_appointment(struct answer *a, const struct log_row *appointment,
                            const struct log_row *delegation)
{
    const struct log_row *post = find(&a->log->kinds[POSITION], appointment->state.other);
    const struct log_row *unit = in_force(post, a->day)
                                     ? find(&a->log->kinds[UNIT], post->state.one)
                                     : NULL;
    struct passed passed = passed_of(delegation);
    if (!in_force(unit, a->day) ||
        (!str_empty(passed.role) && !str_equal(passed.role, post->state.word)))
        return;
    const struct right_state of_agency = {.one = unit->state.one};
    const struct right_state of_post = {.one = post->id};
    size_t at = 0;
    if (!next_in(&a->log->kinds[AGENCY], &at, a->day, &of_agency) ||
        (delegation && !works_in(a, unit->state.one)))
        return;
    at = 0;
    const struct log_row *condition = next_in(&a->log->kinds[CONDITION], &at, a->day, &of_post);
    do {
        add_grant(a, post, unit->state.one, condition, delegation);
        condition = condition ? next_in(&a->log->kinds[CONDITION], &at, a->day, &of_post) : NULL;
    } while (condition);
}

static void add_appointments(struct answer *a, int64_t person_id, const struct log_row *delegation)
{
    const struct right_state of_person = {.one = person_id};
    const struct log_row *row;
    for (size_t at = 0;
         (row = next_in(&a->log->kinds[APPOINTMENT], &at, a->day, &of_person)) != NULL;)
        add_appointment(a, row, delegation);
}

struct str rights_log_lines(struct arena *arena, const struct rights_log *log, int64_t person_id,
                            struct str day)
{
    struct answer answer = {.arena = arena, .log = log, .day = day};
    const struct log_kind *delegations = &log->kinds[DELEGATION];
    add_appointments(&answer, person_id, NULL);
    for (size_t i = 0; i < delegations->count; i++) {
        const struct log_row *row = &delegations->rows[i];
        if (row->state.other == person_id && in_force(row, day))
            add_appointments(&answer, row->state.one, row);
    }
    struct grant_list grants = {.items = answer.grants,
                                .count = grants_counted(answer.grants, answer.count)};
    return rights_lines(arena, &grants);
}

struct result rights_recomputed_from_log(struct db *db, struct arena *arena,
                                         struct rights_moment moment, struct str *out)
{
    const struct rights_log *log;
    TRY(rights_log_read(db, arena, moment.known_us, &log));
    *out = rights_log_lines(arena, log, moment.person_id, moment.day);
    return RESULT_OK;
}
