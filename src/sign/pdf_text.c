#include "base/buf.h"
#include "base/utf8.h"
#include "sign/pdf_value.h"

enum { SURROGATE_FIRST = 0xd800, SURROGATE_LAST = 0xdfff, REPLACEMENT = 0xfffd };

static void put_rune(struct buf *out, uint32_t rune)
{
    if (rune >= SURROGATE_FIRST && rune <= SURROGATE_LAST)
        rune = REPLACEMENT;
    if (rune < 0x80) {
        buf_byte(out, (unsigned char)rune);
        return;
    }
    if (rune >= 0x800)
        buf_byte(out, (unsigned char)(0xe0 | rune >> 12));
    else
        buf_byte(out, (unsigned char)(0xc0 | rune >> 6));
    if (rune >= 0x800)
        buf_byte(out, (unsigned char)(0x80 | (rune >> 6 & 0x3f)));
    buf_byte(out, (unsigned char)(0x80 | (rune & 0x3f)));
}

/* Pairs beyond the basic plane become one replacement each: names of fields have none. */
static void put_utf16(struct buf *out, struct str bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.ptr;
    for (size_t i = 2; i + 1 < bytes.len; i += 2)
        put_rune(out, (uint32_t)(at[i] << 8 | at[i + 1]));
}

struct str pdf_text_utf8(struct arena *arena, struct str bytes)
{
    struct buf out;
    if (str_starts(bytes, S("\xef\xbb\xbf")))
        bytes = str_slice(bytes, 3, bytes.len);
    bool wide = str_starts(bytes, S("\xfe\xff"));
    if (!wide && utf8_valid(bytes))
        return bytes;
    buf_init(&out, arena, bytes.len * 3 + 1);
    if (wide)
        put_utf16(&out, bytes);
    else
        for (size_t i = 0; i < bytes.len; i++)
            put_rune(&out, (unsigned char)bytes.ptr[i]);
    return buf_str(&out);
}
