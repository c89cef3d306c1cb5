#ifndef TRUC_MODULES_RESULT_TEST_WORLD_H
#define TRUC_MODULES_RESULT_TEST_WORLD_H

/*
 * An agency with a leader, a seal, the real signer and a dossier whose paper lies on the leader's
 * desk: for tests of signing, and for measuring it.
 */
#include "tests/support/fixture.h"

#include "base/os_process.h"
#include "core/identity.h"
#include "core/jobs.h"
#include "modules/result/result.h"
#include "modules/signing/desk.h"
#include "sign/key_setup.h"

struct desk_world {
    struct fixture *f;
    int64_t agency_id;
    int64_t person_id;
    struct grant grants[ROLE_COUNT];
    struct actor actors[ROLE_COUNT];
    struct key_setup setup;
    struct key_holder holders[2];
    struct os_process signer;
    struct job_context job;
    struct job_kinds kinds;
    const struct job_kind *tables[2];
    int64_t dossier_id;
    struct str code;
};

/* All of the above. */
struct desk_world *desk_world_new(struct fixture *f);
/* The same with certificates that name this authority (tests/support/authority.h), where timestamps
 * come from too. */
struct desk_world *desk_world_at(struct fixture *f, struct str authority_url);
/* A path inside the data folder. */
const char *desk_world_path(struct desk_world *w, const char *name);
void desk_world_signer(struct desk_world *w);
/* Runs what is due, as the job worker does. */
void desk_world_run(struct desk_world *w);
struct service_context desk_world_as(struct desk_world *w, enum role role);
struct desk_context desk_world_desk(struct service_context *ctx);
/* A dossier that the officer has just finished with: the paper is the next job. */
void desk_world_send(struct desk_world *w);

/* The result of the last dossier that was sent, and what of it lies before the leader. */
struct issued desk_world_issued(struct desk_world *w);
struct signing_paper desk_world_paper(struct desk_world *w, struct service_context *leader);
/* A batch of that, ready for its PIN; allowing it: "ok", or what was answered. */
int64_t desk_world_batch(struct desk_world *w, struct service_context *leader);
const char *desk_world_allow(struct desk_world *w, struct service_context *leader, int64_t batch,
                             const char *pin);
/* Both. */
const char *desk_world_sign(struct desk_world *w, const char *pin);

#endif
