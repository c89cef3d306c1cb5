#ifndef TRUC_CORE_CSV_H
#define TRUC_CORE_CSV_H

/*
 * CSV as RFC 4180 says it, and nothing looser: what comes from a spreadsheet is read strictly, with
 * line and column of the first mistake; what goes into one opens with marks and starts no formula.
 *
 * Read: UTF-8 with or without a byte order mark, CRLF or LF, a comma between cells, or a semicolon
 * where the first line has one and no comma (spreadsheets with Vietnamese settings write that).
 * Empty lines are skipped.
 */
#include "base/buf.h"
#include "base/result.h"
#include "base/str.h"

struct csv_row {
    size_t line; /* where it begins, from 1 */
    struct str *cells;
    size_t count;
};

struct csv_table {
    struct csv_row *rows;
    size_t count;
};

/* Where the reading stopped. */
struct csv_place {
    size_t line;   /* from 1 */
    size_t column; /* cell, from 1 */
};

enum { CSV_ROWS_MAX = 50000, CSV_CELLS_MAX = 64 };

/* Cells come without quotes, in NFC, trimmed, without the apostrophe that csv_cell puts before what
 * a spreadsheet would calculate. On failure *place says where: INVALID "csv.encoding" (not UTF-8),
 * "csv.quote" (a quotation mark inside a bare cell, or something after the closing one),
 * "csv.open" (a quotation mark that nothing closes: the line where it opens), "csv.control"
 * (a control character); LIMIT "csv.rows", "csv.cells". */
struct result csv_read(struct arena *arena, struct str bytes, struct csv_table *out,
                       struct csv_place *place);

/* Writing: csv_begin, then each cell in order, csv_end after the last of a line. */
struct csv_writer {
    struct buf *out; /* overflow is the buf's; not owned */
    bool inside;     /* a cell of this line is written */
};
/* Begins with a byte order mark, by which spreadsheets know UTF-8. */
struct csv_writer csv_begin(struct buf *out);
void csv_cell(struct csv_writer *writer, struct str text);
void csv_end(struct csv_writer *writer);

/* One cell, quoted; an apostrophe goes before what a spreadsheet would take for a formula. */
void csv_quoted(struct buf *out, struct str text);

#endif
