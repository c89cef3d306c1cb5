#ifndef TRUC_MODULES_ACCOUNT_RULES_H
#define TRUC_MODULES_ACCOUNT_RULES_H

/*
 * What an administrator may do with whose account. Nobody does any of it for themselves; nobody
 * gets hold of both factors alone: who is given a new password proves the code, who is given a new
 * code proves the password, and where both are lost two administrators act. So they do for the
 * first time of an account that weighs: of who signs, gives rights, decides or inspects.
 */
#include "base/result.h"
#include "base/str.h"

enum account_act {
    ACT_INVITE,   /* a new link, before the account has begun */
    ACT_PASSWORD, /* a new password */
    ACT_CODE,     /* a new telephone */
    ACT_LOCK,
    ACT_UNLOCK,
    ACT_RECOVER,  /* opens a recovery */
    ACT_APPROVE,  /* the second administrator */
    ACT_CALL_OFF,
    ACT_COUNT
};

struct account_act_row {
    const char *word;  /* in the address: "khoa" */
    const char *kind;  /* of the evidence */
    const char *title; /* msgid, also of the button */
    const char *what;  /* msgid: what happens then */
    const char *permission;
    bool link;         /* ends in a link to hand over */
    bool danger;
};
const struct account_act_row *account_act_row(enum account_act act);
/* False where no row has that word. */
bool account_act_from(struct str word, enum account_act *out);

struct account_standing {
    int64_t person_id;
    bool locked;
    bool began; /* somebody has signed in */
    bool has_password;
    bool has_code;
    bool weighty; /* signs, gives rights, decides or inspects: nobody begins it alone */
    int64_t opened_by; /* person who opened the recovery that waits; 0: none */
};

/* What a piece of evidence about an account says, for its history; NULL: nothing for it. */
const char *account_kind_words(struct str kind);

/* FORBIDDEN "account.own", "account.same_person"; CONFLICT "account.state". `person_id` is who
 * acts. */
struct result account_act_may(enum account_act act, const struct account_standing *standing,
                              int64_t person_id);

/* "diem.mtn" of "Mai Thị Ngọc Diễm": a proposal. */
struct str account_login_of(struct arena *arena, struct str name);

#endif
