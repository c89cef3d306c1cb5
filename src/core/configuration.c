#include "core/configuration.h"

#include "base/json.h"
#include "core/configuration_queries.h"
#include "core/evidence.h"
#include "core/identity.h"

enum { DATA_MAX = 60 << 10 };

/* The same value always has the same text, whoever wrote it. */
static struct result canonical(struct arena *arena, struct str json, struct str *out)
{
    struct buf buf;
    const struct json *value;
    if (json.len == 0)
        json = S("null");
    if (!result_ok(json_parse(arena, json, &value)))
        return result_fail(ERROR_INVALID, "configuration.json", NULL);
    buf_init(&buf, arena, DATA_MAX);
    struct json_writer writer = json_writer_of(&buf);
    json_put_value(&writer, NULL, value);
    if (buf.overflowed)
        return result_fail(ERROR_LIMIT, "configuration.size", NULL);
    *out = buf_str(&buf);
    return RESULT_OK;
}

static struct str data_of(struct arena *arena, const struct configuration_change *change)
{
    struct buf buf;
    buf_init(&buf, arena, DATA_MAX);
    struct json_writer json = json_writer_of(&buf);
    json_open_object(&json, NULL);
    json_put_raw(&json, "after", change->after);
    json_put_raw(&json, "before", change->before);
    json_put_text(&json, "reason", change->reason);
    json_close_object(&json);
    return buf_str(&buf);
}

static struct result put(struct db *db, struct arena *arena, int64_t now_us,
                         const struct configuration_change *change)
{
    struct q_configuration_now_out standing;
    bool found;
    TRY(q_configuration_now(db, arena,
                            (struct q_configuration_now_in){.object = change->object}, &standing,
                            &found));
    if (found && !str_equal(standing.value, change->before))
        return result_fail(ERROR_CONFLICT, "configuration.raced",
                           N_("Có người vừa sửa mục này. Tải lại trang, xem giá trị mới rồi sửa"));
    if (found)
        TRY(q_configuration_close(
            db, arena, (struct q_configuration_close_in){.id = standing.id, .now = now_us}, NULL));
    struct q_configuration_add_in row = {.object = change->object,
                                         .before = change->before,
                                         .value = change->after,
                                         .now = now_us,
                                         .actor = actor_mark(arena, change->actor),
                                         .reason = change->reason};
    if (change->actor == NULL)
        row.actor = S("system");
    TRY(q_configuration_add(db, arena, row, NULL));
    return evidence_add(db, arena, now_us,
                        (struct evidence){.kind = S("configuration.changed"),
                                          .object = change->object,
                                          .actor = row.actor,
                                          .agency_id = change->actor ? change->actor->agency_id : 0,
                                          .data = data_of(arena, change)});
}

struct result configuration_change(struct db *db, struct arena *arena, int64_t now_us,
                                   struct configuration_change change)
{
    change.reason = str_trim(change.reason);
    if (change.reason.len == 0)
        return result_fail(ERROR_INVALID, "configuration.reason", N_("Ghi lý do sửa"));
    TRY(canonical(arena, change.before, &change.before));
    TRY(canonical(arena, change.after, &change.after));
    if (str_equal(change.before, change.after))
        return result_fail(ERROR_CONFLICT, "configuration.same",
                           N_("Giá trị mới giống giá trị đang dùng"));
    return put(db, arena, now_us, &change);
}

struct result configuration_at(struct db *db, struct arena *arena, struct str object,
                               int64_t at_us, struct str *value)
{
    struct q_configuration_at_out row;
    bool found;
    TRY(q_configuration_at(db, arena,
                           (struct q_configuration_at_in){.object = object, .at = at_us}, &row,
                           &found));
    *value = found ? row.value : (struct str){0};
    return RESULT_OK;
}

struct result configuration_history(struct db *db, struct arena *arena, struct str object,
                                    struct configuration_rows *out)
{
    struct q_configuration_changes_rows rows;
    TRY(q_configuration_changes(
        db, arena, (struct q_configuration_changes_in){.object = object}, &rows));
    *out = (struct configuration_rows){
        .items = ARENA_ARRAY(arena, struct configuration_row, rows.count + 1),
        .count = rows.count};
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct configuration_row){.object = object,
                                                   .before = rows.items[i].before,
                                                   .value = rows.items[i].value,
                                                   .changed_us = rows.items[i].changed_us,
                                                   .actor = rows.items[i].actor,
                                                   .reason = rows.items[i].reason};
    return RESULT_OK;
}

struct result configuration_latest(struct db *db, struct arena *arena, struct str kind,
                                   int64_t most, struct configuration_rows *out)
{
    struct q_configuration_latest_rows rows;
    struct q_configuration_latest_in in = {.from = str_printf(arena, "%.*s:", STR_ARG(kind)),
                                           .to = str_printf(arena, "%.*s;", STR_ARG(kind)),
                                           .most = most};
    TRY(q_configuration_latest(db, arena, in, &rows));
    *out = (struct configuration_rows){
        .items = ARENA_ARRAY(arena, struct configuration_row, rows.count + 1),
        .count = rows.count};
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct configuration_row){.object = rows.items[i].object,
                                                   .before = rows.items[i].before,
                                                   .value = rows.items[i].value,
                                                   .changed_us = rows.items[i].changed_us,
                                                   .actor = rows.items[i].actor,
                                                   .reason = rows.items[i].reason};
    return RESULT_OK;
}

struct result configuration_in_force(struct db *db, struct arena *arena, struct str kind,
                                     struct configuration_rows *out)
{
    struct q_configuration_in_force_rows rows;
    struct q_configuration_in_force_in in = {.from = str_printf(arena, "%.*s:", STR_ARG(kind)),
                                             .to = str_printf(arena, "%.*s;", STR_ARG(kind))};
    TRY(q_configuration_in_force(db, arena, in, &rows));
    *out = (struct configuration_rows){
        .items = ARENA_ARRAY(arena, struct configuration_row, rows.count + 1),
        .count = rows.count};
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct configuration_row){.object = rows.items[i].object,
                                                   .value = rows.items[i].value,
                                                   .changed_us = rows.items[i].since_us,
                                                   .actor = rows.items[i].actor};
    return RESULT_OK;
}
