#include "core/rights.h"

#include "base/buf.h"
#include "base/json.h"
#include "core/evidence.h"
#include "core/organisation.h"
#include "core/rights_log.h"
#include "core/rights_queries.h"
#include "db/db.h"

/* Rows in one piece of evidence: its record stays well below what evidence may hold. */
enum { ROWS_AT_ONCE = 100, DATA_MAX = 60 << 10 };

/* Rights that the first version gave count from here, before any appointment. */
#define FIRST_DAY S("2000-01-01")
#define PROGRAM S("Bảng quyền của chương trình")

/* What became of one row: `before` or `after` is missing where it is new or gone. */
struct difference {
    struct str kind;
    int64_t id;
    bool has_before, has_after;
    struct right_state before, after;
};

static void put_state(struct json_writer *json, const char *name, const struct right_state *state)
{
    json_open_object(json, name);
    json_put_text(json, "decision", state->decision);
    json_put_text(json, "from", state->from);
    json_put_int(json, "number", state->number);
    json_put_int(json, "one", state->one);
    json_put_int(json, "other", state->other);
    json_put_text(json, "text", state->text);
    json_put_text(json, "to", state->to);
    json_put_text(json, "word", state->word);
    json_close_object(json);
}

static void put_difference(struct json_writer *json, const struct difference *row)
{
    json_open_object(json, NULL);
    if (row->has_after)
        put_state(json, "after", &row->after);
    if (row->has_before)
        put_state(json, "before", &row->before);
    json_put_int(json, "id", row->id);
    json_put_text(json, "kind", row->kind);
    json_close_object(json);
}

static struct difference changed_row(const struct q_right_rows_changed_out *row)
{
    return (struct difference){
        .kind = row->kind,
        .id = row->row_id,
        .has_after = true,
        .has_before = row->known,
        .after = {.one = row->one, .other = row->other, .number = row->number, .word = row->word,
                  .text = row->text, .from = row->valid_from, .to = row->valid_to,
                  .decision = row->decision},
        .before = {.one = row->was_one, .other = row->was_other, .number = row->was_number,
                   .word = row->was_word, .text = row->was_text, .from = row->was_from,
                   .to = row->was_to, .decision = row->was_decision},
    };
}

static struct difference gone_row(const struct q_right_rows_gone_out *row)
{
    return (struct difference){
        .kind = row->kind,
        .id = row->row_id,
        .has_before = true,
        .before = {.one = row->one, .other = row->other, .number = row->number, .word = row->word,
                   .text = row->text, .from = row->valid_from, .to = row->valid_to,
                   .decision = row->decision},
    };
}

/* Gone rows first: what took their place comes after them in the log too. */
static struct result differences(struct db *db, struct arena *arena, struct difference **rows,
                                 size_t *count)
{
    struct q_right_rows_gone_rows gone;
    struct q_right_rows_changed_rows changed;
    TRY(q_right_rows_gone(db, arena, &gone));
    TRY(q_right_rows_changed(db, arena, &changed));
    *count = gone.count + changed.count;
    *rows = ARENA_ARRAY(arena, struct difference, *count + 1);
    for (size_t i = 0; i < gone.count; i++) {
        (*rows)[i] = gone_row(&gone.items[i]);
        struct q_right_row_forget_in in = {gone.items[i].kind, gone.items[i].row_id};
        TRY(q_right_row_forget(db, arena, in, NULL));
    }
    for (size_t i = 0; i < changed.count; i++)
        (*rows)[gone.count + i] = changed_row(&changed.items[i]);
    return RESULT_OK;
}

static struct result leave_evidence(struct db *db, struct arena *arena,
                                    const struct rights_change *change,
                                    const struct difference *rows, size_t count)
{
    struct buf data;
    buf_init(&data, arena, DATA_MAX);
    struct json_writer json = json_writer_of(&data);
    json_open_object(&json, NULL);
    if (!str_empty(change->reason))
        json_put_text(&json, "reason", change->reason);
    json_open_array(&json, "rows");
    for (size_t i = 0; i < count; i++)
        put_difference(&json, &rows[i]);
    json_close_array(&json);
    json_close_object(&json);
    if (data.overflowed)
        return result_fail(ERROR_LIMIT, "rights.size", NULL);
    return evidence_add(db, arena, change->now_us,
                        (struct evidence){.kind = S("rights.changed"),
                                          .object = change->object,
                                          .actor = change->actor,
                                          .agency_id = change->agency_id,
                                          .data = buf_str(&data)});
}

/* The new generation; refused where nobody could give rights back afterwards. */
static struct result keep_administrators(struct db *db, struct arena *arena, int64_t now_us)
{
    const struct clock now = clock_fixed(now_us);
    struct q_authority_raise_out before;
    struct q_administrators_out after;
    struct q_administrators_in in = {organisation_today(arena, &now)};
    TRY(q_authority_raise(db, arena, &before));
    TRY(q_administrators(db, arena, in, &after));
    if (before.administrators > 0 && after.count == 0)
        return result_fail(ERROR_CONFLICT, "rights.last_administrator",
                           N_("Phải còn ít nhất một người quản trị được vai trò"));
    struct q_authority_administrators_in keep = {after.count};
    return q_authority_administrators(db, arena, keep, NULL);
}

struct result rights_changed(struct db *db, struct arena *arena, struct rights_change change)
{
    struct difference *rows;
    size_t count;
    TRY(keep_administrators(db, arena, change.now_us));
    TRY(differences(db, arena, &rows, &count));
    for (size_t at = 0; at < count; at += ROWS_AT_ONCE)
        TRY(leave_evidence(db, arena, &change, &rows[at],
                           count - at < ROWS_AT_ONCE ? count - at : ROWS_AT_ONCE));
    return count == 0 ? RESULT_OK : q_right_rows_keep(db, arena, NULL);
}

static struct result seed_roles(struct db *db, struct arena *arena)
{
    for (unsigned role = 0; role < ROLE_COUNT; role++) {
        struct q_role_add_in in = {.code = str_from_c(role_code((enum role)role)),
                                   .name = str_from_c(role_name((enum role)role)),
                                   .decision = PROGRAM, .valid_from = FIRST_DAY};
        TRY(q_role_add(db, arena, in, NULL));
    }
    return RESULT_OK;
}

static struct result seed_permission(struct db *db, struct arena *arena,
                                     const struct permission *permission, struct str since)
{
    for (unsigned role = 0; role < ROLE_COUNT; role++) {
        struct q_role_permission_add_in in = {.role = str_from_c(role_code((enum role)role)),
                                              .permission = str_from_c(permission->name),
                                              .decision = PROGRAM, .valid_from = since};
        if (permission->roles & (1u << role))
            TRY(q_role_permission_add(db, arena, in, NULL));
    }
    return RESULT_OK;
}

struct result rights_seed(struct db *db, struct arena *arena, struct str today, int64_t *added)
{
    struct q_roles_any_out any;
    bool found;
    size_t count;
    const struct permission *table = permission_table(&count);
    TRY(q_roles_any(db, arena, &any, &found));
    struct str since = found ? today : FIRST_DAY;
    *added = 0;
    if (!found)
        TRY(seed_roles(db, arena));
    for (size_t i = 0; i < count; i++) {
        int64_t learned = 0;
        struct q_permission_learn_in in = {.name = str_from_c(table[i].name), .since = since};
        TRY(q_permission_learn(db, arena, in, &learned));
        if (learned > 0)
            TRY(seed_permission(db, arena, &table[i], since));
        *added += learned;
    }
    return RESULT_OK;
}

static struct result prepare(struct db *db, struct arena *arena, int64_t now_us)
{
    const struct clock now = clock_fixed(now_us);
    int64_t added;
    TRY(rights_seed(db, arena, organisation_today(arena, &now), &added));
    struct rights_change change = {.now_us = now_us, .actor = S("system"), .object = S("node"),
                                   .reason = PROGRAM};
    return added == 0 ? RESULT_OK : rights_changed(db, arena, change);
}

struct result rights_prepare(struct db *db, struct arena *arena, int64_t now_us)
{
    TRY(db_write_begin(db));
    return db_finish(db, prepare(db, arena, now_us));
}
