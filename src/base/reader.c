#include "base/reader.h"

struct reader reader_of(struct str bytes)
{
    return (struct reader){.ptr = (const unsigned char *)bytes.ptr, .len = bytes.len};
}

size_t reader_left(const struct reader *reader)
{
    return reader->failed ? 0 : reader->len - reader->at;
}

bool reader_done(const struct reader *reader)
{
    return !reader->failed && reader->at == reader->len;
}

struct str reader_take(struct reader *reader, size_t len)
{
    if (len > reader_left(reader)) {
        reader->failed = true;
        return (struct str){"", 0};
    }
    struct str taken = {(const char *)reader->ptr + reader->at, len};
    reader->at += len;
    return taken;
}

static uint64_t take_big_endian(struct reader *reader, size_t len)
{
    struct str bytes = reader_take(reader, len);
    uint64_t value = 0;
    for (size_t i = 0; i < bytes.len; i++)
        value = value << 8 | (unsigned char)bytes.ptr[i];
    return value;
}

uint8_t reader_u8(struct reader *reader)
{
    return (uint8_t)take_big_endian(reader, 1);
}

uint16_t reader_u16(struct reader *reader)
{
    return (uint16_t)take_big_endian(reader, 2);
}

uint32_t reader_u32(struct reader *reader)
{
    return (uint32_t)take_big_endian(reader, 4);
}

uint64_t reader_u64(struct reader *reader)
{
    return take_big_endian(reader, 8);
}

struct str reader_until(struct reader *reader, char stop)
{
    struct str left = {(const char *)reader->ptr + reader->at, reader_left(reader)};
    size_t at = str_find_byte(left, stop);
    if (at == left.len) {
        reader->failed = true;
        return (struct str){"", 0};
    }
    reader->at += at + 1;
    return str_slice(left, 0, at);
}

int reader_peek(const struct reader *reader)
{
    return reader_left(reader) == 0 ? -1 : reader->ptr[reader->at];
}

bool reader_accept(struct reader *reader, struct str literal)
{
    struct str left = {(const char *)reader->ptr + reader->at, reader_left(reader)};
    if (!str_starts(left, literal))
        return false;
    reader->at += literal.len;
    return true;
}
