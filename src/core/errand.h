#ifndef TRUC_CORE_ERRAND_H
#define TRUC_CORE_ERRAND_H

/*
 * Errands: what a web worker must not do itself, because it takes long (a password) or speaks to
 * others (HTTP). One process of its own does them in turn; the worker waits on a descriptor
 * (respond_later). The supervisor makes the channel before the first fork; a process that dies is
 * forked again on the same channel.
 */
#include "base/os_socket.h"
#include "base/result.h"

enum { ERRAND_BYTES_MAX = OS_SOCKET_MESSAGE_MAX };

struct errand_channel {
    int requests; /* the workers' end */
    int work;     /* the end of the process that does the work */
};
struct result errand_channel_open(struct errand_channel *channel);

/* An errand under way. */
struct errand_call {
    int wait; /* readable when the answer is there; -1 after the end */
};

/* Sends the errand; at its end, or with the arena, the call is given up. UNAVAILABLE
 * "errand.busy" when the line is full. */
struct result errand_start(struct arena *arena, int requests, struct str message,
                           struct errand_call **call);
/* The answer, once `wait` is readable. UNAVAILABLE "errand.away" when the process was lost. Ends
 * the call. */
struct result errand_finish(struct arena *arena, struct errand_call *call, struct str *answer);

/* The other side. */
struct errand {
    struct str message; /* in the arena of errand_take */
    int answer;         /* closed by errand_answer */
};
/* The next errand. NOT_FOUND "errand.none" when none is there by the deadline, INVALID
 * "errand.message" for one that was malformed and dropped, FORBIDDEN "errand.closed" when nobody
 * holds the other end. */
struct result errand_take(struct arena *arena, int work, int64_t deadline_us, struct errand *out);
void errand_answer(struct errand *errand, struct str answer);

#endif
