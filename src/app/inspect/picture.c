/* A picture that a signature will show: a PNG with transparency becomes plain pixels, cut to what
 * is painted and made smaller where it has more dots than print needs. */
#include <png.h>
#include <string.h>

#include "app/inspect/image.h"
#include "app/inspect/verdict.h"
#include "base/buf.h"
#include "core/media.h"
#include "core/signature_pixels.h"

enum { DEPTH = 4, ALPHA = 3, SEEN = 16 };

struct pixels {
    uint32_t width;
    uint32_t height;
    unsigned char *rgba;
};

struct area {
    uint32_t x0, y0, x1, y1; /* half-open */
};

static struct pixels decode(struct arena *arena, struct str bytes)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    struct media_size size = {0};
    if (!media_png_size(bytes, &size))
        verdict_refuse("file.broken_image");
    if (size.width > PIXELS_SIDE_SENT || size.height > PIXELS_SIDE_SENT)
        verdict_refuse("picture.too_large");
    if (!png_image_begin_read_from_memory(&image, bytes.ptr, bytes.len))
        verdict_refuse("file.broken_image");
    if ((image.format & PNG_FORMAT_FLAG_ALPHA) == 0)
        verdict_refuse("picture.opaque");
    image.format = PNG_FORMAT_RGBA;
    struct pixels out = {image.width, image.height,
                         arena_alloc(arena, PNG_IMAGE_SIZE(image))};
    if (!png_image_finish_read(&image, NULL, out.rgba, 0, NULL) || PNG_IMAGE_FAILED(image))
        verdict_refuse("file.broken_image");
    return out;
}

/* What is painted; the picture must show paper somewhere inside of it. */
static struct area painted(const struct pixels *from)
{
    struct area area = {from->width, from->height, 0, 0};
    size_t clear = 0;
    for (uint32_t y = 0; y < from->height; y++)
        for (uint32_t x = 0; x < from->width; x++) {
            if (from->rgba[((size_t)y * from->width + x) * DEPTH + ALPHA] < SEEN) {
                clear++;
                continue;
            }
            area.x0 = x < area.x0 ? x : area.x0;
            area.y0 = y < area.y0 ? y : area.y0;
            area.x1 = x >= area.x1 ? x + 1 : area.x1;
            area.y1 = y + 1;
        }
    if (clear * 20 < (size_t)from->width * from->height)
        verdict_refuse("picture.opaque");
    if (area.x1 <= area.x0 || area.x1 - area.x0 < PIXELS_SIDE_LEAST ||
        area.y1 - area.y0 < PIXELS_SIDE_LEAST / 3)
        verdict_refuse("picture.too_small");
    return area;
}

/* The mean of a block of pixels, each colour by how much of it shows. */
static void mean(const struct pixels *from, struct area block, unsigned char out[DEPTH])
{
    uint64_t sums[DEPTH] = {0};
    uint64_t count = (uint64_t)(block.x1 - block.x0) * (block.y1 - block.y0);
    for (uint32_t y = block.y0; y < block.y1; y++)
        for (uint32_t x = block.x0; x < block.x1; x++) {
            const unsigned char *at = from->rgba + ((size_t)y * from->width + x) * DEPTH;
            for (size_t i = 0; i < ALPHA; i++)
                sums[i] += (uint64_t)at[i] * at[ALPHA];
            sums[ALPHA] += at[ALPHA];
        }
    for (size_t i = 0; i < ALPHA; i++)
        out[i] = sums[ALPHA] == 0 ? 0xff : (unsigned char)(sums[i] / sums[ALPHA]);
    out[ALPHA] = (unsigned char)(sums[ALPHA] / count);
}

static struct pixels shrunk(struct arena *arena, const struct pixels *from, struct area area)
{
    uint32_t wide = area.x1 - area.x0;
    uint32_t high = area.y1 - area.y0;
    uint32_t longer = wide > high ? wide : high;
    uint32_t side = longer > PIXELS_SIDE_MAX ? PIXELS_SIDE_MAX : longer;
    struct pixels out = {(uint32_t)((uint64_t)wide * side / longer),
                         (uint32_t)((uint64_t)high * side / longer), NULL};
    out.rgba = arena_alloc(arena, (size_t)out.width * out.height * DEPTH);
    for (uint32_t y = 0; y < out.height; y++)
        for (uint32_t x = 0; x < out.width; x++) {
            const struct area block = {
                area.x0 + (uint32_t)((uint64_t)x * wide / out.width),
                area.y0 + (uint32_t)((uint64_t)y * high / out.height),
                area.x0 + (uint32_t)((uint64_t)(x + 1) * wide / out.width),
                area.y0 + (uint32_t)((uint64_t)(y + 1) * high / out.height)};
            mean(from, block, out.rgba + ((size_t)y * out.width + x) * DEPTH);
        }
    return out;
}

_Noreturn void picture_read(struct arena *arena, struct str bytes)
{
    if (media_sniff(bytes) != MEDIA_PNG)
        verdict_refuse("picture.not_png");
    struct pixels sent = decode(arena, bytes);
    struct pixels kept = shrunk(arena, &sent, painted(&sent));
    struct buf out;
    size_t size = (size_t)kept.width * kept.height * DEPTH;
    buf_init(&out, arena, size + PIXELS_HEAD);
    buf_u32(&out, kept.width);
    buf_u32(&out, kept.height);
    buf_bytes(&out, kept.rgba, size);
    verdict_bytes(buf_str(&out));
}
