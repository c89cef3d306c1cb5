#ifndef TRUC_MODULES_CITIZEN_SERVICE_H
#define TRUC_MODULES_CITIZEN_SERVICE_H

/*
 * Use cases of citizens and of the officials who serve them. Each opens and closes its own
 * transaction.
 *
 * Signing in answers alike whoever asks: the code always goes to the phone that was typed, and
 * what it opens is the account of that identifier and that phone. Limits are kept at doors that
 * are apart: a browser or address that was signed in lately has one of its own, all strangers
 * share others, so that guessing from outside never keeps the real citizen out.
 */
#include "core/citizen.h"
#include "core/privacy.h"
#include "core/service.h"

struct code_ask {
    struct identifier_given given;
    struct str phone;   /* E.164 */
    struct str token;   /* of the browser's cookie: the code is good in this browser only */
    struct str address;
};
/* Sends a code. LIMIT "citizen.limit" or "otp.too_many". */
struct result citizen_code_ask(struct service_context *ctx, const struct code_ask *ask);

struct code_pending {
    struct str identifier;
    struct str phone;
};
/* UNAUTHENTICATED "citizen.no_pending" where this browser awaits none. */
struct result citizen_code_pending(struct service_context *ctx, struct str token,
                                   struct code_pending *out);

struct code_given {
    struct str code;      /* as typed */
    struct str token;     /* of the browser's cookie, which ends */
    struct str new_token; /* of the session that opens */
    struct str address;
    struct str agent;
};
/* Uses the code up and opens the session. UNAUTHENTICATED "citizen.code" for a wrong, old or used
 * one, "citizen.no_pending". */
struct result citizen_code_try(struct service_context *ctx, const struct code_given *given);

struct result citizen_sign_out(struct service_context *ctx);
/* NOT_FOUND for a session that is not theirs. */
struct result citizen_end_session(struct service_context *ctx, int64_t session_id);

/* Changing the phone: a code to the new one and, where there is an old one, to that too. CONFLICT
 * "citizen.unbound" for an account that only claims its identifier: it signs in with the other
 * phone instead. */
struct result citizen_phone_ask(struct service_context *ctx, struct str phone);
struct phone_codes {
    struct str phone; /* the new one, E.164 */
    struct str old_code;
    struct str new_code;
};
/* INVALID "citizen.phone_codes" unless both are right. */
struct result citizen_phone_change(struct service_context *ctx, const struct phone_codes *codes);

/* ---- at the desk: permission citizen.bind in the actor's agency ---- */

/* Sends a code to the phone in the citizen's hand. */
struct result desk_code_send(struct service_context *ctx, const struct citizen_binding *binding);
/* Binds when the code is right: INVALID "citizen.counter_code" otherwise. The old phone is told. */
struct result desk_bind(struct service_context *ctx, struct citizen_binding *binding,
                        struct str code);

/* ---- who looked ---- */

/* What belongs to a person, and what each thing is called: their dossiers and account, or the one
 * dossier whose page they hold. */
struct own_objects {
    struct str *objects;
    struct str *labels; /* dossier code; empty for the account */
    size_t count;
    struct str phone; /* who is told of answers */
};
struct result own_objects_of(struct service_context *ctx, struct own_objects *out);

enum question_state { QUESTION_NONE, QUESTION_ASKED, QUESTION_ANSWERED };
struct looked {
    struct reading reading;
    struct str label; /* of the object */
    enum question_state state;
    struct str token; /* of the question's page */
    int64_t due_us;
};
struct looked_list {
    struct looked *items;
    size_t count;
    bool more;
};
struct result looked_at(struct service_context *ctx, const struct own_objects *own,
                        int64_t before_id, bool everybody, struct looked_list *out);
struct result looked_once(struct service_context *ctx, const struct own_objects *own,
                          int64_t evidence_id, struct looked *out);

struct question_new {
    int64_t evidence_id;
    struct str text;
};
/* Asks the agency whose official looked; answers the page where the answer will stand. Asking the
 * same again leads to the same page. INVALID "privacy.own_reading" for a reading of the person's
 * own. */
struct result question_ask(struct service_context *ctx, const struct own_objects *own,
                           struct question_new question, struct str *token);

struct question {
    int64_t id;
    int64_t agency_id;
    struct str agency_name;
    struct str asked;
    int64_t asked_us;
    int64_t due_us;
    bool answered;
    int64_t answered_us;
    struct str answer;
    struct str answered_by;
    struct str object;
    struct reading reading;
};
/* By the token of its page. NOT_FOUND "privacy.no_question". */
struct result question_by_token(struct service_context *ctx, struct str token,
                                struct question *out);

/* ---- officials: permission privacy.answer in the agency that is asked ---- */

struct question_list {
    struct question *items; /* without reading and answer */
    size_t count;
};
struct result questions_open(struct service_context *ctx, struct question_list *out);
struct result question_open(struct service_context *ctx, int64_t id, struct question *out);
/* CONFLICT "privacy.self" for the official who looked, "privacy.answered". */
struct result question_answer(struct service_context *ctx, int64_t id, struct str text);

#endif
