#ifndef TRUC_MODULES_CONFIGURATION_PROCEDURE_SERVICE_H
#define TRUC_MODULES_CONFIGURATION_PROCEDURE_SERVICE_H

/* Versions of procedures: a draft that was read without error, and its publication. */
#include "core/procedure.h"
#include "core/service.h"
#include "modules/configuration/queries.h"

/* Keeps the files as a draft once everything in them was understood; nothing is published. The
 * failures of procedure_import, with import->problem; CONFLICT "procedure.known" for a version that
 * is there already. */
struct result procedure_draft_make(struct service_context *ctx, struct procedure_import *import,
                                   int64_t *draft_id);

struct procedure_publication {
    int64_t draft_id;
    struct str valid_from; /* YYYY-MM-DD */
    struct str law;        /* the act behind the version */
    struct str reason;
};

/* Publishes a draft in one transaction: the version is in force from its day, the one before ends
 * there, evidence has both. INVALID "procedure.day" for a day before today or not after that of the
 * newest version, "procedure.law" without an act; NOT_FOUND "procedure.draft". */
struct result procedure_publish(struct service_context *ctx,
                                const struct procedure_publication *what, struct str *code);

/* Throws a draft away. NOT_FOUND "procedure.draft". */
struct result procedure_draft_drop(struct service_context *ctx, int64_t draft_id);

/* A draft that still waits. NOT_FOUND "procedure.draft". */
struct result procedure_draft_load(struct service_context *ctx, int64_t draft_id,
                                   struct q_procedure_draft_by_id_out *out);

#endif
