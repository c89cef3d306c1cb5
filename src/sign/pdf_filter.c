/* The filters of streams (ISO 32000-1, clause 7.4) that structure and page content use; those of
 * pictures are left alone. Strict as everything here: what a filter does not allow is refused. */
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "sign/pdf_crypt.h"

enum { FILTERS_MAX = 4, COLUMNS_MAX = 65536, LZW_CODES = 4096, LZW_CLEAR = 256, LZW_END = 257 };

static struct result finish(struct pdf_file *file, struct buf *bytes, bool good, struct str *out)
{
    if (bytes->overflowed) {
        file->decoded_left = 0; /* what is too much once is not tried again */
        return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
    }
    file->decoded_left -= bytes->len;
    *out = buf_str(bytes);
    return good ? RESULT_OK : pdf_broken();
}

static struct result inflate_all(struct pdf_file *file, struct str raw, struct str *out)
{
    z_stream z = {0};
    if (inflateInit(&z) != Z_OK)
        return result_fail(ERROR_UNAVAILABLE, "pdf.memory", NULL);
    struct buf bytes;
    buf_init(&bytes, file->arena, file->decoded_left);
    unsigned char chunk[16384];
    union {
        const char *from;
        unsigned char *to;
    } input = {.from = raw.ptr};
    z.next_in = input.to;
    z.avail_in = (uInt)raw.len;
    int state = Z_OK;
    while (state == Z_OK && !bytes.overflowed) {
        z.next_out = chunk;
        z.avail_out = sizeof chunk;
        state = inflate(&z, Z_NO_FLUSH);
        buf_bytes(&bytes, chunk, sizeof chunk - z.avail_out);
    }
    inflateEnd(&z);
    return finish(file, &bytes, state == Z_STREAM_END, out);
}

static int digit_of(unsigned char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    byte |= 0x20;
    return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

static struct result read_hex(struct pdf_file *file, struct str raw, struct str *out)
{
    struct buf bytes;
    int high = -1;
    size_t at = 0;
    buf_init(&bytes, file->arena, file->decoded_left);
    for (; at < raw.len && raw.ptr[at] != '>'; at++) {
        unsigned char byte = (unsigned char)raw.ptr[at];
        int digit = digit_of(byte);
        if (digit < 0 && !pdf_is_space(byte))
            return pdf_broken();
        if (digit < 0)
            continue;
        if (high >= 0)
            buf_byte(&bytes, (unsigned char)(high << 4 | digit));
        high = high >= 0 ? -1 : digit;
    }
    if (high >= 0)
        buf_byte(&bytes, (unsigned char)(high << 4));
    return finish(file, &bytes, at < raw.len, out);
}

/* `count` digits of base 85 make count - 1 bytes. */
static void put_group(struct buf *bytes, const uint32_t digits[5], size_t count)
{
    uint64_t value = 0;
    for (size_t i = 0; i < 5; i++)
        value = value * 85 + (i < count ? digits[i] : 84);
    for (size_t i = 0; i + 1 < count; i++)
        buf_byte(bytes, (unsigned char)(value >> (24 - 8 * i)));
}

static struct result read_85(struct pdf_file *file, struct str raw, struct str *out)
{
    struct buf bytes;
    uint32_t digits[5] = {0};
    size_t count = 0;
    size_t at = 0;
    buf_init(&bytes, file->arena, file->decoded_left);
    for (; at < raw.len && raw.ptr[at] != '~'; at++) {
        unsigned char byte = (unsigned char)raw.ptr[at];
        if (pdf_is_space(byte))
            continue;
        if (byte == 'z' && count == 0) {
            buf_bytes(&bytes, "\0\0\0\0", 4);
            continue;
        }
        if (byte < '!' || byte > 'u')
            return pdf_broken();
        digits[count++] = byte - (uint32_t)'!';
        if (count == 5) {
            put_group(&bytes, digits, count);
            count = 0;
        }
    }
    if (count > 0)
        put_group(&bytes, digits, count);
    return finish(file, &bytes, at < raw.len && count != 1, out);
}

static struct result read_runs(struct pdf_file *file, struct str raw, struct str *out)
{
    struct buf bytes;
    size_t at = 0;
    buf_init(&bytes, file->arena, file->decoded_left);
    while (at < raw.len && (unsigned char)raw.ptr[at] != 128 && !bytes.overflowed) {
        unsigned length = (unsigned char)raw.ptr[at++];
        if (length < 128) {
            struct str run = str_slice(raw, at, at + length + 1);
            if (run.len != length + 1)
                return pdf_broken();
            buf_bytes(&bytes, run.ptr, run.len);
            at += run.len;
        } else {
            if (at == raw.len)
                return pdf_broken();
            char run[128];
            memset(run, raw.ptr[at++], sizeof run);
            buf_bytes(&bytes, run, 257 - length);
        }
    }
    return finish(file, &bytes, true, out);
}

/* Each code of the table is a piece of what was already written. */
struct lzw {
    struct {
        size_t start;
        size_t len;
    } codes[LZW_CODES];
    unsigned next;
    unsigned width;
    size_t bit;
};

static bool lzw_code(struct lzw *lzw, struct str raw, unsigned *code)
{
    *code = 0;
    if (lzw->bit + lzw->width > raw.len * 8)
        return false;
    for (unsigned i = 0; i < lzw->width; i++, lzw->bit++) {
        unsigned char byte = (unsigned char)raw.ptr[lzw->bit / 8];
        *code = *code << 1 | (unsigned)(byte >> (7 - lzw->bit % 8) & 1);
    }
    return true;
}

/* Writes what `code` stands for; the newest code ends with the first byte of itself. */
static bool lzw_write(const struct lzw *lzw, unsigned code, struct buf *bytes)
{
    if (code < LZW_CLEAR) {
        buf_byte(bytes, (unsigned char)code);
        return true;
    }
    if (code >= lzw->next)
        return false;
    for (size_t i = 0; i < lzw->codes[code].len && !bytes->overflowed; i++)
        buf_byte(bytes, (unsigned char)buf_str(bytes).ptr[lzw->codes[code].start + i]);
    return true;
}

static struct result read_lzw(struct pdf_file *file, struct str raw, unsigned early,
                              struct str *out)
{
    struct lzw *lzw = ARENA_NEW(file->arena, struct lzw);
    struct buf bytes;
    unsigned code = 0;
    size_t last_start = 0;
    bool good = true;
    bool fresh = true;
    *lzw = (struct lzw){.next = LZW_END + 1, .width = 9};
    buf_init(&bytes, file->arena, file->decoded_left);
    while (good && !bytes.overflowed && lzw_code(lzw, raw, &code) && code != LZW_END) {
        size_t start = bytes.len;
        if (code == LZW_CLEAR) {
            lzw->next = LZW_END + 1;
            lzw->width = 9;
            fresh = true;
            continue;
        }
        if (!fresh && lzw->next < LZW_CODES) {
            lzw->codes[lzw->next].start = last_start;
            lzw->codes[lzw->next++].len = start - last_start + 1;
        }
        good = lzw_write(lzw, code, &bytes);
        last_start = start;
        fresh = false;
        while (lzw->width < 12 && lzw->next + early >= 1U << lzw->width)
            lzw->width++;
    }
    return finish(file, &bytes, good, out);
}

static int paeth(int left, int up, int corner)
{
    int estimate = left + up - corner;
    int by_left = estimate > left ? estimate - left : left - estimate;
    int by_up = estimate > up ? estimate - up : up - estimate;
    int by_corner = estimate > corner ? estimate - corner : corner - estimate;
    if (by_left <= by_up && by_left <= by_corner)
        return left;
    return by_up <= by_corner ? up : corner;
}

static int64_t setting(const struct pdf_value *settings, const char *key, int64_t otherwise)
{
    const struct pdf_value *value = pdf_get(settings, key);
    return value != NULL && value->type == PDF_INTEGER ? value->integer : otherwise;
}

/* PNG filters (7.4.4.4), row by row. */
static struct result undo_predictor(struct pdf_file *file, const struct pdf_value *settings,
                                    struct str *bytes)
{
    int64_t columns = setting(settings, "Columns", 1);
    int64_t bits = setting(settings, "Colors", 1) * setting(settings, "BitsPerComponent", 8);
    if (setting(settings, "Predictor", 1) < 10)
        return result_fail(ERROR_UNSUPPORTED, "pdf.filter", NULL);
    if (columns <= 0 || columns > COLUMNS_MAX || bits <= 0 || bits > 256)
        return pdf_broken();
    size_t row = ((size_t)columns * (size_t)bits + 7) / 8;
    size_t pixel = ((size_t)bits + 7) / 8;
    if (bytes->len % (row + 1) != 0)
        return pdf_broken();
    size_t rows = bytes->len / (row + 1);
    unsigned char *out = arena_alloc(file->arena, rows * row + 1);
    for (size_t y = 0; y < rows; y++) {
        const unsigned char *in = (const unsigned char *)bytes->ptr + y * (row + 1);
        for (size_t x = 0; x < row; x++) {
            unsigned char *to = out + y * row + x;
            int left = x >= pixel ? *(to - pixel) : 0;
            int up = y > 0 ? *(to - row) : 0;
            int corner = x >= pixel && y > 0 ? *(to - row - pixel) : 0;
            const int add[] = {0, left, up, (left + up) / 2, paeth(left, up, corner)};
            if (in[0] > 4)
                return pdf_broken();
            *to = (unsigned char)(in[x + 1] + add[in[0]]);
        }
    }
    *bytes = str_of((const char *)out, rows * row);
    return RESULT_OK;
}

/* The crypt filter (7.4.10) that leaves bytes as they are. */
static bool is_plain(const struct pdf_value *filter, const struct pdf_value *settings)
{
    const struct pdf_value *name = pdf_get(settings, "Name");
    return pdf_is_name(filter, "Crypt") && (name == NULL || pdf_is_name(name, "Identity"));
}

static struct result undo(struct pdf_file *file, const struct pdf_value *filter,
                          const struct pdf_value *settings, struct str *bytes)
{
    bool flate = pdf_is_name(filter, "FlateDecode") || pdf_is_name(filter, "Fl");
    if (flate)
        TRY(inflate_all(file, *bytes, bytes));
    else if (pdf_is_name(filter, "LZWDecode") || pdf_is_name(filter, "LZW"))
        TRY(read_lzw(file, *bytes, setting(settings, "EarlyChange", 1) != 0, bytes));
    else if (pdf_is_name(filter, "ASCIIHexDecode") || pdf_is_name(filter, "AHx"))
        return read_hex(file, *bytes, bytes);
    else if (pdf_is_name(filter, "ASCII85Decode") || pdf_is_name(filter, "A85"))
        return read_85(file, *bytes, bytes);
    else if (pdf_is_name(filter, "RunLengthDecode") || pdf_is_name(filter, "RL"))
        return read_runs(file, *bytes, bytes);
    else if (is_plain(filter, settings))
        return RESULT_OK;
    else
        return result_fail(ERROR_UNSUPPORTED, "pdf.filter", NULL);
    return setting(settings, "Predictor", 1) == 1 ? RESULT_OK
                                                  : undo_predictor(file, settings, bytes);
}

struct result pdf_stream_decode(struct pdf_file *file, const struct pdf_object *object,
                                struct str *out)
{
    const struct pdf_value *filter = pdf_get(object->value, "Filter");
    const struct pdf_value *settings = pdf_get(object->value, "DecodeParms");
    *out = str_slice(file->bytes, object->stream_at, object->stream_at + object->stream_len);
    bool listed = filter != NULL && filter->type == PDF_ARRAY;
    if (listed) {
        settings = settings != NULL && settings->type == PDF_ARRAY ? settings->first : NULL;
        if (filter->count > FILTERS_MAX)
            return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
        filter = filter->first;
    }
    TRY(pdf_crypt_stream(file, object, is_plain(filter, settings), out));
    if (!listed)
        return filter == NULL ? RESULT_OK : undo(file, filter, settings, out);
    for (; filter != NULL; filter = filter->next) {
        TRY(undo(file, filter, settings, out));
        settings = settings == NULL ? NULL : settings->next;
    }
    return RESULT_OK;
}
