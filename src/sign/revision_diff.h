#ifndef TRUC_SIGN_REVISION_DIFF_H
#define TRUC_SIGN_REVISION_DIFF_H

/*
 * What a later revision of a signed PDF changed, object by object. Only these are permitted: a
 * further signature or document timestamp with its own field and appearance, and a document
 * security store. Every other change, every byte that belongs to no object and every new object
 * that none of these reaches counts as a modification (shadow, incremental-saving and wrapping
 * attacks of 2019 and 2021).
 */
#include "sign/pdf_file.h"

enum revision_change {
    REVISION_PERMITTED,
    REVISION_CATALOG,      /* the catalog or form says something else */
    REVISION_PAGE,         /* a page says something else */
    REVISION_OBJECT,       /* another existing object was replaced or freed */
    REVISION_FIELD,        /* a new field that is not a plain signature field */
    REVISION_UNREFERENCED, /* new objects that nothing permitted leads to */
    REVISION_BYTES,        /* bytes between or around the objects */
    REVISION_TRAILER,      /* root, information or identity */
};

/* Compares revision `revision` (1 or later) with the one before it. A failure means that the
 * revision cannot be read strictly. */
struct result revision_compare(struct pdf_file *file, size_t revision, enum revision_change *out);

#endif
