#ifndef TRUC_MODULES_DOSSIER_SERVICE_H
#define TRUC_MODULES_DOSSIER_SERVICE_H

/*
 * Use cases of the dossier, for the handlers of this module, the demo and the
 * tests. Each opens and closes its own transaction: permission, load, rules,
 * save, evidence, fact, notification, jobs. Results live in ctx->arena.
 */
#include "core/assurance.h"
#include "core/otp.h"
#include "core/signed_verdict.h"
#include "modules/dossier/dossier.h"

/* ---- drafts (citizen; the token in the address is the right to it) ---- */

struct dossier_file {
    int64_t id;
    struct str slot;       /* key of the form's file field */
    struct str name;       /* as the sender called it */
    struct str media_type; /* as the inspector found it */
    int64_t size;          /* bytes */
    int64_t pages;         /* 0 where the kind has none */
    struct str sha256;     /* lower-case hex */
    int64_t added_us;
    enum signed_state signatures; /* what they were worth when it came in */
    const struct report *report;  /* of a file that is being added, or NULL: no PDF */
};

struct draft {
    int64_t id;
    struct str token;
    int64_t procedure_version_id;
    int64_t agency_id;
    struct str answers;       /* JSON object */
    struct dossier_file *files;
    size_t file_count;
    int64_t changed_us;
    int64_t dossier_id;       /* 0, or the dossier that this draft corrects or completes */
    struct str receipt_token; /* not empty once submitted: go there */
};

/* NOT_FOUND for an unknown or malformed token. Drafts live 30 days. */
struct result draft_load(struct service_context *ctx, struct str token, struct draft *out);
/* Replaces the answers (JSON object, ≤ 256 KiB). Answers may be incomplete or wrong: saving never
 * refuses what a person typed. CONFLICT once submitted. */
struct result draft_save(struct service_context *ctx, struct str token, struct str answers);
struct result draft_set_agency(struct service_context *ctx, struct str token, int64_t agency_id);
/* A file that the inspector has passed and files_put has stored. Replaces the slot's file. */
struct result draft_add_file(struct service_context *ctx, struct str token,
                             const struct dossier_file *file);
struct result draft_remove_file(struct service_context *ctx, struct str token, int64_t file_id);

/* Sends the draft: code, due date, process started, evidence, message. Idempotent: a second call
 * gives the same receipt. INVALID "dossier.incomplete" when an answer or file is missing or wrong
 * (the check page shows which). For a draft that corrects or completes a dossier: applies it. */
struct result dossier_submit(struct service_context *ctx, struct str token,
                             struct str *receipt_token);

/* ---- what the citizen sees ---- */

struct dossier_event {
    int64_t at_us;
    enum dossier_status status;
    struct str kind;  /* "submitted", "received", … : see dossier_event_name */
    struct str actor; /* unit or person label; public pages show the unit only */
    struct str note;
};

struct dossier_defect {
    struct str slot;   /* form key or component it is about */
    struct str reason; /* code */
    struct str text;   /* what to do, for the citizen */
};

struct dossier_form {
    int64_t number;    /* 1 receipt, 2 supplement, 3 refusal */
    struct str form_set;
    struct str symbol; /* number of this paper */
    struct str sha256; /* empty while being made */
    int64_t made_us;
};

struct dossier_view {
    struct dossier_brief brief;
    struct str agency_name;
    struct str identifier;
    enum assurance assurance;   /* how sure we were of who sent it */
    int64_t copies;
    int64_t fee_vnd;
    struct str fee_exemption;   /* code, empty where none */
    struct str fee_number;      /* number of the cash receipt, empty while unpaid */
    int64_t fee_paid_us;
    int64_t submitted_us;
    int64_t received_us;        /* 0 while not accepted */
    int64_t finished_us;        /* 0 while open */
    int64_t due_was_us;         /* due date before the last change, 0 where none */
    struct str holder_role;     /* who holds it now: role, or "citizen" */
    int64_t next_us;            /* next date */
    struct str refusal;         /* reason text, when refused */
    struct dossier_file *files;
    size_t file_count;
    struct dossier_event *events; /* oldest first */
    size_t event_count;
    struct dossier_defect *defects; /* of the open supplement request */
    size_t defect_count;
    struct dossier_form *forms;
    size_t form_count;
};

/* By the receipt page's token. */
struct result dossier_by_receipt(struct service_context *ctx, struct str receipt_token,
                                 struct dossier_view *out);
/* By code and the last 4 digits of the phone. Wrong code and wrong fact give the same NOT_FOUND
 * "dossier.no_match"; five wrong tries for a code within an hour give LIMIT. Opens a write
 * transaction for the count. The code may be typed with spaces and in any case. */
struct result dossier_track(struct service_context *ctx, struct str code, struct str last4,
                            struct dossier_view *out);
/* By the 128-bit result link. NOT_FOUND. */
struct result dossier_by_link(struct service_context *ctx, struct str link,
                              struct dossier_view *out);
/* Withdraw while the status allows it (1, 2, 4, 5, 6 → 7). */
struct result dossier_withdraw(struct service_context *ctx, struct str receipt_token);
/* A draft that corrects a dossier not yet accepted (status 1), or completes one that waits for
 * supplements (status 5). */
struct result dossier_reopen(struct service_context *ctx, struct str receipt_token,
                             struct str *draft_token);
/* Dossiers of a phone, newest first, at most 20; for "forgot my code" after the one-time code. */
struct result dossier_codes_of_phone(struct service_context *ctx, struct str phone,
                                     struct str **codes, size_t *count);

/* Sends a one-time code to the target's phone. LIMIT "otp.too_many" (core/otp.h). */
struct result dossier_code_send(struct service_context *ctx, struct otp_target target);
/* Whether the typed code is the one; the try counts in either case. */
struct result dossier_code_try(struct service_context *ctx, struct otp_answer answer, bool *right);

/* ---- staff; each checks permission in the dossier's agency ---- */

enum queue_list {
    QUEUE_TODO,
    QUEUE_LATE,
    QUEUE_CITIZEN,
    QUEUE_SIGN,
    QUEUE_ALL_OPEN,
    QUEUE_FINISHED
};

struct queue_filter {
    enum queue_list list;
    struct str search;      /* code, name without marks, identifier or phone; empty for all */
    int64_t after_due_us;   /* keyset of the next page, 0 for the first */
    int64_t after_id;
    size_t limit;           /* 1..100 */
};

struct queue_row {
    int64_t id;
    struct str code;
    struct str procedure_name;
    struct str applicant_name;
    enum dossier_status status;
    struct str task_name;
    struct str holder_role;
    int64_t due_us;
    int64_t next_us;
    int64_t submitted_us;
};

struct queue {
    struct queue_row *rows;
    size_t count;
    bool more;
    int64_t counts[6]; /* by enum queue_list; QUEUE_COUNT_MOST and above: at least so many */
};

enum { QUEUE_COUNT_MOST = 100 };

/* The actor's agency; QUEUE_TODO lists the tasks of the actor's roles. Permission dossier.read. */
struct result dossier_queue(struct service_context *ctx, const struct queue_filter *filter,
                            struct queue *out);

/* ---- all that the actor may read, in every agency where they may ---- */

enum list_kind { LIST_OPEN, LIST_LATE, LIST_CLOSED };

struct list_filter {
    enum list_kind kind;
    int64_t after_due_us; /* keyset of the next page, 0 for the first */
    int64_t after_id;
    size_t limit; /* 1..LIST_MOST */
};

enum { LIST_MOST = 50 }; /* one less than the queries answer */

struct list_row {
    struct queue_row row;
    struct str agency_name; /* empty: it is no more */
};

struct dossier_list {
    struct list_row *rows;
    size_t count;
    bool more;
    bool several; /* from more than one agency */
};

/* One query, which holds the permission: places and limits of every grant with dossier.read. */
struct result dossier_list(struct service_context *ctx, const struct list_filter *filter,
                           struct dossier_list *out);
/* Permission dossier.read in its agency; otherwise NOT_FOUND. */
struct result dossier_open(struct service_context *ctx, struct str code, struct dossier_view *out);

struct fee_paid {
    struct str number; /* of the cash receipt */
    int64_t paid_us;
    int64_t amount_vnd;
    struct str exemption; /* code; then number is empty and amount 0 */
};

/* The number after the unit's last cash receipt, to be offered to the clerk; empty where there is
 * none yet. The clerk may type another. */
struct result dossier_next_receipt(struct service_context *ctx, int64_t agency_id,
                                   struct str *number);

/* Status 1 → 2: permission dossier.accept. `revision` is what the clerk saw: CONFLICT
 * "dossier.changed" when somebody was first. */
struct result dossier_accept(struct service_context *ctx, struct str code, int64_t revision,
                             const struct fee_paid *fee);
/* Form 02 with all defects at once: permission dossier.ask. A second request on the same slot
 * needs dossier.ask_again, a leader's (FORBIDDEN "dossier.second_supplement"). */
struct result dossier_ask_supplement(struct service_context *ctx, struct str code, int64_t revision,
                                     const struct dossier_defect *defects, size_t count);
/* Form 03: permission dossier.accept; reason code and text both needed. */
struct result dossier_refuse(struct service_context *ctx, struct str code, int64_t revision,
                             struct str reason, struct str text);
/* Completes the open user task (any but reception and signing): permission by the task's role.
 * `variables` is a JSON object with what the task's form gave. */
struct result dossier_complete_task(struct service_context *ctx, struct str code, int64_t revision,
                                    struct str variables);

#endif
