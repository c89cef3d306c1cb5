#ifndef TRUC_SIGN_REPORT_H
#define TRUC_SIGN_REPORT_H

/*
 * The validation of signatures after ETSI EN 319 102-1, as a pure function over an evidence set:
 * the same bytes, evidence and instant give the same report. What the command line prints, the
 * verification page shows and the services decide by all comes from here.
 */
#include "sign/chain.h"
#include "sign/pdf_signatures.h"
#include "sign/revision_diff.h"
#include "sign/timestamp_token.h"

struct json_writer;

enum { REPORT_CHECKS_MAX = 48, REPORT_TIMESTAMPS_MAX = 24, REPORT_PAGES_MAX = 16 };

enum indication { INDICATION_PASSED, INDICATION_INDETERMINATE, INDICATION_FAILED };

enum sub_indication {
    SUB_NONE,
    SUB_FORMAT_FAILURE,
    SUB_HASH_FAILURE,
    SUB_SIG_CRYPTO_FAILURE,
    SUB_NOT_YET_VALID,
    SUB_REVOKED_NO_POE,
    SUB_REVOKED_CA_NO_POE,
    SUB_OUT_OF_BOUNDS_NO_POE,
    SUB_NO_SIGNING_CERTIFICATE_FOUND,
    SUB_NO_CERTIFICATE_CHAIN_FOUND,
    SUB_CHAIN_CONSTRAINTS_FAILURE,
    SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE,
    SUB_SIG_CONSTRAINTS_FAILURE,
    SUB_TIMESTAMP_ORDER_FAILURE,
    SUB_SIGNED_DATA_NOT_FOUND,
    SUB_TRY_LATER,
    SUB_NO_POE,
    SUB_COUNT
};

enum report_format { FORMAT_NONE, FORMAT_PADES, FORMAT_CADES };
enum report_modified { MODIFIED_NO, MODIFIED_PERMITTED, MODIFIED_YES };
enum certificate_status { STATUS_GOOD, STATUS_REVOKED, STATUS_UNKNOWN, STATUS_EXPIRED,
                          STATUS_UNTRUSTED };

const char *indication_name(enum indication indication);  /* "TOTAL-PASSED" … */
const char *sub_indication_name(enum sub_indication sub);  /* NULL for SUB_NONE */

enum check_result { CHECK_OK, CHECK_FAIL, CHECK_WARN, CHECK_SKIPPED };
struct report_check {
    const char *id; /* stable: "format", "digest", "chain" …; "block-format", "block-context",
                       "block-identification", "block-cryptography", "block-x509" and
                       "block-acceptance" sum up what belongs to a building block of EN 319 102-1 */
    enum check_result result;
    struct str detail; /* English for the command line; empty where there is nothing to add */
};

enum timestamp_kind { TIMESTAMP_CONTENT, TIMESTAMP_SIGNATURE, TIMESTAMP_ARCHIVE,
                      TIMESTAMP_DOCUMENT };
struct report_timestamp {
    enum timestamp_kind kind;
    int64_t at_us;
    struct str certificate; /* of the authority, DER; empty where it is nowhere */
    struct str authority;   /* its subject, RFC 4514 */
    struct str name;        /* its common name */
    struct str field;       /* DOCUMENT: name of its field */
    struct sha256 document; /* DOCUMENT: digest of the bytes that it covers */
    size_t revision;        /* DOCUMENT: the one that it ends */
    bool weak;              /* an algorithm below 112 bits */
    bool mistyped;          /* DOCUMENT: its dictionary says to be something else */
    enum cms_answer integrity;
    enum indication indication;
    enum sub_indication sub;
};

struct report_signature {
    struct str id; /* field of a PDF, "signer-1" of a CMS */
    struct certificate signer;
    bool has_signer;
    int64_t claimed_us; /* 0: none */
    int64_t best_us;    /* earliest proven; 0: none */
    const char *level;  /* "B", "T", "LT", "LTA" */
    enum indication indication;
    enum sub_indication sub;
    enum cms_answer integrity; /* HOLDS intact, BROKEN, UNKNOWN */
    enum pdf_coverage covers;
    enum report_modified modified;
    size_t revision;       /* PDF: changes of later revisions are modifications of this one */
    size_t signed_len;     /* PDF: bytes of the file up to the end of what it covers; 0: partial */
    const struct pdf_signed *pdf; /* NULL for a CMS */
    enum certificate_status certificate;
    struct report_timestamp timestamps[REPORT_TIMESTAMPS_MAX];
    size_t timestamp_count;
    struct report_check checks[REPORT_CHECKS_MAX];
    size_t check_count;
    bool tail;     /* bytes that nobody signed stand behind the CMS */
    bool weak;     /* an algorithm below 112 bits */
    bool chain_ok; /* path, use, revocation and validity at the best proven time */
    struct cms_signer cms;
    struct chain chain;
    bool has_root;      /* its path ends at a trust anchor */
    struct sha256 root; /* of that anchor's DER */
};

/* A page that changes stand on, as it is drawn: its box in its own units, then turned. */
struct report_page {
    size_t page; /* 1 is the first */
    double box[4];
    int turn;    /* clockwise: 0, 90, 180, 270 */
};

struct report {
    enum report_format format;
    bool readable;       /* strictly; otherwise `problem` says why */
    struct str problem;  /* code: "pdf.broken", "pdf.encrypted" */
    struct report_signature *signatures; /* in the order of signing, without document timestamps */
    size_t count;
    size_t revisions;
    struct report_timestamp stamps[REPORT_TIMESTAMPS_MAX]; /* document timestamps, in order */
    size_t stamp_count;
    struct revision_changes changes; /* of every revision behind the first signature */
    struct report_page pages[REPORT_PAGES_MAX]; /* those that changes name, in that order */
    size_t page_count;
    size_t dss_first;                /* the first revision with validation data; 0: none */
    size_t dss_revision;             /* the last one; 0: none */
    enum indication indication;      /* the worst */
    enum sub_indication sub;
    bool modified;
};

struct report_input {
    struct str bytes;
    struct str detached; /* the signed data of a detached CMS */
    bool has_detached;
};

/* `evidence` is extended by what the document carries. Fails only for want of memory: whatever is
 * wrong with the bytes is a finding. */
struct result report_make(struct evidence_set *evidence, const struct report_input *input,
                          struct report *out);

/* True where `change` happened behind `signature` and is not allowed by it. */
bool report_change_counts(const struct report_signature *signature,
                          const struct revision_change *change);

/* Where a change stands on the page as it is drawn: left, top, width and height as shares of it.
 * False where its page or its rectangle is not known. */
bool report_place(const struct report *report, const struct revision_change *change,
                  double place[4]);

/* The report as one JSON object with the keys of the command-line contract. */
struct str report_json(struct arena *arena, struct str file, const struct report *report);
/* The keys of one change (revision from 1, kind, object, page from 1, rect in points or null),
 * inside an object that the caller opens and closes. */
void report_put_change(struct json_writer *json, struct arena *arena,
                       const struct revision_change *change);
/* Exit code of the command line: 0 passed, 1 failed or modified, 2 indeterminate, 3 no signature,
 * 4 unreadable. */
int report_exit_code(const struct report *report);

/* The overall indication from those of the signatures. */
void report_summarise(struct report *report);

#endif
