#include "sign/revision_roles.h"

const char *revision_kind_name(enum revision_kind kind)
{
    static const char *const names[REVISION_KIND_COUNT] = {
        [REVISION_DSS] = "dss",
        [REVISION_DOC_TIMESTAMP] = "doc-timestamp",
        [REVISION_SIGNATURE_ADDED] = "signature-added",
        [REVISION_FORM_FILL] = "form-fill",
        [REVISION_ANNOTATION] = "annotation",
        [REVISION_CONTENT] = "content",
        [REVISION_FONT] = "font",
        [REVISION_XOBJECT] = "xobject",
        [REVISION_PAGE_TREE] = "page-tree",
        [REVISION_CATALOG] = "catalog",
        [REVISION_LAYER] = "layer",
        [REVISION_NAMES] = "names-or-javascript",
        [REVISION_SIGNATURE_DICTIONARY] = "signature-dictionary",
        [REVISION_METADATA] = "metadata",
        [REVISION_UNREFERENCED] = "unreferenced",
        [REVISION_TRAILING_BYTES] = "trailing-bytes",
    };
    return names[kind];
}

static const struct role_facts {
    enum revision_kind kind;
    bool is_free;
} ROLES[PDF_ROLE_COUNT] = {
    [PDF_ROLE_CATALOG] = {REVISION_CATALOG, false},
    [PDF_ROLE_FORM] = {REVISION_CATALOG, false},
    [PDF_ROLE_FIELDS] = {REVISION_FORM_FILL, false},
    [PDF_ROLE_FIELD] = {REVISION_FORM_FILL, false},
    [PDF_ROLE_PAGES] = {REVISION_PAGE_TREE, false},
    [PDF_ROLE_PAGE] = {REVISION_CONTENT, false},
    [PDF_ROLE_ANNOTATIONS] = {REVISION_ANNOTATION, false},
    [PDF_ROLE_ANNOTATION] = {REVISION_ANNOTATION, false},
    [PDF_ROLE_SIGNATURE] = {REVISION_SIGNATURE_DICTIONARY, false},
    [PDF_ROLE_FIELD_VALUE] = {REVISION_FORM_FILL, true},
    [PDF_ROLE_APPEARANCE] = {REVISION_FORM_FILL, true},
    [PDF_ROLE_FIXED_APPEARANCE] = {REVISION_XOBJECT, false},
    [PDF_ROLE_DSS] = {REVISION_DSS, true},
    [PDF_ROLE_METADATA] = {REVISION_METADATA, true},
    [PDF_ROLE_EXTENSIONS] = {REVISION_CATALOG, true},
    [PDF_ROLE_RESOURCES] = {REVISION_CONTENT, false},
    [PDF_ROLE_CONTENT] = {REVISION_CONTENT, false},
    [PDF_ROLE_FONT] = {REVISION_FONT, false},
    [PDF_ROLE_XOBJECT] = {REVISION_XOBJECT, false},
    [PDF_ROLE_LAYER] = {REVISION_LAYER, false},
    [PDF_ROLE_NAMES] = {REVISION_NAMES, false},
    [PDF_ROLE_FORM_DATA] = {REVISION_FORM_FILL, false},
    [PDF_ROLE_DEFAULTS] = {REVISION_FORM_FILL, false},
    [PDF_ROLE_DEFAULT_FONTS] = {REVISION_FONT, false},
    [PDF_ROLE_REST] = {REVISION_CATALOG, false},
};

enum revision_kind revision_role_kind(enum revision_role role)
{
    return ROLES[role].kind;
}

bool revision_role_is_free(enum revision_role role)
{
    return ROLES[role].is_free;
}

/* Keys that lead to another role, and what may happen to them. Every other key of these
 * dictionaries is fixed; what stands behind it is REST below the catalog and CONTENT below a page.
 * Below any other role everything keeps that role. */
static const struct edge {
    enum revision_role role;
    const char *key;
    enum revision_role below;
    enum revision_rule rule;
} EDGES[] = {
    {PDF_ROLE_CATALOG, "Pages", PDF_ROLE_PAGES, RULE_FIXED},
    {PDF_ROLE_CATALOG, "AcroForm", PDF_ROLE_FORM, RULE_DESCEND},
    {PDF_ROLE_CATALOG, "DSS", PDF_ROLE_DSS, RULE_FREE},
    {PDF_ROLE_CATALOG, "Metadata", PDF_ROLE_METADATA, RULE_FREE},
    {PDF_ROLE_CATALOG, "Extensions", PDF_ROLE_EXTENSIONS, RULE_FREE},
    {PDF_ROLE_CATALOG, "Version", PDF_ROLE_EXTENSIONS, RULE_FREE},
    {PDF_ROLE_CATALOG, "OCProperties", PDF_ROLE_LAYER, RULE_FIXED},
    {PDF_ROLE_CATALOG, "Names", PDF_ROLE_NAMES, RULE_FIXED},
    {PDF_ROLE_CATALOG, "Dests", PDF_ROLE_NAMES, RULE_FIXED},
    {PDF_ROLE_CATALOG, "OpenAction", PDF_ROLE_NAMES, RULE_FIXED},
    {PDF_ROLE_CATALOG, "AA", PDF_ROLE_NAMES, RULE_FIXED},
    {PDF_ROLE_FORM, "Fields", PDF_ROLE_FIELDS, RULE_DESCEND},
    {PDF_ROLE_FORM, "SigFlags", PDF_ROLE_EXTENSIONS, RULE_FREE},
    {PDF_ROLE_FORM, "DA", PDF_ROLE_FORM_DATA, RULE_ADD},
    {PDF_ROLE_FORM, "CO", PDF_ROLE_FORM_DATA, RULE_ADD},
    {PDF_ROLE_FORM, "DR", PDF_ROLE_DEFAULTS, RULE_DESCEND},
    {PDF_ROLE_FORM, "*", PDF_ROLE_FORM_DATA, RULE_FIXED},
    {PDF_ROLE_DEFAULTS, "Font", PDF_ROLE_DEFAULT_FONTS, RULE_DESCEND},
    {PDF_ROLE_DEFAULTS, "Encoding", PDF_ROLE_DEFAULT_FONTS, RULE_DESCEND},
    {PDF_ROLE_DEFAULTS, "XObject", PDF_ROLE_EXTENSIONS, RULE_FREE},
    {PDF_ROLE_DEFAULTS, "ProcSet", PDF_ROLE_EXTENSIONS, RULE_FREE},
    {PDF_ROLE_DEFAULT_FONTS, "*", PDF_ROLE_FORM_DATA, RULE_ADD},
    {PDF_ROLE_PAGES, "Kids", PDF_ROLE_PAGES, RULE_FIXED},
    {PDF_ROLE_PAGES, "Parent", PDF_ROLE_PAGES, RULE_FIXED},
    {PDF_ROLE_PAGES, "Resources", PDF_ROLE_RESOURCES, RULE_FIXED},
    {PDF_ROLE_PAGE, "Parent", PDF_ROLE_PAGES, RULE_FIXED},
    {PDF_ROLE_PAGE, "Annots", PDF_ROLE_ANNOTATIONS, RULE_DESCEND},
    {PDF_ROLE_PAGE, "Resources", PDF_ROLE_RESOURCES, RULE_FIXED},
    {PDF_ROLE_PAGE, "AA", PDF_ROLE_NAMES, RULE_FIXED},
    {PDF_ROLE_PAGE, "*", PDF_ROLE_CONTENT, RULE_FIXED},
    {PDF_ROLE_RESOURCES, "Font", PDF_ROLE_FONT, RULE_FIXED},
    {PDF_ROLE_RESOURCES, "XObject", PDF_ROLE_XOBJECT, RULE_FIXED},
    {PDF_ROLE_RESOURCES, "Properties", PDF_ROLE_LAYER, RULE_FIXED},
    {PDF_ROLE_RESOURCES, "*", PDF_ROLE_CONTENT, RULE_FIXED},
    {PDF_ROLE_ANNOTATION, "P", PDF_ROLE_PAGE, RULE_FIXED},
    {PDF_ROLE_ANNOTATION, "A", PDF_ROLE_NAMES, RULE_FIXED},
    {PDF_ROLE_ANNOTATION, "AA", PDF_ROLE_NAMES, RULE_FIXED},
    {PDF_ROLE_FIELD, "P", PDF_ROLE_PAGE, RULE_FIXED},
    {PDF_ROLE_FIELD, "Parent", PDF_ROLE_FIELD, RULE_FIXED},
    {PDF_ROLE_FIELD, "Kids", PDF_ROLE_FIELDS, RULE_FIXED},
    {PDF_ROLE_FIELD, "A", PDF_ROLE_NAMES, RULE_FIXED},
    {PDF_ROLE_FIELD, "AA", PDF_ROLE_NAMES, RULE_FIXED},
    {PDF_ROLE_FIELD, "*", PDF_ROLE_FORM_DATA, RULE_FIXED},
    {PDF_ROLE_CATALOG, "*", PDF_ROLE_REST, RULE_FIXED},
};

static const struct edge *edge_of(enum revision_role role, struct str key)
{
    for (size_t i = 0; i < sizeof EDGES / sizeof EDGES[0]; i++)
        if (EDGES[i].role == role && (str_is(key, EDGES[i].key) || EDGES[i].key[0] == '*'))
            return &EDGES[i];
    return NULL;
}

enum revision_role revision_role_below(enum revision_role role, struct str key)
{
    const struct edge *edge = edge_of(role, key);
    return edge == NULL ? role : edge->below;
}

enum revision_rule revision_rule_of(enum revision_role role, struct str key)
{
    const struct edge *edge = edge_of(role, key);
    return edge == NULL ? RULE_FIXED : edge->rule;
}
