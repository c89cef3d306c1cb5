#include "core/zip.h"

#include "base/os_file.h"
#include "base/zip_format.h"

enum {
    OWNER_ONLY = 0600,
    HEAD_MAX = 1 << 16,
    DIRECTORY_MAX = 16 << 20,
    COUNT_MAX = 65535
};

static struct str clean_name(struct arena *arena, struct str name)
{
    struct str kept = str_slice(name, 0, ZIP_ENTRY_NAME_MAX);
    char *out = arena_copy(arena, kept.ptr, kept.len);
    for (size_t i = 0; i < kept.len; i++) {
        if ((unsigned char)out[i] < 0x20 || out[i] == '\\' || (i == 0 && out[i] == '/'))
            out[i] = '_';
    }
    return str_of(out, kept.len);
}

struct result zip_begin(struct zip *zip, struct arena *arena, const char *path, int64_t now_us)
{
    *zip = (struct zip){.arena = arena, .path = path};
    zip_stamp(now_us, &zip->time, &zip->date);
    buf_init(&zip->directory, arena, DIRECTORY_MAX);
    if (os_file_exists(path))
        TRY(os_tree_remove(path));
    return os_file_append(path, S(""), OWNER_ONLY);
}

static struct result append(struct zip *zip, struct str bytes)
{
    TRY(os_file_append(zip->path, bytes, OWNER_ONLY));
    zip->written += bytes.len;
    return RESULT_OK;
}

struct result zip_add(struct zip *zip, struct str name, struct str bytes)
{
    struct buf head;
    struct str kept = clean_name(zip->arena, name);
    if (zip->count == COUNT_MAX || zip->written + bytes.len + HEAD_MAX > UINT32_MAX - DIRECTORY_MAX)
        return result_fail(ERROR_LIMIT, "zip.full", NULL);
    const struct zip_entry entry = {kept, bytes, zip->time, zip->date};
    zip_put_row(&zip->directory, &entry, (uint32_t)zip->written);
    buf_init(&head, zip->arena, HEAD_MAX);
    zip_put_head(&head, &entry);
    zip->count++;
    TRY(append(zip, buf_str(&head)));
    return append(zip, bytes);
}

struct result zip_end(struct zip *zip)
{
    uint32_t at = (uint32_t)zip->written;
    struct buf end;
    if (zip->directory.overflowed)
        return result_fail(ERROR_LIMIT, "zip.full", NULL);
    buf_init(&end, zip->arena, HEAD_MAX);
    zip_put_end(&end, zip->count, at, (uint32_t)zip->directory.len);
    TRY(append(zip, buf_str(&zip->directory)));
    return append(zip, buf_str(&end));
}
