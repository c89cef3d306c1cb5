#include "app/signing/shelf.h"

#include "app/signing/options.h"

enum { FILES_MAX = 256, FILE_LIMIT = 16 * 1024 * 1024 };

void shelf_add(struct shelf *shelf, struct str bytes, bool trusted)
{
    if (shelf->items == NULL)
        shelf->items = ARENA_ARRAY(shelf->arena, struct shelf_item, SHELF_MAX);
    if (shelf->count < SHELF_MAX)
        shelf->items[shelf->count++] = (struct shelf_item){bytes, trusted};
}

struct result shelf_add_folder(struct shelf *shelf, const char *folder, bool trusted)
{
    struct os_names names = {NULL, 0};
    if (folder != NULL)
        TRY(options_folder(shelf->arena, folder, FILES_MAX, &names));
    for (size_t i = 0; i < names.count; i++) {
        struct str bytes;
        struct str path = str_printf(shelf->arena, "%s/%.*s", folder, STR_ARG(names.items[i]));
        TRY(options_input(shelf->arena, path.ptr, FILE_LIMIT, &bytes));
        shelf_add(shelf, bytes, trusted);
    }
    return RESULT_OK;
}

void shelf_read(const struct shelf *shelf, struct evidence_set *evidence)
{
    for (size_t i = 0; i < shelf->count; i++) {
        if (shelf->items[i].trusted)
            evidence_set_add_file(evidence, shelf->items[i].bytes);
        else
            evidence_set_add_found(evidence, shelf->items[i].bytes);
    }
}
