#ifndef TRUC_CORE_SESSION_H
#define TRUC_CORE_SESSION_H

/*
 * Signed-in browsers. The token is the random one of the browser's cookie; the database holds a
 * hash of it. A session ends 30 minutes after its last use and 12 hours after its beginning.
 */
#include "base/clock.h"
#include "base/result.h"
#include "core/assurance.h"
#include "core/identity.h"

struct db;

#define SESSION_IDLE_US (INT64_C(30) * 60 * MICROS_PER_SECOND)
#define SESSION_LIFE_US (INT64_C(12) * 3600 * MICROS_PER_SECOND)
/* Between the password and the code. */
#define SESSION_PENDING_US (INT64_C(5) * 60 * MICROS_PER_SECOND)

enum session_stage { SESSION_PASSWORD_GIVEN = 1, SESSION_OPEN = 2 };

struct session_new {
    struct str token; /* a fresh one: never that of the session before */
    int64_t account_id;
    enum session_stage stage;
    enum assurance assurance; /* of the sign-in; NONE: password and code */
    struct str address; /* of the browser */
    struct str agent;   /* its User-Agent; 200 bytes are kept */
};

/* Inside the caller's write transaction. */
struct result session_record(struct db *db, struct arena *arena, int64_t now_us,
                             struct session_new what);

/* Who acts with this token: NULL for an unknown, ended, idle, expired or half-open session and
 * for a disabled account. Opens its own short transaction and writes at most once a minute. */
struct result session_actor(struct db *db, struct arena *arena, const struct clock *clock,
                            struct str token, struct actor **out);

/* The actor of an account without a session, for jobs, commands and the demo. NOT_FOUND for an
 * unknown or disabled account. */
struct result actor_load(struct db *db, struct arena *arena, const struct clock *clock,
                         int64_t account_id, struct actor **out);

/* The account whose code is awaited, after its password or a sign-in elsewhere. Reads only. */
struct session_half {
    int64_t account_id; /* 0: none */
    enum assurance assurance;
};
struct result session_pending(struct db *db, struct arena *arena, int64_t now_us,
                              struct str token, struct session_half *out);

struct session_row {
    int64_t id;
    int64_t created_us;
    int64_t seen_us;
    struct str address;
    struct str agent;
};
struct session_list {
    struct session_row *items;
    size_t count;
};
/* The open sessions of an account, newest first, at most 50. */
struct result session_open_list(struct db *db, struct arena *arena, int64_t now_us,
                                int64_t account_id, struct session_list *out);
/* The sign-in before this session, for "Lần vào trước". */
struct result session_before(struct db *db, struct arena *arena, const struct actor *actor,
                             struct session_row *out, bool *found);

struct session_trace {
    struct str login;
    struct str token;   /* what the browser's cookie holds now */
    struct str address;
};
struct session_knowledge {
    bool browser;
    bool place;
};
/* Whether the account was signed in within 30 days from this very browser, and from this
 * address. Both false for an unknown login. */
struct result session_known(struct db *db, struct arena *arena, int64_t now_us,
                            struct session_trace trace, struct session_knowledge *out);

/* Ends one session of the account; NOT_FOUND where it has none such. Write transaction. */
struct result session_revoke(struct db *db, struct arena *arena, int64_t now_us,
                             int64_t account_id, int64_t session_id);
/* Ends all of the account's but one (0: all), half-open ones too. Write transaction. */
struct result session_revoke_all(struct db *db, struct arena *arena, int64_t now_us,
                                 int64_t account_id, int64_t spared);
/* Ends the session of a token, if there is one. Write transaction. */
struct result session_revoke_token(struct db *db, struct arena *arena, int64_t now_us,
                                   struct str token);

#endif
