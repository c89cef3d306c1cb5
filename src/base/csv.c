#include "base/csv.h"

static void separate(struct buf *out)
{
    bool first = out->len == 0 || out->ptr[out->len - 1] == '\n' ||
                 (out->len == CSV_BOM.len && (unsigned char)out->ptr[0] == 0xEF);
    if (!first)
        buf_byte(out, ',');
}

void csv_text(struct buf *out, struct str text)
{
    separate(out);
    buf_byte(out, '"');
    if (text.len > 0 && str_find_byte(S("=+-@\t\r"), text.ptr[0]) < 6)
        buf_byte(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_byte(out, '"');
        buf_byte(out, (unsigned char)text.ptr[i]);
    }
    buf_byte(out, '"');
}

void csv_number(struct buf *out, int64_t number)
{
    separate(out);
    buf_printf(out, "%lld", (long long)number);
}

void csv_end(struct buf *out)
{
    buf_text(out, "\r\n");
}
