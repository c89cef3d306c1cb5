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

/* For DB_LIST_OF: of a query that answers agency_id and count. */
#define HOLDING_COUNT_OF(row) ((struct holding_count){(row).agency_id, (row).count})

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
/* For DB_LIST_OF: of a query that answers id, key and text. */
#define HOLDING_THING_OF(row) ((struct holding_thing){(row).id, (row).key, (row).text})

enum holding_fate {
    HOLDING_MOVES,   /* goes to the successor */
    HOLDING_FOLLOWS, /* hangs on something that moves: counted where that stands */
    HOLDING_STAYS    /* keeps the agency of its day: results issued, seals, figures */
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
    /* Adds a holding_move for everything on a route that has none yet; NULL: nothing moves. */
    struct result (*plan)(struct db *db, struct arena *arena, const struct holding_run *run);
    /* Does what holding_move says, and undoes it. Where there is `plan`. */
    struct result (*move)(struct db *db, struct arena *arena, const struct holding_run *run);
    struct result (*back)(struct db *db, struct arena *arena, const struct holding_run *run);
    /* How many things make it impossible to take the run back: they went on, ended or came to an
     * agency that would vanish. NULL: none can. */
    struct result (*newer)(struct db *db, struct arena *arena, const struct holding_run *run,
                           int64_t *count);
};

/* The tables of all modules and of core, each ending with {0}; a run goes through them in order. */
struct holding_list {
    const struct holding *const *tables;
    size_t count;
};

/* What core itself knows of: posts, accounts, questions, facts, seals. */
extern const struct holding core_holdings[];

/* The rows of a run. */
struct result holding_scope_add(struct db *db, struct arena *arena, int64_t run_id,
                                int64_t agency_id, bool founded);
struct result holding_route_add(struct db *db, struct arena *arena, int64_t run_id,
                                int64_t from_id, int64_t to_id);

struct holding_move {
    struct str holding;
    int64_t object_id;
    int64_t from_id;
    int64_t to_id;
    int64_t into_id;
};
struct holding_moves {
    struct holding_move *items;
    size_t count;
};
/* One more, for a split. */
struct result holding_move_add(struct db *db, struct arena *arena, int64_t run_id,
                               struct holding_move move);
/* All of a run: by agency, where to, holding and id. */
struct result holding_moves(struct db *db, struct arena *arena, int64_t run_id,
                            struct holding_moves *out);

#endif
