#ifndef TRUC_CORE_ACCESS_H
#define TRUC_CORE_ACCESS_H

/*
 * Xin xem: an official asks to see one thing of another agency, and who keeps it lets them for some
 * days or says why not. It gives nothing but seeing that one thing, is never passed on, and stands
 * in no list. Whoever asks is not told whether there is such a thing: a code that nobody has is
 * asked for like any other, and nobody answers.
 */
#include "core/permission.h"

enum { ACCESS_DAYS = 30, ACCESS_OPEN_MOST = 20, ACCESS_OPEN_DAYS = 10 };

struct access_ask {
    struct str code;   /* as typed, tidied */
    struct str object; /* "dossier:12"; empty: nothing has that code */
    int64_t agency_id; /* who keeps it; 0: nobody */
    struct str reason;
};
/* These three stand inside the caller's write transaction, with evidence.
 * FORBIDDEN "access.nothing" for who sees no dossier anywhere; INVALID "access.reason"; CONFLICT
 * "access.open" (asked, and not answered yet, or given); LIMIT "access.many". */
struct result access_ask(struct db *db, struct arena *arena, int64_t now_us,
                         const struct actor *actor, const struct access_ask *what);

struct access_answer {
    int64_t id;
    int64_t days;    /* 0: no; else from today, at most ACCESS_DAYS */
    struct str text; /* why not; may be empty with a yes */
};
/* By who has "access.answer" at the keeper. NOT_FOUND "access.unknown"; CONFLICT "access.answered";
 * FORBIDDEN "access.self"; INVALID "access.days", "access.text". */
struct result access_answer(struct db *db, struct arena *arena, int64_t now_us,
                            const struct actor *actor, struct access_answer what);
/* Takes back what was given; by the same. CONFLICT "access.over". */
struct result access_end(struct db *db, struct arena *arena, int64_t now_us,
                         const struct actor *actor, int64_t id);

enum access_state { ACCESS_OPEN, ACCESS_GIVEN, ACCESS_REFUSED, ACCESS_OVER };

struct access_row {
    int64_t id;
    enum access_state state;
    struct str code, object, reason;
    struct str name, post; /* of who asks; the post of today, with its agency */
    int64_t asked_us;
    int64_t answered_us;   /* 0: not */
    struct str answered_by, answer;
    struct str valid_from, last_day; /* empty where nothing was given */
};
struct access_rows {
    struct access_row *items; /* newest first, at most 100 */
    size_t count;
};
/* What the actor asked for. */
struct result access_asked(struct db *db, struct arena *arena, const struct actor *actor,
                           struct access_rows *out);
/* What was asked of agencies where the actor has "access.answer"; the open first. */
struct result access_to_answer(struct db *db, struct arena *arena, const struct actor *actor,
                               struct access_rows *out);

/* What was given to a person of a thing on a day, as a grant of just that permission; NULL where
 * nothing was, or the permission is not one of seeing. */
struct access_question {
    int64_t person_id;
    struct str object;
    struct str day;
    const struct permission *permission;
};
struct result access_given(struct db *db, struct arena *arena, struct access_question question,
                           const struct grant **out);

#endif
