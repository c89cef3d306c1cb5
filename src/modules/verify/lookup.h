#ifndef TRUC_MODULES_VERIFY_LOOKUP_H
#define TRUC_MODULES_VERIFY_LOOKUP_H

/* Finding the paper, its validation and its place in the log. Reads only. */
#include "core/evidence_proof.h"
#include "modules/verify/report_view.h"

enum { PARTS_MAX = 32 };

struct looked {
    struct findings findings;
    struct issued issued;    /* where found or similar */
    struct str link;         /* the 128-bit link of the result, where it was asked by it */
    struct log_place place;  /* where findings.log is LOG_HOLDS */
    struct evidence_row row; /* the same */
    const char *inspection;  /* msgid: why the file could not be read, or NULL */
    struct str sha256;       /* of what was asked about; empty where that is no file */
    size_t size;             /* its bytes */
    bool sent;               /* somebody sent the file */
    const struct report_view *report; /* of its signatures, or NULL */
};

struct lookup {
    struct service_context *ctx;
    struct str log_folder; /* data/log */
};

/* By the dossier's code, in its written form; an unknown one is findings.found false. */
struct result lookup_code(const struct lookup *lookup, struct str code, struct looked *out);
struct result lookup_link(const struct lookup *lookup, struct str link, struct looked *out);
/* By the bytes of a file that somebody sent: compared, never parsed. */
struct result lookup_bytes(const struct lookup *lookup, struct str bytes, struct looked *out);

/* Remembers the parts of the files that the evidence log says were issued; job `verify.follow`. */
struct result lookup_follow(struct service_context *ctx);

#endif
