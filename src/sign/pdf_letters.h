#ifndef TRUC_SIGN_PDF_LETTERS_H
#define TRUC_SIGN_PDF_LETTERS_H

/* How wide the letters of a font are (ISO 32000-1, clauses 9.6 and 9.7), closely enough to tell
 * where a line of text ends. */
#include "sign/pdf_file.h"

struct pdf_letters {
    bool wide;  /* two bytes a letter */
    bool drawn; /* its letters are content streams, as large as they like */
    double em;  /* what a width of 1 is worth */
    const struct pdf_value *widths; /* array; NULL: unknown */
    int64_t first;                  /* code of its first member */
    int64_t otherwise;              /* width of a composite font's other letters */
    const uint16_t *by_code;        /* of a composite font; NULL: all the same */
    bool fixed;                     /* a typewriter's */
    struct pdf_letters *next;
    const struct pdf_value *font;
};

/* The fonts of one page, each read once. */
struct pdf_fonts {
    struct pdf_file *file;
    size_t revision;
    struct pdf_letters *known;
};

/* Of a font dictionary, NULL for none. */
const struct pdf_letters *pdf_letters_of(struct pdf_fonts *fonts, const struct pdf_value *font);
/* Width in ems of the letter whose code begins at `code`. */
double pdf_letter_width(const struct pdf_letters *letters, const char *code);

#endif
