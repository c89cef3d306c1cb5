#ifndef TRUC_APP_SIGNING_STAMP_H
#define TRUC_APP_SIGNING_STAMP_H

/* The lines that a signature shows in the corner at the top right of the first page (NĐ 30/2020,
 * Phụ lục I, ô 14): of an attachment in a file of its own, and of an electronic copy. */
#include "sign/pdf_sign.h"

struct stamp_words {
    const char *attachment_of; /* number and symbol of the document; NULL: a copy */
    const char *copy;          /* "SAO Y", "SAO LỤC", "TRÍCH SAO" */
    const char *agency;        /* who copies */
};

/* On a page of A4, in Times New Roman's metrics, upright, 10 pt, black. */
struct result stamp_draw(struct arena *arena, const struct stamp_words *words, int64_t at_us,
                         struct pdf_appearance *out);

#endif
