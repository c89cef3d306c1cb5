#include "sign/certificate_bundle.h"

#include "base/buf.h"
#include "base/reader.h"

enum { LENGTH_BYTES = 4 };

struct str certificate_bundle_write(struct arena *arena, const struct certificate_list *list)
{
    struct buf out;
    size_t size = 0;
    for (size_t i = 0; i < list->count; i++)
        size += LENGTH_BYTES + list->items[i].len;
    buf_init(&out, arena, size + 1);
    for (size_t i = 0; i < list->count; i++) {
        buf_u32(&out, (uint32_t)list->items[i].len);
        buf_add(&out, list->items[i]);
    }
    return buf_str(&out);
}

struct str certificate_bundle_judge(struct arena *arena, struct str bytes)
{
    struct buf out;
    struct reader reader = reader_of(bytes);
    buf_init(&out, arena, BUNDLE_CERTIFICATES_MAX);
    while (!reader.failed && reader_left(&reader) > 0 && out.len < BUNDLE_CERTIFICATES_MAX) {
        struct str der = reader_take(&reader, reader_u32(&reader));
        struct certificate read;
        buf_byte(&out, result_ok(certificate_read(arena, der, &read)) ? '1' : '0');
    }
    return reader.failed || reader_left(&reader) > 0 ? S("") : buf_str(&out);
}
