#include "core/citizen.h"

#include "base/crypto.h"
#include "base/utf8.h"
#include "core/citizen_queries.h"
#include "core/evidence.h"
#include "core/identifiers.h"
#include "db/lock.h"

enum { AGENT_KEPT = 200, CARD_DIGITS = 9, PERSON_DIGITS = 12, TAX_DIGITS = 10 };
#define KNOWN_FOR_US (30 * MICROS_PER_DAY)
#define SEEN_EVERY_US (INT64_C(60) * MICROS_PER_SECOND)

static struct str kind_code(enum citizen_kind kind)
{
    return kind == CITIZEN_BUSINESS ? S("business") : S("person");
}

struct result citizen_identifier_parse(struct arena *arena, struct str typed,
                                       struct identifier_given *out)
{
    struct person_identifier person;
    *out = (struct identifier_given){.text = person_identifier_clean(arena, str_trim(typed))};
    bool branch = str_find_byte(out->text, '-') < out->text.len;
    if (branch || out->text.len == TAX_DIGITS) {
        out->kind = CITIZEN_BUSINESS;
        return tax_code_check(out->text);
    }
    TRY(person_identifier_parse(out->text, SEX_UNKNOWN, 0, &person));
    out->doubtful = person.warnings != 0;
    return RESULT_OK;
}

struct str citizen_mark(struct arena *arena, const struct citizen *citizen)
{
    if (citizen == NULL)
        return S("citizen");
    return str_printf(arena, "citizen:%lld", (long long)citizen->id);
}

enum assurance citizen_assurance(const struct citizen *citizen)
{
    return citizen == NULL ? ASSURANCE_NONE : citizen->assurance;
}

/* ---- accounts ---- */

struct citizen_act {
    const char *kind;
    struct str actor;
    struct str data; /* JSON object or empty */
    int64_t citizen_id;
    int64_t agency_id;
};

static struct result record(struct db *db, struct arena *arena, int64_t now_us,
                            struct citizen_act act)
{
    struct str object = str_printf(arena, "citizen:%lld", (long long)act.citizen_id);
    return evidence_add(db, arena, now_us,
                        (struct evidence){.kind = str_from_c(act.kind),
                                          .object = object,
                                          .actor = act.actor.len == 0 ? object : act.actor,
                                          .agency_id = act.agency_id,
                                          .data = act.data});
}

struct account {
    int64_t id;
    bool bound;
};

static struct result add(struct db *db, struct arena *arena, struct q_citizen_add_in in,
                         struct account *out)
{
    struct q_citizen_add_out added;
    TRY(q_citizen_add(db, arena, in, &added));
    *out = (struct account){.id = added.id, .bound = in.has_bound_us};
    return RESULT_OK;
}

/* The claim of a phone that was proven just now. */
static struct result claim(struct db *db, struct arena *arena, int64_t now_us,
                           const struct citizen_sign_in *sign_in, struct account *out)
{
    struct q_citizen_claiming_out row;
    bool found;
    TRY(q_citizen_claiming(db, arena,
                           (struct q_citizen_claiming_in){.identifier = sign_in->identifier,
                                                          .phone = sign_in->phone},
                           &row, &found));
    *out = (struct account){.id = row.id, .bound = found && row.has_bound_us};
    if (found)
        return RESULT_OK;
    return add(db, arena,
               (struct q_citizen_add_in){.kind = kind_code(sign_in->kind),
                                         .identifier = sign_in->identifier,
                                         .name = sign_in->name,
                                         .phone = sign_in->phone,
                                         .bound_by = S(""),
                                         .created_us = now_us},
               out);
}

/* The bound account of an identifier that a national login vouches for. */
static struct result vouched(struct db *db, struct arena *arena, int64_t now_us,
                             const struct citizen_sign_in *sign_in, struct account *out)
{
    struct q_citizen_bound_out row;
    bool found;
    TRY(q_citizen_bound(db, arena,
                        (struct q_citizen_bound_in){.identifier = sign_in->identifier}, &row,
                        &found));
    *out = (struct account){.id = row.id, .bound = true};
    if (found && (sign_in->name.len == 0 || str_equal(sign_in->name, row.name)))
        return RESULT_OK;
    if (found)
        return q_citizen_name_set(
            db, arena, (struct q_citizen_name_set_in){.id = row.id, .name = sign_in->name}, NULL);
    return add(db, arena,
               (struct q_citizen_add_in){.kind = kind_code(sign_in->kind),
                                         .identifier = sign_in->identifier,
                                         .name = sign_in->name,
                                         .phone = S(""),
                                         .bound_by = S("oidc"),
                                         .has_bound_us = true,
                                         .bound_us = now_us,
                                         .created_us = now_us},
               out);
}

struct result citizen_session_open(struct db *db, struct arena *arena, int64_t now_us,
                                   const struct citizen_sign_in *sign_in, int64_t *citizen_id)
{
    enum assurance assurance = sign_in->assurance;
    bool national = assurance == ASSURANCE_OIDC_1 || assurance == ASSURANCE_OIDC_2;
    struct account account;
    if (!national && (assurance != ASSURANCE_OTP || sign_in->phone.len == 0))
        return result_fail(ERROR_INVALID, "citizen.assurance",
                           N_("Mức định danh này chưa đủ để đăng nhập"));
    TRY(national ? vouched(db, arena, now_us, sign_in, &account)
                 : claim(db, arena, now_us, sign_in, &account));
    if (!national && account.bound)
        assurance = ASSURANCE_OTP_BOUND;
    struct q_citizen_session_add_out added;
    TRY(q_citizen_session_end_token(
        db, arena,
        (struct q_citizen_session_end_token_in){
            .token_hash = sha256_hex(arena, sign_in->old_token), .ended_us = now_us},
        NULL));
    TRY(q_citizen_session_add(
        db, arena,
        (struct q_citizen_session_add_in){.token_hash = sha256_hex(arena, sign_in->token),
                                          .citizen_id = account.id,
                                          .assurance = str_from_c(assurance_code(assurance)),
                                          .created_us = now_us,
                                          .expires_us = now_us + CITIZEN_LIFE_US,
                                          .address = sign_in->address,
                                          .agent = utf8_prefix(sign_in->agent, AGENT_KEPT)},
        &added));
    *citizen_id = account.id;
    return record(db, arena, now_us,
                  (struct citizen_act){.kind = "citizen.signed_in",
                                       .citizen_id = account.id,
                                       .data = str_printf(arena, "{\"assurance\":\"%s\"}",
                                                          assurance_code(assurance))});
}

/* ---- binding ---- */

/* A claim of the same identifier and phone becomes part of the bound account. */
static struct result close_claim(struct db *db, struct arena *arena, int64_t now_us,
                                 struct q_citizen_claiming_in of)
{
    struct q_citizen_claiming_out claim;
    bool found;
    TRY(q_citizen_claiming(db, arena, of, &claim, &found));
    if (!found || claim.has_bound_us)
        return RESULT_OK;
    return q_citizen_close(
        db, arena, (struct q_citizen_close_in){.id = claim.id, .closed_us = now_us}, NULL);
}

static struct result end_others(struct db *db, struct arena *arena, int64_t now_us, int64_t id,
                                int64_t but_id)
{
    return q_citizen_session_end_others(
        db, arena,
        (struct q_citizen_session_end_others_in){
            .citizen_id = id, .but_id = but_id, .ended_us = now_us},
        NULL);
}

static struct result change_phone(struct db *db, struct arena *arena, int64_t now_us,
                                  struct q_citizen_phone_set_in to, struct str identifier)
{
    TRY(close_claim(db, arena, now_us,
                    (struct q_citizen_claiming_in){.identifier = identifier, .phone = to.phone}));
    return q_citizen_phone_set(db, arena, to, NULL);
}

/* Nobody is bound to the identifier yet: the claim of that phone is, or a new account. */
static struct result bind_first(struct db *db, struct arena *arena, int64_t now_us,
                                const struct citizen_binding *binding, int64_t *id)
{
    struct q_citizen_claiming_out claim;
    struct account added;
    bool found;
    TRY(q_citizen_claiming(db, arena,
                           (struct q_citizen_claiming_in){.identifier = binding->identifier,
                                                          .phone = binding->phone},
                           &claim, &found));
    *id = claim.id;
    if (found)
        return q_citizen_bound_set(
            db, arena,
            (struct q_citizen_bound_set_in){
                .id = claim.id, .bound_by = S("desk"), .bound_us = now_us},
            NULL);
    TRY(add(db, arena,
            (struct q_citizen_add_in){.kind = kind_code(binding->kind),
                                      .identifier = binding->identifier,
                                      .name = binding->name,
                                      .phone = binding->phone,
                                      .bound_by = S("desk"),
                                      .has_bound_us = true,
                                      .bound_us = now_us,
                                      .created_us = now_us},
            &added));
    *id = added.id;
    return RESULT_OK;
}

static struct str phone_data(struct arena *arena, struct str before, struct str after)
{
    return str_printf(arena, "{\"phone_after_sha256\":\"%.*s\",\"phone_before_sha256\":\"%.*s\"}",
                      STR_ARG(sha256_hex(arena, after)), STR_ARG(sha256_hex(arena, before)));
}

struct result citizen_bind(struct db *db, struct arena *arena, int64_t now_us,
                           const struct citizen_binding *binding, int64_t *citizen_id)
{
    struct q_citizen_bound_out row;
    bool found;
    TRY(q_citizen_bound(db, arena,
                        (struct q_citizen_bound_in){.identifier = binding->identifier}, &row,
                        &found));
    *citizen_id = row.id;
    if (!found)
        TRY(bind_first(db, arena, now_us, binding, citizen_id));
    if (found && !str_equal(row.phone, binding->phone)) {
        TRY(change_phone(
            db, arena, now_us,
            (struct q_citizen_phone_set_in){.id = row.id, .phone = binding->phone},
            binding->identifier));
        TRY(end_others(db, arena, now_us, row.id, 0));
    }
    TRY(q_citizen_name_set(
        db, arena, (struct q_citizen_name_set_in){.id = *citizen_id, .name = binding->name},
        NULL));
    return record(db, arena, now_us,
                  (struct citizen_act){.kind = "citizen.bound",
                                       .actor = binding->actor,
                                       .citizen_id = *citizen_id,
                                       .agency_id = binding->agency_id,
                                       .data = phone_data(arena, found ? row.phone : S(""),
                                                          binding->phone)});
}

struct result citizen_phone_set(struct db *db, struct arena *arena, int64_t now_us,
                                const struct citizen *citizen, struct str phone)
{
    TRY(change_phone(db, arena, now_us,
                     (struct q_citizen_phone_set_in){.id = citizen->id, .phone = phone},
                     citizen->identifier));
    TRY(end_others(db, arena, now_us, citizen->id, citizen->session_id));
    return record(db, arena, now_us,
                  (struct citizen_act){.kind = "citizen.phone_changed",
                                       .citizen_id = citizen->id,
                                       .data = phone_data(arena, citizen->phone, phone)});
}

/* ---- sessions ---- */

static struct result touch(struct db *db, struct arena *arena, int64_t now_us, int64_t id)
{
    TRY(db_write_begin(db));
    struct q_citizen_session_seen_in in = {.id = id, .seen_us = now_us};
    return db_finish(db, q_citizen_session_seen(db, arena, in, NULL));
}

struct result citizen_by_token(struct db *db, struct arena *arena, const struct clock *clock,
                               struct str token, struct citizen **out)
{
    int64_t now_us = clock_now_us(clock);
    struct q_citizen_session_by_token_out row;
    bool found = false;
    *out = NULL;
    if (!str_empty(token))
        TRY(q_citizen_session_by_token(
            db, arena,
            (struct q_citizen_session_by_token_in){.token_hash = sha256_hex(arena, token)}, &row,
            &found));
    if (!found || row.expires_us <= now_us || row.seen_us + CITIZEN_IDLE_US <= now_us)
        return RESULT_OK;
    struct citizen *citizen = ARENA_NEW(arena, struct citizen);
    *citizen = (struct citizen){
        .id = row.citizen_id,
        .kind = str_is(row.kind, "business") ? CITIZEN_BUSINESS : CITIZEN_PERSON,
        .identifier = row.identifier,
        .name = row.name,
        .phone = row.phone,
        .bound = row.has_bound_us,
        .session_id = row.id,
        .assurance = assurance_from_code(row.assurance),
    };
    *out = citizen;
    /* A disk that is full must not keep a reader out: the mark of use may be missed. */
    if (now_us - row.seen_us >= SEEN_EVERY_US)
        result_ignore(touch(db, arena, now_us, row.id));
    return RESULT_OK;
}

struct result citizen_known(struct db *db, struct arena *arena, int64_t now_us,
                            const struct citizen_trace *trace, struct citizen_knowledge *out)
{
    struct q_citizen_session_known_out row;
    TRY(q_citizen_session_known(
        db, arena,
        (struct q_citizen_session_known_in){.identifier = trace->identifier,
                                            .phone = trace->phone,
                                            .token_hash = sha256_hex(arena, trace->token),
                                            .address = trace->address,
                                            .since_us = now_us - KNOWN_FOR_US},
        &row));
    *out = (struct citizen_knowledge){.browser = row.browser > 0, .place = row.place > 0};
    return RESULT_OK;
}

struct result citizen_sessions(struct db *db, struct arena *arena, int64_t now_us,
                               int64_t citizen_id, struct citizen_session_list *out)
{
    struct q_citizen_session_list_rows rows;
    TRY(q_citizen_session_list(
        db, arena,
        (struct q_citizen_session_list_in){.citizen_id = citizen_id,
                                           .idle_since_us = now_us - CITIZEN_IDLE_US,
                                           .now_us = now_us},
        &rows));
    out->items = ARENA_ARRAY(arena, struct citizen_session_row, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct citizen_session_row){
            .id = rows.items[i].id,
            .created_us = rows.items[i].created_us,
            .seen_us = rows.items[i].seen_us,
            .assurance = assurance_from_code(rows.items[i].assurance),
            .address = rows.items[i].address,
            .agent = rows.items[i].agent};
    return RESULT_OK;
}

struct result citizen_session_end(struct db *db, struct arena *arena, int64_t now_us,
                                  int64_t citizen_id, int64_t session_id)
{
    int64_t changed;
    TRY(q_citizen_session_end(
        db, arena,
        (struct q_citizen_session_end_in){
            .id = session_id, .citizen_id = citizen_id, .ended_us = now_us},
        &changed));
    if (changed == 0)
        return result_fail(ERROR_NOT_FOUND, "session.unknown", N_("Phiên này đã đóng"));
    return record(db, arena, now_us,
                  (struct citizen_act){.kind = "citizen.session_ended", .citizen_id = citizen_id});
}
