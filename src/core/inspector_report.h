#ifndef TRUC_CORE_INSPECTOR_REPORT_H
#define TRUC_CORE_INSPECTOR_REPORT_H

/*
 * What the signatures of a stranger's file (PDF, or CMS with its data) are worth: the report of
 * sign/report.h, made behind the inspector's walls and read back strictly. Of certificates it has
 * only what people are shown: no DER, no path but its root. A file may have taken the inspector
 * over: what it says against a file is to be believed, what it says for it goes no further than
 * telling whoever sent the file.
 */
#include "core/inspector.h"
#include "sign/report.h"

struct inspector_signed {
    int file;            /* as in struct inspector_request */
    const struct evidence_set *evidence; /* whom to trust, what is known, and the instant */
    struct str detached; /* the signed data of a detached CMS */
    bool has_detached;
};

/* As inspector_start. LIMIT "evidence.too_large". */
struct result inspector_report_start(struct arena *arena, const struct inspector *inspector,
                                     const struct inspector_signed *what,
                                     struct inspector_call *call);
/* As inspector_finish_bytes; an answer that cannot be read counts as a file too complex. */
struct result inspector_report_finish(struct arena *arena, struct inspector_call *call,
                                      struct report *report);
/* Both, for jobs and commands. */
struct result inspector_report(struct arena *arena, const struct inspector *inspector,
                               const struct inspector_signed *what, struct report *report);

#endif
