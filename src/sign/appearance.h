#ifndef TRUC_SIGN_APPEARANCE_H
#define TRUC_SIGN_APPEARANCE_H

/*
 * What a signature shows (NĐ 30/2020, Phụ lục I): a person's hand in blue between title and name
 * (ô 7c), the agency's seal in red and in its real size over the left third of it (ô 8), number,
 * date, or the lines of an attachment or a copy in the corner at the top right (ô 14). Pictures
 * become image XObjects with their transparency as SMask (ISO 32000-1, 11.6.5.3); drawings are
 * path operators. Points, origin at the lower left corner of the page.
 */
#include "base/buf.h"
#include "sign/pdf_sign.h"

struct appearance_rect {
    double x0, y0, x1, y1;
};

/* Pixels in rows from the top, without gaps. */
struct appearance_picture {
    uint32_t width;
    uint32_t height;
    struct str rgb;   /* 3 bytes a pixel */
    struct str alpha; /* 1 byte a pixel: 0 shows the paper; empty: nothing shows through */
};

enum { APPEARANCE_IMAGES_MAX = 4, APPEARANCE_SIDE_MAX = 4000 };

struct appearance {
    struct arena *arena;
    struct appearance_rect around; /* what the widget covers */
    struct buf content;
    struct pdf_image images[APPEARANCE_IMAGES_MAX];
    size_t image_count;
};

/* Everything that is put in must lie inside `around`. */
void appearance_begin(struct appearance *appearance, struct arena *arena,
                      struct appearance_rect around);
/* The picture as large as fits into `into` without being bent, in its middle. INVALID
 * "appearance.picture" for sizes that do not agree. */
struct result appearance_picture(struct appearance *appearance,
                                 const struct appearance_picture *picture,
                                 struct appearance_rect into);
/* The same with one that is deflated already. LIMIT "appearance.room" for one too many. */
struct result appearance_image(struct appearance *appearance, const struct pdf_image *image,
                               struct appearance_rect into);
/* Path operators, moved so that their origin lies at x, y of the page. */
void appearance_drawing(struct appearance *appearance, struct str operators, double x, double y);
/* LIMIT "appearance.room" where it became too large. */
struct result appearance_end(struct appearance *appearance, struct pdf_appearance *out);

/* A picture as a PDF holds it, and as bytes to be kept; CORRUPT "appearance.packed". */
struct result appearance_image_of(struct arena *arena, const struct appearance_picture *picture,
                                  struct pdf_image *out);
struct str appearance_pack(struct arena *arena, const struct pdf_image *image);
bool appearance_is_packed(struct str bytes);
struct result appearance_unpack(struct str bytes, struct pdf_image *out);

/* Where a seal of this side lies over a signature: its right edge a third into the signature, both
 * at the same height. */
struct appearance_rect appearance_seal_over(struct appearance_rect signature, double side);
/* The share of the signature's width that a seal covers from its left. */
double appearance_overlap(struct appearance_rect signature, struct appearance_rect seal);
/* A block of lines in the corner at the top right of a page, `margin` from both edges. */
struct appearance_rect appearance_corner(double page_width, double page_height, double margin,
                                         double width, double height);

/* "23/11/2026 09:00:00 +07:00": a time as stamps tell it. */
struct str appearance_time(struct arena *arena, int64_t at_us);
/* The lines of a stamp, 10 pt: of an attachment its document's number and the time; of an
 * electronic copy its form ("SAO Y"), the agency and the time. */
enum { APPEARANCE_LINES_MAX = 3 };
size_t appearance_attachment_lines(struct arena *arena, struct str symbol, int64_t at_us,
                                   struct str lines[APPEARANCE_LINES_MAX]);
size_t appearance_copy_lines(struct arena *arena, struct str form, struct str agency,
                             int64_t at_us, struct str lines[APPEARANCE_LINES_MAX]);

#endif
