#ifndef TRUC_MODULES_VERIFY_RULES_H
#define TRUC_MODULES_VERIFY_RULES_H

/*
 * From findings to a verdict, without database, files or clock. Green is only what has been shown;
 * what was not found out is amber, never green.
 */
#include "core/signed_verdict.h"
#include "modules/result/result.h"
#include "sign/report.h"

enum verdict {
    VERIFY_GENUINE,   /* ours, signed, unchanged, and the log has it */
    VERIFY_CHANGED,   /* carries parts of a paper of ours, but is not it */
    VERIFY_NOT_OURS,  /* nothing of it was issued here */
    VERIFY_UNCLEAR,   /* ours and unchanged, but something could not be shown */
    VERIFY_EARLIER,   /* a revision of ours that a later one has replaced */
    VERIFY_NOT_YET,   /* the dossier is there, its result is not signed yet */
    VERIFY_UNREADABLE, /* not a file that can be looked into */
    /* files of others, by their signatures alone */
    VERIFY_SIGNED,   /* every signature holds, nothing was changed */
    VERIFY_OPEN,     /* something about a signature could not be shown */
    VERIFY_BROKEN,   /* a signature does not hold, or something was changed after it */
    VERIFY_UNSIGNED, /* carries no digital signature */
    VERIFY_VERDICTS
};

enum log_finding { LOG_HOLDS, LOG_WAITING, LOG_BROKEN };

struct findings {
    bool found;     /* by code, link or hash */
    bool similar;   /* not found, but a part of it was issued here */
    bool refused;   /* the inspector could not open it */
    bool current;   /* the bytes are those of the newest revision */
    bool done;      /* signed and sealed */
    bool kept_ok;   /* our own copy has the bytes that its hash says */
    struct validation validation; /* of our own copy */
    enum log_finding log;
    enum signed_state signatures; /* of the bytes that were sent */
};

enum verdict verify_verdict(const struct findings *findings);

enum tone { TONE_OK, TONE_WARN, TONE_BAD };

struct check {
    enum tone tone;
    const char *text; /* msgid */
};

enum { CHECKS_MAX = 6 };

/* What was looked at, in the order of the page; how many. */
size_t verify_checks(const struct findings *findings, struct check checks[CHECKS_MAX]);

/* The revisions of a PDF as byte ranges, from one %%EOF to the next: no parsing, only a search. At
 * most `most`; ranges under 64 bytes are left out. */
size_t verify_parts(struct str bytes, struct str *parts, size_t most);

/* ETSI EN 319 102-1: "TOTAL-PASSED", "TOTAL-FAILED", "INDETERMINATE". */
const char *verify_indication(enum verdict verdict);

#endif
