#include "core/session.h"

#include "base/crypto.h"
#include "base/utf8.h"
#include "core/grants.h"
#include "core/identity_queries.h"
#include "core/organisation.h"

enum { AGENT_KEPT = 200 };
#define KNOWN_FOR_US (30 * MICROS_PER_DAY)
#define SEEN_EVERY_US (INT64_C(60) * MICROS_PER_SECOND)

struct result session_record(struct db *db, struct arena *arena, int64_t now_us,
                             struct session_new what)
{
    int64_t life = what.stage == SESSION_OPEN ? SESSION_LIFE_US : SESSION_PENDING_US;
    enum assurance assurance = what.assurance == ASSURANCE_NONE ? ASSURANCE_STAFF_PASSWORD_TOTP
                                                                : what.assurance;
    struct q_session_add_in in = {.token_hash = sha256_hex(arena, what.token),
                                  .account_id = what.account_id,
                                  .stage = what.stage,
                                  .assurance = str_from_c(assurance_code(assurance)),
                                  .created_us = now_us,
                                  .expires_us = now_us + life,
                                  .address = what.address,
                                  .agent = utf8_prefix(what.agent, AGENT_KEPT)};
    struct q_session_add_out added;
    return q_session_add(db, arena, in, &added);
}

/* A session of that token that is neither idle nor expired; stage 0 where there is none. */
static struct result session_find(struct db *db, struct arena *arena, int64_t now_us,
                                  struct str token, struct q_session_by_token_out *row)
{
    bool found = false;
    struct q_session_by_token_in in = {.token_hash = sha256_hex(arena, token)};
    if (!str_empty(token))
        TRY(q_session_by_token(db, arena, in, row, &found));
    if (!found || row->expires_us <= now_us || row->seen_us + SESSION_IDLE_US <= now_us)
        *row = (struct q_session_by_token_out){0};
    return RESULT_OK;
}

static struct result load_grants(struct db *db, struct arena *arena, struct actor *actor)
{
    struct grant_list grants;
    TRY(grants_load(db, arena, actor->person_id, actor->today, &grants));
    actor->grants = grants.items;
    actor->grant_count = grants.count;
    if (grants.count == 0)
        return RESULT_OK;
    actor->title = grants.items[0].title;
    actor->agency_id = grants.items[0].agency_id;
    actor->agency_name = grants.items[0].agency_name;
    actor->agency_code = grants.agency_code;
    actor->place = grants.place;
    actor->unit_name = grants.unit_name;
    return RESULT_OK;
}

static struct result load_actor(struct db *db, struct arena *arena, const struct clock *clock,
                                int64_t account_id, struct actor **out)
{
    *out = NULL;
    struct q_account_person_out row;
    bool found;
    TRY(q_account_person(db, arena, (struct q_account_person_in){.id = account_id}, &row, &found));
    if (!found)
        return RESULT_OK;
    struct actor *actor = ARENA_NEW(arena, struct actor);
    actor->account_id = row.id;
    actor->person_id = row.person_id;
    actor->login = row.login;
    actor->name = row.name;
    actor->generation = row.generation;
    actor->used = ARENA_NEW(arena, struct permission_set);
    actor->seen_for = ARENA_NEW(arena, const struct grant *);
    actor->today = organisation_today(arena, clock);
    TRY(load_grants(db, arena, actor));
    *out = actor;
    return RESULT_OK;
}

struct result actor_load(struct db *db, struct arena *arena, const struct clock *clock,
                         int64_t account_id, struct actor **out)
{
    TRY(load_actor(db, arena, clock, account_id, out));
    if (!*out)
        return result_fail(ERROR_NOT_FOUND, "account.unknown", N_("Không có tài khoản này"));
    return RESULT_OK;
}

static struct result touch(struct db *db, struct arena *arena, int64_t now_us, int64_t id)
{
    TRY(db_write_begin(db));
    struct q_session_seen_in in = {.id = id, .seen_us = now_us};
    return db_finish(db, q_session_seen(db, arena, in, NULL));
}

struct result session_actor(struct db *db, struct arena *arena, const struct clock *clock,
                            struct str token, struct actor **out)
{
    *out = NULL;
    int64_t now_us = clock_now_us(clock);
    struct q_session_by_token_out row;
    TRY(session_find(db, arena, now_us, token, &row));
    if (row.stage != SESSION_OPEN)
        return RESULT_OK;
    TRY(load_actor(db, arena, clock, row.account_id, out));
    if (!*out)
        return RESULT_OK;
    (*out)->session_id = row.id;
    (*out)->assurance = assurance_from_code(row.assurance);
    /* A disk that is full must not keep a reader out: the mark of use may be missed. */
    if (now_us - row.seen_us >= SEEN_EVERY_US)
        result_ignore(touch(db, arena, now_us, row.id));
    return RESULT_OK;
}

struct result session_pending(struct db *db, struct arena *arena, int64_t now_us, struct str token,
                              struct session_half *out)
{
    struct q_session_by_token_out row;
    TRY(session_find(db, arena, now_us, token, &row));
    *out = (struct session_half){0};
    if (row.stage == SESSION_PASSWORD_GIVEN)
        *out = (struct session_half){row.account_id, assurance_from_code(row.assurance)};
    return RESULT_OK;
}

struct result session_open_list(struct db *db, struct arena *arena, int64_t now_us,
                                int64_t account_id, struct session_list *out)
{
    struct q_session_of_account_rows rows;
    struct q_session_of_account_in in = {
        .account_id = account_id, .idle_since_us = now_us - SESSION_IDLE_US, .now_us = now_us};
    TRY(q_session_of_account(db, arena, in, &rows));
    out->items = ARENA_ARRAY(arena, struct session_row, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct session_row){.id = rows.items[i].id,
                                             .created_us = rows.items[i].created_us,
                                             .seen_us = rows.items[i].seen_us,
                                             .address = rows.items[i].address,
                                             .agent = rows.items[i].agent};
    return RESULT_OK;
}

struct result session_before(struct db *db, struct arena *arena, const struct actor *actor,
                             struct session_row *out, bool *found)
{
    struct q_session_last_before_out row;
    struct q_session_last_before_in in = {.account_id = actor->account_id,
                                          .id = actor->session_id};
    TRY(q_session_last_before(db, arena, in, &row, found));
    if (*found)
        *out = (struct session_row){
            .created_us = row.created_us, .address = row.address, .agent = row.agent};
    return RESULT_OK;
}

struct result session_known(struct db *db, struct arena *arena, int64_t now_us,
                            struct session_trace trace, struct session_knowledge *out)
{
    struct q_session_known_in in = {.login = trace.login,
                                    .token_hash = sha256_hex(arena, trace.token),
                                    .address = trace.address,
                                    .since_us = now_us - KNOWN_FOR_US};
    struct q_session_known_out row;
    TRY(q_session_known(db, arena, in, &row));
    out->browser = row.browser > 0;
    out->place = row.place > 0;
    return RESULT_OK;
}

struct result session_revoke(struct db *db, struct arena *arena, int64_t now_us,
                             int64_t account_id, int64_t session_id)
{
    int64_t changed;
    struct q_session_end_in in = {.id = session_id, .account_id = account_id, .ended_us = now_us};
    TRY(q_session_end(db, arena, in, &changed));
    if (changed == 0)
        return result_fail(ERROR_NOT_FOUND, "session.unknown", N_("Phiên này đã đóng"));
    return RESULT_OK;
}

struct result session_revoke_all(struct db *db, struct arena *arena, int64_t now_us,
                                 int64_t account_id, int64_t spared)
{
    struct q_session_end_all_in in = {
        .account_id = account_id, .spared = spared, .ended_us = now_us};
    return q_session_end_all(db, arena, in, NULL);
}

struct result session_revoke_token(struct db *db, struct arena *arena, int64_t now_us,
                                   struct str token)
{
    struct q_session_end_token_in in = {.token_hash = sha256_hex(arena, token),
                                        .ended_us = now_us};
    return q_session_end_token(db, arena, in, NULL);
}
