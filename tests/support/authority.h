#ifndef TRUC_TESTS_AUTHORITY_H
#define TRUC_TESTS_AUTHORITY_H

/*
 * The authorities of a test on loopback, in a process of their own: OCSP, CRLs and timestamps with
 * the keys that key_setup_make laid out for `url`; each of the three can be made to misbehave.
 */
#include <stdatomic.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/str.h"

enum authority_office { OFFICE_OCSP, OFFICE_CRL, OFFICE_STAMP, OFFICES };

enum authority_mood {
    MOOD_GOOD,
    MOOD_RESET,     /* the connection is cut before a byte came */
    MOOD_CUT,       /* … in the middle of the answer */
    MOOD_SLOW,      /* no byte for 6 seconds */
    MOOD_ERROR,     /* 500 */
    MOOD_REDIRECT,  /* 302, to the good answer */
    MOOD_GARBAGE,   /* 200 with bytes that are nothing */
    MOOD_HUGE,      /* … with 20 MB of them */
    MOOD_EMPTY,     /* 200 with nothing */
    MOOD_OLD,       /* an answer of 30 days ago */
    MOOD_OTHER,     /* about something else than what was asked: certificate, imprint */
    MOOD_NONCE,     /* OFFICE_STAMP: the answer to an earlier question of the same imprint */
    MOOD_STRANGER,  /* signed by somebody whom nobody trusts: a root of 900 days, strange.der */
    MOODS
};

struct authority_state {
    _Atomic int64_t now_us;
    _Atomic int mood[OFFICES];
    _Atomic int asked[OFFICES]; /* how often */
};
struct authority {
    struct authority_state *state; /* shared with the process */
    struct str url;                /* "http://127.0.0.1:34567" */
    int listener;
    pid_t pid;
};

/* A free port, nobody answering yet. */
struct authority *authority_place(struct arena *arena);
/* Starts the process; `folder` is data/keys. */
void authority_start(struct authority *authority, const char *folder);
/* All three the same. */
void authority_mood(struct authority *authority, enum authority_mood mood);
void authority_stop(struct authority *authority);

#endif
