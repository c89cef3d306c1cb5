/* How long each kind of record is kept, what is due, and its end once somebody has approved. */
#include "modules/citizen/data.h"

#include "base/json.h"
#include "core/configuration.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/organisation.h"
#include "core/permission.h"
#include "db/lock.h"
#include "modules/citizen/queries.h"
#include "modules/dossier/dossier.h"

enum { BATCH = 500, DAYS_MAX = 36500, LISTED_MAX = 50, RULE_JSON_MAX = 4096, ONE_ARENA = 16 << 20 };

struct result may_erase(struct service_context *ctx)
{
    return permission_check_whole(ctx->db, ctx->arena, ctx->actor, "privacy.erase");
}

struct result data_evidence(struct service_context *ctx, const char *kind, struct str object,
                            struct str data)
{
    struct str actor = S("system");
    if (ctx->actor != NULL)
        actor = actor_mark(ctx->arena, ctx->actor);
    else if (ctx->citizen != NULL)
        actor = citizen_mark(ctx->arena, ctx->citizen);
    if (data.len == 0 && ctx->citizen != NULL)
        data = str_printf(ctx->arena, "{\"assurance\":\"%s\"}",
                          assurance_code(ctx->citizen->assurance));
    return evidence_add(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                        (struct evidence){.kind = str_from_c(kind),
                                          .object = object,
                                          .actor = actor,
                                          .data = data});
}

/* ---- the kinds ---- */

static struct result count_dossiers(struct service_context *ctx, int64_t before_us,
                                    int64_t *count)
{
    struct dossier_ended_list list = {.count = BATCH};
    int64_t after = 0;
    *count = 0;
    while (list.count == BATCH) {
        TRY(dossiers_ended_before(ctx, before_us, after, BATCH, &list));
        for (size_t i = 0; i < list.count; i++) {
            struct hold hold;
            bool held;
            after = list.items[i].id;
            TRY(hold_find(ctx, str_printf(ctx->arena, "dossier:%lld", (long long)after), &hold,
                          &held));
            *count += held ? 0 : 1;
        }
    }
    return RESULT_OK;
}

struct result erase_apart(const struct service_context *ctx, int64_t dossier_id, bool *held)
{
    struct service_context one = *ctx;
    one.arena = arena_new(ONE_ARENA);
    struct result done = dossier_erase(&one, dossier_id);
    arena_free(one.arena);
    *held = done.kind == ERROR_CONFLICT && str_is(str_from_c(done.code), "dossier.held");
    return *held ? RESULT_OK : done;
}

static struct result erase_dossiers(struct job_context *job, int64_t before_us, int64_t *erased)
{
    struct service_context *ctx = &job->service;
    struct dossier_ended_list list = {.count = BATCH};
    int64_t after = 0;
    while (list.count == BATCH) {
        TRY(dossiers_ended_before(ctx, before_us, after, BATCH, &list));
        for (size_t i = 0; i < list.count; i++) {
            bool held;
            after = list.items[i].id;
            TRY(erase_apart(ctx, after, &held));
            *erased += held ? 0 : 1;
        }
        TRY(job_heartbeat(job));
    }
    return RESULT_OK;
}

static struct result count_notifications(struct service_context *ctx, int64_t before_us,
                                         int64_t *count)
{
    struct q_notifications_old_out row;
    TRY(q_notifications_old(ctx->db, ctx->arena, (struct q_notifications_old_in){before_us},
                            &row));
    *count = row.count;
    return RESULT_OK;
}

static struct result count_codes(struct service_context *ctx, int64_t before_us, int64_t *count)
{
    struct q_codes_old_out row;
    TRY(q_codes_old(ctx->db, ctx->arena, (struct q_codes_old_in){before_us}, &row));
    *count = row.count;
    return RESULT_OK;
}

static struct result count_sessions(struct service_context *ctx, int64_t before_us,
                                    int64_t *count)
{
    struct q_sessions_old_out row;
    TRY(q_sessions_old(ctx->db, ctx->arena, (struct q_sessions_old_in){before_us}, &row));
    *count = row.count;
    return RESULT_OK;
}

/* Ones of our own tables, some at a time. */
enum simple { SIMPLE_NOTIFICATIONS, SIMPLE_CODES, SIMPLE_SESSIONS };

static struct result erase_some(struct service_context *ctx, enum simple which,
                                int64_t before_us, int64_t *erased)
{
    if (which == SIMPLE_NOTIFICATIONS)
        return q_notifications_erase(
            ctx->db, ctx->arena, (struct q_notifications_erase_in){before_us, BATCH}, erased);
    if (which == SIMPLE_SESSIONS)
        return q_sessions_erase(ctx->db, ctx->arena,
                                (struct q_sessions_erase_in){before_us, BATCH}, erased);
    TRY(q_pendings_erase(ctx->db, ctx->arena, (struct q_pendings_erase_in){before_us}, NULL));
    return q_codes_erase(ctx->db, ctx->arena, (struct q_codes_erase_in){before_us, BATCH},
                         erased);
}

static struct result erase_simple(struct job_context *job, enum simple which, int64_t before_us,
                                  int64_t *erased)
{
    int64_t some = BATCH;
    while (some == BATCH) {
        TRY(db_write_begin(job->service.db));
        TRY(db_finish(job->service.db, erase_some(&job->service, which, before_us, &some)));
        *erased += some;
        TRY(job_heartbeat(job));
    }
    return RESULT_OK;
}

static struct result erase_notifications(struct job_context *job, int64_t before_us,
                                         int64_t *erased)
{
    return erase_simple(job, SIMPLE_NOTIFICATIONS, before_us, erased);
}

static struct result erase_codes(struct job_context *job, int64_t before_us, int64_t *erased)
{
    return erase_simple(job, SIMPLE_CODES, before_us, erased);
}

static struct result erase_sessions(struct job_context *job, int64_t before_us, int64_t *erased)
{
    return erase_simple(job, SIMPLE_SESSIONS, before_us, erased);
}

static struct result erase_drafts(struct job_context *job, int64_t before_us, int64_t *erased)
{
    int64_t some = BATCH;
    while (some == BATCH) {
        TRY(drafts_erase(&job->service, before_us, BATCH, &some));
        *erased += some;
        TRY(job_heartbeat(job));
    }
    return RESULT_OK;
}

/* What was promised to be forgotten needs nobody's approval; exports end by their own job. */
static const struct kind_work {
    const char *code;
    bool automatic;
    struct result (*count)(struct service_context *ctx, int64_t before_us, int64_t *count);
    struct result (*erase)(struct job_context *job, int64_t before_us, int64_t *erased);
} WORK[] = {
    {"dossier", false, count_dossiers, erase_dossiers},
    {"draft", true, drafts_old_count, erase_drafts},
    {"notification", false, count_notifications, erase_notifications},
    {"one_time_code", true, count_codes, erase_codes},
    {"session", false, count_sessions, erase_sessions},
    {"export", true, NULL, NULL},
    {"", true, NULL, NULL}, /* a kind of a newer program */
};

static const struct kind_work *work_of(struct str code)
{
    size_t last = sizeof WORK / sizeof WORK[0] - 1;
    for (size_t i = 0; i < last; i++) {
        if (str_is(code, WORK[i].code))
            return &WORK[i];
    }
    return &WORK[last];
}

static const struct retention_kind *kind_of(struct str code)
{
    size_t count;
    const struct retention_kind *kinds = retention_kinds(&count);
    for (size_t i = 0; i < count; i++) {
        if (str_is(code, kinds[i].code))
            return &kinds[i];
    }
    return NULL;
}

/* ---- rules ---- */

struct result retention_rules(struct service_context *ctx, struct retention_rows *out)
{
    struct q_retention_in_force_rows rows;
    struct q_retention_in_force_in in = {.day = organisation_today(ctx->arena, ctx->clock)};
    TRY(q_retention_in_force(ctx->db, ctx->arena, in, &rows));
    *out = (struct retention_rows){
        .items = ARENA_ARRAY(ctx->arena, struct retention_row, rows.count)};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_retention_in_force_out *row = &rows.items[i];
        const struct retention_kind *kind = kind_of(row->kind);
        if (kind == NULL)
            continue; /* of a newer program */
        out->items[out->count++] =
            (struct retention_row){.id = row->id,
                                   .kind = kind,
                                   .automatic = work_of(row->kind)->automatic,
                                   .keep_days = row->keep_days,
                                   .source = row->source,
                                   .verified = row->verified,
                                   .valid_from = row->valid_from};
    }
    return RESULT_OK;
}

struct result retention_of(struct service_context *ctx, const char *kind,
                           struct retention_row *out)
{
    struct retention_rows rows;
    TRY(retention_rules(ctx, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        if (str_is(str_from_c(kind), rows.items[i].kind->code)) {
            *out = rows.items[i];
            return RESULT_OK;
        }
    }
    return result_fail(ERROR_NOT_FOUND, "retention.none", NULL);
}

static struct str rule_json(struct arena *arena, int64_t days, struct str source, bool verified)
{
    struct buf out;
    buf_init(&out, arena, RULE_JSON_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_int(&json, "keep_days", days);
    json_put_text(&json, "source", source);
    json_put_bool(&json, "verified", verified);
    json_close_object(&json);
    return buf_str(&out);
}

static struct result change_rule(struct service_context *ctx, const struct retention_row *old,
                                 const struct retention_new *rule)
{
    struct str today = organisation_today(ctx->arena, ctx->clock);
    TRY(q_retention_close(ctx->db, ctx->arena,
                          (struct q_retention_close_in){.id = old->id, .valid_to = today}, NULL));
    TRY(q_retention_put(ctx->db, ctx->arena,
                        (struct q_retention_put_in){.kind = rule->kind,
                                                    .keep_days = rule->keep_days,
                                                    .source = rule->source,
                                                    .verified = rule->verified,
                                                    .valid_from = today},
                        NULL));
    return configuration_change(
        ctx->db, ctx->arena, clock_now_us(ctx->clock),
        (struct configuration_change){
            .actor = ctx->actor,
            .object = str_printf(ctx->arena, "retention:%.*s", STR_ARG(rule->kind)),
            .before = rule_json(ctx->arena, old->keep_days, old->source, old->verified),
            .after = rule_json(ctx->arena, rule->keep_days, rule->source, rule->verified),
            .reason = rule->source});
}

struct result retention_change(struct service_context *ctx, struct retention_new rule)
{
    struct retention_row old;
    const struct retention_kind *kind = kind_of(rule.kind);
    TRY(may_erase(ctx));
    if (kind == NULL || rule.keep_days < 1 || rule.keep_days > DAYS_MAX || rule.source.len == 0)
        return result_fail(ERROR_INVALID, "retention.rule",
                           N_("Thời hạn từ 1 đến 36500 ngày và phải ghi căn cứ"));
    TRY(retention_of(ctx, kind->code, &old));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, change_rule(ctx, &old, &rule));
}

/* ---- what is due ---- */

static struct result add_disposal(struct service_context *ctx, const struct retention_row *rule,
                                  int64_t before_us, int64_t counted)
{
    struct q_disposal_add_out added;
    int64_t now_us = clock_now_us(ctx->clock);
    TRY(q_disposal_add(ctx->db, ctx->arena,
                       (struct q_disposal_add_in){
                           .kind = str_from_c(rule->kind->code),
                           .rule_id = rule->id,
                           .before_us = before_us,
                           .counted = counted,
                           .now = now_us,
                           .state = rule->automatic ? S("approved") : S("listed")},
                       &added));
    if (rule->automatic)
        TRY(job_add(ctx->db, ctx->arena, now_us,
                    (struct job_new){.kind = S("citizen.dispose"),
                                     .key = str_printf(ctx->arena, "%lld",
                                                       (long long)added.id)}));
    return data_evidence(ctx, "disposal.listed",
                         str_printf(ctx->arena, "disposal:%lld", (long long)added.id),
                         str_printf(ctx->arena,
                                    "{\"before_us\":%lld,\"count\":%lld,\"kind\":\"%s\"}",
                                    (long long)before_us, (long long)counted, rule->kind->code));
}

static struct result list_kind(struct service_context *ctx, const struct retention_row *rule)
{
    struct q_disposal_open_out open;
    bool waiting;
    int64_t counted;
    const struct kind_work *work = work_of(str_from_c(rule->kind->code));
    int64_t before_us = clock_now_us(ctx->clock) - rule->keep_days * MICROS_PER_DAY;
    if (work->count == NULL)
        return RESULT_OK;
    TRY(q_disposal_open(ctx->db, ctx->arena,
                        (struct q_disposal_open_in){.kind = str_from_c(work->code)}, &open,
                        &waiting));
    if (waiting)
        return RESULT_OK;
    TRY(work->count(ctx, before_us, &counted));
    if (counted == 0)
        return RESULT_OK;
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, add_disposal(ctx, rule, before_us, counted));
}

struct result retention_list(struct job_context *job, struct str key, struct str payload)
{
    struct retention_rows rules;
    (void)key;
    (void)payload;
    TRY(retention_rules(&job->service, &rules));
    for (size_t i = 0; i < rules.count; i++) {
        TRY(list_kind(&job->service, &rules.items[i]));
        TRY(job_heartbeat(job));
    }
    return RESULT_OK;
}

struct result disposals_list(struct service_context *ctx, struct disposals *out)
{
    struct q_disposals_rows rows;
    TRY(q_disposals(ctx->db, ctx->arena, (struct q_disposals_in){.most = LISTED_MAX}, &rows));
    *out =
        (struct disposals){.items = ARENA_ARRAY(ctx->arena, struct disposal, rows.count)};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_disposals_out *row = &rows.items[i];
        const struct retention_kind *kind = kind_of(row->kind);
        if (kind == NULL)
            continue;
        out->items[out->count++] = (struct disposal){.id = row->id,
                                                     .kind = kind,
                                                     .before_us = row->before_us,
                                                     .counted = row->counted,
                                                     .listed_us = row->listed_us,
                                                     .state = row->state,
                                                     .reason = row->reason,
                                                     .source = row->source,
                                                     .erased = row->erased};
    }
    return RESULT_OK;
}

static struct result decide(struct service_context *ctx, const struct decision *decision)
{
    int64_t changed;
    int64_t now_us = clock_now_us(ctx->clock);
    struct str id = str_printf(ctx->arena, "%lld", (long long)decision->id);
    TRY(q_disposal_decide(
        ctx->db, ctx->arena,
        (struct q_disposal_decide_in){.id = decision->id,
                                      .state = decision->approve ? S("approved") : S("refused"),
                                      .decided_by = actor_mark(ctx->arena, ctx->actor),
                                      .reason = decision->reason,
                                      .now = now_us},
        &changed));
    if (changed == 0)
        return result_fail(ERROR_CONFLICT, "disposal.decided",
                           N_("Đợt này đã có người quyết định. Tải lại trang"));
    if (decision->approve)
        TRY(job_add(ctx->db, ctx->arena, now_us,
                    (struct job_new){.kind = S("citizen.dispose"), .key = id}));
    return data_evidence(ctx, decision->approve ? "disposal.approved" : "disposal.refused",
                         str_printf(ctx->arena, "disposal:%.*s", STR_ARG(id)), S(""));
}

struct result disposal_decide(struct service_context *ctx, struct decision decision)
{
    TRY(may_erase(ctx));
    if (!decision.approve && decision.reason.len == 0)
        return result_fail(ERROR_INVALID, "data.reason", N_("Ghi lý do không duyệt"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, decide(ctx, &decision));
}

static struct result finish(struct service_context *ctx, int64_t id, int64_t erased)
{
    TRY(q_disposal_done(ctx->db, ctx->arena,
                        (struct q_disposal_done_in){
                            .id = id, .erased = erased, .now = clock_now_us(ctx->clock)},
                        NULL));
    return data_evidence(ctx, "disposal.done",
                         str_printf(ctx->arena, "disposal:%lld", (long long)id),
                         str_printf(ctx->arena, "{\"erased\":%lld}", (long long)erased));
}

struct result disposal_run(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    struct q_disposal_by_id_out row;
    bool found = false;
    int64_t id;
    int64_t erased = 0;
    (void)payload;
    if (str_to_i64(key, &id))
        TRY(q_disposal_by_id(ctx->db, ctx->arena, (struct q_disposal_by_id_in){.id = id}, &row,
                             &found));
    const struct kind_work *work = work_of(found ? row.kind : S(""));
    if (work->erase == NULL || !str_is(row.state, "approved"))
        return RESULT_OK;
    TRY(work->erase(job, row.before_us, &erased));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, finish(ctx, id, erased));
}
