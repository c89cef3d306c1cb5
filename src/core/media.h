#ifndef TRUC_CORE_MEDIA_H
#define TRUC_CORE_MEDIA_H

/*
 * What a file is, told from its first bytes, and the size of a picture, told
 * from its header without decoding anything.
 */
#include "base/str.h"

enum media_kind {
    MEDIA_UNKNOWN,
    MEDIA_PDF,  /* ISO 32000: "%PDF-" within the first 1024 bytes */
    MEDIA_JPEG, /* ISO/IEC 10918-1 */
    MEDIA_PNG,  /* ISO/IEC 15948 */
    MEDIA_HEIC, /* ISO/IEC 23008-12: what phones make when nobody tells them otherwise */
    MEDIA_OFFICE /* a ZIP or an old Office file */
};

enum media_kind media_sniff(struct str bytes);

/* "application/pdf", "image/jpeg", "image/png"; NULL for kinds that are not taken. Static. */
const char *media_type_of(enum media_kind kind);

struct media_size {
    uint32_t width; /* pixels, at least 1 */
    uint32_t height;
};

/* False when the header is damaged or names no size. */
bool media_png_size(struct str bytes, struct media_size *size);
bool media_jpeg_size(struct str bytes, struct media_size *size);

/* A picture that needs no decoding: "P6", width, height, 255, then three bytes a pixel. */
struct media_pixels {
    unsigned width; /* at least 1 */
    unsigned height;
    struct str rgb; /* just width × height × 3 bytes, borrowed */
};
bool media_pixels_read(struct str bytes, struct media_pixels *out);

#endif
