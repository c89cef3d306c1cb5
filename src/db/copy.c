#include "db/copy.h"

#include "db/postgres_internal.h"
#include "db/sqlite_internal.h"

struct result db_copy_target(struct str url, struct arena *arena)
{
    struct str sqlite = S("sqlite:");
    if (str_starts(url, sqlite))
        return sqlite_target(str_slice(url, sqlite.len, url.len), arena);
    return postgres_target(url, arena);
}

struct result db_copy_back(struct str url, struct arena *arena, const char *path)
{
    struct str sqlite = S("sqlite:");
    if (str_starts(url, sqlite))
        return sqlite_copy_back(str_slice(url, sqlite.len, url.len), arena, path);
    return postgres_copy_back(url, arena, path);
}
