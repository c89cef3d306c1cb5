#ifndef TRUC_CORE_POST_LIMIT_H
#define TRUC_CORE_POST_LIMIT_H

/* Limits of a post (giới hạn của chức vụ): only these procedures, only what waits for its role.
 * They narrow what the role gives, from a day on, for everybody who holds the post. */
#include "base/result.h"
#include "base/str.h"

struct db;

struct post_limit {
    int64_t position_id;
    struct str procedures; /* codes with spaces; empty: all */
    bool held_only;
    struct str decision;
    struct str since;
};

/* What is in force on the day; all empty where the post has no limit. */
struct result post_limit_at(struct db *db, struct arena *arena, int64_t position_id, struct str day,
                            struct post_limit *out);
/* The limit from `what->since` on, or none where it limits nothing; inside the caller's write
 * transaction, to be followed by rights_changed. INVALID "limit.procedure" (no procedure has that
 * code); CONFLICT "limit.later" (another begins on that day or after it), "limit.same". */
struct result post_limit_set(struct db *db, struct arena *arena, const struct post_limit *what);

#endif
