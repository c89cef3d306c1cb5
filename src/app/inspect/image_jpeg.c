#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>

#include "app/inspect/image.h"
#include "app/inspect/verdict.h"
#include "core/inspector.h"
#include "core/media.h"

enum { SMALLEST_SCALE = 8, COMPONENTS_MAX = 4 };

static _Noreturn void on_error(j_common_ptr decoder)
{
    verdict_refuse(decoder->err->msg_code == JERR_OUT_OF_MEMORY ? "file.too_many_pixels"
                                                                : "file.broken_image");
}

/* libjpeg draws what is missing of a file cut short in grey and only warns. */
static void on_message(j_common_ptr decoder, int level)
{
    int code = decoder->err->msg_code;
    if (level < 0 && (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER))
        verdict_refuse("file.broken_image");
}

/* At an eighth of the size: the entropy-coded data is read to its end all the same. */
static void decode(struct jpeg_decompress_struct *decoder)
{
    decoder->scale_num = 1;
    decoder->scale_denom = SMALLEST_SCALE;
    (void)jpeg_start_decompress(decoder);
    JSAMPLE row[(INSPECTOR_SIDE_MAX / SMALLEST_SCALE + 1) * COMPONENTS_MAX];
    if ((size_t)decoder->output_width * (size_t)decoder->output_components > sizeof row)
        verdict_refuse("file.too_many_pixels");
    JSAMPROW rows[1] = {row};
    while (decoder->output_scanline < decoder->output_height)
        (void)jpeg_read_scanlines(decoder, rows, 1);
    (void)jpeg_finish_decompress(decoder);
}

_Noreturn void image_check_jpeg(struct str bytes)
{
    struct media_size size = {0};
    if (!media_jpeg_size(bytes, &size))
        verdict_refuse("file.broken_image");
    if (size.width > INSPECTOR_SIDE_MAX || size.height > INSPECTOR_SIDE_MAX ||
        (uint64_t)size.width * size.height > INSPECTOR_PIXELS_MAX)
        verdict_refuse("file.too_many_pixels");
    struct jpeg_decompress_struct decoder;
    struct jpeg_error_mgr errors;
    decoder.err = jpeg_std_error(&errors);
    errors.error_exit = on_error;
    errors.emit_message = on_message;
    jpeg_create_decompress(&decoder);
    jpeg_mem_src(&decoder, (const unsigned char *)bytes.ptr, bytes.len);
    (void)jpeg_read_header(&decoder, TRUE);
    decode(&decoder);
    const struct verdict good = {media_type_of(MEDIA_JPEG), 1, size.width, size.height};
    verdict_accept(&good);
}
