#ifndef TRUC_MODULES_ACCOUNT_ACCOUNT_H
#define TRUC_MODULES_ACCOUNT_ACCOUNT_H

/* Staff accounts: signing in with two steps, sessions. See README.md. */
#include "core/module.h"
#include "core/service.h"
#include "base/result.h"
#include "base/str.h"

extern const struct module module_account;
extern const struct module module_account_manage;

struct account_new {
    int64_t person_id;
    struct str login;       /* lower case letters, digits, dot, hyphen; 3 to 40 */
    struct str password;
    struct str totp_secret; /* TOTP_SECRET_SIZE bytes */
    bool demo;
};

/* Inside the caller's write transaction. INVALID "account.login" or "password.…"; CONFLICT
 * "db.unique" where the login is taken. */
struct result account_create(struct service_context *ctx, struct account_new account, int64_t *id);

/* An account that nobody can use until its owner has accepted an invitation. Inside the caller's
 * write transaction. INVALID "account.login", CONFLICT "account.taken". */
struct result account_add(struct service_context *ctx, int64_t person_id, struct str login,
                          int64_t *id);

/* Somebody proved elsewhere (modules/oidc) that the account is theirs. */
struct account_entry {
    int64_t account_id;
    bool code_asked; /* the six-digit code comes next, as after a password */
    struct str new_token;
    struct str old_token; /* of the browser; that session ends */
    struct str address;
};
/* Opens the session, or half of it. Inside the caller's write transaction. FORBIDDEN
 * "account.closed". */
struct result account_enter(struct service_context *ctx, const struct account_entry *entry);

#endif
