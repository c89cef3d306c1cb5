#ifndef TRUC_CORE_HOLDING_H
#define TRUC_CORE_HOLDING_H

/*
 * What agencies hold, and what becomes of it when a reorganisation (a run) gives the work of one to
 * another. A module says it of its own tables in a row of `struct module.holdings`; the
 * reorganisation knows no table but these:
 *
 *   holding_scope  the agencies of the run: totals are counted over them, before and after
 *   holding_route  whole agency -> successor
 *   holding_move   each thing that moves; those that a split sends elsewhere stand there first
 *
 * so that a holding plans and moves any number of things with one statement each. Every call but
 * `count` and `list` runs inside the caller's write transaction; evidence is the caller's.
 */
#include "base/result.h"
#include "base/str.h"

struct db;

struct holding_run {
    int64_t id;
    struct str day;   /* YYYY-MM-DD: the first day of the new state */
    int64_t now_us;
    struct str actor; /* for histories: "Huỳnh Thị Mai (Chủ tịch UBND)" */
    struct str act;   /* "Nghị quyết 112/NQ-HĐND" */
};

struct holding_count {
    int64_t agency_id;
    int64_t count;
};
struct holding_counts {
    struct holding_count *items;
    size_t count;
};

/* One thing, for the rules of a split. */
struct holding_thing {
    int64_t id;
    struct str key;  /* how a list names it: the code of a dossier */
    struct str text; /* what an address rule looks into */
};
struct holding_things {
    struct holding_thing *items;
    size_t count;
};

enum holding_fate {
    HOLDING_MOVES,   /* goes to the successor: `plan`, `move`, `back` */
    HOLDING_FOLLOWS, /* hangs on something that moves: counted where that stands */
    HOLDING_STAYS    /* keeps the agency of its day: results issued, seals */
};

struct holding {
    const char *code;  /* "dossier": holding_move.holding, evidence */
    const char *title; /* msgid: "Hồ sơ đang giải quyết" */
    enum holding_fate fate;
    /* By agency of the run's scope, those that hold any. The sum before a run and after it is the
     * same, whatever the fate. */
    struct result (*count)(struct db *db, struct arena *arena, const struct holding_run *run,
                           struct holding_counts *out);
    /* All of one agency. NULL where nothing tells one from another: a split then sends all of them
     * to its first successor. */
    struct result (*list)(struct db *db, struct arena *arena, int64_t agency_id,
                          struct holding_things *out);
    /* Adds a holding_move for everything on a route that has none yet. */
    struct result (*plan)(struct db *db, struct arena *arena, const struct holding_run *run);
    /* Does what holding_move says, and undoes it. */
    struct result (*move)(struct db *db, struct arena *arena, const struct holding_run *run);
    struct result (*back)(struct db *db, struct arena *arena, const struct holding_run *run);
    /* How many things make it impossible to take the run back: they went on, ended or came to an
     * agency that would vanish. NULL: none can. */
    struct result (*newer)(struct db *db, struct arena *arena, const struct holding_run *run,
                           int64_t *count);
};

#endif
