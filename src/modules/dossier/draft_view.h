#ifndef TRUC_MODULES_DOSSIER_DRAFT_VIEW_H
#define TRUC_MODULES_DOSSIER_DRAFT_VIEW_H

/*
 * From a draft and its form to what a page shows. Nothing here writes.
 */
#include "core/procedure.h"
#include "modules/dossier/citizen.h"

enum { REFUSED_MAX = 20 };

/* A file that the inspector turned away in this request. */
struct refused_file {
    const struct form_component *component;
    const char *message; /* msgid */
};

struct draft_page {
    struct draft draft;
    struct procedure procedure;
    struct str agency_name;
    const struct json *answers;
    const struct form_page *step; /* NULL on the check page */
    struct refused_file refused[REFUSED_MAX];
    size_t refused_count;
};

/* By the token in the address. */
struct result draft_page_load(struct request *request, struct draft_page *out);
void draft_refuse_file(struct draft_page *page, const struct form_component *component,
                       const char *message);

/* "a-<key>", for files "tep-<key>". */
struct str draft_field_name(struct arena *arena, const struct form_component *component);

/* The first visible page with something to mend; NULL when all is well. */
const struct form_page *draft_first_open_page(struct draft_page *page);
/* The visible page behind `page`; NULL at the end. */
const struct form_page *draft_page_after(const struct draft_page *draft,
                                         const struct form_page *page);

struct step_view draft_step_view(struct request *request, struct draft_page *page, bool to_check,
                                 bool with_errors);
struct check_view draft_check_view(struct request *request, struct draft_page *page);

#endif
