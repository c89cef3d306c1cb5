#include "core/signature_pixels.h"

#include "base/reader.h"

enum { DEPTH = 4, PAINTED = 128, APART = 25, MOST_OF_TEN = 7 };

struct result signature_pixels_read(struct arena *arena, struct str bytes,
                                    struct appearance_picture *out)
{
    struct reader reader = reader_of(bytes);
    uint32_t width = reader_u32(&reader);
    uint32_t height = reader_u32(&reader);
    if (width == 0 || height == 0 || width > PIXELS_SIDE_MAX || height > PIXELS_SIDE_MAX ||
        reader_left(&reader) != (size_t)width * height * DEPTH)
        return result_fail(ERROR_CORRUPT, "picture.pixels", NULL);
    size_t count = (size_t)width * height;
    const char *from = bytes.ptr + PIXELS_HEAD;
    char *rgb = arena_alloc(arena, 3 * count);
    char *alpha = arena_alloc(arena, count);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < 3; k++)
            rgb[3 * i + k] = from[DEPTH * i + k];
        alpha[i] = from[DEPTH * i + 3];
    }
    *out = (struct appearance_picture){width, height, str_of(rgb, 3 * count),
                                       str_of(alpha, count)};
    return RESULT_OK;
}

/* Most of what is painted is of channel `main` rather than `other` and green. */
static bool mostly(const struct appearance_picture *picture, size_t main, size_t other)
{
    const unsigned char *rgb = (const unsigned char *)picture->rgb.ptr;
    size_t painted = 0;
    size_t right = 0;
    for (size_t i = 0; i < picture->alpha.len; i++) {
        if ((unsigned char)picture->alpha.ptr[i] < PAINTED)
            continue;
        const unsigned char *at = rgb + 3 * i;
        painted++;
        right += at[main] >= at[other] + APART && at[main] >= at[1];
    }
    return painted > 0 && right * 10 >= painted * MOST_OF_TEN;
}

bool signature_pixels_blue(const struct appearance_picture *picture)
{
    return mostly(picture, 2, 0);
}

bool signature_pixels_red(const struct appearance_picture *picture)
{
    return mostly(picture, 0, 2);
}
