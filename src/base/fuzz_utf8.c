/* Any bytes as text: cleaned text is UTF-8 and stays as it is when cleaned again; folding gives
 * UTF-8 that folds to itself. */
#include <stdlib.h>

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(256 << 20);
    struct str text = str_of((const char *)data, size < 1 << 16 ? size : 1 << 16);
    struct str line;
    struct str again;
    struct result cleaned = utf8_clean_line(arena, text, &line);
    check(result_ok(cleaned) == utf8_valid(text));
    if (result_ok(cleaned)) {
        check(utf8_valid(line) && line.len <= 3 * text.len);
        check(result_ok(utf8_clean_line(arena, line, &again)) && str_equal(line, again));
    }
    struct str folded = utf8_fold(arena, text);
    check(utf8_valid(folded) && str_equal(utf8_fold(arena, folded), folded));
    utf8_vietnamese_key(arena, text);
    check(utf8_length(utf8_prefix(text, 3)) <= 3);
    arena_free(arena);
    return 0;
}
