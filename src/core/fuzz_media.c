/* Any bytes: never reads past the end; a size that is told is never zero. */
#include <stdlib.h>

#include "core/media.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = str_of((const char *)data, size);
    struct media_size picture = {1, 1};
    enum media_kind kind = media_sniff(bytes);
    if (media_png_size(bytes, &picture) && (kind != MEDIA_PNG || picture.width == 0))
        abort();
    if (media_jpeg_size(bytes, &picture) && (picture.width == 0 || picture.height == 0))
        abort();
    return 0;
}
