#ifndef TRUC_MODULES_VERIFY_JOB_RECHECK_H
#define TRUC_MODULES_VERIFY_JOB_RECHECK_H

/*
 * Job `verify.recheck`: every kept result is validated again once a week, a few at a time, oldest
 * first, through the inspector. A verdict that is not what it was leaves evidence
 * ("verify.verdict_changed", before and after) and shows on the page Vận hành until it is good; a
 * signature that no longer holds leaves the figures, and comes back if it holds again
 * ("signature.voided", "signature.restored"). Files are looked at sooner where an issuer says
 * something else about who signed them.
 */
#include "core/jobs.h"

enum { RECHECK_MOST = 20, RECHECK_EVERY_S = 600, RECHECK_DAYS = 7 };

struct result recheck_run(struct job_context *job, struct str key, struct str payload);

/* One verdict in one word or two: "TOTAL-PASSED", "INDETERMINATE / TRY_LATER",
 * "TOTAL-FAILED / HASH_FAILURE", "UNREADABLE", "LOST". */
struct report;
struct str recheck_word(struct arena *arena, const struct report *report);
/* Why a signature does not count any more, in the same words; empty: it counts. */
struct report_signature;
struct str recheck_fault(struct arena *arena, const struct report_signature *one);

#endif
