#ifndef TRUC_CORE_PACKAGE_H
#define TRUC_CORE_PACKAGE_H

/*
 * A document with everything that its verdict rests on, in one archive (base/zip_format.h), so that
 * somebody else can check it later without us and without a network:
 *
 *   README.txt                 what this is and how to check it, in Vietnamese and English
 *   manifest.json              instant of validation, and SHA-256 of every other file
 *   document, document.data    the bytes as they were sent; data of a detached CMS
 *   evidence/root-001.cer …    certificates, CRLs and OCSP answers that the verdict went by
 *   report.json                the verdict (contract of `truc verify --json`)
 *   log/record.json, log/salt, log/receipt.tlog-proof, log/vkey
 *                              of a paper of ours: its entry in the public log, and the proof
 *
 * Checking does all of it again and compares: nothing in the package is believed because it is
 * there. Whom to trust stays the checker's own decision.
 */
#include "sign/report.h"

enum { PACKAGE_MAX = 64 * 1024 * 1024 };

/* The place of a paper in the public log. */
struct package_log {
    struct str record; /* JSON; names the document by its SHA-256 */
    struct str salt;
    struct str receipt; /* c2sp.org/tlog-proof@v1 */
    struct str vkey;
};

struct package {
    struct report_input input;
    const struct evidence_set *evidence;
    const struct package_log *log; /* NULL: not in our log */
};

/* The archive; the report is made of what goes into it, so `report` is the one that the same
 * evidence gives. LIMIT "zip.full". */
struct result package_make(struct arena *arena, const struct package *package,
                           const struct report *report, struct str *out);

enum package_log_state {
    PACKAGE_LOG_NONE,   /* the package has none */
    PACKAGE_LOG_HOLDS,  /* the document stands in the log of `vkey` */
    PACKAGE_LOG_BROKEN, /* it says so, but that does not hold */
};

struct package_check {
    struct report report;
    struct str json;     /* the report made anew */
    bool same_report;    /* as the one in the package */
    struct str changed;  /* the file that is not as the manifest says; empty: all are */
    enum package_log_state log;
    struct str log_name; /* where it holds */
    size_t files;
    struct evidence_set evidence;
};

/* What a checker brings: own anchors in the place of those in the package, and the key of the log;
 * empty: the package's own. */
struct package_trust {
    bool own_roots;
    struct evidence_list roots;
    struct str vkey;
};

/* Outside bytes: only where a file may be parsed. INVALID "package.form" where it is no package,
 * "package.changed" where a file is not as the manifest says, is missing or is one too many: its
 * name stands in out->changed. */
struct result package_check(struct arena *arena, struct str bytes,
                            const struct package_trust *trust, struct package_check *out);

#endif
