#ifndef TRUC_MODULES_OPERATION_TELL_H
#define TRUC_MODULES_OPERATION_TELL_H

/* Telling the operator how a run went: by mail through the machine's own sendmail, and by a message
 * to a phone. What is not set is not used. */
#include "modules/operation/operation.h"

struct tell_to {
    struct str mail;       /* addresses, with commas; empty: none */
    struct str phone;      /* empty: none */
    const char *sendmail;  /* program */
    struct str place;      /* of the installation: "Thành phố Đồng Nai" */
};

/* UNAVAILABLE "operation.mail" where sendmail did not take the letter: the caller says so. The
 * message is a row of its own transaction. */
struct result operation_tell(struct db *db, struct arena *arena, const struct tell_to *to,
                             const struct operation_run *run);

#endif
