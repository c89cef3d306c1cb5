#ifndef TRUC_MODULES_REORGANISATION_REORGANISATION_H
#define TRUC_MODULES_REORGANISATION_REORGANISATION_H

/*
 * Reorganisation (sắp xếp đơn vị): a decision with its operations, what it would move, the one
 * transaction that applies it, the report, and the way back within a day. This is the only header
 * that programs and other modules may include.
 */
#include "core/holding.h"
#include "core/module.h"
#include "core/service.h"

extern const struct module module_reorganisation;

enum reorganisation_kind {
    REORGANISATION_FOUND,  /* thành lập: a new agency */
    REORGANISATION_CHANGE, /* đổi tên, loại, cấp trên, mã: the same agency goes on */
    REORGANISATION_MERGE,  /* nhập: the parts' work goes to `code`; those other than it close */
    REORGANISATION_SPLIT,  /* chia: the work of `code` goes to the parts; it closes unless a part */
    REORGANISATION_CLOSE,  /* kết thúc: closes; what it holds goes to the one part */
    REORGANISATION_KINDS
};

/* Which things of a split go to a part. */
enum reorganisation_rule {
    RULE_ALL,  /* whatever no other part takes */
    RULE_TEXT, /* whose answers name one of the places */
    RULE_LIST  /* named one by one: codes of dossiers, titles of posts */
};

/* An agency is named by its code or the code of its territory. Where work comes from, the code is
 * of an agency in force on the effective day; where it goes, of one that the decision founds first,
 * else of one in force. Nothing is ever read out of a code. */
struct reorganisation_part {
    struct str code;
    enum reorganisation_rule rule;
    struct str words; /* one a line */
};

struct reorganisation_operation {
    enum reorganisation_kind kind;
    struct str code; /* the agency changed, split or closed; where a merger leads. Empty: founded */
    /* Founded, or from the day on; what is empty in a change stays as it was. */
    struct str new_code;
    struct str area_code;
    struct str name;
    struct str place;
    struct str unit_kind;
    int64_t level;
    struct str parent_code;
    struct str address;
    const struct reorganisation_part *parts;
    size_t part_count;
};

struct reorganisation_new {
    struct str number;
    struct str title;
    struct str decided_on;
    struct str effective_on;
    struct str file_sha256; /* in the file store; empty: comes later */
    struct str file_name;
    const struct reorganisation_operation *operations;
    size_t operation_count;
};

/* What applying works with; web, jobs, commands and the demo each fill one in. */
struct reorganisation_engine {
    struct service_context service; /* actor NULL: the system */
    struct holding_list holdings;
    struct str progress_path; /* file that says how far; empty: nobody asks */
};

/* Each opens its own transaction. FORBIDDEN without reorganisation.prepare; INVALID
 * "reorganisation.number", "reorganisation.title", "reorganisation.days". */
struct result reorganisation_prepare(struct service_context *ctx,
                                     const struct reorganisation_new *what, int64_t *id);

/* Of a decision just prepared; every change of its draft counts one on. */
enum { REORGANISATION_FIRST = 1 };

/* By a leader whose rights reach every agency it touches, who has not prepared it, of just the
 * draft that the leader has seen. From then on the job `reorganisation.apply` waits for the day;
 * where the day has come it runs at once. FORBIDDEN "reorganisation.same_person"; CONFLICT
 * "reorganisation.changed" where the draft is another by now, "reorganisation.conflicts",
 * "reorganisation.state". */
struct result reorganisation_approve(struct reorganisation_engine *engine, int64_t id,
                                     int64_t revision);

/* Takes the approval back while it waits for its day: it is a draft again. */
struct result reorganisation_withdraw(struct reorganisation_engine *engine, int64_t id);

/* Applies an approved one, in one transaction: all of it, or a failure that is kept with it and
 * nothing else. Idempotent. CONFLICT "reorganisation.early" before its time. */
struct result reorganisation_apply(struct reorganisation_engine *engine, int64_t id);

/* Carries it out and drops it again, to measure totals and time and to find what no check sees. */
struct result reorganisation_try(struct reorganisation_engine *engine, int64_t id);

/* Takes an applied one back by a counter-decision, within 24 hours. FORBIDDEN as for approving;
 * CONFLICT "reorganisation.late", "reorganisation.newer" (reorganisation_newer() says of what). */
struct result reorganisation_undo(struct reorganisation_engine *engine, int64_t id,
                                  struct str number);

/* The report: the sum of each holding before and after, and, as CSV, by agency. Reads only. */
enum reorganisation_format { REPORT_TEXT, REPORT_CSV };
struct result reorganisation_report(struct reorganisation_engine *engine, int64_t id,
                                    enum reorganisation_format format, struct str *out);
/* One line a decision, newest day first. */
struct result reorganisation_lines(struct service_context *ctx, struct str *out);

#endif
