/* Pictures ready for a PDF: deflated once when they are taken, not again with every signature. */
#include <string.h>
#include <zlib.h>

#include "base/reader.h"
#include "sign/appearance.h"

#define MAGIC S("trucpic1")
enum { HEAD = 8 + 4 * 4 };

static bool is_sound(const struct appearance_picture *picture)
{
    size_t pixels = (size_t)picture->width * picture->height;
    return picture->width > 0 && picture->height > 0 && picture->width <= APPEARANCE_SIDE_MAX &&
           picture->height <= APPEARANCE_SIDE_MAX && picture->rgb.len == 3 * pixels &&
           (str_empty(picture->alpha) || picture->alpha.len == pixels);
}

static struct result deflated(struct arena *arena, struct str bytes, struct str *out)
{
    uLongf len = compressBound((uLong)bytes.len);
    char *to = arena_alloc(arena, len);
    if (compress2((Bytef *)to, &len, (const Bytef *)bytes.ptr, (uLong)bytes.len,
                  Z_BEST_COMPRESSION) != Z_OK)
        return result_fail(ERROR_INTERNAL, "appearance.deflate", NULL);
    *out = str_of(to, len);
    return RESULT_OK;
}

struct result appearance_image_of(struct arena *arena, const struct appearance_picture *picture,
                                  struct pdf_image *out)
{
    if (!is_sound(picture))
        return result_fail(ERROR_INVALID, "appearance.picture",
                           N_("Hình chữ ký hoặc con dấu không đọc được. Tải lên hình PNG khác."));
    *out = (struct pdf_image){.width = picture->width, .height = picture->height};
    TRY(deflated(arena, picture->rgb, &out->rgb));
    return str_empty(picture->alpha) ? RESULT_OK : deflated(arena, picture->alpha, &out->alpha);
}

struct str appearance_pack(struct arena *arena, const struct pdf_image *image)
{
    struct buf out;
    buf_init(&out, arena, HEAD + image->rgb.len + image->alpha.len);
    buf_add(&out, MAGIC);
    buf_u32(&out, image->width);
    buf_u32(&out, image->height);
    buf_u32(&out, (uint32_t)image->rgb.len);
    buf_u32(&out, (uint32_t)image->alpha.len);
    buf_add(&out, image->rgb);
    buf_add(&out, image->alpha);
    return buf_str(&out);
}

bool appearance_is_packed(struct str bytes)
{
    return str_starts(bytes, MAGIC);
}

struct result appearance_unpack(struct str bytes, struct pdf_image *out)
{
    struct reader reader = reader_of(bytes);
    reader_accept(&reader, MAGIC);
    out->width = reader_u32(&reader);
    out->height = reader_u32(&reader);
    uint32_t rgb = reader_u32(&reader);
    uint32_t alpha = reader_u32(&reader);
    out->rgb = reader_take(&reader, rgb);
    out->alpha = reader_take(&reader, alpha);
    if (appearance_is_packed(bytes) && reader_done(&reader) && out->width > 0 &&
        out->height > 0 && out->width <= APPEARANCE_SIDE_MAX &&
        out->height <= APPEARANCE_SIDE_MAX && !str_empty(out->rgb))
        return RESULT_OK;
    return result_fail(ERROR_CORRUPT, "appearance.packed", NULL);
}
