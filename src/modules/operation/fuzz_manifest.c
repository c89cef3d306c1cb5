/* A manifest, and lines of SHA256SUMS, from a disk that somebody else held. What is taken can be
 * written and read again, and no path leaves its folder. */
#include <stdlib.h>
#include <string.h>

#include "modules/operation/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_lines(struct str text)
{
    struct str line;
    struct sums_line sums;
    while (str_split(text, '\n', &line, &text))
        if (sums_parse(line, &sums) &&
            (sums.path.ptr[0] == '/' || str_find(sums.path, S("..")) == 0 ||
             str_find(sums.path, S("/..")) < sums.path.len))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    struct str text = str_of((const char *)data, size);
    struct manifest manifest;
    struct manifest again;
    if (size <= 1 << 16 && result_ok(manifest_parse(arena, text, &manifest)) &&
        (!result_ok(manifest_parse(arena, manifest_text(arena, &manifest), &again)) ||
         manifest_rows(&again) != manifest_rows(&manifest)))
        abort();
    check_lines(text);
    arena_free(arena);
    return 0;
}
