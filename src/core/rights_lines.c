#include "core/rights.h"

#include <stdlib.h>

#include "base/buf.h"
#include "core/permission_walk.h"

enum { LINE_MAX = 8 << 10, LINES_MAX = 1 << 20 };

static struct str joined(struct arena *arena, struct str a, struct str b)
{
    return str_empty(a) || str_empty(b) ? str_concat(arena, a, b)
                                        : str_printf(arena, "%.*s & %.*s", STR_ARG(a), STR_ARG(b));
}

static struct str line_of(struct arena *arena, const struct grant *grant)
{
    struct buf out;
    struct str role = permission_role(grant);
    const struct grant_source *source = grant->source;
    struct str procedures = source ? joined(arena, grant->limits.procedures,
                                            source->limits.procedures)
                                   : grant->limits.procedures;
    size_t count;
    const struct permission *table = permission_table(&count);
    buf_init(&out, arena, LINE_MAX);
    buf_add(&out, str_printf(arena, "agency:%lld %sposition:%lld role:%.*s for:%lld via:%lld ",
                             (long long)grant->agency_id, grant->subtree ? "below " : "",
                             (long long)grant->position_id, STR_ARG(role),
                             (long long)grant->for_person_id,
                             (long long)(source ? source->id : 0)));
    buf_add(&out, str_printf(arena, "procedures:%.*s held:%d value:%lld =", STR_ARG(procedures),
                             grant->limits.held_only,
                             (long long)(source ? source->limits.value_max : 0)));
    for (size_t i = 0; i < count; i++) {
        if (grant_gives(grant, &table[i]))
            buf_add(&out, str_printf(arena, " %s", table[i].name));
    }
    buf_text(&out, "\n");
    return buf_str(&out);
}

static int compare(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

struct str rights_lines(struct arena *arena, const struct grant_list *grants)
{
    struct str *lines = ARENA_ARRAY(arena, struct str, grants->count + 1);
    struct buf out;
    buf_init(&out, arena, LINES_MAX);
    for (size_t i = 0; i < grants->count; i++)
        lines[i] = line_of(arena, &grants->items[i]);
    qsort(lines, grants->count, sizeof lines[0], compare);
    for (size_t i = 0; i < grants->count; i++)
        buf_add(&out, lines[i]);
    return buf_str(&out);
}
