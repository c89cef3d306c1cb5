#include "core/attempt.h"

#include <assert.h>

#include "core/identity_queries.h"

static int64_t window_of(int64_t now_us, struct attempt_limit limit)
{
    assert(limit.window_us > 0);
    return now_us - now_us % limit.window_us;
}

struct result attempt_open(struct db *db, struct arena *arena, int64_t now_us,
                           struct attempt_limit limit, bool *open)
{
    struct q_attempt_tries_out row;
    bool found;
    struct q_attempt_tries_in in = {.guard = limit.guard, .window_us = window_of(now_us, limit)};
    TRY(q_attempt_tries(db, arena, in, &row, &found));
    *open = !found || row.tries < limit.tries_max;
    return RESULT_OK;
}

struct result attempt_count(struct db *db, struct arena *arena, int64_t now_us,
                            struct attempt_limit limit)
{
    struct q_attempt_count_out row;
    struct q_attempt_count_in in = {.guard = limit.guard, .window_us = window_of(now_us, limit)};
    return q_attempt_count(db, arena, in, &row);
}

struct result attempt_clear(struct db *db, struct arena *arena, struct str guard)
{
    return q_attempt_clear(db, arena, (struct q_attempt_clear_in){.guard = guard}, NULL);
}
