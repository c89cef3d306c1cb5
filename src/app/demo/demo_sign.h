#ifndef TRUC_APP_DEMO_SIGN_H
#define TRUC_APP_DEMO_SIGN_H

/*
 * Signing inside the story of the demo: the real signer as a process of its own, and a timestamp
 * authority that tells the time of the story. Leaders sign over the same services as at the desk.
 */
#include "app/config.h"
#include "base/os_process.h"
#include "core/service.h"

struct demo_signing {
    struct os_process signer;
    struct os_process authority; /* a child of ours: pid only */
    _Atomic int64_t *now_us;     /* shared with the authority */
};

/* Makes keys and certificates for the leaders that are in the database and starts both. */
struct result demo_signing_start(const struct config *config, struct db *db,
                                 struct demo_signing *out);
/* What time the authority tells from now on. */
void demo_signing_at(struct demo_signing *signing, int64_t now_us);
void demo_signing_stop(struct demo_signing *signing);

/* The actor of ctx signs the newest result of a dossier, or sends it back. Nothing happens where
 * nothing waits for them. The jobs that follow are the caller's to run. */
struct result demo_sign_result(struct service_context *ctx, struct str signer_path,
                               int64_t dossier_id);
struct result demo_return_result(struct service_context *ctx, int64_t dossier_id);

/* What the people of the story sign. */
struct signable_list demo_signables(void);

#endif
