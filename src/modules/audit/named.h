#ifndef TRUC_MODULES_AUDIT_NAMED_H
#define TRUC_MODULES_AUDIT_NAMED_H

/* What an auditor types to name somebody or something. */
#include "modules/audit/views.h"

struct audit_named {
    struct str object; /* of one dossier, or as it was typed: "setting:site.hotline" */
    struct str actor;  /* of an account */
    struct audit_hit *hits; /* dossiers to choose from, where a person has several */
    size_t hit_count;
};

/* Code of a dossier, identifier or phone of a person, and where `accounts`, login or "account:7";
 * "kind:id" is taken as it is. Nothing is set where there is none. */
struct result audit_named(struct request *request, struct str text, bool accounts,
                          struct audit_named *out);

#endif
