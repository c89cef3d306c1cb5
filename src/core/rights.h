#ifndef TRUC_CORE_RIGHTS_H
#define TRUC_CORE_RIGHTS_H

/*
 * The history of rights. Everything that gives or takes a right (roles, posts, appointments,
 * agencies, delegations) is dated rows; rights_changed puts what changed in them into the evidence
 * log, before and after, so that the rights of any day can be answered from the tables and
 * recomputed from the log alone.
 */
#include "core/permission.h"

/* Who changed rights, and in which act. */
struct rights_change {
    int64_t now_us;
    struct str actor;  /* actor_mark() */
    int64_t agency_id; /* of the actor; 0: none */
    struct str object; /* "role:mot_cua", "person:3", "reorganisation:4" */
    struct str reason; /* a sentence; may be empty */
};

/* Call before the commit of every transaction that wrote to agency_version, agency_closure, unit,
 * position, position_condition, appointment, role, role_permission or delegation: finds the rows
 * that are not yet in the log, leaves evidence "rights.changed" of them and makes every process
 * forget what it remembers of the old state. Any number of rows. Call it too where an account is
 * disabled. CONFLICT "rights.last_administrator" where nobody could administer roles any more. */
struct result rights_changed(struct db *db, struct arena *arena, struct rights_change change);

/* The first contents of the tables of roles: every role and permission of the program that the
 * database has never known, in force from the first day, or, once roles are there, from today.
 * Inside the caller's write transaction; to be followed by rights_changed where `*added` > 0. */
struct result rights_seed(struct db *db, struct arena *arena, struct str today, int64_t *added);
/* Both, in a transaction of its own: after each migration. */
struct result rights_prepare(struct db *db, struct arena *arena, int64_t now_us);

/* The grants of a person on a day, one's own first. Roles, posts and delegations as they were on
 * that day. */
struct grant_list {
    const struct grant *items;
    size_t count;
    /* of the first post; empty where there is none */
    struct str agency_code;
    struct str place;
    struct str unit_name;
};
struct result rights_at(struct db *db, struct arena *arena, int64_t person_id, struct str day,
                        struct grant_list *out);
/* One line a grant, sorted, of what decides: "agency:3 below position:5 role:mot_cua for:0 via:0
 * procedures: held:0 value:0 = dossier.accept dossier.ask …\n". */
struct str rights_lines(struct arena *arena, const struct grant_list *grants);

/* The same lines from the evidence log alone, as it stood at an instant. */
struct rights_log;
struct result rights_log_read(struct db *db, struct arena *arena, int64_t known_us,
                              const struct rights_log **out);
struct str rights_log_lines(struct arena *arena, const struct rights_log *log, int64_t person_id,
                            struct str day);

/* Keeps that today the actor used the permissions of actor->used; in a short transaction of its
 * own, and only what this process has not kept today. */
struct result rights_used(struct db *db, struct arena *arena, const struct actor *actor);

/* Rights that an enabled account has held, and not used, since before a day. */
struct right_unused {
    int64_t account_id, person_id;
    struct str login, name, title, agency_name;
    struct str permission;
    struct str since;     /* held from */
    struct str last_used; /* empty: never */
};
struct rights_unused {
    struct right_unused *items;
    size_t count;
};
enum { RIGHTS_UNUSED_DAYS = 90, RIGHTS_ROWS_MAX = 2000 };
struct result rights_unused(struct db *db, struct arena *arena, struct str today,
                            struct rights_unused *out);

/* Two sessions of one account, open at the same time in different places or browsers, newest
 * first: an account that several people may be using. */
struct account_shared {
    int64_t account_id;
    struct str login, name;
    struct str address, agent;             /* of the one that was open */
    int64_t since_us;
    struct str other_address, other_agent; /* of the one that began meanwhile */
    int64_t other_us;
    int64_t together_us; /* how long both were in use */
};
struct accounts_shared {
    struct account_shared *items;
    size_t count;
};
struct result accounts_shared(struct db *db, struct arena *arena, int64_t since_us,
                              struct accounts_shared *out);

struct rights_moment {
    int64_t person_id;
    struct str day;
    int64_t known_us; /* only what was recorded until then; 0: all */
};
/* Both in one. */
struct result rights_recomputed_from_log(struct db *db, struct arena *arena,
                                         struct rights_moment moment, struct str *out);

#endif
