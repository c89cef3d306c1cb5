#ifndef TRUC_BASE_READER_H
#define TRUC_BASE_READER_H

/*
 * A cursor over bytes for parsers. Failure is sticky: after reading past the
 * end every read gives zero and `failed` stays true.
 */
#include "base/str.h"

struct reader {
    const unsigned char *ptr;
    size_t len;
    size_t at;
    bool failed;
};

struct reader reader_of(struct str bytes);
size_t reader_left(const struct reader *reader);
/* True when everything was read and nothing failed. */
bool reader_done(const struct reader *reader);
uint8_t reader_u8(struct reader *reader);
/* Big-endian integers. */
uint16_t reader_u16(struct reader *reader);
uint32_t reader_u32(struct reader *reader);
uint64_t reader_u64(struct reader *reader);
/* The next `len` bytes, borrowed; empty on failure. */
struct str reader_take(struct reader *reader, size_t len);
/* Bytes up to `stop`, which is consumed and left out; fails where there is none. */
struct str reader_until(struct reader *reader, char stop);
/* Next byte without taking it, or -1. */
int reader_peek(const struct reader *reader);
/* Takes `literal` if it stands next. */
bool reader_accept(struct reader *reader, struct str literal);

#endif
