#include "core/evidence.h"
#include "db/db.h"
#include "modules/evidence/jobs.h"

/* Bundles of one run; the rest waits for the next, so that nobody waits long for the turn to
 * write. */
enum { BUNDLES = 200 };

struct result evidence_index(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    (void)key;
    (void)payload;
    for (size_t i = 0; i < BUNDLES; i++) {
        size_t taken = 0;
        TRY(db_write_begin(ctx->db));
        TRY(db_finish(ctx->db, evidence_readings_take(ctx->db, ctx->arena, EVIDENCE_BUNDLE,
                                                      &taken)));
        if (taken < EVIDENCE_BUNDLE)
            break;
        TRY(job_heartbeat(job));
    }
    return RESULT_OK;
}
