/* What rights are used, and what looks as if an account were shared; for the security report. */
#include <stdlib.h>

#include "base/clock.h"
#include "core/rights.h"
#include "core/rights_queries.h"
#include "db/db.h"

enum { KEPT = 512, DAY = 10 };

/* What this process has kept today, by account; one for each connection. */
struct kept {
    int64_t account_id; /* 0: free */
    struct permission_set used;
};
struct memory {
    char day[DAY];
    struct kept accounts[KEPT];
};

static const char memory_key = 0;

static struct memory *memory_of(struct db *db)
{
    struct memory *memory = db_kept(db, &memory_key);
    if (memory)
        return memory;
    memory = calloc(1, sizeof *memory);
    if (!memory)
        abort(); /* some kilobytes, once */
    db_keep(db, &memory_key, memory, free);
    return memory;
}

static struct kept *kept_of(struct memory *memory, const struct actor *actor)
{
    struct kept *kept = &memory->accounts[(uint64_t)actor->account_id % KEPT];
    if (!str_equal(str_of(memory->day, DAY), actor->today)) {
        for (size_t i = 0; i < KEPT; i++)
            memory->accounts[i] = (struct kept){0};
        for (size_t i = 0; i < DAY; i++)
            memory->day[i] = actor->today.ptr[i];
    }
    if (kept->account_id != actor->account_id)
        *kept = (struct kept){.account_id = actor->account_id};
    return kept;
}

static struct result keep(struct db *db, struct arena *arena, const struct actor *actor,
                          const struct permission_set *news)
{
    size_t count;
    const struct permission *table = permission_table(&count);
    for (size_t i = 0; i < count; i++) {
        struct q_right_use_keep_in in = {actor->account_id, str_from_c(table[i].name),
                                         actor->today};
        if (permission_set_has(news, &table[i]))
            TRY(q_right_use_keep(db, arena, in, NULL));
    }
    return RESULT_OK;
}

struct result rights_used(struct db *db, struct arena *arena, const struct actor *actor)
{
    if (!actor || !actor->used || actor->today.len != DAY)
        return RESULT_OK;
    struct kept *kept = kept_of(memory_of(db), actor);
    struct permission_set news = {{actor->used->words[0] & ~kept->used.words[0],
                                   actor->used->words[1] & ~kept->used.words[1]}};
    if (news.words[0] == 0 && news.words[1] == 0)
        return RESULT_OK;
    TRY(db_write_begin(db));
    TRY(db_finish(db, keep(db, arena, actor, &news)));
    kept->used.words[0] |= news.words[0];
    kept->used.words[1] |= news.words[1];
    return RESULT_OK;
}

struct result rights_unused(struct db *db, struct arena *arena, struct str today,
                            struct rights_unused *out)
{
    struct q_rights_unused_rows rows;
    int64_t day = 0;
    if (!civil_parse_date(today, &day))
        return result_fail(ERROR_INVALID, "rights.day", N_("Chọn ngày có trong lịch"));
    struct q_rights_unused_in in = {today, civil_date_text(arena, day - RIGHTS_UNUSED_DAYS),
                                    RIGHTS_ROWS_MAX};
    TRY(q_rights_unused(db, arena, in, &rows));
    out->items = ARENA_ARRAY(arena, struct right_unused, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_rights_unused_out *row = &rows.items[i];
        out->items[i] = (struct right_unused){
            .account_id = row->account_id,
            .person_id = row->person_id,
            .login = row->login,
            .name = row->name,
            .title = row->title,
            .agency_name = row->agency_name,
            .permission = row->permission,
            .since = row->since,
            .last_used = row->has_last_day ? row->last_day : S(""),
        };
    }
    return RESULT_OK;
}

struct result accounts_shared(struct db *db, struct arena *arena, int64_t since_us,
                              struct accounts_shared *out)
{
    struct q_sessions_together_rows rows;
    struct q_sessions_together_in in = {since_us, RIGHTS_ROWS_MAX};
    TRY(q_sessions_together(db, arena, in, &rows));
    out->items = ARENA_ARRAY(arena, struct account_shared, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_sessions_together_out *row = &rows.items[i];
        out->items[i] = (struct account_shared){
            .account_id = row->account_id,
            .login = row->login,
            .name = row->name,
            .address = row->first_address,
            .agent = row->first_agent,
            .since_us = row->first_us,
            .other_address = row->other_address,
            .other_agent = row->other_agent,
            .other_us = row->other_us,
            .together_us = row->overlap_us,
        };
    }
    return RESULT_OK;
}
