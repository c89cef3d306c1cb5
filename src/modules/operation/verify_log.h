#ifndef TRUC_MODULES_OPERATION_VERIFY_LOG_H
#define TRUC_MODULES_OPERATION_VERIFY_LOG_H

/* The log in check->data against its checkpoint, and the evidence rows of the database against
 * both: each record gives its leaf, all leaves together the root that was signed. */
#include "modules/operation/verify.h"

struct result verify_log(struct arena *arena, const struct node_check *check,
                         struct faults *faults);

#endif
