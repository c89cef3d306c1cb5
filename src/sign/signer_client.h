#ifndef TRUC_SIGN_SIGNER_CLIENT_H
#define TRUC_SIGN_SIGNER_CLIENT_H

/*
 * Talking to truc-signer. A web handler starts a call and waits on its descriptor
 * (respond_later); a job calls signer_ask and blocks up to its deadline.
 */
#include "sign/signer_message.h"

/* Sends `request` to the signer's socket and answers at once. *fd becomes readable when the answer
 * is there; the caller passes it to signer_finish or closes it. ERROR_UNAVAILABLE "signer.away"
 * when nobody listens. */
struct result signer_start(struct arena *arena, const char *socket_path,
                           const struct signer_request *request, int *fd);

/* Reads the answer and closes `fd`. The outcome of the statement itself is answer->outcome: it
 * is returned too, so that TRY refuses. ERROR_UNAVAILABLE when the signer went away. */
struct result signer_finish(struct arena *arena, int fd, struct signer_answer *answer);

/* Gives a call up; the signer carries it out all the same. */
void signer_cancel(int fd);

/* The first two with at most `limit_ms` between them; ERROR_TIMEOUT "signer.slow" after it. */
struct result signer_ask(struct arena *arena, const char *socket_path,
                         const struct signer_request *request, int limit_ms,
                         struct signer_answer *answer);

#endif
