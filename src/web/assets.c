#include "web/assets.h"

#include <string.h>

#include "web/assets_table.h"

const struct asset *asset_named(const char *name)
{
    for (size_t i = 0; i < assets_count; i++) {
        if (strcmp(assets[i].name, name) == 0)
            return &assets[i];
    }
    return NULL;
}

const struct asset *asset_at(struct str path)
{
    for (size_t i = 0; i < assets_count; i++) {
        if (str_is(path, assets[i].path))
            return &assets[i];
    }
    return NULL;
}
