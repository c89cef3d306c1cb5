#ifndef TRUC_MODULES_RESULT_SERVICE_H
#define TRUC_MODULES_RESULT_SERVICE_H

/*
 * The leader's signing desk. Each function that writes opens and closes its own transaction.
 * Permissions: result.read to see, result.sign to sign or send back, both in the document's agency;
 * only the leader whose name the paper carries may sign it, or who acts in that leader's name.
 */
#include "core/certificates.h"
#include "core/identity.h"
#include "modules/result/store.h"

enum desk_tab { DESK_WAITING, DESK_SIGNED, DESK_RETURNED, DESK_TABS };
enum { DESK_ROWS_MAX = 100, DESK_BATCH_MAX = 20, DESK_DAYS = 30 };

struct desk {
    struct q_issued_desk_out *rows;
    size_t count;
    int64_t counts[DESK_TABS];
    bool has_certificate;
    struct signing_certificate certificate;
};

/* What lies on the actor's own desk; signed and returned ones of the last 30 days. */
struct result desk_load(struct service_context *ctx, enum desk_tab tab, struct desk *out);

struct desk_document {
    document_row row;
    bool mine; /* the actor is the one who signs, or signs in that one's name */
    const struct grant *authority; /* not NULL where in another's name */
    bool has_certificate;
    struct signing_certificate certificate;
    struct q_issued_revisions_rows revisions;
};
struct result desk_open(struct service_context *ctx, int64_t id, struct desk_document *out);

/* Documents about to be signed with one PIN. */
struct desk_order {
    const int64_t *ids;
    const struct str *seen; /* base_sha256 that the person saw, one each */
    size_t count;           /* 1..DESK_BATCH_MAX */
};
struct desk_allowance {
    document_row *rows;
    const struct grant **authorities; /* one for each row */
    size_t count;
    struct str key_id; /* of the person's key */
    struct str actor;  /* as the signer records it */
    struct str hashes; /* what the person allows: count × 32 bytes */
};
/* Checks right, state and that each is still what was seen, and prepares the files. CONFLICT
 * "result.changed" otherwise. */
struct result desk_prepare(struct service_context *ctx, const struct desk_order *order,
                           struct desk_allowance *out);
/* Writes down that the person allowed it (`grant` is the signer's) and starts the jobs. */
struct result desk_allow(struct service_context *ctx, const struct desk_allowance *allowance,
                         struct str grant, int64_t *batch_id);

/* Sends a document back to the officer: the process goes back too. */
struct result desk_return(struct service_context *ctx, int64_t id, int64_t revision,
                          struct str reason);

struct desk_batch {
    struct q_issued_batch_by_id_out batch;
    struct q_issued_of_batch_rows documents;
};
/* The actor's own batch; NOT_FOUND for another's. */
struct result desk_batch_open(struct service_context *ctx, int64_t id, struct desk_batch *out);

#endif
