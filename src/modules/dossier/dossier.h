#ifndef TRUC_MODULES_DOSSIER_DOSSIER_H
#define TRUC_MODULES_DOSSIER_DOSSIER_H

/*
 * The dossier (hồ sơ thủ tục hành chính): from a citizen's draft to the handed-over
 * result. This is the only header that other modules may include.
 */
#include "base/result.h"
#include "base/str.h"
#include "core/service.h"

/* The ten national statuses, in the order and with the numbers of the national exchange
 * (domain reference, section 3). */
enum dossier_status {
    DOSSIER_NEW = 1,         /* Mới đăng ký */
    DOSSIER_RECEIVED = 2,    /* Được tiếp nhận */
    DOSSIER_REFUSED = 3,     /* Không được tiếp nhận */
    DOSSIER_PROCESSING = 4,  /* Đang xử lý */
    DOSSIER_SUPPLEMENT = 5,  /* Yêu cầu bổ sung giấy tờ */
    DOSSIER_PAYMENT_DUE = 6, /* Yêu cầu thực hiện nghĩa vụ tài chính */
    DOSSIER_WITHDRAWN = 7,   /* Công dân yêu cầu rút hồ sơ */
    DOSSIER_STOPPED = 8,     /* Dừng xử lý */
    DOSSIER_DONE = 9,        /* Đã xử lý xong */
    DOSSIER_RETURNED = 10,   /* Đã trả kết quả */
    DOSSIER_STATUS_COUNT = 11
};

struct dossier_status_text {
    const char *national; /* msgid of the national status */
    const char *word;     /* msgid of the word that citizens read */
    const char *sentence; /* msgid of one plain sentence for the citizen */
};

/* The texts of a status; static. */
const struct dossier_status_text *dossier_status_text(enum dossier_status status);

/* What the result module needs of a dossier. */
struct dossier_brief {
    int64_t id;
    struct str code;
    enum dossier_status status;
    int64_t agency_id;
    int64_t procedure_version_id;
    struct str procedure_name;
    struct str result_name; /* name of the document type, public */
    struct str applicant_name;
    struct str phone;       /* E.164 */
    struct str answers;     /* JSON object of the form */
    struct str variables;   /* JSON object: what tasks have added (fields of the extract …) */
    struct str result_link; /* 128-bit capability, 32 hex digits */
    struct str receipt_token; /* opens the citizen's receipt page */
    int64_t due_us;
    int64_t task_id;        /* open task, 0 where there is none */
    struct str task_node;
    struct str task_role;
    int64_t revision;
};

/* By id or by code; NOT_FOUND. Opens no transaction. */
struct result dossier_brief_by_id(struct service_context *ctx, int64_t id,
                                  struct dossier_brief *out);
struct result dossier_brief_by_code(struct service_context *ctx, struct str code,
                                    struct dossier_brief *out);
/* By the token of the receipt page. NOT_FOUND "dossier.unknown". */
struct result dossier_brief_by_receipt(struct service_context *ctx, struct str receipt_token,
                                       struct dossier_brief *out);
/* By the 128-bit result link. NOT_FOUND "dossier.unknown". */
struct result dossier_brief_by_link(struct service_context *ctx, struct str link,
                                    struct dossier_brief *out);

/* A new draft of the procedure's version in force, for the agency; the token is the right to it.
 * NOT_FOUND for an unknown procedure or agency. Opens a write transaction. */
struct result dossier_draft_start(struct service_context *ctx, struct str procedure_code,
                                  int64_t agency_id, struct str *token);

/* A row of what ctx->citizen may see: everything under an identifier that is bound to them, what
 * was filed with their phone under one they only claim, and what they sent signed in. The right is
 * in the query. */
struct dossier_own {
    int64_t id;
    struct str code;
    struct str receipt_token;
    struct str procedure_name;
    struct str applicant_name;
    int64_t agency_id;
    enum dossier_status status;
    struct str holder_role; /* "citizen": they must do something until next_us */
    int64_t due_us;
    int64_t next_us;
    int64_t submitted_us;
    int64_t finished_us; /* 0 while open */
};
struct dossier_own_list {
    struct dossier_own *items; /* newest first */
    size_t count;
    bool more;
};
/* `before_id`: id of the last row of the page before; 0: the first page. */
struct result dossier_list_own(struct service_context *ctx, int64_t before_id, size_t most,
                               struct dossier_own_list *out);
/* NOT_FOUND "dossier.unknown" for a code that is not theirs, as for one that is nobody's. */
struct result dossier_own_by_code(struct service_context *ctx, struct str code,
                                  struct dossier_brief *out);

/* Who the dossier says the applicant is, for an official who may read it. NOT_FOUND. */
struct dossier_person {
    int64_t dossier_id;
    struct str name;
    struct str identifier;
    struct str phone; /* E.164 */
};
struct result dossier_person_of(struct service_context *ctx, struct str code,
                                struct dossier_person *out);

/* A file of a dossier, for an official who may read it: its SHA-256. NOT_FOUND. */
struct dossier_file_seen {
    int64_t dossier_id;
    struct str name;
    struct str sha256;
};
struct result dossier_file_of(struct service_context *ctx, struct str code, int64_t file_id,
                              struct dossier_file_seen *out);

/* What a change of the working calendar does to the due dates of open dossiers. */
struct calendar;
struct dossier_calendars {
    const struct calendar *before;
    const struct calendar *after;
    int64_t from_us; /* begin of the first day that changes: what was due before stays */
};
struct dossier_due_move {
    int64_t id;
    int64_t agency_id;
    struct str code;
    int64_t was_us;
    int64_t due_us;
};
struct dossier_due_moves {
    struct dossier_due_move *items; /* by the due date that was */
    size_t count;
};
/* Every open dossier whose due date becomes another. Reads only. */
struct result dossier_due_moves(struct service_context *ctx,
                                const struct dossier_calendars *calendars,
                                struct dossier_due_moves *out);
/* Moves them inside the caller's write transaction: history, evidence with before and after, fact
 * and a message to the citizen, each with the reason. */
struct result dossier_due_move_all(struct service_context *ctx,
                                   const struct dossier_due_moves *moves, struct str because);

/* Completes the dossier's open task from a job or another module, inside the caller's write
 * transaction, and carries out the service tasks behind it. `by` is the actor's label for the
 * history. CONFLICT when the task is no longer open. */
struct result dossier_task_done(struct service_context *ctx, int64_t dossier_id, int64_t task_id,
                                struct str variables, struct str by);

/* ---- a person's data ---- */

/* A copy of everything a dossier holds: a JSON object, and the files beside it. */
struct dossier_copy_file {
    struct str name;
    struct str sha256;
    int64_t size;
};
struct dossier_copy {
    struct str json;
    struct dossier_copy_file *files;
    size_t file_count;
};
struct result dossier_copy(struct service_context *ctx, int64_t id, struct dossier_copy *out);

/* What becomes of a dossier when the person asks for its end. */
enum dossier_fate {
    DOSSIER_FATE_OPEN,  /* being processed: it must be withdrawn first */
    DOSSIER_FATE_KEPT,  /* a result, a decision or a fee came of it: kept for its term */
    DOSSIER_FATE_ERASE, /* nothing came of it */
    DOSSIER_FATE_GONE   /* erased already */
};
struct dossier_end {
    struct str code;
    enum dossier_fate fate;
    int64_t ended_us; /* its last event */
};
struct result dossier_end_of(struct service_context *ctx, int64_t id, struct dossier_end *out);

/* Takes everything personal out of an ended dossier: answers, names, numbers, files, papers,
 * messages and its evidence records; code, dates and steps stay, and issued results, which are
 * records of the agency. Opens its own transaction, then removes the files' bytes. Doing it again
 * does nothing. CONFLICT "dossier.open" for one that is being processed, "dossier.held" for one
 * that somebody ordered to be kept, were it a moment ago. */
struct result dossier_erase(struct service_context *ctx, int64_t id);
/* Inside the caller's write transaction: nobody erases it until that has ended. NOT_FOUND
 * "dossier.gone" where it was erased. */
struct result dossier_pin(struct service_context *ctx, int64_t id);

struct dossier_ended {
    int64_t id;
    struct str code;
};
struct dossier_ended_list {
    struct dossier_ended *items;
    size_t count;
};
/* Those that ended before an instant and were not erased, by id, behind `after`. */
struct result dossiers_ended_before(struct service_context *ctx, int64_t before_us,
                                    int64_t after, int64_t most,
                                    struct dossier_ended_list *out);
/* Drafts that nobody sent or changed since: how many, and their end, `most` at a time. */
struct result drafts_old_count(struct service_context *ctx, int64_t before_us, int64_t *count);
struct result drafts_erase(struct service_context *ctx, int64_t before_us, int64_t most,
                           int64_t *erased);

#endif
