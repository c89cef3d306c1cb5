#ifndef TRUC_SIGN_PDF_XREF_H
#define TRUC_SIGN_PDF_XREF_H

/* Cross-reference sections: the tables and streams that say where objects stand. */
#include "sign/pdf_file.h"

/* Reads the section at `at` with its trailer and its startxref … %%EOF. Leaves `start` at 0. */
struct result pdf_section_read(struct pdf_file *file, size_t at, struct pdf_section *out);

/* Adds what `section` does not yet say: numbers that it lacks or calls free. */
struct result pdf_entries_add(struct pdf_file *file, struct pdf_section *section,
                              const struct pdf_entry *entries, size_t count);

#endif
