#ifndef TRUC_SIGN_PDF_BOXES_H
#define TRUC_SIGN_PDF_BOXES_H

/* Where the text of a page stands (ISO 32000-1, clause 9.4), closely enough to tell whether
 * something laid over the page hides it: widths of glyphs come from the font where it says them
 * and are half an em elsewhere. */
#include "sign/pdf_file.h"

enum { PDF_BOXES_MAX = 8000 };

/* One shown string, one filled shape as small as a letter or one picture, in the page's units. */
struct pdf_box {
    double left;
    double bottom;
    double right;
    double top;
    double size; /* height of its letters */
    bool picture;
};

struct pdf_boxes {
    struct pdf_box *items;
    size_t count;
    size_t room;
    size_t pictures;
    bool whole; /* every part of the content could be read */
};

/* The text, shapes and pictures of page object `number` as of `revision`. Never fails: what cannot
 * be read leaves `whole` false. */
void pdf_text_boxes(struct pdf_file *file, size_t revision, int64_t number,
                    struct pdf_boxes *out);

/* What the appearance stream `form` (a form XObject as of `revision`) covers when it is laid into
 * `rect` (12.5.5): letters, filled areas, images and broad lines, each as its bounds, and thin
 * lines piece by piece. */
void pdf_painted_boxes(struct pdf_file *file, size_t revision, const struct pdf_object *form,
                       const double rect[4], struct pdf_boxes *out);
/* The text that such a stream shows. */
void pdf_form_text_boxes(struct pdf_file *file, size_t revision, const struct pdf_object *form,
                         const double rect[4], struct pdf_boxes *out);
/* What is painted by operators whose only resources are images and whose box begins at `rect`'s
 * lower left. */
void pdf_painted_boxes_of(struct pdf_file *file, struct str content, const double rect[4],
                          struct pdf_boxes *out);
/* True where anything of `painted` hides at least a letter of `text`; without knowing all that is
 * painted, the whole of `rect` counts. */
bool pdf_boxes_hide(const struct pdf_boxes *painted, const struct pdf_boxes *text,
                    const double rect[4]);

/* True where `rect` (left, bottom, right, top) hides at least a letter of the text. */
bool pdf_boxes_hidden(const struct pdf_boxes *boxes, const double rect[4]);

/* The part of `other` that `rect` covers, 0 to 1; 0 where either has no area. */
double pdf_covered(const double rect[4], const double other[4]);

#endif
