#ifndef TRUC_MODULES_ORGANISATION_IMPORT_JOB_H
#define TRUC_MODULES_ORGANISATION_IMPORT_JOB_H

/* An import's way: checking → checked → applying → applied, or refused. The work is done by jobs,
 * as whoever sent the file. */
#include "core/jobs.h"
#include "modules/organisation/import.h"
#include "modules/organisation/queries.h"

struct import_file {
    const struct import_kind *kind;
    struct str name;
    struct str bytes;
};

/* Stores the file and adds the job that checks it. Each call opens its own transaction. LIMIT
 * "import.size". */
struct result import_send(struct service_context *ctx, struct import_file file, int64_t *id);

typedef struct q_org_import_get_out import_row;
/* NOT_FOUND "import.unknown". */
struct result import_get(struct service_context *ctx, int64_t id, import_row *row,
                         struct import_report *report);

/* Adds the job that applies it. CONFLICT "import.state" unless it was checked without errors. */
struct result import_approve(struct service_context *ctx, int64_t id);

/* The jobs, keyed by the import's id. */
struct result import_check_run(struct job_context *job, struct str key, struct str payload);
struct result import_apply_run(struct job_context *job, struct str key, struct str payload);

#endif
