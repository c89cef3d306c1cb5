#include "web/router.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/url.h"

enum { SEGMENTS_MAX = 12 };

struct entry {
    const struct route *route;
    struct str segments[SEGMENTS_MAX]; /* a parameter keeps its braces */
    size_t count;
};

struct router {
    struct entry *entries; /* the more literal pattern first */
    size_t count;
};

static bool is_parameter(struct str segment)
{
    return segment.len >= 2 && segment.ptr[0] == '{' && segment.ptr[segment.len - 1] == '}';
}

/* A parameter "{name...}" at the end takes the rest of the path with its slashes. */
static bool is_rest(struct str segment)
{
    return is_parameter(segment) && str_ends(segment, S("...}"));
}

/* Parts of "/a/b" without the slashes; false when there are too many. */
static bool split_path(struct str path, struct str *segments, size_t *count)
{
    *count = 0;
    size_t start = 1;
    for (size_t i = 1; i <= path.len; i++) {
        if (i < path.len && path.ptr[i] != '/')
            continue;
        if (i == path.len && start == i)
            break;
        if (*count == SEGMENTS_MAX)
            return false;
        segments[(*count)++] = str_slice(path, start, i);
        start = i + 1;
    }
    return true;
}

/* Literal before parameter, segment by segment: "/a/b" < "/a/{x}". */
static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        int by_kind = is_parameter(a->segments[i]) - is_parameter(b->segments[i]);
        if (by_kind != 0)
            return by_kind;
        int by_text = is_parameter(a->segments[i]) ? 0
                                                   : str_compare(a->segments[i], b->segments[i]);
        if (by_text != 0)
            return by_text;
    }
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    return strcmp(a->route->method, b->route->method);
}

static void mistake(const struct route *route, const char *what)
{
    fprintf(stderr, "route %s %s: %s\n", route->method, route->pattern, what);
    abort();
}

static void entry_of(const struct route *route, struct entry *entry)
{
    entry->route = route;
    if (route->pattern[0] != '/')
        mistake(route, "a pattern begins with a slash");
    if (!split_path(str_from_c(route->pattern), entry->segments, &entry->count))
        mistake(route, "too many parts");
    size_t parameters = 0;
    for (size_t i = 0; i < entry->count; i++)
        parameters += is_parameter(entry->segments[i]);
    if (parameters > PARAMS_MAX)
        mistake(route, "too many parameters");
    if (strcmp(route->method, "GET") != 0 && strcmp(route->method, "POST") != 0)
        mistake(route, "the method is GET or POST");
    if (route->handle == NULL)
        mistake(route, "no handler");
}

struct router *router_new(struct arena *arena, const struct route *const *tables, size_t count)
{
    size_t total = 0;
    for (size_t t = 0; t < count; t++) {
        for (const struct route *r = tables[t]; r != NULL && r->method != NULL; r++)
            total++;
    }
    struct router *router = ARENA_NEW(arena, struct router);
    router->entries = ARENA_ARRAY(arena, struct entry, total + 1);
    for (size_t t = 0; t < count; t++) {
        for (const struct route *r = tables[t]; r != NULL && r->method != NULL; r++)
            entry_of(r, &router->entries[router->count++]);
    }
    qsort(router->entries, router->count, sizeof router->entries[0], compare_entries);
    for (size_t i = 1; i < router->count; i++) {
        if (compare_entries(&router->entries[i - 1], &router->entries[i]) == 0)
            mistake(router->entries[i].route, "stands twice");
    }
    return router;
}

static bool take_parameter(struct arena *arena, struct str segment, struct str raw,
                           struct params *params)
{
    struct str value;
    if (!result_ok(url_decode(arena, raw, false, &value)) || str_empty(value))
        return false;
    bool rest = is_rest(segment);
    if (!rest && str_find_byte(value, '/') != value.len)
        return false;
    assert(params->count < PARAMS_MAX);
    params->names[params->count] = segment.ptr + 1;
    params->name_lens[params->count] = segment.len - (rest ? 5 : 2);
    params->values[params->count++] = value;
    return true;
}

struct path {
    struct str text;
    struct str segments[SEGMENTS_MAX];
    size_t count;
};

static bool matches(const struct entry *entry, struct arena *arena, const struct path *path,
                    struct params *params)
{
    params->count = 0;
    for (size_t i = 0; i < entry->count; i++) {
        struct str segment = entry->segments[i];
        if (i >= path->count)
            return false;
        if (is_rest(segment)) {
            size_t from = (size_t)(path->segments[i].ptr - path->text.ptr);
            struct str rest = str_slice(path->text, from, path->text.len);
            return take_parameter(arena, segment, rest, params);
        }
        if (!is_parameter(segment)) {
            if (!str_equal(segment, path->segments[i]))
                return false;
        } else if (!take_parameter(arena, segment, path->segments[i], params)) {
            return false;
        }
    }
    return entry->count == path->count;
}

enum router_outcome router_find(const struct router *router, struct arena *arena,
                                struct str method, struct str path, struct router_match *match)
{
    struct path split = {.text = path};
    *match = (struct router_match){0};
    if (!url_path_ok(path) || !split_path(path, split.segments, &split.count))
        return ROUTER_NO_PATH;
    if (path.len > 1 && path.ptr[path.len - 1] == '/')
        return ROUTER_NO_PATH;
    struct str wanted = str_is(method, "HEAD") ? S("GET") : method;
    enum router_outcome outcome = ROUTER_NO_PATH;
    for (size_t i = 0; i < router->count; i++) {
        const struct entry *entry = &router->entries[i];
        if (!matches(entry, arena, &split, &match->params))
            continue;
        outcome = ROUTER_NO_METHOD;
        if (str_is(wanted, entry->route->method)) {
            match->route = entry->route;
            return ROUTER_FOUND;
        }
    }
    return outcome;
}
