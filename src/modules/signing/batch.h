#ifndef TRUC_MODULES_SIGNING_BATCH_H
#define TRUC_MODULES_SIGNING_BATCH_H

/*
 * A batch: papers that a person signs with one PIN. Each is prepared first (right, version, file
 * with room for the signature), so that the PIN is given for exactly these bytes; then a job signs
 * part by part. What is signed stays signed whatever happens; what stopped for no fault of its own
 * is prepared again and goes on with a new PIN.
 */
#include "core/certificates.h"
#include "core/signable.h"
#include "modules/signing/queries.h"

enum item_state { ITEM_ASKED = 1, ITEM_READY, ITEM_TAKEN, ITEM_SIGNED, ITEM_STOPPED };

enum {
    BATCH_MAX = 1000,
    BATCH_AT_ONCE = 16,       /* prepared before the page answers; more is a job's work */
    BATCH_SLICE = 32,         /* papers between two commits */
    BATCH_READY_MINUTES = 60, /* a PIN must come within, or all is prepared again */
    PREPARE_ARENA = 512 << 20, /* limits one slice */
    SLICE_ARENA = 1 << 30,
};

/* The services of the desk run on these. */
struct desk_context {
    struct service_context *ctx;
    struct signable_list signables;
};

/* A paper on its way into a batch. */
struct batch_choice {
    const struct signing_thing *thing;
    struct str version; /* what the person saw */
};

/* Writes the batch down; all its papers are asked for. INVALID "signing.none_chosen". More than
 * BATCH_AT_ONCE papers are prepared by a job, fewer by the caller (batch_prepare). */
struct result batch_start(const struct desk_context *desk, const struct batch_choice *choices,
                          size_t count, int64_t *batch_id);

/* Prepares at most `most` papers for the actor; *left is false once none is asked for any more.
 * What must not be signed stops with its reason. Opens its own transactions. */
struct result batch_prepare(const struct desk_context *desk, int64_t batch_id, size_t most,
                            bool *left);

struct batch {
    struct q_signing_batch_by_id_out row;
    struct q_signing_items_of_batch_rows items;
    int64_t counts[ITEM_STOPPED + 1]; /* by state */
    int64_t again;                    /* stopped, a new PIN goes on with them */
};
/* The actor's own; NOT_FOUND "signing.no_batch" for another's. */
struct result batch_load(struct service_context *ctx, int64_t batch_id, struct batch *out);

/* What a PIN is asked for: the papers that are ready, in parts that a grant can hold. */
struct batch_part {
    int64_t first_item;
    int64_t last_item;
    struct str hashes; /* count × 32 bytes */
    struct str grant;  /* the signer's answer; filled by the caller */
};
struct batch_allowance {
    struct batch_part *parts;
    size_t count;
    int64_t batch_id;
    int64_t papers;
    struct str key_id; /* of the person's key */
    struct str actor;  /* as the signer records it */
};
/* CONFLICT "signing.not_ready" where nothing is ready, or was long ago: all is asked for again
 * then. Refuses a person whose certificate may not sign now. */
struct result batch_allowance(struct service_context *ctx, int64_t batch_id,
                              struct batch_allowance *out);
/* Writes down that the person allowed it and starts the jobs. */
struct result batch_allow(struct service_context *ctx, const struct batch_allowance *allowance);

/* Everything that a new PIN would go on with is asked for again. */
struct result batch_resume(struct service_context *ctx, int64_t batch_id);
/* What no PIN was given for goes back to the desk. */
struct result batch_stop(struct service_context *ctx, int64_t batch_id);

/* The certificate that the actor signs with now: in force, the actor's own, not revoked. FORBIDDEN
 * or NOT_FOUND with words that say what to do. */
struct result desk_certificate(struct service_context *ctx, struct signing_certificate *out);

/* Jobs: `signing.prepare` of a batch, `signing.run` of a part. */
struct job_context;
struct result job_prepare_batch(struct job_context *job, struct str key, struct str payload);
struct result job_sign_part(struct job_context *job, struct str key, struct str payload);

#endif
