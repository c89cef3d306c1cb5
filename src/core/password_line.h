#ifndef TRUC_CORE_PASSWORD_LINE_H
#define TRUC_CORE_PASSWORD_LINE_H

/*
 * Passwords away from the web workers: one process, behind everybody else in the queue for the
 * processor, takes 19 MiB for one password at a time, however many people sign in at once.
 * Browsers and places that were signed in lately stand in a line of their own, which goes first,
 * so that a crowd of strangers does not keep the owner waiting.
 */
#include "core/errand.h"

enum {
    PASSWORD_LIMIT_MS = 10000, /* in line and at work */
    PASSWORD_LINE_MAX = 64     /* in each line; the next is told to come again */
};

struct password_question {
    struct str hash; /* empty: of nobody, takes the same time */
    struct str password;
    bool known; /* session_known */
};

/* Is it the password of this hash? */
struct result password_ask(struct arena *arena, int requests, struct password_question question,
                           struct errand_call **call);
/* UNAVAILABLE "errand.away", "errand.busy". Ends the call. */
struct result password_answer(struct arena *arena, struct errand_call *call, bool *right);

/* The hash of a new password, which password_accept has accepted. */
struct result password_ask_hash(struct arena *arena, int requests, struct str password,
                                struct errand_call **call);
struct result password_answer_hash(struct arena *arena, struct errand_call *call,
                                   struct str *hash);

/* Serves until nobody holds the other end. Call in a process of its own. */
struct result password_line_run(const struct errand_channel *channel);

#endif
