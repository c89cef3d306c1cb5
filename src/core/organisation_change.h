#ifndef TRUC_CORE_ORGANISATION_CHANGE_H
#define TRUC_CORE_ORGANISATION_CHANGE_H

/*
 * What happens to an organisation on a day: agencies change, close and are succeeded, units and
 * posts move, appointments end. Nothing is overwritten: a row closes on the day, the next one
 * opens on it, so there is never a gap or an overlap. History grows at its end only: a change
 * before a later change of the same agency is refused. agency_closure is right after every call.
 *
 * Every call runs inside the caller's write transaction; the caller writes the evidence. A day is
 * "YYYY-MM-DD" in Asia/Ho_Chi_Minh, the first on which the new state holds.
 *
 * INVALID "agency.day" where it is no date.
 */
#include "core/organisation.h"

/* To be called by whoever founds or changes hundreds in one transaction, after 64, 512, 4096 … of
 * them: the database learns how large the tables have become. */
struct result organisation_grown(struct db *db, struct arena *arena);

/* A new version from a day on: renamed, of another kind, level, code, or under another parent.
 * `to` holds all of it, also what stays. */
struct agency_change {
    int64_t id;
    struct agency to; /* id ignored */
    struct str on;
    struct str act;
};
/* NOT_FOUND "agency.unknown"; CONFLICT "agency.later_change" (it changed or closed on that day or
 * later), "agency.cycle", "agency.parent_life", "agency.level", "agency.code_taken". */
struct result agency_change(struct db *db, struct arena *arena, struct agency_change what);

/* The last day before `on` is the agency's last. Its units and posts close with it. */
struct agency_end {
    int64_t id;
    struct str on;
    struct str act;
};
/* As agency_change; CONFLICT "agency.children" while agencies stand below it, "agency.people" while
 * somebody holds a post on or after that day. */
struct result agency_close(struct db *db, struct arena *arena, struct agency_end what);

/* Takes back what happened to an agency on `on`: the version that opened then goes, the one that
 * ended then is in force again, with its units and posts that closed with it. For a
 * counter-decision; children come back after their parent and go before it. CONFLICT
 * "agency.later_change" where something happened later,
 * "agency.children", "agency.parent_life", "agency.code_taken". */
struct result agency_undo(struct db *db, struct arena *arena, int64_t id, struct str on);

/* Work of one agency passes to another. */
struct agency_succession {
    int64_t predecessor_id;
    int64_t successor_id;
    struct str on;
    struct str act;
};
/* CONFLICT "agency.cycle" where the successor already passed to the predecessor. Recording the
 * same again does nothing. */
struct result agency_succeed(struct db *db, struct arena *arena, struct agency_succession what);
/* Takes it back; for a counter-decision. */
struct result agency_succeed_undo(struct db *db, struct arena *arena,
                                  struct agency_succession what);

/* In force on `on`: the agency itself, else those to which its work passed by then, however many
 * steps; none where it ended without successor. */
struct result agency_successors(struct db *db, struct arena *arena, int64_t id, struct str on,
                                struct agency_list *out);

/* The steps themselves, both directions, by day. */
struct succession_row {
    struct agency agency; /* the other one, as last known by that day */
    bool later;           /* a successor; else a predecessor */
    struct str on;
    struct str act;
};
struct succession_list {
    struct succession_row *items;
    size_t count;
};
struct result agency_successions(struct db *db, struct arena *arena, int64_t id,
                                 struct succession_list *out);

/* A tier of government ends. CONFLICT "tier.used" while agencies of the level are in force on or
 * after that day; NOT_FOUND "tier.unknown". */
struct result tier_close(struct db *db, struct arena *arena, int64_t level, struct str on);

struct tier {
    int64_t level;
    struct str name;
};
struct tier_list {
    struct tier *items;
    size_t count;
};
struct result tier_all(struct db *db, struct arena *arena, struct str on, struct tier_list *out);

/* A post moves to a unit (found or made) of an agency, or gets another title: it closes, a new one
 * opens, and everybody who holds it on that day or later holds the new one by `decision`. Where the
 * unit has a post of that title already the people join it. */
struct post_move {
    int64_t position_id;
    int64_t agency_id;
    struct str unit;  /* empty: of the same name */
    struct str title; /* empty: the same */
    struct str on;
    struct str decision;
};
/* NOT_FOUND "post.unknown"; CONFLICT "post.closed", "post.differs" (there, with another role),
 * "appointment.exists". */
struct result post_move(struct db *db, struct arena *arena, struct post_move what,
                        int64_t *position_id);
/* Takes a move of that day back. */
struct post_return {
    int64_t from_id; /* where the post went */
    int64_t to_id;   /* where it came from */
    struct str on;
};
struct result post_move_back(struct db *db, struct arena *arena, struct post_return what);

/* CONFLICT "post.held" while somebody holds it on or after that day. */
struct result post_close(struct db *db, struct arena *arena, int64_t position_id, struct str on);

/* Found or made. */
struct unit_new {
    int64_t agency_id;
    struct str name;
    struct str valid_from;
};
struct result unit_ensure(struct db *db, struct arena *arena, struct unit_new what, int64_t *id);
/* A unit gets another name or another agency; its posts move with it. */
struct unit_move {
    int64_t unit_id;
    int64_t agency_id;
    struct str name; /* empty: the same */
    struct str on;
    struct str decision;
};
/* NOT_FOUND "unit.unknown"; as post_move. */
struct result unit_move(struct db *db, struct arena *arena, struct unit_move what, int64_t *id);
/* CONFLICT "unit.posts" while a post of it is in force on or after that day. */
struct result unit_close(struct db *db, struct arena *arena, int64_t unit_id, struct str on);

/* The first day on which the person no longer holds the post; the day it began: it never did. */
struct appointment_end {
    int64_t id;
    struct str on;
    struct str decision;
};
/* NOT_FOUND "appointment.unknown"; CONFLICT "appointment.ended" (by then already),
 * "appointment.begins_later". */
struct result appointment_end(struct db *db, struct arena *arena, struct appointment_end what);

#endif
