#include "base/zip_format.h"

#include "base/clock.h"
#include "base/utf8.h"

enum {
    LOCAL_MARK = 0x04034b50,
    ENTRY_MARK = 0x02014b50,
    END_MARK = 0x06054b50,
    VERSION = 20,
    UTF8_NAMES = 0x0800,
    LOCAL_SIZE = 30,
    ROW_SIZE = 46,
    END_SIZE = 22,
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

void zip_stamp(int64_t at_us, uint16_t *time, uint16_t *date)
{
    struct civil_time at = civil_from_us(at_us);
    *time = (uint16_t)(at.hour << 11 | at.minute << 5 | at.second / 2);
    *date = (uint16_t)((at.year - 1980) << 9 | at.month << 5 | at.day);
}

/* What stands before an entry's bytes and again in the directory. */
static void put_entry(struct buf *out, const struct zip_entry *entry)
{
    put16(out, UTF8_NAMES);
    put16(out, 0); /* stored */
    put16(out, entry->time);
    put16(out, entry->date);
    put32(out, crc32_of(entry->bytes));
    put32(out, (uint32_t)entry->bytes.len);
    put32(out, (uint32_t)entry->bytes.len);
    put16(out, (uint32_t)entry->name.len);
    put16(out, 0); /* extra */
}

void zip_put_head(struct buf *out, const struct zip_entry *entry)
{
    put32(out, LOCAL_MARK);
    put16(out, VERSION);
    put_entry(out, entry);
    buf_add(out, entry->name);
}

void zip_put_row(struct buf *out, const struct zip_entry *entry, uint32_t offset)
{
    put32(out, ENTRY_MARK);
    put16(out, VERSION);
    put16(out, VERSION);
    put_entry(out, entry);
    put16(out, 0); /* comment */
    put16(out, 0); /* disk */
    put16(out, 0); /* internal attributes */
    put32(out, 0); /* external attributes */
    put32(out, offset);
    buf_add(out, entry->name);
}

void zip_put_end(struct buf *out, uint32_t count, uint32_t directory_at, uint32_t directory_len)
{
    put32(out, END_MARK);
    put16(out, 0);
    put16(out, 0);
    put16(out, count);
    put16(out, count);
    put32(out, directory_len);
    put32(out, directory_at);
    put16(out, 0);
}

struct result zip_pack(struct arena *arena, const struct zip_entry *entries, size_t count,
                       size_t most, struct str *out)
{
    struct buf bytes;
    struct buf rows;
    buf_init(&bytes, arena, most);
    buf_init(&rows, arena, most);
    for (size_t i = 0; i < count; i++) {
        zip_put_row(&rows, &entries[i], (uint32_t)bytes.len);
        zip_put_head(&bytes, &entries[i]);
        buf_add(&bytes, entries[i].bytes);
    }
    uint32_t at = (uint32_t)bytes.len;
    buf_add(&bytes, buf_str(&rows));
    zip_put_end(&bytes, (uint32_t)count, at, (uint32_t)rows.len);
    *out = buf_str(&bytes);
    if (bytes.overflowed || rows.overflowed || count > ZIP_ENTRIES_MAX)
        return result_fail(ERROR_LIMIT, "zip.full", NULL);
    return RESULT_OK;
}

static uint32_t number_at(struct str bytes, size_t at, size_t size)
{
    uint32_t value = 0;
    for (size_t i = size; i-- > 0;)
        value = value << 8 | (unsigned char)bytes.ptr[at + i];
    return value;
}

static bool name_ok(struct str name)
{
    bool ok = name.len > 0 && name.len <= ZIP_ENTRY_NAME_MAX && name.ptr[0] != '/' &&
              utf8_valid(name) && str_find(name, S("..")) == name.len;
    for (size_t i = 0; i < name.len; i++)
        ok = ok && (unsigned char)name.ptr[i] >= 0x20 && name.ptr[i] != '\\';
    return ok;
}

/* The entry whose local part starts at *at, which moves behind it; false for any other form. What
 * is read is written again and compared: nothing that is not of this form can pass. */
static bool take_entry(struct arena *arena, struct str bytes, size_t *at, struct zip_entry *out)
{
    if (bytes.len - *at < LOCAL_SIZE || number_at(bytes, *at, 4) != LOCAL_MARK)
        return false;
    size_t len = number_at(bytes, *at + 18, 4);
    size_t name_len = number_at(bytes, *at + 26, 2);
    size_t start = *at + LOCAL_SIZE;
    if (name_len > bytes.len - start || len > bytes.len - start - name_len)
        return false;
    *out = (struct zip_entry){.name = str_slice(bytes, start, start + name_len),
                              .bytes = str_slice(bytes, start + name_len, start + name_len + len),
                              .time = (uint16_t)number_at(bytes, *at + 10, 2),
                              .date = (uint16_t)number_at(bytes, *at + 12, 2)};
    struct buf again;
    buf_init(&again, arena, LOCAL_SIZE + ZIP_ENTRY_NAME_MAX);
    zip_put_head(&again, out);
    bool same = str_equal(buf_str(&again), str_slice(bytes, *at, start + name_len));
    *at = start + name_len + len;
    return same && name_ok(out->name);
}

static bool is_twice(const struct zip_entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(entries[i].name, entries[count].name))
            return true;
    return false;
}

struct result zip_unpack(struct arena *arena, struct str bytes, struct zip_entry **entries,
                         size_t *count)
{
    const struct result bad = result_fail(ERROR_INVALID, "zip.form", NULL);
    *count = 0;
    if (bytes.len < END_SIZE || number_at(bytes, bytes.len - END_SIZE, 4) != END_MARK)
        return bad;
    size_t expected = number_at(bytes, bytes.len - END_SIZE + 10, 2);
    size_t directory = number_at(bytes, bytes.len - END_SIZE + 16, 4);
    if (expected > ZIP_ENTRIES_MAX || directory > bytes.len - END_SIZE)
        return bad;
    struct zip_entry *out = ARENA_ARRAY(arena, struct zip_entry, expected + 1);
    struct buf tail;
    buf_init(&tail, arena, expected * (ROW_SIZE + ZIP_ENTRY_NAME_MAX) + END_SIZE);
    size_t at = 0;
    for (; *count < expected; (*count)++) {
        uint32_t offset = (uint32_t)at;
        if (!take_entry(arena, str_slice(bytes, 0, directory), &at, &out[*count]) ||
            is_twice(out, *count))
            return bad;
        zip_put_row(&tail, &out[*count], offset);
    }
    zip_put_end(&tail, (uint32_t)expected, (uint32_t)at, (uint32_t)tail.len);
    *entries = out;
    bool whole = at == directory &&
                 str_equal(buf_str(&tail), str_slice(bytes, directory, bytes.len));
    return whole ? RESULT_OK : bad;
}
