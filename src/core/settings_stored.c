#include "core/settings_stored.h"

#include "base/clock.h"
#include "base/json.h"
#include "core/configuration.h"
#include "core/configuration_queries.h"

static void take_one(struct settings_watch *watch, struct arena *scratch,
                     const struct configuration_row *row)
{
    const struct json *value;
    struct str prefix = S("setting:");
    struct str name = str_slice(row->object, prefix.len, row->object.len);
    const struct setting_value *standing = settings_find(watch->settings, name);
    if (standing == NULL || (watch->started && standing->row->reach != SETTING_LIVE))
        return;
    if (result_ok(json_parse(scratch, row->value, &value)) && json_is(value, JSON_KIND_STRING))
        settings_put(watch->settings, watch->arena, name, json_text(value));
}

static void take(struct settings_watch *watch, struct arena *scratch,
                 const struct configuration_rows *rows)
{
    settings_clear(watch->settings, SETTING_LIVE);
    if (!watch->started)
        settings_clear(watch->settings, SETTING_START);
    for (size_t i = 0; i < rows->count; i++)
        take_one(watch, scratch, &rows->items[i]);
    watch->started = true;
}

struct result settings_watch_look(struct settings_watch *watch, struct db *db,
                                  struct arena *scratch, bool *changed)
{
    struct q_configuration_last_out last;
    struct configuration_rows rows;
    *changed = false;
    TRY(q_configuration_last(db, scratch, &last));
    if (last.id == watch->last_id && watch->started)
        return RESULT_OK;
    TRY(configuration_in_force(db, scratch, S("setting"), &rows));
    take(watch, scratch, &rows);
    watch->last_id = last.id;
    *changed = true;
    return RESULT_OK;
}

struct result settings_watch_tick(struct settings_watch *watch, struct db *db,
                                  struct arena *scratch, bool *changed)
{
    int64_t now_us = clock_monotonic_us();
    *changed = false;
    if (now_us - watch->looked_us < MICROS_PER_SECOND)
        return RESULT_OK;
    watch->looked_us = now_us;
    return settings_watch_look(watch, db, scratch, changed);
}
