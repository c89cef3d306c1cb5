/* Any bytes as a CSV file of operations: read or refused with a line, never anything else. */
#include <stdint.h>
#include <stdlib.h>

#include "modules/reorganisation/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    struct reorganisation_operation *operations = NULL;
    struct import_problem problem = {0};
    size_t count;
    struct result read =
        operations_read(arena, str_of((const char *)data, size), &operations, &count, &problem);
    if (result_ok(read) ? count == 0 : problem.message == NULL)
        abort();
    for (size_t i = 0; result_ok(read) && i < count; i++)
        for (size_t p = 0; p < operations[i].part_count; p++)
            if (str_empty(operations[i].parts[p].code))
                abort();
    arena_free(arena);
    return 0;
}
