#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void buf_init(struct buf *buf, struct arena *arena, size_t max)
{
    *buf = (struct buf){.arena = arena, .max = max};
}

/* Makes room for `more` bytes and a NUL; false where the maximum forbids it. */
static bool make_room(struct buf *buf, size_t more)
{
    if (buf->overflowed || more > buf->max - buf->len) {
        buf->overflowed = true;
        return false;
    }
    size_t wanted = buf->len + more + 1;
    if (wanted <= buf->capacity)
        return true;
    size_t capacity = buf->capacity < 128 ? 256 : buf->capacity * 2;
    if (capacity < wanted)
        capacity = wanted;
    char *bigger = arena_bytes(buf->arena, capacity);
    if (buf->len != 0)
        memcpy(bigger, buf->ptr, buf->len);
    buf->ptr = bigger;
    buf->capacity = capacity;
    return true;
}

void buf_reserve(struct buf *buf, size_t more)
{
    size_t most = buf->max - buf->len;
    if (make_room(buf, more < most ? more : most))
        buf->ptr[buf->len] = '\0';
}

void buf_bytes(struct buf *buf, const void *bytes, size_t len)
{
    if (!make_room(buf, len))
        return;
    if (len != 0)
        memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}

void buf_add(struct buf *buf, struct str s)
{
    buf_bytes(buf, s.ptr, s.len);
}

void buf_text(struct buf *buf, const char *text)
{
    buf_bytes(buf, text, strlen(text));
}

void buf_fill(struct buf *buf, unsigned char byte, size_t count)
{
    if (!make_room(buf, count))
        return;
    memset(buf->ptr + buf->len, byte, count);
    buf->len += count;
    buf->ptr[buf->len] = '\0';
}

void buf_byte(struct buf *buf, unsigned char byte)
{
    buf_bytes(buf, &byte, 1);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list list;
    va_list again;
    va_start(list, format);
    va_copy(again, list);
    size_t left = buf->overflowed ? 0 : buf->capacity - buf->len;
    int len = vsnprintf(left == 0 ? NULL : buf->ptr + buf->len, left, format, list);
    va_end(list);
    assert(len >= 0);
    bool written = (size_t)len < left;
    if (make_room(buf, (size_t)len)) {
        if (!written)
            vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    } else if (left > 0) {
        buf->ptr[buf->len] = '\0';
    }
    va_end(again);
}

void buf_u16(struct buf *buf, uint16_t value)
{
    buf_byte(buf, (unsigned char)(value >> 8));
    buf_byte(buf, (unsigned char)(value & 255));
}

void buf_u32(struct buf *buf, uint32_t value)
{
    buf_u16(buf, (uint16_t)(value >> 16));
    buf_u16(buf, (uint16_t)(value & 65535));
}

void buf_u64(struct buf *buf, uint64_t value)
{
    buf_u32(buf, (uint32_t)(value >> 32));
    buf_u32(buf, (uint32_t)(value & UINT32_MAX));
}

struct str buf_str(const struct buf *buf)
{
    return buf->ptr == NULL ? (struct str){"", 0} : (struct str){buf->ptr, buf->len};
}
