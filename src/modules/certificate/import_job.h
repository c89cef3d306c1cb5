#ifndef TRUC_MODULES_CERTIFICATE_IMPORT_JOB_H
#define TRUC_MODULES_CERTIFICATE_IMPORT_JOB_H

/* A file's way: checking → checked → applying → applied, or refused. The work is done by jobs, as
 * whoever sent it. */
#include "core/jobs.h"
#include "modules/certificate/import.h"
#include "modules/certificate/queries.h"

typedef struct q_register_import_get_out register_import;

struct register_sent {
    struct str name;
    struct str bytes;
    struct str reason;
};
/* Stores the file and adds the job that checks it, each in a transaction of its own. LIMIT
 * "certificate.size". */
struct result register_import_send(struct service_context *ctx, const struct register_sent *sent,
                                   int64_t *id);
/* NOT_FOUND "certificate.import". */
struct result register_import_load(struct service_context *ctx, int64_t id, register_import *row,
                                   struct register_report *report);
/* Adds the job that applies it. CONFLICT "certificate.import_state" unless the actor sent it and it
 * was checked without problems. */
struct result register_import_approve(struct service_context *ctx, int64_t id);

/* The jobs, keyed by the import's id. */
struct result register_import_check(struct job_context *job, struct str key, struct str payload);
struct result register_import_apply(struct job_context *job, struct str key, struct str payload);

/* Evidence of a file that was applied, inside the caller's write transaction. */
struct result register_import_evidence(struct service_context *ctx, struct str sha256,
                                       const struct register_report *report, struct str reason);

#endif
