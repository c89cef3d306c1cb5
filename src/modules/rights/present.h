#ifndef TRUC_MODULES_RIGHTS_PRESENT_H
#define TRUC_MODULES_RIGHTS_PRESENT_H

/* Delegations in words, for their pages. */
#include "modules/rights/views.h"

struct delegation_line rights_delegation(struct request *request, const struct delegation *row);
struct crumbs rights_crumbs(struct request *request, struct str path, const char *above,
                             const char *here);
void rights_delegation_hints(struct request *request, struct delegation_form_view *view);
/* The field of the form that a refusal is about. */
const char *rights_delegation_field(struct result refusal);
struct result rights_acts(struct request *request, const struct delegated_acts *acts,
                           struct act_view **out);

#endif
