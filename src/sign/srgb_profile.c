#include "base/buf.h"
#include "sign/pdf_identity.h"

/* ICC.1:2003-09: a matrix of primaries and one curve. Numbers are s15Fixed16. */
enum { PROFILE_MAX = 4096, HEADER_SIZE = 128, TAG_ROW = 12, TAGS = 10 };

static const uint32_t white_d50[] = {0x0000f6d6, 0x00010000, 0x0000d32d};
static const uint32_t red[] = {0x00006fa2, 0x000038f5, 0x00000390};
static const uint32_t green[] = {0x00006299, 0x0000b785, 0x000018da};
static const uint32_t blue[] = {0x000024a0, 0x00000f84, 0x0000b6cf};
/* Bradford, from D65 to D50. */
static const uint32_t adaptation[] = {0x00010c42, 0x000005de, 0xfffff325, 0x00000793, 0x0000fd90,
                                      0xfffffba1, 0xfffffda2, 0x000003dc, 0x0000c06e};
/* Function 3: (aX + b)^g above d, cX below. */
static const uint32_t curve[] = {0x00026666, 0x0000f2a7, 0x00000d59, 0x000013d0, 0x00000a5b};

static void put_numbers(struct buf *out, const uint32_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_u32(out, numbers[i]);
}

static struct str numbers_tag(struct arena *arena, const char *type, const uint32_t *numbers,
                              size_t count)
{
    struct buf out;
    buf_init(&out, arena, PROFILE_MAX);
    buf_text(&out, type);
    buf_u32(&out, 0);
    put_numbers(&out, numbers, count);
    return buf_str(&out);
}

static struct str curve_tag(struct arena *arena)
{
    struct buf out;
    buf_init(&out, arena, PROFILE_MAX);
    buf_text(&out, "para");
    buf_u32(&out, 0);
    buf_u16(&out, 3);
    buf_u16(&out, 0);
    put_numbers(&out, curve, sizeof curve / sizeof curve[0]);
    return buf_str(&out);
}

/* multiLocalizedUnicodeType with one English text. */
static struct str text_tag(struct arena *arena, const char *text)
{
    enum { RECORD_SIZE = 12, TEXT_AT = 28 };
    struct buf out;
    struct str bytes = str_from_c(text);
    buf_init(&out, arena, PROFILE_MAX);
    buf_text(&out, "mluc");
    buf_u32(&out, 0);
    buf_u32(&out, 1);
    buf_u32(&out, RECORD_SIZE);
    buf_text(&out, "enUS");
    buf_u32(&out, (uint32_t)(2 * bytes.len));
    buf_u32(&out, TEXT_AT);
    for (size_t i = 0; i < bytes.len; i++)
        buf_u16(&out, (unsigned char)bytes.ptr[i]);
    while (out.len % 4 != 0)
        buf_byte(&out, 0);
    return buf_str(&out);
}

static void put_header(struct buf *out, uint32_t size)
{
    static const uint16_t made[] = {2026, 1, 1, 0, 0, 0};
    buf_u32(out, size);
    buf_u32(out, 0);
    buf_u32(out, 0x04100000); /* version */
    buf_text(out, "mntrRGB XYZ ");
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        buf_u16(out, made[i]);
    buf_text(out, "acsp");
    for (size_t i = 0; i < 7; i++) /* platform to rendering intent: none, perceptual */
        buf_u32(out, 0);
    put_numbers(out, white_d50, 3);
    while (out->len < HEADER_SIZE)
        buf_byte(out, 0);
}

struct str srgb_profile(struct arena *arena)
{
    struct str shared = curve_tag(arena);
    const struct {
        const char *name;
        struct str data;
    } tags[TAGS] = {
        {"desc", text_tag(arena, "sRGB")},
        {"cprt", text_tag(arena, "No copyright, use freely")},
        {"wtpt", numbers_tag(arena, "XYZ ", white_d50, 3)},
        {"chad", numbers_tag(arena, "sf32", adaptation, 9)},
        {"rXYZ", numbers_tag(arena, "XYZ ", red, 3)},
        {"gXYZ", numbers_tag(arena, "XYZ ", green, 3)},
        {"bXYZ", numbers_tag(arena, "XYZ ", blue, 3)},
        {"rTRC", shared},
        {"gTRC", shared},
        {"bTRC", shared},
    };
    size_t at[TAGS];
    size_t size = HEADER_SIZE + 4 + TAGS * TAG_ROW;
    struct buf out;
    for (size_t i = 0; i < TAGS; i++) { /* the three curves are one */
        bool again = i > 0 && tags[i].data.ptr == tags[i - 1].data.ptr;
        at[i] = again ? at[i - 1] : size;
        size += again ? 0 : tags[i].data.len;
    }
    buf_init(&out, arena, PROFILE_MAX);
    put_header(&out, (uint32_t)size);
    buf_u32(&out, TAGS);
    for (size_t i = 0; i < TAGS; i++) {
        buf_text(&out, tags[i].name);
        buf_u32(&out, (uint32_t)at[i]);
        buf_u32(&out, (uint32_t)tags[i].data.len);
    }
    for (size_t i = 0; i < TAGS; i++)
        if (i == 0 || at[i] != at[i - 1])
            buf_add(&out, tags[i].data);
    return buf_str(&out);
}
