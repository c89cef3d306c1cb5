#ifndef TRUC_MODULES_ACCOUNT_SERVICE_H
#define TRUC_MODULES_ACCOUNT_SERVICE_H

/*
 * Signing in. Five wrong tries in 15 minutes close a door, and doors are apart: one for the very
 * browser that was signed in lately, one for each address it was signed in from, and one for all
 * strangers together. Guessing from outside so never keeps the owner out.
 * Every call opens and closes its own transaction.
 */
#include "core/attempt.h"
#include "core/session.h"
#include "modules/account/account.h"

struct sign_in {
    struct str login;   /* as typed */
    struct str address; /* of the browser */
    struct str token;   /* of its cookie, before signing in */
};

/* A password that is being checked elsewhere (core/password_line.h). */
struct password_check {
    struct str hash; /* empty: of nobody */
    bool known;      /* the browser or its place was signed in lately */
    int64_t account_id;
    bool closed;
    struct session_trace trace;
    struct attempt_limit door;
};
/* What to compare the password with. LIMIT "account.limit". */
struct result account_ask_password(struct service_context *ctx, const struct sign_in *sign_in,
                                   struct password_check *out);
/* The account whose password it is. UNAUTHENTICATED "account.wrong" in the same time for a wrong
 * login, a wrong password and a closed account; LIMIT where others used the door's tries up
 * meanwhile, right or not. */
struct result account_judge_password(struct service_context *ctx,
                                     const struct password_check *check, bool right,
                                     int64_t *account_id);

/* Remembers in the browser's new session that the code is awaited. */
struct half_open {
    int64_t account_id;
    enum assurance assurance; /* NONE: of a password */
    struct str new_token;
    struct str address;
};
struct result account_await_code(struct service_context *ctx, const struct half_open *half);

struct pending {
    int64_t account_id;
    struct str login;
};
/* UNAUTHENTICATED "account.no_password" where no code is awaited from this browser. */
struct result account_pending(struct service_context *ctx, struct str token, struct pending *out);

struct code_given {
    struct str code;      /* as typed */
    struct str token;     /* of the half-open session */
    struct str new_token; /* of the session that opens */
    struct str address;
};
/* Uses the code up and opens the session; of two requests with one code, one gets in.
 * UNAUTHENTICATED "account.code" for a wrong or used code, LIMIT "account.limit",
 * UNAUTHENTICATED "account.no_password". */
struct result account_check_code(struct service_context *ctx, const struct code_given *given);

/* Ends the browser's session. */
struct result account_sign_out(struct service_context *ctx, struct str token);
/* Ends another session of the actor. NOT_FOUND. */
struct result account_end_session(struct service_context *ctx, int64_t session_id);

#endif
