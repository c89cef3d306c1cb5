#ifndef TRUC_BASE_BUF_H
#define TRUC_BASE_BUF_H

/*
 * Bytes being written, with a most that they may grow to. Overflow is sticky:
 * write as much as you like and look once at the end.
 */
#include "base/arena.h"
#include "base/str.h"

struct buf {
    struct arena *arena; /* holds the bytes; not owned */
    char *ptr;
    size_t len;
    size_t capacity;
    size_t max;      /* bytes, without the NUL that always follows */
    bool overflowed; /* something did not fit; ptr[0..len) is what did */
};

void buf_init(struct buf *buf, struct arena *arena, size_t max);
/* Memory for `more` bytes at once, for who knows about how many will come. */
void buf_reserve(struct buf *buf, size_t more);
void buf_add(struct buf *buf, struct str s);
void buf_bytes(struct buf *buf, const void *bytes, size_t len);
void buf_text(struct buf *buf, const char *text);
void buf_fill(struct buf *buf, unsigned char byte, size_t count);
void buf_byte(struct buf *buf, unsigned char byte);
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *buf, const char *format, ...);
/* Big-endian integers. */
void buf_u16(struct buf *buf, uint16_t value);
void buf_u32(struct buf *buf, uint32_t value);
void buf_u64(struct buf *buf, uint64_t value);
/* What has been written; valid until the next write. NUL-terminated. */
struct str buf_str(const struct buf *buf);

#endif
