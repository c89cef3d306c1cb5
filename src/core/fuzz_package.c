/* Verification packages and archives: any bytes. */
#include "base/zip_format.h"
#include "core/package.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(256UL << 20);
    struct str bytes = str_of((const char *)data, size);
    const struct package_trust nobody = {.own_roots = true};
    struct package_check *check = ARENA_NEW(arena, struct package_check);
    struct zip_entry *entries;
    size_t count;
    struct str again;
    if (result_ok(zip_unpack(arena, bytes, &entries, &count)) &&
        (!result_ok(zip_pack(arena, entries, count, size, &again)) || !str_equal(again, bytes)))
        __builtin_trap(); /* there is one archive of these entries */
    if (result_ok(package_check(arena, bytes, &nobody, check)) &&
        check->report.indication == INDICATION_PASSED)
        __builtin_trap(); /* nobody is trusted */
    arena_free(arena);
    return 0;
}
