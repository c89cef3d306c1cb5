#ifndef TRUC_MODULES_RESULT_KEEP_H
#define TRUC_MODULES_RESULT_KEEP_H

/* What lets one finished result be checked in years (EN 319 142-1: LT, LTA). Job workers only. */
#include "core/jobs.h"

struct kept {
    struct str bytes; /* the file and two revisions more, judged by itself */
    int64_t until_us; /* so long its newest timestamp counts without another one */
};

/* Collects what authorities say about every certificate of the file, keeps it in the file and
 * stamps that. `base` may be kept so already: then its proof is renewed. Stores nothing of the
 * file. What fails is one of these, or the database's own. */
struct result keep_make(struct job_context *job, struct str base, struct kept *out);

#define KEEP_SILENT "result.evidence_missing"  /* UNAVAILABLE: no word about a certificate */
#define KEEP_NO_STAMP "result.stamp_missing"   /* UNAVAILABLE: nobody stamps */
#define KEEP_BAD_STAMP "result.stamp_wrong"    /* UNTRUSTED: an answer that is no stamp for it */
#define KEEP_SELF_CHECK "result.self_check"    /* INTERNAL: a signature does not hold */
#define KEEP_FILE "result.file"                /* CORRUPT: the file takes no further revision */
#define KEEP_NO_GAIN "result.stamp_short"      /* (of the job) the new stamp ends no later */

/* Until when keys and digests of `bits` bits of security count: the earliest day of
 * "112 2030-12-31, 256 2035-12-31" that is about so many bits or more; INT64_MAX where none is. */
int64_t keep_strength_end(struct str policy, int bits);
/* Whether a text reads like that; empty: no end. */
bool keep_policy_valid(struct str policy);

#endif
