#include "core/zip.h"

#include "base/clock.h"
#include "base/os_file.h"

enum {
    LOCAL_MARK = 0x04034b50,
    ENTRY_MARK = 0x02014b50,
    END_MARK = 0x06054b50,
    VERSION = 20,
    UTF8_NAMES = 0x0800,
    OWNER_ONLY = 0600,
    HEAD_MAX = 1 << 16,
    DIRECTORY_MAX = 16 << 20,
    COUNT_MAX = 65535,
    NAME_MAX_BYTES = 1024
};

static void put16(struct buf *out, uint32_t value)
{
    buf_byte(out, (unsigned char)(value & 0xFF));
    buf_byte(out, (unsigned char)(value >> 8 & 0xFF));
}

static void put32(struct buf *out, uint32_t value)
{
    put16(out, value & 0xFFFF);
    put16(out, value >> 16);
}

/* CRC-32 of ISO 3309, four bits at a time. */
static uint32_t crc32_of(struct str bytes)
{
    static const uint32_t table[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        crc = table[(crc ^ byte) & 15] ^ crc >> 4;
        crc = table[(crc ^ byte >> 4) & 15] ^ crc >> 4;
    }
    return ~crc;
}

static struct str clean_name(struct arena *arena, struct str name)
{
    struct str kept = str_slice(name, 0, NAME_MAX_BYTES);
    char *out = arena_copy(arena, kept.ptr, kept.len);
    for (size_t i = 0; i < kept.len; i++) {
        if ((unsigned char)out[i] < 0x20 || out[i] == '\\' || (i == 0 && out[i] == '/'))
            out[i] = '_';
    }
    return str_of(out, kept.len);
}

struct result zip_begin(struct zip *zip, struct arena *arena, const char *path, int64_t now_us)
{
    struct civil_time at = civil_from_us(now_us);
    *zip = (struct zip){.arena = arena, .path = path};
    zip->time = (uint16_t)(at.hour << 11 | at.minute << 5 | at.second / 2);
    zip->date = (uint16_t)((at.year - 1980) << 9 | at.month << 5 | at.day);
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

/* What stands before an entry's bytes and again in the directory. */
static void put_entry(struct buf *out, const struct zip *zip, struct str name, struct str bytes)
{
    put16(out, UTF8_NAMES);
    put16(out, 0); /* stored */
    put16(out, zip->time);
    put16(out, zip->date);
    put32(out, crc32_of(bytes));
    put32(out, (uint32_t)bytes.len);
    put32(out, (uint32_t)bytes.len);
    put16(out, (uint32_t)name.len);
    put16(out, 0); /* extra */
}

struct result zip_add(struct zip *zip, struct str name, struct str bytes)
{
    struct buf head;
    struct str kept = clean_name(zip->arena, name);
    if (zip->count == COUNT_MAX || zip->written + bytes.len + HEAD_MAX > UINT32_MAX - DIRECTORY_MAX)
        return result_fail(ERROR_LIMIT, "zip.full", NULL);
    uint32_t offset = (uint32_t)zip->written;
    put32(&zip->directory, ENTRY_MARK);
    put16(&zip->directory, VERSION);
    put16(&zip->directory, VERSION);
    put_entry(&zip->directory, zip, kept, bytes);
    put16(&zip->directory, 0); /* comment */
    put16(&zip->directory, 0); /* disk */
    put16(&zip->directory, 0); /* internal attributes */
    put32(&zip->directory, 0); /* external attributes */
    put32(&zip->directory, offset);
    buf_add(&zip->directory, kept);
    buf_init(&head, zip->arena, HEAD_MAX);
    put32(&head, LOCAL_MARK);
    put16(&head, VERSION);
    put_entry(&head, zip, kept, bytes);
    buf_add(&head, kept);
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
    put32(&end, END_MARK);
    put16(&end, 0);
    put16(&end, 0);
    put16(&end, zip->count);
    put16(&end, zip->count);
    put32(&end, (uint32_t)zip->directory.len);
    put32(&end, at);
    put16(&end, 0);
    TRY(append(zip, buf_str(&zip->directory)));
    return append(zip, buf_str(&end));
}
