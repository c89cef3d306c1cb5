#ifndef TRUC_SIGN_REPORT_WIRE_H
#define TRUC_SIGN_REPORT_WIRE_H

/*
 * A report on its way out of a confined process. The writer may have been taken over by the file
 * that it read, so that the reader takes only codes and numbers within their bounds; what a file
 * says about itself (names, fields) comes back as one short line of text without control or
 * direction characters, to be shown as what the file says. The overall indication is drawn anew.
 *
 * Of certificates and paths only what a report shows goes along: no DER.
 */
#include "sign/report.h"

enum { REPORT_WIRE_MAX = 4 * 1024 * 1024, REPORT_WIRE_TEXT = 300 };

/* LIMIT "report.too_large". */
struct result report_wire_write(struct arena *arena, const struct report *report,
                                struct str *out);

/* INVALID "report.form" for anything that report_wire_write does not write. */
struct result report_wire_read(struct arena *arena, struct str bytes, struct report *out);

/* The text as it may be shown: see above. */
struct str report_plain_text(struct arena *arena, struct str text);

#endif
