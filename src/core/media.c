#include "core/media.h"

#include "base/reader.h"

enum { PDF_HEADER_WITHIN = 1024, JPEG_SEGMENTS_MAX = 4096 };

static const struct str png_signature = STR("\x89PNG\r\n\x1a\n");

/* "ftyp" box of ISO base media files with a brand of HEIF. */
static bool is_heic(struct str bytes)
{
    static const char *const brands[] = {"heic", "heix", "hevc", "heim", "mif1", "msf1", "avif"};
    if (bytes.len < 12 || !str_equal(str_slice(bytes, 4, 8), S("ftyp")))
        return false;
    for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++)
        if (str_is(str_slice(bytes, 8, 12), brands[i]))
            return true;
    return false;
}

enum media_kind media_sniff(struct str bytes)
{
    struct str head = str_slice(bytes, 0, PDF_HEADER_WITHIN);
    if (str_starts(bytes, png_signature))
        return MEDIA_PNG;
    if (str_starts(bytes, S("\xff\xd8\xff")))
        return MEDIA_JPEG;
    if (is_heic(bytes))
        return MEDIA_HEIC;
    if (str_starts(bytes, S("PK\x03\x04")) || str_starts(bytes, S("\xd0\xcf\x11\xe0")))
        return MEDIA_OFFICE;
    if (str_find(head, S("%PDF-")) < head.len)
        return MEDIA_PDF;
    return MEDIA_UNKNOWN;
}

const char *media_type_of(enum media_kind kind)
{
    switch (kind) {
    case MEDIA_PDF:
        return "application/pdf";
    case MEDIA_JPEG:
        return "image/jpeg";
    case MEDIA_PNG:
        return "image/png";
    case MEDIA_UNKNOWN:
    case MEDIA_HEIC:
    case MEDIA_OFFICE:
        break;
    }
    return NULL;
}

bool media_png_size(struct str bytes, struct media_size *size)
{
    struct reader reader = reader_of(bytes);
    if (!reader_accept(&reader, png_signature))
        return false;
    bool header = reader_u32(&reader) == 13 && reader_accept(&reader, S("IHDR"));
    size->width = reader_u32(&reader);
    size->height = reader_u32(&reader);
    return header && !reader.failed && size->width > 0 && size->height > 0;
}

/* Markers without a length: TEM, RST0..7, SOI. */
static bool stands_alone(uint8_t marker)
{
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/* SOF0..15 without DHT (C4), JPG (C8) and DAC (CC). */
static bool is_frame(uint8_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static bool read_frame(struct reader *reader, struct media_size *size)
{
    (void)reader_u8(reader); /* sample precision */
    size->height = reader_u16(reader);
    size->width = reader_u16(reader);
    return !reader->failed && size->width > 0 && size->height > 0;
}

bool media_jpeg_size(struct str bytes, struct media_size *size)
{
    struct reader reader = reader_of(bytes);
    if (!reader_accept(&reader, S("\xff\xd8")))
        return false;
    for (int i = 0; i < JPEG_SEGMENTS_MAX && !reader.failed; i++) {
        if (reader_u8(&reader) != 0xff)
            return false;
        uint8_t marker = reader_u8(&reader);
        while (marker == 0xff && !reader.failed)
            marker = reader_u8(&reader); /* fill bytes */
        if (stands_alone(marker))
            continue;
        if (marker == 0xd9 || marker == 0xda) /* end or scan before any frame */
            return false;
        uint16_t len = reader_u16(&reader);
        if (len < 2)
            return false;
        if (is_frame(marker))
            return read_frame(&reader, size);
        (void)reader_take(&reader, len - 2U);
    }
    return false;
}

bool media_pixels_read(struct str bytes, struct media_pixels *out)
{
    enum { SIDE_MAX = 10000 };
    struct str lines[3];
    struct str width;
    struct str height;
    int64_t sides[2];
    for (size_t i = 0; i < 3; i++)
        if (!str_split(bytes, '\n', &lines[i], &bytes))
            return false;
    if (!str_is(lines[0], "P6") || !str_is(lines[2], "255") ||
        !str_split(lines[1], ' ', &width, &height) || !str_to_i64(width, &sides[0]) ||
        !str_to_i64(height, &sides[1]) || sides[0] < 1 || sides[1] < 1 || sides[0] > SIDE_MAX ||
        sides[1] > SIDE_MAX || bytes.len != (size_t)sides[0] * (size_t)sides[1] * 3)
        return false;
    *out = (struct media_pixels){(unsigned)sides[0], (unsigned)sides[1], bytes};
    return true;
}
