#ifndef TRUC_MODULES_ACCOUNT_INVITATION_H
#define TRUC_MODULES_ACCOUNT_INVITATION_H

/*
 * Invitations (lời mời): a link for one use and 72 hours with which the owner of an account sets
 * what an administrator may not know. Who sets one factor proves the other.
 */
#include "core/attempt.h"
#include "core/service.h"
#include "core/session.h"

enum invitation_kind {
    INVITE_NEW,      /* sets both: the account begins */
    INVITE_PASSWORD, /* sets the password, proves the code */
    INVITE_CODE,     /* sets the code, proves the password */
    INVITE_RECOVERY, /* sets both: two administrators said so */
    INVITE_COUNT
};

/* Replaces those that wait. Inside the caller's write transaction; `token` is shown once. */
struct result invitation_make(struct service_context *ctx, int64_t account_id,
                              enum invitation_kind kind, struct str *token);

struct invitation {
    int64_t id;
    int64_t account_id;
    enum invitation_kind kind;
    struct str secret;        /* of the code: the one to be set, or the account's own */
    int64_t last_step;
    struct str password_hash; /* INVITE_CODE: to compare with */
    struct str login;
    struct str name;
    int64_t expires_us;
};
bool invitation_sets_password(const struct invitation *invitation);
bool invitation_sets_code(const struct invitation *invitation);

/* NOT_FOUND "invitation.gone": unknown, used, replaced, too old, or of a locked account. */
struct result invitation_find(struct service_context *ctx, struct str token,
                              struct invitation *out);
/* The code that was typed. INVALID "invitation.code", LIMIT "account.limit" after five wrong ones
 * in 15 minutes. `step` is what makes the code work once. */
struct result invitation_check_code(struct service_context *ctx,
                                    const struct invitation *invitation, struct str code,
                                    int64_t *step);
/* A wrong password counts as a wrong code does. */
struct result invitation_wrong_password(struct service_context *ctx,
                                        const struct invitation *invitation);

struct acceptance {
    struct str password_hash; /* empty: not set */
    int64_t step;
    struct str new_token;
    struct str old_token;
    struct str address;
};
/* Uses the link up, sets what it is for, ends every session and opens one here; of two requests
 * with one link, one gets in. NOT_FOUND "invitation.gone". */
struct result invitation_accept(struct service_context *ctx, const struct invitation *invitation,
                                const struct acceptance *acceptance);

/* A new password for the own account: other sessions end. */
struct password_change {
    struct str login;
    struct str hash; /* of the old one */
    struct attempt_limit door;
};
struct result password_change_ask(struct service_context *ctx, struct password_change *out);
/* UNAUTHENTICATED "account.wrong_old", after counting; LIMIT. */
struct result password_change_judge(struct service_context *ctx,
                                    const struct password_change *change, bool right);
struct result password_change_set(struct service_context *ctx, struct str password_hash);

#endif
