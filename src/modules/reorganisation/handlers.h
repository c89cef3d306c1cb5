#ifndef TRUC_MODULES_REORGANISATION_HANDLERS_H
#define TRUC_MODULES_REORGANISATION_HANDLERS_H

#include "modules/reorganisation/present.h"

#define REORGANISATIONS "/can-bo/sap-xep"

/* The decision that the address names; NOT_FOUND. */
struct result decision_of(struct request *request, struct decision *out);
/* Path above a page: the index, the list, a decision, here. */
struct crumbs decision_crumbs(struct request *request, const decision_row *row, struct str here);
struct result to_decision(struct request *request, int64_t id);

/* handlers.c */
struct result decisions_show(struct request *request);
struct result decision_show(struct request *request);
struct result decision_csv(struct request *request);
struct result decision_file(struct request *request);
/* handlers_edit.c */
struct result decision_new_show(struct request *request);
struct result decision_new_send(struct request *request);
struct result decision_edit_show(struct request *request);
struct result decision_edit_send(struct request *request);
struct result decision_file_send(struct request *request);
struct result decision_try_send(struct request *request);
/* handlers_operation.c */
struct result decision_operation_show(struct request *request);
struct result decision_operation_send(struct request *request);
struct result decision_operation_remove(struct request *request);
struct result decision_load_show(struct request *request);
struct result decision_load_send(struct request *request);
/* handlers_act.c */
struct result decision_approve_show(struct request *request);
struct result decision_approve_send(struct request *request);
struct result decision_withdraw_send(struct request *request);
struct result decision_undo_show(struct request *request);
struct result decision_undo_send(struct request *request);

#endif
