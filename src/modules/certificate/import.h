#ifndef TRUC_MODULES_CERTIFICATE_IMPORT_H
#define TRUC_MODULES_CERTIFICATE_IMPORT_H

/*
 * Files of certificates: CSV with a row for each, the certificate in Base64. A file is read whole;
 * every row that cannot be done gets its line, its column and what to do. It is applied whole or
 * not at all; what its holder has already is left alone, so the same file may come again.
 *
 * The certificates themselves are opened by nobody here before the inspector, or a confined child,
 * said that they read.
 */
#include "core/csv.h"
#include "modules/certificate/service.h"
#include "sign/certificate_bundle.h"

enum { REGISTER_FILE_MAX = 8 << 20, REGISTER_PROBLEMS_MAX = 200 };

enum register_column { COLUMN_NAME, COLUMN_STAFF, COLUMN_AGENCY, COLUMN_CERTIFICATE,
                       REGISTER_COLUMNS };
const char *register_heading(enum register_column column); /* msgid */

struct register_problem {
    size_t line;          /* of the file, from 1 */
    const char *heading;  /* of the column; NULL: the whole row or file */
    struct str value;     /* what stands there; empty for certificates */
    const char *message;  /* msgid */
};

struct register_report {
    int64_t rows;
    int64_t made;
    int64_t same;
    int64_t problem_count; /* all; the first REGISTER_PROBLEMS_MAX stand in `problems` */
    struct register_problem *problems;
};

struct register_entry {
    size_t line;
    struct register_order order;
};

struct register_file {
    struct register_entry *lines;
    size_t count;
    struct str bundle; /* for whoever judges the certificates */
    struct register_report report;
};

/* Reads the table. Mistakes of the file are problems of its report, no failure. */
struct result register_file_read(struct arena *arena, struct str bytes, struct register_file *out);

/* Enters every row inside the caller's write transaction, which it rolls back where the report has
 * problems. `verdicts` is certificate_bundle_judge() of the bundle, from elsewhere. */
struct result register_file_run(struct service_context *ctx, struct register_file *file,
                                struct str verdicts, struct str reason);

/* The register as such a file, for another node or another day. */
struct result register_file_write(struct service_context *ctx, struct str *csv);

/* The report as JSON, and back. */
struct str register_report_json(struct arena *arena, const struct register_report *report);
struct result register_report_read(struct arena *arena, struct str json,
                                   struct register_report *out);

#endif
