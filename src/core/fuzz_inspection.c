/* Whatever an inspector that was taken over says: a verdict of ours comes out of it. */
#include <stdlib.h>

#include "core/inspector.h"
#include "core/inspector_wire.h"
#include "core/signature_pixels.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(4 << 20);
    struct str bytes = str_of((const char *)data, size);
    struct inspection inspection;
    inspection_decode(arena, bytes, &inspection);
    bool good = inspection.verdict == INSPECTION_GOOD;
    if (good && (str_empty(inspection.media_type) || inspection.pages == 0))
        abort();
    if (!good && inspection.message == NULL)
        abort();
    struct inspector_request request;
    if (inspector_request_decode(bytes, &request) &&
        !str_equal(inspector_request_encode(arena, &request), bytes))
        abort();
    struct appearance_picture picture;
    if (result_ok(signature_pixels_read(arena, bytes, &picture)) &&
        picture.rgb.len != 3 * picture.alpha.len)
        abort();
    arena_free(arena);
    return 0;
}
