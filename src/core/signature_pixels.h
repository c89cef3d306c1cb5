#ifndef TRUC_CORE_SIGNATURE_PIXELS_H
#define TRUC_CORE_SIGNATURE_PIXELS_H

/*
 * A picture for signatures on its way from the inspector: width and height as u32, then rows of
 * red, green, blue and alpha, one byte each, from the top. It is cut to what is painted, so that
 * its width is the real width of a seal.
 */
#include "sign/appearance.h"

enum {
    PIXELS_SIDE_SENT = 3000,  /* of the PNG that people send */
    PIXELS_BYTES_SENT = 2 << 20,
    PIXELS_SIDE_LEAST = 150,  /* of what is painted: 36 mm at about 100 dots an inch */
    PIXELS_SIDE_MAX = 600,    /* of what is kept: 36 mm at 423 dots an inch */
    PIXELS_HEAD = 8
};

/* CORRUPT "picture.pixels" unless every byte is as said above: the inspector may have been taken
 * over by its file. */
struct result signature_pixels_read(struct arena *arena, struct str bytes,
                                    struct appearance_picture *out);

/* NĐ 30/2020, Phụ lục I: hands in blue, seals in red. Of what is painted most must be so. */
bool signature_pixels_blue(const struct appearance_picture *picture);
bool signature_pixels_red(const struct appearance_picture *picture);

#endif
