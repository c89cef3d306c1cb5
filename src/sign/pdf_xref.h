#ifndef TRUC_SIGN_PDF_XREF_H
#define TRUC_SIGN_PDF_XREF_H

/* Cross-reference sections: the tables and streams that say where objects stand. */
#include "sign/pdf_file.h"

/* Reads the section at `at` with its trailer and its startxref … %%EOF. Leaves `start` at 0. */
struct result pdf_section_read(struct pdf_file *file, size_t at, struct pdf_section *out);

#endif
