#ifndef TRUC_MODULES_REORGANISATION_SERVICE_H
#define TRUC_MODULES_REORGANISATION_SERVICE_H

/* What the desk does with decisions; reorganisation.h has what others use. Each call opens and
 * closes its own transaction. FORBIDDEN without reorganisation.prepare; CONFLICT
 * "reorganisation.state" once approved, or where somebody else was first. */
#include "modules/reorganisation/plan.h"

/* Number, title, days; operations and file stay. */
struct result reorganisation_edit(struct service_context *ctx, int64_t id,
                                  const struct reorganisation_new *what);
/* A file that files_put has stored. */
struct result reorganisation_file(struct service_context *ctx, int64_t id, struct str sha256,
                                  struct str name);
/* INVALID "reorganisation.operation" for one that is not whole. */
struct result reorganisation_add(struct service_context *ctx, int64_t id,
                                 const struct reorganisation_operation *operations, size_t count);
struct result reorganisation_remove(struct service_context *ctx, int64_t id, int64_t place);

/* Asks for a trial (job `reorganisation.try`). */
struct result reorganisation_ask_trial(struct service_context *ctx, int64_t id);

/* A row of the preview or of the report: one holding. */
struct preview_holding {
    const struct holding *holding;
    int64_t leaving;  /* held by agencies that close or are split */
    int64_t standing; /* held by the others that the decision touches */
};
struct preview {
    struct plan plan;
    struct preview_holding *holdings;
    size_t holding_count;
    int64_t *counts; /* [holding * plan.agency_count + agency] */
};
/* What would move, as of now; reads only. */
struct result reorganisation_preview(struct reorganisation_engine *engine,
                                     const struct decision *decision, struct preview *out);

/* The same of one that is past its draft: as it was counted when it was applied, else as of now. */
struct result reorganisation_recall(struct reorganisation_engine *engine,
                                    const struct decision *decision, struct preview *out);

/* What stands in the way of taking back: holdings with newer work. */
struct result reorganisation_newer(struct reorganisation_engine *engine,
                                   const struct decision *decision, struct preview *out);

#endif
