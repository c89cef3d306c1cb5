#include "modules/audit/find.h"

#include <stdlib.h>

#include "base/clock.h"
#include "core/evidence.h"

/* Every query has the same columns, so that its rows have the same members. */
#define ENTRY_OF(row)                                                                              \
    ((struct audit_entry){.id = (row).id,                                                          \
                          .kind = (row).kind,                                                      \
                          .object = (row).object,                                                  \
                          .actor = (row).actor,                                                    \
                          .agency_id = (row).agency_id,                                            \
                          .recorded_us = (row).recorded,                                           \
                          .record = (row).record,                                                  \
                          .has_leaf_index = (row).has_leaf_index,                                  \
                          .leaf_index = (row).leaf_index})

#define COLLECT(arena, rows, ask, out)                                                             \
    do {                                                                                           \
        (out)->items = ARENA_ARRAY(arena, struct audit_entry, (rows).count + 1);                   \
        (out)->more = (int64_t)(rows).count > (ask)->most;                                         \
        (out)->count = (out)->more ? (size_t)(ask)->most : (rows).count;                           \
        for (size_t i = 0; i < (out)->count; i++)                                                  \
            (out)->items[i] = ENTRY_OF((rows).items[i]);                                           \
    } while (0)

#define COMMON(ask)                                                                                \
    .kind = (ask)->kind, .agency_id = (ask)->agency_id, .from = (ask)->from_us,                    \
    .to = audit_end_of(ask), .before_us = (ask)->before.us, .before_id = (ask)->before.id,         \
    .most = (ask)->most + 1

int64_t audit_end_of(const struct audit_ask *ask)
{
    bool behind = ask->before.us < INT64_MAX && ask->before.us + 1 < ask->to_us;
    return behind ? ask->before.us + 1 : ask->to_us;
}

bool audit_cursor_parse(struct str text, struct audit_cursor *out)
{
    struct str us;
    struct str id;
    return str_split(text, '.', &us, &id) && str_to_i64(us, &out->us) && str_to_i64(id, &out->id);
}

static struct result by_object(struct db *db, struct arena *arena, const struct audit_ask *ask,
                               struct audit_entries *out)
{
    struct q_audit_object_rows rows;
    struct q_audit_object_in in = {.object = ask->object, .actor = ask->actor, COMMON(ask)};
    TRY(q_audit_object(db, arena, in, &rows));
    COLLECT(arena, rows, ask, out);
    return RESULT_OK;
}

static struct result by_actor(struct db *db, struct arena *arena, const struct audit_ask *ask,
                              struct audit_entries *out)
{
    struct q_audit_actor_rows rows;
    struct q_audit_actor_in in = {.actor = ask->actor, COMMON(ask)};
    TRY(q_audit_actor(db, arena, in, &rows));
    COLLECT(arena, rows, ask, out);
    return RESULT_OK;
}

static struct result by_agency(struct db *db, struct arena *arena, const struct audit_ask *ask,
                               struct audit_entries *out)
{
    struct q_audit_agency_rows rows;
    struct q_audit_agency_in in = {COMMON(ask)};
    TRY(q_audit_agency(db, arena, in, &rows));
    COLLECT(arena, rows, ask, out);
    return RESULT_OK;
}

static struct result by_kind(struct db *db, struct arena *arena, const struct audit_ask *ask,
                             struct audit_entries *out)
{
    struct q_audit_kind_rows rows;
    struct q_audit_kind_in in = {.actor = ask->actor, COMMON(ask)};
    TRY(q_audit_kind(db, arena, in, &rows));
    COLLECT(arena, rows, ask, out);
    return RESULT_OK;
}

static struct result by_time(struct db *db, struct arena *arena, const struct audit_ask *ask,
                             struct audit_entries *out)
{
    struct q_audit_all_rows rows;
    struct q_audit_all_in in = {COMMON(ask)};
    TRY(q_audit_all(db, arena, in, &rows));
    COLLECT(arena, rows, ask, out);
    return RESULT_OK;
}

/* Nearly all of the log is readings and the life of dossiers; any other kind is rare. */
static bool is_rare(struct str kind)
{
    return kind.len > 0 && !str_is(kind, "read") && !str_starts(kind, S("dossier."));
}

/* The rarest thing that is named leads. */
struct result audit_find(struct db *db, struct arena *arena, const struct audit_ask *ask,
                         struct audit_entries *out)
{
    if (ask->object.len > 0)
        return by_object(db, arena, ask, out);
    if (is_rare(ask->kind))
        return by_kind(db, arena, ask, out);
    if (ask->actor.len > 0)
        return by_actor(db, arena, ask, out);
    if (ask->agency_id != 0)
        return by_agency(db, arena, ask, out);
    return ask->kind.len > 0 ? by_kind(db, arena, ask, out) : by_time(db, arena, ask, out);
}

static int newest_first(const void *a, const void *b)
{
    const struct audit_entry *x = a;
    const struct audit_entry *y = b;
    if (x->recorded_us != y->recorded_us)
        return x->recorded_us < y->recorded_us ? 1 : -1;
    return (x->id < y->id) - (x->id > y->id);
}

static int64_t midnight_us(struct str day)
{
    int64_t number;
    if (!civil_parse_date(day, &number))
        return INT64_MAX;
    return civil_to_us(civil_from_day_number(number));
}

/* One holder's days within what was asked. */
static struct audit_ask narrowed(struct arena *arena, const struct audit_ask *ask,
                                 const struct q_audit_holders_out *holder)
{
    struct audit_ask own = *ask;
    int64_t from_us = midnight_us(holder->from_day);
    int64_t to_us = midnight_us(holder->to_day);
    own.object = (struct str){0};
    own.actor = str_printf(arena, "account:%lld", (long long)holder->account_id);
    own.from_us = from_us > ask->from_us ? from_us : ask->from_us;
    own.to_us = to_us < ask->to_us ? to_us : ask->to_us;
    return own;
}

/* Two posts of one person at once would give the same row twice. */
static void drop_doubles(struct audit_entries *entries)
{
    size_t kept = 0;
    for (size_t i = 0; i < entries->count; i++)
        if (kept == 0 || entries->items[kept - 1].id != entries->items[i].id)
            entries->items[kept++] = entries->items[i];
    entries->count = kept;
}

struct result audit_find_role(struct db *db, struct arena *arena, const struct audit_ask *ask,
                              enum role role, struct audit_entries *out)
{
    struct q_audit_holders_rows holders;
    struct q_audit_holders_in in = {
        .role = str_from_c(role_code(role)),
        .from_day = civil_date_text(arena, civil_day_of_us(ask->from_us)),
        .to_day = civil_date_text(arena, civil_day_of_us(ask->to_us))};
    TRY(q_audit_holders(db, arena, in, &holders));
    *out = (struct audit_entries){
        .items = ARENA_ARRAY(arena, struct audit_entry,
                             holders.count * (size_t)(ask->most + 1) + 1)};
    for (size_t i = 0; i < holders.count; i++) {
        struct audit_entries own;
        struct audit_ask part = narrowed(arena, ask, &holders.items[i]);
        TRY(audit_find(db, arena, &part, &own));
        for (size_t j = 0; j < own.count; j++)
            out->items[out->count++] = own.items[j];
        out->more = out->more || own.more;
    }
    qsort(out->items, out->count, sizeof out->items[0], newest_first);
    drop_doubles(out);
    out->more = out->more || (int64_t)out->count > ask->most;
    if ((int64_t)out->count > ask->most)
        out->count = (size_t)ask->most;
    return RESULT_OK;
}

struct result audit_row(struct db *db, struct arena *arena, int64_t id, struct evidence_row *out)
{
    struct q_audit_row_out row;
    bool found;
    TRY(q_audit_row(db, arena, (struct q_audit_row_in){.id = id}, &row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "audit.none", NULL);
    *out = (struct evidence_row){.id = row.id,
                                 .kind = row.kind,
                                 .object = row.object,
                                 .actor = row.actor,
                                 .agency_id = row.agency_id,
                                 .recorded_us = row.recorded,
                                 .salt = row.salt,
                                 .record = row.record,
                                 .leaf = row.leaf,
                                 .has_leaf_index = row.has_leaf_index,
                                 .leaf_index = row.leaf_index};
    return RESULT_OK;
}
