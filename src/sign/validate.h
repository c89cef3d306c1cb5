#ifndef TRUC_SIGN_VALIDATE_H
#define TRUC_SIGN_VALIDATE_H

/*
 * Checks every signature and document timestamp of a PDF that we made (domain reference, section
 * 4). Pure: bytes, trusted certificates and an instant in, findings out; no network, no clock. The
 * bytes of a stranger are parsed here only inside the inspector.
 */
#include "sign/certificate.h"
#include "sign/revision_diff.h"

enum { VALIDATION_SIGNATURES_MAX = 32 };

enum signature_kind { SIGNATURE_PERSON_OR_AGENCY, SIGNATURE_DOCUMENT_TIMESTAMP };

/* Findings about one signature. Each `…_ok` is false until it has been shown to be true. */
struct signature_report {
    enum signature_kind kind;
    struct str field;               /* /T */
    struct certificate signer;      /* of the signature, or of the timestamp's authority */
    bool has_signer;
    struct sha256 document;         /* digest of the bytes that it covers */
    size_t revision;                /* the revision that it ends, 1 is the first update */
    bool covers_ok;                 /* four numbers, gap exactly /Contents, ends a revision */
    bool digest_ok;
    bool crypto_ok;                 /* and bound to the certificate by the signed attributes */
    bool certificate_ok;            /* path to a root, valid at the best proven time */
    bool status_unknown;            /* nobody has said whether it counted then: a warning, which
                                     * certificate_ok and valid do not show */
    bool has_timestamp;             /* inside the CMS, or a later document timestamp */
    bool timestamp_ok;
    int64_t claimed_us;             /* /M; 0 where there is none */
    int64_t timestamp_us;           /* 0 where there is none */
    struct str timestamp_authority; /* its name */
    bool whole_file;                /* nothing follows what it covers */
    bool modified_after;            /* something not permitted follows */
    bool valid;                     /* all of the above that applies holds */
    char level;                     /* 'B' or 'T'; 0 while not valid */
    const char *problem;            /* msgid of the first finding against it, or NULL */
};

struct validation {
    bool readable; /* opened strictly; otherwise nothing below is known */
    size_t revisions;
    struct signature_report *signatures; /* in the order of signing */
    size_t signature_count;
    bool modified;       /* a later revision did something that is not permitted */
    struct revision_changes changes; /* everything that revisions after the first signature did */
    bool valid;          /* at least one signature, all valid, nothing modified, all covered */
    const char *problem; /* msgid, or NULL */
};

/* trust->at_us is the instant of validation. Fails only for want of memory: whatever is wrong with
 * the bytes is a finding. */
struct result validate_pdf(struct arena *arena, struct str bytes,
                           const struct certificate_trust *trust, struct validation *out);

#endif
