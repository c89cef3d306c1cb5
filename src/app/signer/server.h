#ifndef TRUC_APP_SIGNER_SERVER_H
#define TRUC_APP_SIGNER_SERVER_H

#include "app/signer/statements.h"

/* Answers on a listening SOCK_SEQPACKET socket until the process ends: one request a connection. A
 * caller must be of the users `allowed` or root; one that says nothing is dropped after 5 s. */
struct result signer_serve(struct statements *statements, int listener, const unsigned *allowed,
                           size_t allowed_count);

#endif
