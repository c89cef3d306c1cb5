#include "core/measure_targets.h"

#include "base/json.h"
#include "core/configuration.h"

enum { JSON_MAX = 8192, YEAR_FIRST = 2000, YEAR_LAST = 2100, LEVEL_LAST = 4, PER_CENT = 100 };

static struct result bad(void)
{
    return result_fail(ERROR_INVALID, "target.value", NULL);
}

struct str measure_targets_json(struct arena *arena, const struct measure_target *targets)
{
    struct buf out;
    buf_init(&out, arena, JSON_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    for (const struct measure_target *t = targets; t != NULL && t->year != 0; t++)
        json_put_text(&json, str_c(arena, str_printf(arena, "%d:%d", t->level, t->year)),
                      str_printf(arena, "%s%d", t->above ? ">" : ">=", t->percent));
    json_close_object(&json);
    return buf_str(&out);
}

/* A whole number of a range; not so much as a sign before it. */
static bool number_in(struct str text, int least, int most, int *out)
{
    int64_t number;
    if (!str_to_i64(text, &number) || number < least || number > most)
        return false;
    *out = (int)number;
    return true;
}

static bool parse_one(struct str key, struct str value, struct measure_target *out)
{
    struct str level;
    struct str year;
    struct str at_least = S(">=");
    out->above = !str_starts(value, at_least);
    if (out->above && !str_starts(value, S(">")))
        return false;
    struct str percent = str_slice(value, out->above ? 1 : at_least.len, value.len);
    return str_split(key, ':', &level, &year) && number_in(level, 0, LEVEL_LAST, &out->level) &&
           number_in(year, YEAR_FIRST, YEAR_LAST, &out->year) &&
           number_in(percent, 0, PER_CENT, &out->percent);
}

struct result measure_targets_parse(struct arena *arena, struct str json,
                                    const struct measure_target **out)
{
    const struct json *value;
    if (!result_ok(json_parse(arena, json, &value)) || !json_is(value, JSON_KIND_OBJECT) ||
        json_count(value) > MEASURE_TARGETS_MAX)
        return bad();
    struct measure_target *rows =
        ARENA_ARRAY(arena, struct measure_target, json_count(value) + 1);
    for (size_t i = 0; i < json_count(value); i++)
        if (!parse_one(json_key(value, i), json_text(json_at(value, i)), &rows[i]))
            return bad();
    *out = rows;
    return RESULT_OK;
}

struct result measure_targets_at(struct db *db, struct arena *arena,
                                 const struct measure *measure, int64_t at_us,
                                 const struct measure_target **out)
{
    struct str json;
    struct str object = str_printf(arena, "target:%s", measure->id);
    *out = measure->targets;
    TRY(configuration_at(db, arena, object, at_us, &json));
    if (str_empty(json) || str_is(json, "null"))
        return RESULT_OK;
    return measure_targets_parse(arena, json, out);
}

static bool stands_before(const struct measure_target *a, const struct measure_target *b)
{
    return a->level != b->level ? a->level < b->level : a->year < b->year;
}

struct measure_target *measure_targets_with(struct arena *arena,
                                            const struct measure_target *targets,
                                            struct measure_target row)
{
    size_t count = 0;
    while (targets != NULL && targets[count].year != 0)
        count++;
    struct measure_target *out = ARENA_ARRAY(arena, struct measure_target, count + 2);
    size_t kept = 0;
    bool placed = row.percent < 0;
    for (size_t i = 0; i < count; i++) {
        if (targets[i].level == row.level && targets[i].year == row.year)
            continue;
        if (!placed && stands_before(&row, &targets[i])) {
            out[kept++] = row;
            placed = true;
        }
        out[kept++] = targets[i];
    }
    if (!placed)
        out[kept++] = row;
    return out;
}
