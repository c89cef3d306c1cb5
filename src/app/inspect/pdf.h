#ifndef TRUC_APP_INSPECT_PDF_H
#define TRUC_APP_INSPECT_PDF_H

/*
 * PDF files, read by poppler's tools in processes of their own: nothing of
 * poppler is linked here.
 */
#include "app/inspect/tool.h"

struct pdf_tools {
    struct tool info;  /* pdfinfo */
    struct tool first; /* pdftoppm of the first page, small */
};

/* Before the file is looked at, while processes can still be made. */
bool pdf_prepare_check(struct pdf_tools *tools);
bool pdf_prepare_page(const char *page, const char *dpi, bool pixels, struct tool *tool);

/* Refuses what is cut short, broken, encrypted or too long; accepts the rest. */
_Noreturn void pdf_check(struct arena *arena, struct str bytes, struct pdf_tools *tools);

/* Answers with the page's PNG or pixels. */
_Noreturn void pdf_draw(struct arena *arena, struct str bytes, bool pixels, struct tool *tool);

#endif
