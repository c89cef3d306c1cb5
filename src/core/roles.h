#ifndef TRUC_CORE_ROLES_H
#define TRUC_CORE_ROLES_H

/* Roles as dated data: which permissions each holds, from when to when, and who changes that. */
#include "core/permission.h"

struct role_row {
    struct str code;
    struct str name;
    struct permission_set rights; /* on the day */
    int64_t holders;              /* people who hold a post of it on the day */
};
struct role_rows {
    struct role_row *items;
    size_t count;
};
/* Those in force on the day, in the order in which they came. */
struct result roles_all(struct db *db, struct arena *arena, struct str day, struct role_rows *out);
/* NOT_FOUND "role.unknown". */
struct result role_open(struct db *db, struct arena *arena, struct str code, struct str day,
                        struct role_row *out);

/* One permission in one stretch of time. */
struct role_stretch {
    struct str permission;
    struct str decision;
    struct str valid_from;
    struct str valid_to; /* empty: in force */
};
struct role_history {
    struct role_stretch *items;
    size_t count;
};
/* What the role gained or lost, newest first, without what it began with and still has. */
struct result role_history(struct db *db, struct arena *arena, struct str code,
                           struct role_history *out);

/* The role's permissions from today on. Inside the caller's write transaction, with evidence.
 * Permission role.manage. NOT_FOUND "role.unknown"; INVALID "role.permission", "role.reason";
 * CONFLICT "role.same", "role.raced" (`seen` is no longer what it holds), "role.duties" (work that
 * nobody may hold in one hand), "rights.last_administrator"; FORBIDDEN "role.self" (more rights for
 * oneself). */
struct role_change {
    struct str code;
    struct permission_set seen;
    struct permission_set wanted;
    struct str reason;
};
struct result role_check(struct db *db, struct arena *arena, const struct actor *actor,
                         const struct role_change *change);
struct result role_change(struct db *db, struct arena *arena, int64_t now_us,
                          const struct actor *actor, const struct role_change *change);

/* A role without permissions, for posts that the program does not know. INVALID "role.code",
 * "role.reason"; CONFLICT "role.exists". */
struct role_new {
    struct str code; /* a–z and _ */
    struct str name;
    struct str reason;
};
struct result role_found(struct db *db, struct arena *arena, int64_t now_us,
                         const struct actor *actor, const struct role_new *what);

#endif
