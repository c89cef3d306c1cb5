#include "base/json_diff.h"

enum { TEXT_MAX = 1 << 20, SHOWN_MAX = 300 };

struct diff {
    struct arena *arena;
    struct json_changes out;
    size_t most;
};

static struct str text_of(struct arena *arena, const struct json *value)
{
    struct buf out;
    if (value == NULL)
        return (struct str){0};
    if (json_is(value, JSON_KIND_STRING))
        return json_text(value);
    buf_init(&out, arena, TEXT_MAX);
    struct json_writer writer = json_writer_of(&out);
    json_put_value(&writer, NULL, value);
    return buf_str(&out);
}

/* Shortened between two letters. */
static struct str shown(struct str text)
{
    if (text.len <= SHOWN_MAX)
        return text;
    size_t len = SHOWN_MAX;
    while (len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    return str_slice(text, 0, len);
}

static void compare_plain(struct diff *diff, struct str path, const struct json *before,
                          const struct json *after)
{
    struct str was = text_of(diff->arena, before);
    struct str is = text_of(diff->arena, after);
    bool same = (before == NULL) == (after == NULL) &&
                json_kind_of(before) == json_kind_of(after) && str_equal(was, is);
    if (same)
        return;
    diff->out.more = diff->out.count == diff->most;
    if (!diff->out.more)
        diff->out.items[diff->out.count++] = (struct json_change){path, shown(was), shown(is)};
}

static struct str name_of(const struct json *element)
{
    static const char *const names[] = {"id", "key", "code", "value"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct str name = json_get_text(element, names[i]);
        if (!str_empty(name))
            return name;
    }
    return (struct str){0};
}

static const struct json *element_of(const struct json *array, struct str name, size_t place)
{
    if (str_empty(name))
        return place < json_count(array) ? json_at(array, place) : NULL;
    for (size_t i = 0; i < json_count(array); i++)
        if (str_equal(name_of(json_at(array, i)), name))
            return json_at(array, i);
    return NULL;
}

static void compare(struct diff *diff, struct str path, const struct json *before,
                    const struct json *after);

static void compare_objects(struct diff *diff, struct str path, const struct json *before,
                            const struct json *after)
{
    const struct json *sides[] = {before, after};
    for (size_t s = 0; s < 2; s++)
        for (size_t i = 0; i < json_count(sides[s]) && !diff->out.more; i++) {
            struct str key = json_key(sides[s], i);
            if (s == 1 && json_find(before, key) != NULL)
                continue;
            struct str below = str_empty(path) ? key
                                               : str_printf(diff->arena, "%.*s.%.*s",
                                                            STR_ARG(path), STR_ARG(key));
            compare(diff, below, json_find(before, key), json_find(after, key));
        }
}

static void compare_arrays(struct diff *diff, struct str path, const struct json *before,
                           const struct json *after)
{
    const struct json *sides[] = {before, after};
    for (size_t s = 0; s < 2; s++)
        for (size_t i = 0; i < json_count(sides[s]) && !diff->out.more; i++) {
            const struct json *element = json_at(sides[s], i);
            struct str name = name_of(element);
            const struct json *other = element_of(sides[1 - s], name, i);
            if (s == 1 && other != NULL)
                continue;
            struct str label = name;
            if (str_empty(name))
                label = str_printf(diff->arena, "%zu", i + 1);
            struct str below = str_printf(diff->arena, "%.*s[%.*s]", STR_ARG(path),
                                          STR_ARG(label));
            compare(diff, below, s == 0 ? element : other, s == 0 ? other : element);
        }
}

static void compare(struct diff *diff, struct str path, const struct json *before,
                    const struct json *after)
{
    if (json_is(before, JSON_KIND_OBJECT) && json_is(after, JSON_KIND_OBJECT))
        compare_objects(diff, path, before, after);
    else if (json_is(before, JSON_KIND_ARRAY) && json_is(after, JSON_KIND_ARRAY))
        compare_arrays(diff, path, before, after);
    else
        compare_plain(diff, path, before, after);
}

struct json_changes json_diff(struct arena *arena, const struct json *before,
                              const struct json *after, size_t most)
{
    struct diff diff = {.arena = arena, .most = most};
    diff.out.items = ARENA_ARRAY(arena, struct json_change, most + 1);
    compare(&diff, (struct str){0}, before, after);
    return diff.out;
}
