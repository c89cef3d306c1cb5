#ifndef TRUC_SIGN_REVISION_DIFF_H
#define TRUC_SIGN_REVISION_DIFF_H

/*
 * What a later revision of a PDF changed, object by object, and whether it may (domain reference,
 * section 4). Every object that the revision writes is followed from the trailer by all paths that
 * lead to it; a change is harmless only if it is on each of them. Nothing is rendered.
 */
#include "sign/pdf_file.h"
#include "sign/revision_roles.h"

enum { REVISION_CHANGES_MAX = 256 };

struct revision_change {
    size_t revision;
    enum revision_kind kind;
    bool harmless;    /* permitted unless the document's own rules (DocMDP, FieldMDP) forbid it */
    bool comment;     /* a remark beside the content: certification level 3 lets it through */
    uint32_t object;  /* 0: none */
    size_t page;      /* 1 is the first; 0: not drawn on a page */
    bool has_rect;
    double rect[4];   /* in the page's units: left, bottom, right, top */
    struct str field; /* full name of the form field that was filled in or added */
};

struct revision_changes {
    struct revision_change *items; /* in the order found; each object and kind once */
    size_t count;
    bool more; /* there were more than REVISION_CHANGES_MAX */
};

/* Compares revision `revision` (1 or later) with the one before it and appends to *out, which
 * starts zeroed. A failure means that the revision cannot be read strictly. */
struct result revision_compare(struct pdf_file *file, size_t revision,
                               struct revision_changes *out);
/* Notes a revision that revision_compare could not read. */
void revision_unreadable(struct pdf_file *file, size_t revision, struct revision_changes *out);

#endif
