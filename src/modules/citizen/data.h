#ifndef TRUC_MODULES_CITIZEN_DATA_H
#define TRUC_MODULES_CITIZEN_DATA_H

/*
 * A person's data as a whole: a copy for them, its end on their wish, and its end when its time has
 * come. What the law keeps is kept, and its reason is told. Each opens its own transactions.
 */
#include "core/assurance.h"
#include "core/citizen.h"
#include "core/jobs.h"
#include "core/privacy.h"
#include "core/service.h"

#define EXPORT_LIFE_US (INT64_C(24) * 3600 * MICROS_PER_SECOND)

/* ---- a copy of one's data ---- */

struct data_copy {
    struct str token;
    int64_t asked_us;
    bool made;
    int64_t expires_us;
    int64_t size; /* bytes */
};
struct data_copies {
    struct data_copy *items; /* newest first */
    size_t count;
};
/* Orders one from the job worker. LIMIT "export.too_many" after three in a day. */
struct result export_ask(struct service_context *ctx);
struct result export_list(struct service_context *ctx, struct data_copies *out);
/* Where the archive lies. NOT_FOUND "export.none" for another's, an unmade or an expired one. */
struct result export_path(struct service_context *ctx, struct str data_dir, struct str token,
                          const char **path);
/* Jobs "citizen.export" and "citizen.export_end"; the key is the token. */
struct result export_make(struct job_context *job, struct str key, struct str payload);
struct result export_drop(struct job_context *job, struct str key, struct str payload);

/* ---- erasing on the person's wish ---- */

struct erasure_line {
    int64_t dossier_id;
    struct str code;
    const char *why;   /* msgid of why it is kept; NULL where it is erased */
    int64_t until_us;  /* kept until; 0: until the reason is gone */
    struct str source; /* of the term, or the act behind a hold */
};
struct erasure_plan {
    struct erasure_line *lines;
    size_t count;
    size_t kept;
    int64_t last_id; /* of the last line */
    bool more;       /* older ones */
};
/* What would become of each of the citizen's dossiers now, newest first; a page of them, after the
 * one of that id (0: from the start). */
struct result erasure_plan_of(struct service_context *ctx, int64_t before_id,
                              struct erasure_plan *out);

struct erasure {
    int64_t id;
    int64_t citizen_id;
    enum assurance assurance;
    int64_t asked_us;
    struct str state; /* "waiting", "approved", "refused", "done" */
    struct str reason;
    int64_t erased;
    int64_t kept;
};
struct erasures {
    struct erasure *items;
    size_t count;
};
/* The citizen's newest request; `*found` false where there is none. */
struct result erasure_last(struct service_context *ctx, struct erasure *out, bool *found);
/* CONFLICT "erasure.waiting" while one waits. */
struct result erasure_ask(struct service_context *ctx);

/* ---- officials: permission privacy.erase ---- */

struct result erasures_open(struct service_context *ctx, struct erasures *out);
struct decision {
    int64_t id;
    bool approve;
    struct str reason; /* of a refusal; the person is told */
};
/* CONFLICT "erasure.decided"; INVALID "data.reason" for a refusal without one. */
struct result erasure_decide(struct service_context *ctx, struct decision decision);
/* Job "citizen.erase"; the key is the request's id. */
struct result erasure_run(struct job_context *job, struct str key, struct str payload);

struct retention_row {
    int64_t id;
    const struct retention_kind *kind;
    bool automatic; /* erased without asking anybody: what we promised to forget */
    int64_t keep_days;
    struct str source;
    bool verified;
    struct str valid_from;
};
struct retention_rows {
    struct retention_row *items;
    size_t count;
};
/* The rules in force today. For everybody. */
struct result retention_rules(struct service_context *ctx, struct retention_rows *out);
struct retention_new {
    struct str kind;
    int64_t keep_days; /* 1..36500 */
    struct str source;
    bool verified;
};
/* From today on; the old rule stays on record. INVALID "retention.rule". */
struct result retention_change(struct service_context *ctx, struct retention_new rule);

struct disposal {
    int64_t id;
    const struct retention_kind *kind;
    int64_t before_us;
    int64_t counted;
    int64_t listed_us;
    struct str state; /* "listed", "approved", "refused", "done" */
    struct str reason;
    struct str source;
    int64_t erased;
};
struct disposals {
    struct disposal *items; /* newest first */
    size_t count;
};
struct result disposals_list(struct service_context *ctx, struct disposals *out);
/* CONFLICT "disposal.decided"; INVALID "data.reason" for a refusal without one. */
struct result disposal_decide(struct service_context *ctx, struct decision decision);
/* Job "citizen.retention", daily: lists what is due and carries out what needs no approval. */
struct result retention_list(struct job_context *job, struct str key, struct str payload);
/* Job "citizen.dispose"; the key is the disposal's id. */
struct result disposal_run(struct job_context *job, struct str key, struct str payload);

struct hold {
    int64_t id;
    struct str code; /* of the dossier */
    struct str reason;
    struct str act;
    int64_t set_us;
};
struct holds {
    struct hold *items;
    size_t count;
};
struct result holds_list(struct service_context *ctx, struct holds *out);
/* `code`, `reason` and `act` of the hold. NOT_FOUND "db.none" for an unknown code; CONFLICT
 * "hold.held" where there is one. */
struct result hold_set(struct service_context *ctx, struct hold hold);
struct result hold_end(struct service_context *ctx, int64_t id);

/* ---- shared by the parts ---- */

struct result may_erase(struct service_context *ctx);
/* The hold on an object; `*held` false where there is none. */
struct result hold_find(struct service_context *ctx, struct str object, struct hold *out,
                        bool *held);
struct result retention_of(struct service_context *ctx, const char *kind,
                           struct retention_row *out);
/* dossier_erase in memory of its own, which ends with it: there may be very many. held: it must be
 * kept by an order, and stands as it was. */
struct result erase_apart(const struct service_context *ctx, int64_t dossier_id, bool *held);
/* Evidence of the context's actor or citizen, else the system. */
struct result data_evidence(struct service_context *ctx, const char *kind, struct str object,
                            struct str data);
/* <data>/exports/<token>.zip */
const char *export_place(struct arena *arena, struct str data_dir, struct str token);
/* The account as it stands; `*found` false for a closed one. */
struct result account_load(struct service_context *ctx, int64_t id, struct citizen *out,
                           bool *found);

#endif
