#ifndef TRUC_MODULES_VERIFY_SEALED_H
#define TRUC_MODULES_VERIFY_SEALED_H

/*
 * The report as a PDF that the node seals with its key for reports ("kiem-tra", a certificate of
 * its own that is no agency's): asked for by anybody, made by a job, taken away by whoever has the
 * address, gone after an hour. The judged file is not kept.
 */
#include "core/jobs.h"
#include "modules/verify/queries.h"
#include "modules/verify/views.h"

enum { REPORT_WAITING_MAX = 20, REPORT_KEPT_MAX = 200, REPORT_KEPT_MIN = 60 };
enum report_state { REPORT_WAITING = 1, REPORT_SEALED = 2, REPORT_GIVEN_UP = 3 };

/* What a report is made of. */
struct report_order {
    struct str told;
    const struct report *report;
    struct str now; /* pixels of the page, or empty */
    struct str before;
};

/* Puts it in line. UNAVAILABLE "verify.queue" where too many wait. Opens its own transaction. */
struct result report_ask(struct service_context *ctx, const struct report_order *order,
                         struct str *token);
/* NOT_FOUND "verify.report_over" for an unknown or forgotten one. */
struct result report_state_of(struct service_context *ctx, struct str token,
                              struct q_report_state_out *out);

/* Verdict, sentence and facts as the paper has them: always in Vietnamese. */
struct str report_told(struct arena *arena, const struct looked *looked,
                       const struct verdict_words *words, const struct report_facts *facts);
/* The paper without its seal; deterministic. */
struct result report_paper(struct service_context *ctx, const struct q_report_load_out *row,
                           bool demo, struct str *pdf);

/* Jobs `verify.report` (payload: token) and `verify.report_forget`. */
struct result report_job(struct job_context *job, struct str key, struct str payload);
struct result report_forget_job(struct job_context *job, struct str key, struct str payload);

/* Handlers. */
struct result verify_report_order(struct request *request, struct looked *looked);
struct result verify_report_own(struct request *request);
struct result verify_report_show(struct request *request);
struct result verify_report_file(struct request *request);

#endif
