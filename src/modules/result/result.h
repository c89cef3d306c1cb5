#ifndef TRUC_MODULES_RESULT_RESULT_H
#define TRUC_MODULES_RESULT_RESULT_H

/*
 * The result of a dossier: a paper that the node prints, a leader signs, the agency seals and a
 * timestamp authority dates. Every step is a new revision of one PDF; a stored byte is never
 * changed. This is the only header that other modules may include.
 */
#include "core/holding.h"
#include "core/module.h"
#include "core/signable.h"
#include "sign/chain.h"
#include "sign/validate.h"

extern const struct module module_result;
extern const struct holding result_holdings[]; /* for reorganisations (core/holding.h) */
extern const struct signable result_signables[]; /* for the signing desk (core/signable.h) */

enum issued_state {
    ISSUED_WAITING = 1,  /* chờ ký: printed, on the leader's desk */
    ISSUED_SIGNING = 2,  /* đang ký: allowed by PIN, the job is at it */
    ISSUED_SEALING = 3,  /* đang đóng dấu */
    ISSUED_DONE = 4,     /* đã ký và đóng dấu */
    ISSUED_RETURNED = 5, /* trả lại kèm lý do */
};

/* A result as others may see it. */
struct issued {
    int64_t id;
    int64_t dossier_id;
    int64_t agency_id;
    enum issued_state state;
    struct str title;        /* of the document type, public */
    struct str symbol;       /* number, "12/TLHT-BS"; empty until sealed */
    struct str signer_name;
    struct str signer_title;
    struct str agency_name;  /* as on the day of signing */
    struct str sha256;       /* of the current revision's bytes (core/files.h) */
    char level;              /* 'B': chờ dấu thời gian; 'T': dated, maybe more; 0: not sealed */
    int64_t signed_us;       /* trusted time where there is one, else claimed; 0: unsigned */
    int64_t prepared_us;
    bool whole; /* of issued_of_file: nothing but timestamps and validation data came after it */
};

/* The newest result of a dossier; NOT_FOUND "result.none". Reads only. */
struct result issued_of_dossier(struct service_context *ctx, int64_t dossier_id,
                                struct issued *out);

/* The result that some revision with this SHA-256 (lower-case hex) belongs to; NOT_FOUND
 * "result.unknown_file": the bytes were not issued by this node. */
struct result issued_of_file(struct service_context *ctx, struct str sha256, struct issued *out);

/* Finished results that wait for a proof that lasts (LTA), and since when; 0: none. */
struct issued_pending {
    int64_t count;
    int64_t oldest_us;
    int64_t renewals;      /* proofs that could not be renewed when it was time */
    int64_t first_ends_us; /* when the first of those ends */
    struct str fault;      /* code: why the oldest that failed did; empty: none did */
};
struct result issued_pending(struct db *db, struct arena *arena, struct issued_pending *out);

/* Gives every result that is due its proof, oldest first, and renews what ends soon: what the job
 * `result.augment` does, for whoever has a job's context and no row of it. */
struct job_context;
struct result issued_augment_due(struct job_context *job);

/* Checks the stored bytes of the current revision against the trusted certificates, as of now. Our
 * own bytes, so that this may run in a worker. */
struct result issued_validate(struct service_context *ctx, const struct issued *issued,
                              struct validation *out);

/* What responders said about who signed it, for a validation of more than that. */
struct result issued_answers(struct service_context *ctx, const struct issued *issued,
                             struct evidence_set *out);

/* What a later validation says of the signatures on the current file. Where one no longer holds, or
 * holds again, register and measures follow, with evidence. Inside the caller's write
 * transaction. */
struct issued_finding {
    struct str certificate_sha256; /* of who signed, lower-case hex */
    struct str fault;              /* empty: it holds */
};
struct result issued_judged(struct service_context *ctx, const struct issued *issued,
                            const struct issued_finding *findings, size_t count);

#endif
