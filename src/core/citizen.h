#ifndef TRUC_CORE_CITIZEN_H
#define TRUC_CORE_CITIZEN_H

/*
 * Citizens and businesses who sign in. An account is a phone that claims an identifier; it is
 * bound once a desk has compared the papers, or a national login of level 1 or more said who it
 * is. A mere claim sees what was filed with that very phone, a bound account everything filed
 * under its identifier. A session ends an hour after its last use and 12 hours after its beginning.
 */
#include "base/clock.h"
#include "base/result.h"
#include "core/assurance.h"

struct db;

#define CITIZEN_IDLE_US (INT64_C(60) * 60 * MICROS_PER_SECOND)
#define CITIZEN_LIFE_US (INT64_C(12) * 3600 * MICROS_PER_SECOND)

enum citizen_kind { CITIZEN_PERSON, CITIZEN_BUSINESS };

/* Who is signed in; lives in the arena of the request. */
struct citizen {
    int64_t id;
    enum citizen_kind kind;
    struct str identifier; /* 12 or 9 digits, tax code */
    struct str name;       /* empty until known */
    struct str phone;      /* E.164; empty for a national login without a proven phone */
    bool bound;            /* the identifier is theirs */
    int64_t session_id;
    enum assurance assurance; /* of this session */
};

/* What a person typed as their identifier, cleaned: 12 digits, 9 digits (old card), or a tax
 * code. INVALID with the sentence that says what to do. `doubtful` is set where the number is
 * possible but odd (unknown province): a warning, never a refusal. */
struct identifier_given {
    enum citizen_kind kind;
    struct str text;
    bool doubtful;
};
struct result citizen_identifier_parse(struct arena *arena, struct str typed,
                                       struct identifier_given *out);

/* What one-time codes and the national login both end in. */
struct citizen_sign_in {
    enum citizen_kind kind;
    struct str identifier; /* as citizen_identifier_parse cleaned it */
    struct str name;       /* as the national login says; empty: keep the one known */
    struct str phone;      /* OTP: the phone just proven, E.164; national login: empty */
    enum assurance assurance; /* ASSURANCE_OTP, ASSURANCE_OIDC_1 or _2 */
    struct str token;     /* of the new session: fresh, never the browser's own */
    struct str old_token; /* the browser's, which ends */
    struct str address;
    struct str agent; /* User-Agent; 200 bytes are kept */
};

/* Opens a session in the account of that identifier and phone, which is made where there is none;
 * a code to the bound phone makes it ASSURANCE_OTP_BOUND. A national login opens the bound account
 * of the identifier and binds it where nobody had. Leaves evidence. Inside the caller's write
 * transaction. INVALID "citizen.assurance" for a level that opens nothing. */
struct result citizen_session_open(struct db *db, struct arena *arena, int64_t now_us,
                                   const struct citizen_sign_in *sign_in, int64_t *citizen_id);

/* Who is signed in with this token: NULL for an unknown, ended, idle or expired session and a
 * closed account. Opens its own short transaction and writes at most once a minute. */
struct result citizen_by_token(struct db *db, struct arena *arena, const struct clock *clock,
                               struct str token, struct citizen **out);

/* A desk compared the papers: from now on this phone is this identifier's. A bound account keeps
 * its id and gets the phone; its sessions end when the phone changed. Write transaction. */
struct citizen_binding {
    enum citizen_kind kind;
    struct str identifier;
    struct str name;
    struct str phone; /* E.164 */
    struct str actor; /* actor_mark() of who compared them */
    int64_t agency_id;
    struct str object; /* "dossier:12" on whose occasion, or empty */
};
struct result citizen_bind(struct db *db, struct arena *arena, int64_t now_us,
                           const struct citizen_binding *binding, int64_t *citizen_id);

/* The account's phone becomes `phone`, which was proven just now (and the old one too: the
 * caller's duty). All other sessions end. Write transaction. */
struct result citizen_phone_set(struct db *db, struct arena *arena, int64_t now_us,
                                const struct citizen *citizen, struct str phone);

/* Whether this browser, or this address, was signed in as that identifier and phone within 30
 * days. */
struct citizen_trace {
    struct str identifier;
    struct str phone;
    struct str token;
    struct str address;
};
struct citizen_knowledge {
    bool browser;
    bool place;
};
struct result citizen_known(struct db *db, struct arena *arena, int64_t now_us,
                            const struct citizen_trace *trace, struct citizen_knowledge *out);

struct citizen_session_row {
    int64_t id;
    int64_t created_us;
    int64_t seen_us;
    enum assurance assurance;
    struct str address;
    struct str agent;
};
struct citizen_session_list {
    struct citizen_session_row *items;
    size_t count;
};
/* The open sessions, newest first, at most 50. */
struct result citizen_sessions(struct db *db, struct arena *arena, int64_t now_us,
                               int64_t citizen_id, struct citizen_session_list *out);
/* Ends one session of the citizen; NOT_FOUND "session.unknown". Write transaction. */
struct result citizen_session_end(struct db *db, struct arena *arena, int64_t now_us,
                                  int64_t citizen_id, int64_t session_id);

/* How evidence names them: "citizen:7"; "citizen" for NULL. */
struct str citizen_mark(struct arena *arena, const struct citizen *citizen);
/* Of an act that nobody signed in for: ASSURANCE_NONE. */
enum assurance citizen_assurance(const struct citizen *citizen);

#endif
