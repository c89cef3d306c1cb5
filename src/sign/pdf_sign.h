#ifndef TRUC_SIGN_PDF_SIGN_H
#define TRUC_SIGN_PDF_SIGN_H

/*
 * Puts a PAdES signature or a document timestamp into a PDF as a new revision (ETSI EN 319 142-1,
 * clauses 5.3 and 5.4.3; ISO 32000-1, clause 12.8). Two steps: prepare leaves room for the CMS and
 * says what has to be signed, finish puts the CMS there.
 */
#include "base/crypto.h"
#include "sign/pdf_file.h"
#include "sign/pdf_range.h"

/* An image XObject: 8 bits a component, deflated. */
struct pdf_image {
    uint32_t width;
    uint32_t height;
    struct str rgb;
    struct str alpha; /* its SMask; empty: none */
};

/* What a signature shows on the page. Points, origin at the lower left corner of the page. */
struct pdf_appearance {
    double x;
    double y;
    double width;
    double height;
    struct str content; /* path and colour operators in the rectangle's own coordinates; no fonts;
                           "/Im0 Do" … for the images */
    const struct pdf_image *images; /* named Im0, Im1 … */
    size_t image_count;
};

struct pdf_signature {
    bool document_timestamp;                 /* /DocTimeStamp instead of /Sig; shows nothing */
    size_t page;                             /* 0 is the first */
    const struct pdf_appearance *appearance; /* NULL: invisible */
    struct str name;                         /* who signs, UTF-8; may be empty */
    struct str reason;                       /* may be empty */
    int certifies;                           /* DocMDP level 1 to 3 of a first signature; 0: none */
    int64_t at_us;                           /* claimed time of signing, /M */
    size_t room;                             /* bytes kept for the CMS; 0: PDF_CONTENTS_SIZE */
    bool again;                              /* weighed before: the caller takes no digest but the
                                                one that came of it */
};

struct pdf_prepared {
    struct str bytes;          /* the whole file with zeros for the CMS */
    struct signer_range range; /* what is signed */
    struct sha256 digest;      /* of the two parts that are signed */
};

/* Appends a revision with a signature field to `base`, which must open strictly. */
struct result pdf_sign_prepare(struct arena *arena, struct str base,
                               const struct pdf_signature *signature, struct pdf_prepared *out);
/* A copy of the prepared file with `cms` (or the timestamp token) in its place; ERROR_LIMIT where
 * it needs more room than was kept. */
struct result pdf_sign_finish(struct arena *arena, struct str prepared, struct signer_range range,
                              struct str cms, struct str *signed_bytes);

/* A PDF text string: UTF-16BE in hexadecimal with its mark; what is not UTF-8 becomes U+FFFD. */
struct str pdf_text(struct arena *arena, struct str utf8);
/* A PDF date (7.9.4): D:20261123154100+07'00'. */
struct str pdf_date(struct arena *arena, int64_t at_us);

#endif
