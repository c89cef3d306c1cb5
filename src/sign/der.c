#include "sign/der.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { HEAD_MAX = 6 };

/* Tag and length of an element; gives how many bytes they take. */
static size_t write_head(char *out, unsigned tag, size_t len)
{
    size_t bytes = len < 0x80 ? 0 : len > 0xffffff ? 4 : len > 0xffff ? 3 : len > 0xff ? 2 : 1;
    out[0] = (char)tag;
    out[1] = (char)(bytes == 0 ? len : 0x80 | bytes);
    for (size_t i = 0; i < bytes; i++)
        out[2 + i] = (char)(len >> (8 * (bytes - 1 - i)) & 0xff);
    return 2 + bytes;
}

struct str der_join(struct arena *arena, unsigned tag, const struct str *parts, size_t count)
{
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += parts[i].len;
    char *out = arena_bytes(arena, HEAD_MAX + len);
    size_t at = write_head(out, tag, len);
    for (size_t i = 0; i < count; i++) {
        if (parts[i].len != 0)
            memcpy(out + at, parts[i].ptr, parts[i].len);
        at += parts[i].len;
    }
    return str_of(out, at);
}

struct str der_element(struct arena *arena, unsigned tag, struct str content)
{
    return der_join(arena, tag, &content, 1);
}

static int by_bytes(const void *a, const void *b)
{
    const struct str *x = a;
    const struct str *y = b;
    return str_compare(*x, *y);
}

struct str der_set_of(struct arena *arena, unsigned tag, struct str *parts, size_t count)
{
    qsort(parts, count, sizeof parts[0], by_bytes);
    return der_join(arena, tag, parts, count);
}

/* Length of the head at the front of `rest` and of the content behind it; false unless both fit and
 * the length is encoded in the shortest way. */
static bool read_head(struct str rest, size_t *head, size_t *len)
{
    if (rest.len < 2 || (rest.ptr[0] & 0x1f) == 0x1f)
        return false;
    unsigned first = (unsigned char)rest.ptr[1];
    *head = 2;
    *len = first;
    if (first >= 0x80) {
        size_t bytes = first & 0x7f;
        if (bytes == 0 || bytes > 4 || rest.len < 2 + bytes)
            return false;
        *len = 0;
        for (size_t i = 0; i < bytes; i++)
            *len = *len << 8 | (unsigned char)rest.ptr[2 + i];
        if (*len < 0x80 || (bytes > 1 && *len >> (8 * (bytes - 1)) == 0))
            return false;
        *head += bytes;
    }
    return *len <= rest.len - *head;
}

bool der_take_any(struct str *rest, struct str *element)
{
    size_t head;
    size_t len;
    if (!read_head(*rest, &head, &len))
        return false;
    *element = str_slice(*rest, 0, head + len);
    *rest = str_slice(*rest, head + len, rest->len);
    return true;
}

bool der_take(struct str *rest, unsigned tag, struct str *content)
{
    size_t head;
    size_t len;
    if (!read_head(*rest, &head, &len) || (unsigned char)rest->ptr[0] != tag)
        return false;
    struct str whole = *rest; /* both may be the same variable: the content wins */
    *rest = str_slice(whole, head + len, whole.len);
    *content = str_slice(whole, head, head + len);
    return true;
}
