/* Any bytes: read without harm; what was read and written again reads the same. */
#include <stdlib.h>

#include "core/csv.h"

enum { ARENA_BYTES = 64 << 20, OUT_BYTES = 16 << 20, SIZE_MOST = 1 << 16 };

static struct str written(struct arena *arena, const struct csv_table *table)
{
    struct buf *out = ARENA_NEW(arena, struct buf);
    buf_init(out, arena, OUT_BYTES);
    struct csv_writer writer = csv_begin(out);
    for (size_t i = 0; i < table->count; i++) {
        for (size_t k = 0; k < table->rows[i].count; k++)
            csv_cell(&writer, table->rows[i].cells[k]);
        csv_end(&writer);
    }
    return buf_str(out);
}

static void must_be_same(const struct csv_table *a, const struct csv_table *b)
{
    if (a->count != b->count)
        abort();
    for (size_t i = 0; i < a->count; i++) {
        if (a->rows[i].count != b->rows[i].count)
            abort();
        for (size_t k = 0; k < a->rows[i].count; k++)
            if (!str_equal(a->rows[i].cells[k], b->rows[i].cells[k]))
                abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > SIZE_MOST)
        return 0;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct csv_table table;
    struct csv_table again;
    struct csv_place place;
    struct result done = csv_read(arena, str_of((const char *)data, size), &table, &place);
    if (place.line == 0 || place.column == 0)
        abort();
    if (result_ok(done)) {
        if (!result_ok(csv_read(arena, written(arena, &table), &again, &place)))
            abort();
        must_be_same(&table, &again);
    }
    arena_free(arena);
    return 0;
}
