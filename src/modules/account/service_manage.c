#include "base/json.h"
#include "base/utf8.h"
#include "core/evidence.h"
#include "core/identifiers.h"
#include "core/notify.h"
#include "core/oidc.h"
#include "core/organisation.h"
#include "core/permission.h"
#include "core/rights.h"
#include "core/totp.h"
#include "db/db.h"
#include "modules/account/account.h"
#include "modules/account/invitation.h"
#include "modules/account/manage.h"

static bool has_row(const struct account_rows *rows, int64_t id)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].id == id)
            return true;
    }
    return false;
}

/* What was typed as part of a login; empty where it could be none. */
static struct str login_part(struct arena *arena, struct str typed)
{
    char *out = arena_copy(arena, typed.ptr, typed.len);
    for (size_t i = 0; i < typed.len; i++) {
        char c = out[i] >= 'A' && out[i] <= 'Z' ? (char)(out[i] - 'A' + 'a') : out[i];
        bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (!fits)
            return (struct str){0};
        out[i] = c;
    }
    return str_of(out, typed.len);
}

struct result account_list(struct service_context *ctx, struct str words,
                           struct account_rows *out)
{
    struct permission_scopes scopes;
    permission_scopes(ctx->arena, ctx->actor, "account.manage", &scopes);
    struct str folded = utf8_fold(ctx->arena, words);
    struct str login = login_part(ctx->arena, words);
    bool nothing = !str_empty(words) && str_empty(folded) && str_empty(login); /* "%" */
    *out = (struct account_rows){.items = ARENA_ARRAY(ctx->arena, account_row, ACCOUNTS_SHOWN)};
    for (size_t i = 0; i < scopes.count && !nothing; i++) {
        struct q_account_cards_rows rows;
        struct q_account_cards_in in = {.agency_id = scopes.items[i].agency_id,
                                        .subtree = scopes.items[i].subtree,
                                        .day = ctx->actor->today,
                                        .words = folded,
                                        .login = login,
                                        .now_us = clock_now_us(ctx->clock),
                                        .most = ACCOUNTS_SHOWN + 1};
        TRY(q_account_cards(ctx->db, ctx->arena, in, &rows));
        for (size_t n = 0; n < rows.count; n++) {
            if (has_row(out, rows.items[n].id))
                continue;
            out->more = out->count == ACCOUNTS_SHOWN;
            if (out->more)
                return RESULT_OK;
            out->items[out->count++] = rows.items[n];
        }
    }
    return RESULT_OK;
}

struct result account_people(struct service_context *ctx, struct str words,
                             struct person_rows *out)
{
    struct permission_scopes scopes;
    permission_scopes(ctx->arena, ctx->actor, "account.manage", &scopes);
    *out = (struct person_rows){0};
    for (size_t i = 0; i < scopes.count && out->count == 0 && !str_empty(words); i++) {
        struct q_account_people_rows rows;
        struct q_account_people_in in = {.agency_id = scopes.items[i].agency_id,
                                         .subtree = scopes.items[i].subtree,
                                         .day = ctx->actor->today,
                                         .words = utf8_fold(ctx->arena, words),
                                         .most = ACCOUNTS_SHOWN};
        TRY(q_account_people(ctx->db, ctx->arena, in, &rows));
        *out = (struct person_rows){rows.items, rows.count};
    }
    return RESULT_OK;
}

/* What may not be managed must not be seen to exist. */
static struct result must_manage(struct service_context *ctx, int64_t agency_id,
                                 struct result hidden)
{
    struct result may =
        permission_check(ctx->db, ctx->arena, ctx->actor, "account.manage", agency_id);
    return may.kind == ERROR_FORBIDDEN ? hidden : may;
}

struct result account_person(struct service_context *ctx, int64_t person_id,
                             struct q_account_person_post_out *out)
{
    struct result hidden = result_fail(ERROR_NOT_FOUND, "account.no_person",
                                       N_("Không có người này, hoặc đã có tài khoản."));
    bool found;
    struct q_account_person_post_in in = {.person_id = person_id, .day = ctx->actor->today};
    TRY(q_account_person_post(ctx->db, ctx->arena, in, out, &found));
    if (!found || out->accounts > 0)
        return hidden;
    return must_manage(ctx, out->agency_id, hidden);
}

struct result account_weighty(struct service_context *ctx, int64_t person_id, bool *out)
{
    struct q_account_weighty_out row;
    struct q_account_weighty_in in = {person_id, organisation_today(ctx->arena, ctx->clock)};
    TRY(q_account_weighty(ctx->db, ctx->arena, in, &row));
    *out = row.weighty;
    return RESULT_OK;
}

static struct result load_card(struct service_context *ctx, int64_t id, struct account_card *out)
{
    struct result hidden =
        result_fail(ERROR_NOT_FOUND, "account.unknown", N_("Không có tài khoản này"));
    int64_t now_us = clock_now_us(ctx->clock);
    bool found;
    *out = (struct account_card){.id = id};
    struct q_account_card_in in = {.id = id, .day = ctx->actor->today};
    TRY(q_account_card(ctx->db, ctx->arena, in, &out->row, &found));
    if (!found)
        return hidden;
    TRY(must_manage(ctx, out->row.agency_id, hidden));
    struct q_recovery_open_in recovery = {.account_id = id, .now_us = now_us};
    TRY(q_recovery_open(ctx->db, ctx->arena, recovery, &out->recovery, &found));
    if (!found)
        out->recovery = (struct q_recovery_open_out){0};
    struct q_invitation_waiting_in invitation = {.account_id = id, .now_us = now_us};
    TRY(q_invitation_waiting(ctx->db, ctx->arena, invitation, &out->invitation, &out->invited));
    out->standing = (struct account_standing){
        .person_id = out->row.person_id,
        .locked = out->row.has_disabled_us,
        .began = out->row.began,
        .has_password = out->row.has_password,
        .has_code = out->row.has_code,
        .opened_by = out->recovery.opener_person,
    };
    return account_weighty(ctx, out->row.person_id, &out->standing.weighty);
}

struct result account_card(struct service_context *ctx, int64_t id, struct account_card *out)
{
    return load_card(ctx, id, out);
}

/* What the log says of an account: never a secret, only whether there is one. */
static void put_standing(struct json_writer *writer, const char *key,
                         const struct account_standing *standing)
{
    json_open_object(writer, key);
    json_put_bool(writer, "locked", standing->locked);
    json_put_bool(writer, "password", standing->has_password);
    json_put_bool(writer, "code", standing->has_code);
    json_put_bool(writer, "recovery", standing->opened_by != 0);
    json_close_object(writer);
}

static struct result record(struct service_context *ctx, const struct account_card *card,
                            const struct account_card *after, const char *kind, struct str reason)
{
    struct buf data;
    buf_init(&data, ctx->arena, 4096);
    struct json_writer writer = json_writer_of(&data);
    json_open_object(&writer, NULL);
    put_standing(&writer, "before", &card->standing);
    put_standing(&writer, "after", &after->standing);
    json_put_text(&writer, "reason", reason);
    json_close_object(&writer);
    struct evidence evidence = {
        .kind = str_from_c(kind),
        .object = str_printf(ctx->arena, "account:%lld", (long long)card->id),
        .actor = actor_mark(ctx->arena, ctx->actor),
        .agency_id = card->row.agency_id,
        .data = buf_str(&data)};
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), evidence);
}

/* An account opens every post of its person: who manages it reaches them all. */
static struct result must_reach_posts(struct service_context *ctx, const char *permission,
                                      int64_t person_id)
{
    struct grant_list posts;
    TRY(rights_at(ctx->db, ctx->arena, person_id, ctx->actor->today, &posts));
    for (size_t i = 0; i < posts.count; i++) {
        if (posts.items[i].for_person_id == 0)
            TRY(permission_check(ctx->db, ctx->arena, ctx->actor, permission,
                                 posts.items[i].agency_id));
    }
    return RESULT_OK;
}

/* Without marks, so that it is one message; the login is the person's own. */
static struct result tell_owner(struct service_context *ctx, const struct account_card *card,
                                struct str hotline)
{
    struct notification notice = {
        .phone = card->row.phone,
        .text = str_printf(ctx->arena,
                           "Tai khoan cong vu %.*s dang duoc %s. Khong phai ban yeu cau: "
                           "%s goi %.*s.",
                           STR_ARG(card->row.login), card->standing.began ? "lap lai" : "lap",
                           card->standing.began ? "dang nhap de dung lai, hoac" : "hay",
                           STR_ARG(hotline)),
        .object = str_printf(ctx->arena, "account:%lld", (long long)card->id)};
    return notify_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), notice);
}

static struct result open_recovery(struct service_context *ctx, const struct account_card *card,
                                   const struct account_do *what)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct q_recovery_expire_in old = {.account_id = card->id, .now_us = now_us};
    TRY(q_recovery_expire(ctx->db, ctx->arena, old, NULL));
    struct q_recovery_add_in in = {.account_id = card->id,
                                   .reason = what->reason,
                                   .opened_by = ctx->actor->account_id,
                                   .opened_us = now_us,
                                   .expires_us = now_us + RECOVERY_US};
    TRY(q_recovery_add(ctx->db, ctx->arena, in, NULL));
    return tell_owner(ctx, card, what->hotline);
}

static struct result begin(struct service_context *ctx, struct account_begin what,
                           struct made *out)
{
    struct q_account_person_post_out person;
    struct account_card card;
    struct account_card after;
    struct str phone = {0};
    TRY(account_person(ctx, what.person_id, &person));
    TRY(must_reach_posts(ctx, "account.manage", what.person_id));
    if (!str_empty(what.phone) && !result_ok(phone_mobile_parse(ctx->arena, what.phone, &phone)))
        return result_fail(ERROR_INVALID, "account.phone",
                           N_("Số di động có 10 số, bắt đầu bằng 03, 05, 07, 08 hoặc 09"));
    TRY(account_add(ctx, what.person_id, what.login, &out->account_id));
    struct q_account_phone_in in = {.id = out->account_id, .phone = phone};
    TRY(q_account_phone(ctx->db, ctx->arena, in, NULL));
    TRY(load_card(ctx, out->account_id, &card));
    struct account_do wait = {.reason = S("Lập tài khoản mới"), .hotline = what.hotline};
    TRY(card.standing.weighty ? open_recovery(ctx, &card, &wait)
                              : invitation_make(ctx, out->account_id, INVITE_NEW, &out->token));
    TRY(load_card(ctx, out->account_id, &after));
    return record(ctx, &card, &after, "account.begun", S(""));
}

struct result account_begin(struct service_context *ctx, struct account_begin what,
                            struct made *out)
{
    *out = (struct made){0};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, begin(ctx, what, out));
}

static struct result clear_factors(struct service_context *ctx, int64_t id, bool password,
                                   bool code)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct q_account_set_password_in no_password = {.id = id};
    struct q_account_set_code_in no_code = {.id = id};
    if (password)
        TRY(q_account_set_password(ctx->db, ctx->arena, no_password, NULL));
    if (code)
        TRY(q_account_set_code(ctx->db, ctx->arena, no_code, NULL));
    return session_revoke_all(ctx->db, ctx->arena, now_us, id, 0);
}

static struct result lock(struct service_context *ctx, int64_t id, bool locked)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct q_account_lock_in in = {.id = id, .has_disabled_us = locked, .disabled_us = now_us};
    struct q_invitation_end_all_in invitations = {.account_id = id, .ended_us = now_us};
    TRY(q_account_lock(ctx->db, ctx->arena, in, NULL));
    TRY(q_invitation_end_all(ctx->db, ctx->arena, invitations, NULL));
    struct q_recovery_end_in recovery = {
        .account_id = id, .ended_by = ctx->actor->account_id, .ended_us = now_us};
    TRY(q_recovery_end(ctx->db, ctx->arena, recovery, NULL));
    TRY(session_revoke_all(ctx->db, ctx->arena, now_us, id, 0));
    struct rights_change change = {
        .now_us = now_us,
        .actor = actor_mark(ctx->arena, ctx->actor),
        .agency_id = ctx->actor->agency_id,
        .object = str_printf(ctx->arena, "account:%lld", (long long)id)};
    return rights_changed(ctx->db, ctx->arena, change);
}

static struct result approve(struct service_context *ctx, const struct account_card *card,
                             struct str *token)
{
    int64_t changed;
    struct q_recovery_approve_in in = {.id = card->recovery.id,
                                       .approved_by = ctx->actor->account_id,
                                       .approved_us = clock_now_us(ctx->clock)};
    TRY(q_recovery_approve(ctx->db, ctx->arena, in, &changed));
    if (changed != 1)
        return result_fail(ERROR_CONFLICT, "account.state", NULL);
    TRY(clear_factors(ctx, card->id, true, true));
    TRY(oidc_links_end(ctx->db, ctx->arena, in.approved_us, card->id));
    return invitation_make(ctx, card->id, INVITE_RECOVERY, token);
}

static struct result act_on(struct service_context *ctx, const struct account_card *card,
                            const struct account_do *what, struct str *token)
{
    struct q_recovery_end_in call_off = {.account_id = card->id,
                                         .ended_by = ctx->actor->account_id,
                                         .ended_us = clock_now_us(ctx->clock)};
    switch (what->act) {
    case ACT_INVITE:
        return invitation_make(ctx, card->id, INVITE_NEW, token);
    case ACT_PASSWORD:
        TRY(clear_factors(ctx, card->id, true, false));
        return invitation_make(ctx, card->id, INVITE_PASSWORD, token);
    case ACT_CODE:
        TRY(clear_factors(ctx, card->id, false, true));
        return invitation_make(ctx, card->id, INVITE_CODE, token);
    case ACT_LOCK:
    case ACT_UNLOCK:
        return lock(ctx, card->id, what->act == ACT_LOCK);
    case ACT_RECOVER:
        return open_recovery(ctx, card, what);
    case ACT_APPROVE:
        return approve(ctx, card, token);
    case ACT_CALL_OFF:
        return q_recovery_end(ctx->db, ctx->arena, call_off, NULL);
    case ACT_COUNT:
        break;
    }
    return result_fail(ERROR_INTERNAL, "account.act", NULL);
}

static struct result do_it(struct service_context *ctx, const struct account_do *what,
                           struct made *out)
{
    struct account_card card;
    struct account_card after;
    const struct account_act_row *row = account_act_row(what->act);
    TRY(load_card(ctx, what->account_id, &card));
    TRY(permission_check(ctx->db, ctx->arena, ctx->actor, row->permission, card.row.agency_id));
    TRY(must_reach_posts(ctx, row->permission, card.row.person_id));
    TRY(account_act_may(what->act, &card.standing, ctx->actor->person_id));
    TRY(act_on(ctx, &card, what, &out->token));
    TRY(load_card(ctx, what->account_id, &after));
    return record(ctx, &card, &after, row->kind, what->reason);
}

struct result account_do(struct service_context *ctx, struct account_do what, struct made *out)
{
    *out = (struct made){.account_id = what.account_id};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, do_it(ctx, &what, out));
}

static struct result end_session(struct service_context *ctx, int64_t account_id,
                                 int64_t session_id)
{
    struct account_card card;
    TRY(load_card(ctx, account_id, &card));
    TRY(session_revoke(ctx->db, ctx->arena, clock_now_us(ctx->clock), account_id, session_id));
    return record(ctx, &card, &card, "account.session_ended",
                  str_printf(ctx->arena, "session:%lld", (long long)session_id));
}

struct result account_end_session_of(struct service_context *ctx, int64_t account_id,
                                     int64_t session_id)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, end_session(ctx, account_id, session_id));
}

struct result account_own_recovery(struct service_context *ctx, struct q_recovery_open_out *out,
                                   bool *found)
{
    struct q_recovery_open_in in = {.account_id = ctx->actor->account_id,
                                    .now_us = clock_now_us(ctx->clock)};
    return q_recovery_open(ctx->db, ctx->arena, in, out, found);
}

static struct result refuse_recovery(struct service_context *ctx)
{
    int64_t now_us = clock_now_us(ctx->clock);
    int64_t changed;
    struct q_recovery_end_in in = {.account_id = ctx->actor->account_id,
                                   .ended_by = ctx->actor->account_id,
                                   .ended_us = now_us};
    TRY(q_recovery_end(ctx->db, ctx->arena, in, &changed));
    if (changed == 0)
        return result_fail(ERROR_NOT_FOUND, "account.no_recovery",
                           N_("Không còn việc lập lại nào đang chờ"));
    struct evidence evidence = {
        .kind = S("account.recovery_refused"),
        .object = str_printf(ctx->arena, "account:%lld", (long long)ctx->actor->account_id),
        .actor = actor_mark(ctx->arena, ctx->actor),
        .agency_id = ctx->actor->agency_id,
        .data = S("{\"before\":{\"recovery\":true},\"after\":{\"recovery\":false}}")};
    return evidence_add(ctx->db, ctx->arena, now_us, evidence);
}

struct result account_refuse_recovery(struct service_context *ctx)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, refuse_recovery(ctx));
}
