/* Any bytes as JSON: what is read can be written, and reads back the same. */
#include <stdlib.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str written(struct arena *arena, const struct json *value)
{
    struct buf out;
    buf_init(&out, arena, 16 << 20);
    struct json_writer writer = json_writer_of(&out);
    json_put_value(&writer, NULL, value);
    return buf_str(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(256 << 20);
    const struct json *first = NULL;
    const struct json *second = NULL;
    if (size <= 1 << 16 && result_ok(json_parse(arena, str_of((const char *)data, size), &first))) {
        struct str text = written(arena, first);
        if (!result_ok(json_parse(arena, text, &second)) ||
            !str_equal(written(arena, second), text))
            abort();
    }
    arena_free(arena);
    return 0;
}
