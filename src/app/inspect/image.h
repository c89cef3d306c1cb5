#ifndef TRUC_APP_INSPECT_IMAGE_H
#define TRUC_APP_INSPECT_IMAGE_H

/*
 * Decodes a picture to its last row, keeping one row at a time: a file that is
 * cut short, damaged or too large is refused, everything else accepted.
 */
#include "base/arena.h"
#include "base/str.h"

_Noreturn void image_check_png(struct str bytes);
_Noreturn void image_check_jpeg(struct str bytes);

/* A PNG with transparency as core/signature_pixels.h says. */
_Noreturn void picture_read(struct arena *arena, struct str bytes);

#endif
