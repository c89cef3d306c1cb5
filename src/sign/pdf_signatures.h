#ifndef TRUC_SIGN_PDF_SIGNATURES_H
#define TRUC_SIGN_PDF_SIGNATURES_H

/* The signature dictionaries of a PDF (ISO 32000-1, clause 12.8) and what they claim to cover. */
#include "sign/pdf_file.h"

enum { PDF_SIGNATURES_MAX = 64 };

enum pdf_coverage {
    PDF_COVERS_PARTIAL,  /* anything but the two below: worth nothing */
    PDF_COVERS_REVISION, /* all bytes up to the end of a revision but its own /Contents */
    PDF_COVERS_FILE,     /* the same, and nothing follows */
};

/* Which form fields a signature locks (12.7.4.5, 12.8.2.4). */
enum pdf_lock { PDF_LOCK_NONE, PDF_LOCK_ALL, PDF_LOCK_INCLUDE, PDF_LOCK_EXCLUDE };

struct pdf_signed {
    uint32_t object;       /* of its dictionary; 0: stands directly in its field */
    struct str field;      /* full name of its field */
    struct str filter;     /* /SubFilter: "ETSI.CAdES.detached" */
    struct str type;       /* /Type: "Sig", "DocTimeStamp", empty */
    int64_t claimed_us;    /* /M; 0: none */
    enum pdf_coverage covers;
    size_t revision;       /* the one that it ends; meaningless where covers is PARTIAL */
    size_t written;        /* the revision that wrote its dictionary last */
    struct str parts[2];   /* the covered bytes, before and behind the gap */
    struct str contents;   /* decoded /Contents with its padding */
    int certifies;         /* DocMDP: 1 nothing, 2 forms, 3 annotations may change; 0: no rule */
    enum pdf_lock lock;
    struct str *locked; /* names of fields */
    size_t locked_count;
    bool readable;         /* a dictionary with /Contents and /ByteRange of the right kind */
};

struct pdf_signatures {
    struct pdf_signed *items; /* by the bytes that they cover, shortest first */
    size_t count;
};

/* Every signed field that the last revision's form leads to. */
struct result pdf_signatures_read(struct pdf_file *file, struct pdf_signatures *out);

/* True where the field is locked by the signature. */
bool pdf_signature_locks(const struct pdf_signed *signature, struct str field);

#endif
