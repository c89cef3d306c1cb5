#include "modules/signing/diff.h"

#include <stdint.h>

#include "base/arena.h"

/* Lengths of the longest common row of paragraphs of old[i..] and fresh[j..]. */
struct lengths {
    uint16_t *cells;
    size_t width;
};

static uint16_t *cell(const struct lengths *table, size_t i, size_t j)
{
    return &table->cells[i * table->width + j];
}

static struct lengths measure(struct arena *arena, struct diff_text old, struct diff_text fresh)
{
    struct lengths table = {ARENA_ARRAY(arena, uint16_t, (old.count + 1) * (fresh.count + 1)),
                            fresh.count + 1};
    for (size_t i = old.count; i-- > 0;)
        for (size_t j = fresh.count; j-- > 0;) {
            uint16_t down = *cell(&table, i + 1, j);
            uint16_t right = *cell(&table, i, j + 1);
            *cell(&table, i, j) = str_equal(old.items[i], fresh.items[j])
                                      ? (uint16_t)(*cell(&table, i + 1, j + 1) + 1)
                                      : (down > right ? down : right);
        }
    return table;
}

static void add(struct diff *out, struct diff_line line)
{
    out->changes += line.kind != DIFF_SAME;
    out->lines[out->count++] = line;
}

/* How much of the two begins alike, back to the last space. */
static size_t common_front(struct str a, struct str b)
{
    size_t n = 0;
    size_t cut = 0;
    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n]) {
        n++;
        if (a.ptr[n - 1] == ' ')
            cut = n;
    }
    return n == a.len && n == b.len ? n : cut;
}

static size_t common_back(struct str a, struct str b, size_t front)
{
    size_t n = 0;
    size_t cut = 0;
    while (n < a.len - front && n < b.len - front &&
           a.ptr[a.len - 1 - n] == b.ptr[b.len - 1 - n]) {
        n++;
        if (a.ptr[a.len - n] == ' ')
            cut = n;
    }
    return cut;
}

/* A paragraph that was replaced: shown as one where it begins or ends like the old one. */
static bool join(struct str old, struct str fresh, struct diff_line *line)
{
    size_t front = common_front(old, fresh);
    size_t back = common_back(old, fresh, front);
    if (front + back == 0)
        return false;
    *line = (struct diff_line){.kind = DIFF_CHANGED,
                               .before = str_slice(fresh, 0, front),
                               .old = str_slice(old, front, old.len - back),
                               .fresh = str_slice(fresh, front, fresh.len - back),
                               .after = str_slice(fresh, fresh.len - back, fresh.len)};
    return true;
}

/* A run of removed paragraphs against the run of added ones that stands in its place. */
static void add_replaced(struct diff *out, struct diff_text old, struct diff_text fresh)
{
    size_t i = 0;
    for (size_t j = 0; j < fresh.count; j++) {
        struct diff_line line;
        if (i < old.count && join(old.items[i], fresh.items[j], &line)) {
            add(out, line);
            i++;
            continue;
        }
        if (i < old.count && old.count - i > fresh.count - j - 1)
            add(out, (struct diff_line){.kind = DIFF_REMOVED, .text = old.items[i++]});
        add(out, (struct diff_line){.kind = DIFF_ADDED, .text = fresh.items[j]});
    }
    while (i < old.count)
        add(out, (struct diff_line){.kind = DIFF_REMOVED, .text = old.items[i++]});
}

static struct diff_text cut(struct diff_text text, size_t from, size_t to)
{
    return (struct diff_text){text.items + from, to - from};
}

static void compare(struct arena *arena, struct diff_text old, struct diff_text fresh,
                    struct diff *out)
{
    struct lengths table = measure(arena, old, fresh);
    size_t i = 0;
    size_t j = 0;
    while (i < old.count || j < fresh.count) {
        size_t old_from = i;
        size_t fresh_from = j;
        while ((i < old.count || j < fresh.count) &&
               !(i < old.count && j < fresh.count && str_equal(old.items[i], fresh.items[j]))) {
            bool skip = j == fresh.count ||
                        (i < old.count && *cell(&table, i + 1, j) >= *cell(&table, i, j + 1));
            if (skip)
                i++;
            else
                j++;
        }
        add_replaced(out, cut(old, old_from, i), cut(fresh, fresh_from, j));
        for (; i < old.count && j < fresh.count && str_equal(old.items[i], fresh.items[j]); i++)
            add(out, (struct diff_line){.kind = DIFF_SAME, .text = fresh.items[j++]});
    }
}

struct diff diff_texts(struct arena *arena, struct diff_text old, struct diff_text fresh)
{
    struct diff out = {.lines = ARENA_ARRAY(arena, struct diff_line, old.count + fresh.count + 1)};
    size_t most = DIFF_PARAGRAPHS_MAX;
    struct diff_text old_front = cut(old, 0, old.count < most ? old.count : most);
    struct diff_text fresh_front = cut(fresh, 0, fresh.count < most ? fresh.count : most);
    compare(arena, old_front, fresh_front, &out);
    for (size_t i = old_front.count; i < old.count; i++)
        add(&out, (struct diff_line){.kind = DIFF_REMOVED, .text = old.items[i]});
    for (size_t i = fresh_front.count; i < fresh.count; i++)
        add(&out, (struct diff_line){.kind = DIFF_ADDED, .text = fresh.items[i]});
    return out;
}
