#ifndef TRUC_MODULES_AUDIT_SCOPE_H
#define TRUC_MODULES_AUDIT_SCOPE_H

/* Whose rows an auditor may ask for. */
#include "base/result.h"
#include "web/web.h"

/* Whether the person inspects everything: the right counts at the top and all below it. */
struct result audit_everywhere(struct request *request, bool *out);
/* Refuses an agency (0: none) that is not the person's to inspect. */
struct result audit_may(struct request *request, int64_t agency_id);

#endif
