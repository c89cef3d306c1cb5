#ifndef TRUC_SIGN_REVISION_ROLES_H
#define TRUC_SIGN_REVISION_ROLES_H

/*
 * What an object is for, told by the path that leads to it from the trailer. A changed object may
 * have several roles at once, and the change must be permitted in every one of them: this is what
 * stops an appearance or a font that a permitted update and a page share.
 */
#include "base/str.h"

/* What a change is about, as a report names it. */
enum revision_kind {
    REVISION_DSS,
    REVISION_DOC_TIMESTAMP,
    REVISION_SIGNATURE_ADDED,
    REVISION_FORM_FILL,
    REVISION_ANNOTATION,
    REVISION_CONTENT,
    REVISION_FONT,
    REVISION_XOBJECT,
    REVISION_PAGE_TREE,
    REVISION_CATALOG,
    REVISION_LAYER,
    REVISION_NAMES, /* names, actions, scripts */
    REVISION_SIGNATURE_DICTIONARY,
    REVISION_METADATA,
    REVISION_UNREFERENCED,
    REVISION_TRAILING_BYTES,
    REVISION_KIND_COUNT
};

/* "dss", "doc-timestamp", … "names-or-javascript". */
const char *revision_kind_name(enum revision_kind kind);

enum revision_role {
    PDF_ROLE_CATALOG,
    PDF_ROLE_FORM,
    PDF_ROLE_FIELDS, /* a list of fields */
    PDF_ROLE_FIELD,  /* also a widget */
    PDF_ROLE_PAGES,
    PDF_ROLE_PAGE,
    PDF_ROLE_ANNOTATIONS, /* a page's list */
    PDF_ROLE_ANNOTATION,
    PDF_ROLE_SIGNATURE,        /* value of a signature field */
    PDF_ROLE_FIELD_VALUE,      /* value of another field that this revision filled in */
    PDF_ROLE_APPEARANCE,       /* of a field that this revision signed or filled in */
    PDF_ROLE_FIXED_APPEARANCE, /* of any other field */
    PDF_ROLE_DSS,
    PDF_ROLE_METADATA,
    PDF_ROLE_EXTENSIONS,
    PDF_ROLE_RESOURCES,
    PDF_ROLE_CONTENT,
    PDF_ROLE_FONT,
    PDF_ROLE_XOBJECT,
    PDF_ROLE_LAYER,
    PDF_ROLE_NAMES,
    PDF_ROLE_FORM_DATA, /* of the form as a whole: XFA, default appearance */
    PDF_ROLE_DEFAULTS,      /* resources for appearances that a viewer makes itself */
    PDF_ROLE_DEFAULT_FONTS, /* by name: a new name changes nothing that stands there */
    PDF_ROLE_REST,      /* everything else below the catalog */
    PDF_ROLE_COUNT
};

/* The role of what stands behind `key` of something with `role`. */
enum revision_role revision_role_below(enum revision_role role, struct str key);
/* What a change of something with this role is called where nothing permits it. */
enum revision_kind revision_role_kind(enum revision_role role);
/* True where anything may change: validation data, metadata, a new appearance. */
bool revision_role_is_free(enum revision_role role);

enum revision_rule {
    RULE_FIXED,   /* must say the same */
    RULE_FREE,    /* may say anything */
    RULE_ADD,     /* may be added, not changed */
    RULE_DESCEND, /* what stands behind it is compared by its own rules */
};
/* What may happen to `key` of a dictionary with `role`; fields have rules of their own. */
enum revision_rule revision_rule_of(enum revision_role role, struct str key);

#endif
