#ifndef TRUC_BASE_CSV_H
#define TRUC_BASE_CSV_H

/* CSV (RFC 4180) as spreadsheets read it without harm. */
#include "base/buf.h"

/* UTF-8 said to spreadsheets that would guess otherwise: put it first. */
#define CSV_BOM S("\xEF\xBB\xBF")

/* A quoted value; one that a spreadsheet would take for a formula gets an apostrophe. A comma
 * stands before every value but the first of a line. */
void csv_text(struct buf *out, struct str text);
void csv_number(struct buf *out, int64_t number);
void csv_end(struct buf *out);

#endif
