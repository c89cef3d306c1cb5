#ifndef TRUC_MODULES_ACCOUNT_MANAGE_H
#define TRUC_MODULES_ACCOUNT_MANAGE_H

/*
 * What administrators do with accounts, by the agency of the person's post. Every call opens and
 * closes its own transaction; every change leaves evidence about "account:7" with what was before,
 * what is now and why.
 */
#include "core/service.h"
#include "core/session.h"
#include "modules/account/queries.h"
#include "modules/account/rules.h"

#define INVITATION_US (72 * INT64_C(3600) * MICROS_PER_SECOND)
#define RECOVERY_US (24 * INT64_C(3600) * MICROS_PER_SECOND)
enum { ACCOUNTS_SHOWN = 50 };

typedef struct q_account_cards_out account_row;
typedef struct q_account_people_out person_row;

struct account_rows {
    account_row *items;
    size_t count;
    bool more; /* than ACCOUNTS_SHOWN */
};
/* Accounts that the actor may manage and whose name or login has these words. */
struct result account_list(struct service_context *ctx, struct str words,
                           struct account_rows *out);

struct person_rows {
    person_row *items;
    size_t count;
};
/* People in a post today without an account. Empty words: nobody. */
struct result account_people(struct service_context *ctx, struct str words,
                             struct person_rows *out);
/* NOT_FOUND "account.no_person", also for a person elsewhere or with an account. */
struct result account_person(struct service_context *ctx, int64_t person_id,
                             struct q_account_person_post_out *out);

struct account_card {
    int64_t id;
    struct q_account_card_out row;
    struct account_standing standing;
    struct q_recovery_open_out recovery; /* id 0: none */
    struct q_invitation_waiting_out invitation;
    bool invited;
};
/* NOT_FOUND "account.unknown", also for an account that is not the actor's to manage. */
struct result account_card(struct service_context *ctx, int64_t id, struct account_card *out);

/* Whether nobody may begin the person's account alone: today, or by a post that comes. */
struct result account_weighty(struct service_context *ctx, int64_t person_id, bool *out);

/* A new account and the link with which its owner begins; of one that weighs no link, but a
 * recovery that waits for another administrator. INVALID "account.login",
 * "account.phone"; CONFLICT "account.taken". */
struct account_begin {
    int64_t person_id;
    struct str login;
    struct str phone;   /* as typed; empty: none */
    struct str hotline; /* told in the notice */
};
struct made {
    int64_t account_id;
    struct str token; /* of the invitation; empty: none was made */
};
struct result account_begin(struct service_context *ctx, struct account_begin what,
                            struct made *out);

struct account_do {
    int64_t account_id;
    enum account_act act;
    struct str reason;
    struct str hotline; /* told in the notice */
};
/* FORBIDDEN and CONFLICT as account_act_may says. */
struct result account_do(struct service_context *ctx, struct account_do what, struct made *out);

/* Ends somebody's session. NOT_FOUND; FORBIDDEN "account.own". */
struct result account_end_session_of(struct service_context *ctx, int64_t account_id,
                                     int64_t session_id);
/* The owner stops the recovery of the own account. NOT_FOUND "account.no_recovery". */
struct result account_refuse_recovery(struct service_context *ctx);
/* The recovery that waits for the actor's own account. */
struct result account_own_recovery(struct service_context *ctx, struct q_recovery_open_out *out,
                                   bool *found);

#endif
