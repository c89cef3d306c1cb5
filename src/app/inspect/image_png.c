#include <png.h>
#include <string.h>

#include "app/inspect/image.h"
#include "app/inspect/verdict.h"
#include "core/inspector.h"
#include "core/media.h"

enum { CHUNK_BYTES_MAX = 8 * 1024 * 1024, CHUNKS_MAX = 1000, ROW_BYTES_PER_PIXEL = 8 };

static _Noreturn void on_error(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
    verdict_refuse("file.broken_image");
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void on_read(png_structp png, png_bytep out, size_t count)
{
    struct str *left = png_get_io_ptr(png);
    if (count > left->len)
        verdict_refuse("file.broken_image");
    memcpy(out, left->ptr, count);
    *left = str_slice(*left, count, left->len);
}

static void decode(png_structp png, png_infop info, struct media_size size)
{
    png_read_info(png, info);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    struct arena *arena = arena_new((size_t)ROW_BYTES_PER_PIXEL * INSPECTOR_SIDE_MAX + 4096);
    size_t row_bytes = png_get_rowbytes(png, info);
    if (row_bytes > (size_t)ROW_BYTES_PER_PIXEL * INSPECTOR_SIDE_MAX)
        verdict_refuse("file.too_many_pixels");
    png_bytep row = arena_alloc(arena, row_bytes);
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < size.height; y++)
            png_read_row(png, row, NULL);
    png_read_end(png, info);
    arena_free(arena);
}

_Noreturn void image_check_png(struct str bytes)
{
    struct media_size size = {0};
    if (!media_png_size(bytes, &size))
        verdict_refuse("file.broken_image");
    if (size.width > INSPECTOR_SIDE_MAX || size.height > INSPECTOR_SIDE_MAX ||
        (uint64_t)size.width * size.height > INSPECTOR_PIXELS_MAX)
        verdict_refuse("file.too_many_pixels");
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);
    if (info == NULL)
        verdict_refuse("file.too_complex");
    struct str left = bytes;
    png_set_read_fn(png, &left, on_read);
    png_set_user_limits(png, INSPECTOR_SIDE_MAX, INSPECTOR_SIDE_MAX);
    png_set_chunk_malloc_max(png, CHUNK_BYTES_MAX);
    png_set_chunk_cache_max(png, CHUNKS_MAX);
    decode(png, info, size);
    const struct verdict good = {media_type_of(MEDIA_PNG), 1, size.width, size.height};
    verdict_accept(&good);
}
