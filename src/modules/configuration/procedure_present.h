#ifndef TRUC_MODULES_CONFIGURATION_PROCEDURE_PRESENT_H
#define TRUC_MODULES_CONFIGURATION_PROCEDURE_PRESENT_H

/* What the pages of versions and drafts share. */
#include "modules/configuration/procedure_views.h"

struct version_texts {
    struct str definition;
    struct str form;
    struct str process;
};

static inline struct version_texts
version_texts_of(const struct q_configuration_versions_out *row)
{
    return (struct version_texts){row->definition, row->form, row->process};
}

struct result version_diff_of(struct request *request, struct version_texts before,
                              struct version_texts after, struct version_diff *out);

#endif
