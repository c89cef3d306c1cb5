#include "core/access.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "core/access_queries.h"
#include "core/evidence.h"
#include "core/permission_places.h"
#include "db/db.h"

enum { REASON_MAX = 500, DATA_MAX = 4096 };

struct moment {
    struct db *db;
    struct arena *arena;
    int64_t now_us;
    const struct actor *actor;
};

/* ---- asking ---- */

static struct result check_ask(const struct moment *m, const struct access_ask *what)
{
    struct q_access_pending_out pending;
    struct q_access_open_count_out open;
    bool found;
    int64_t since = m->now_us - ACCESS_OPEN_DAYS * MICROS_PER_DAY;
    if (!permission_somewhere(m->actor, "dossier.read"))
        return result_fail(ERROR_FORBIDDEN, "access.nothing",
                           N_("Chức vụ của bạn không xem hồ sơ ở cơ quan nào nên không xin được"));
    if (str_empty(str_trim(what->reason)) || what->reason.len > REASON_MAX)
        return result_fail(ERROR_INVALID, "access.reason",
                           N_("Ghi vì sao cần xem, nhiều nhất 500 chữ"));
    TRY(q_access_pending(m->db, m->arena,
                         (struct q_access_pending_in){m->actor->person_id, what->code, since,
                                                      m->actor->today},
                         &pending, &found));
    if (found)
        return result_fail(ERROR_CONFLICT, "access.open",
                           N_("Đã xin xem mã này rồi. Xem câu trả lời ở trang Xin xem"));
    TRY(q_access_open_count(m->db, m->arena,
                            (struct q_access_open_count_in){m->actor->person_id, since}, &open));
    return open.count >= ACCESS_OPEN_MOST
               ? result_fail(ERROR_LIMIT, "access.many",
                             N_("Đang chờ trả lời 20 lần xin. Chờ trả lời rồi xin tiếp"))
               : RESULT_OK;
}

/* "access:4" where nothing has the code: the evidence names what there is. */
static struct str object_of(struct arena *arena, struct str object, int64_t id)
{
    return str_empty(object) ? str_printf(arena, "access:%lld", (long long)id) : object;
}

static struct evidence evidence_of_act(const struct moment *m, const char *kind, struct str object)
{
    return (struct evidence){.kind = str_from_c(kind),
                             .object = object,
                             .actor = actor_mark(m->arena, m->actor),
                             .agency_id = m->actor->agency_id};
}

static struct str ask_data(struct arena *arena, int64_t id, const struct access_ask *what)
{
    struct buf out;
    buf_init(&out, arena, DATA_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "code", what->code);
    json_put_text(&json, "reason", str_trim(what->reason));
    json_put_int(&json, "request", id);
    json_close_object(&json);
    return buf_str(&out);
}

struct result access_ask(struct db *db, struct arena *arena, int64_t now_us,
                         const struct actor *actor, const struct access_ask *what)
{
    struct moment m = {db, arena, now_us, actor};
    struct q_access_add_out added;
    TRY(check_ask(&m, what));
    TRY(q_access_add(db, arena,
                     (struct q_access_add_in){.person_id = actor->person_id,
                                              .code = what->code,
                                              .object = what->object,
                                              .agency_id = what->agency_id,
                                              .reason = str_trim(what->reason),
                                              .now = now_us,
                                              .asked_by = actor->account_id},
                     &added));
    struct evidence evidence = evidence_of_act(&m, "access.asked",
                                               object_of(arena, what->object, added.id));
    evidence.data = ask_data(arena, added.id, what);
    return evidence_add(db, arena, now_us, evidence);
}

/* ---- answering ---- */

/* Of the keeper, or of its heir; for everybody else there is no such request. */
static struct result find_kept(const struct moment *m, int64_t id, struct q_access_find_out *row,
                               const struct grant **authority)
{
    bool found;
    struct permission_question question = {.permission = "access.answer"};
    TRY(q_access_find(m->db, m->arena, (struct q_access_find_in){id}, row, &found));
    question.agency_id = found ? row->agency_id : 0;
    struct result may = permission_authority(m->db, m->arena, m->actor, question, authority);
    if (!found || row->agency_id == 0 || may.kind == ERROR_FORBIDDEN)
        return result_fail(ERROR_NOT_FOUND, "access.unknown", N_("Không có lần xin xem này"));
    if (row->person_id == m->actor->person_id)
        return result_fail(ERROR_FORBIDDEN, "access.self",
                           N_("Không ai tự trả lời lần xin của mình"));
    return may;
}

static void put_state(struct json_writer *json, const char *key, struct str from, struct str to)
{
    json_open_object(json, key);
    json_put_text(json, "valid_from", from);
    json_put_text(json, "valid_to", to);
    json_close_object(json);
}

struct stretch {
    struct str from, to;
};

static struct str change_data(struct arena *arena, int64_t id, struct stretch before,
                              struct stretch after, struct str reason)
{
    struct buf out;
    buf_init(&out, arena, DATA_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    put_state(&json, "after", after.from, after.to);
    put_state(&json, "before", before.from, before.to);
    json_put_text(&json, "reason", reason);
    json_put_int(&json, "request", id);
    json_close_object(&json);
    return buf_str(&out);
}

static struct result answered(void)
{
    return result_fail(ERROR_CONFLICT, "access.answered",
                       N_("Lần xin này đã có người trả lời. Tải lại trang"));
}

static struct result check_answer(const struct q_access_find_out *row, struct access_answer what)
{
    if (row->has_answered_us)
        return answered();
    if (what.days < 0 || what.days > ACCESS_DAYS)
        return result_fail(ERROR_INVALID, "access.days", N_("Cho xem từ 1 đến 30 ngày"));
    if (what.text.len > REASON_MAX || (what.days == 0 && str_empty(str_trim(what.text))))
        return result_fail(ERROR_INVALID, "access.text",
                           N_("Không cho xem thì ghi lý do, nhiều nhất 500 chữ"));
    return RESULT_OK;
}

static struct str days_after(struct arena *arena, struct str day, int64_t days)
{
    int64_t number = 0;
    return civil_parse_date(day, &number) ? civil_date_text(arena, number + days) : S("");
}

struct result access_answer(struct db *db, struct arena *arena, int64_t now_us,
                            const struct actor *actor, struct access_answer what)
{
    struct moment m = {db, arena, now_us, actor};
    struct q_access_find_out row;
    const struct grant *authority;
    TRY(find_kept(&m, what.id, &row, &authority));
    TRY(check_answer(&row, what));
    bool given = what.days > 0;
    int64_t changed;
    struct stretch after = {given ? actor->today : S(""),
                            given ? days_after(arena, actor->today, what.days) : S("")};
    TRY(q_access_answer_set(db, arena,
                            (struct q_access_answer_set_in){.id = what.id,
                                                            .now = now_us,
                                                            .answered_by = actor->account_id,
                                                            .answer = str_trim(what.text),
                                                            .has_valid_from = given,
                                                            .valid_from = after.from,
                                                            .has_valid_to = given,
                                                            .valid_to = after.to},
                            &changed));
    TRY(changed == 1 ? RESULT_OK : answered()); /* another leader was quicker */
    struct evidence evidence = evidence_of_act(&m, given ? "access.given" : "access.refused",
                                               object_of(arena, row.object, what.id));
    evidence.authority = authority;
    evidence.data = change_data(arena, what.id, (struct stretch){S(""), S("")}, after,
                                str_trim(what.text));
    return evidence_add(db, arena, now_us, evidence);
}

static struct result over(void)
{
    return result_fail(ERROR_CONFLICT, "access.over", N_("Việc cho xem này đã hết hạn"));
}

struct result access_end(struct db *db, struct arena *arena, int64_t now_us,
                         const struct actor *actor, int64_t id)
{
    struct moment m = {db, arena, now_us, actor};
    struct q_access_find_out row;
    const struct grant *authority;
    int64_t changed;
    TRY(find_kept(&m, id, &row, &authority));
    if (!row.has_valid_to) /* refused, or not answered */
        return over();
    TRY(q_access_end_set(db, arena,
                         (struct q_access_end_set_in){id, now_us, actor->account_id, actor->today},
                         &changed));
    TRY(changed == 1 ? RESULT_OK : over()); /* by its day, or by another leader */
    struct evidence evidence = evidence_of_act(&m, "access.ended",
                                               object_of(arena, row.object, id));
    evidence.authority = authority;
    evidence.data = change_data(arena, id, (struct stretch){row.valid_from, row.valid_to},
                                (struct stretch){row.valid_from, actor->today}, S(""));
    return evidence_add(db, arena, now_us, evidence);
}

/* ---- looking ---- */

static enum access_state state_of(bool answered, struct str valid_to, struct str today)
{
    if (!answered)
        return ACCESS_OPEN;
    if (str_empty(valid_to))
        return ACCESS_REFUSED;
    return str_compare(valid_to, today) > 0 ? ACCESS_GIVEN : ACCESS_OVER;
}

/* Both queries answer the same columns. */
#define ROW_OF(q, today)                                                                           \
    ((struct access_row){                                                                          \
        .id = (q).id,                                                                              \
        .state = state_of((q).has_answered_us, (q).has_valid_to ? (q).valid_to : S(""), (today)),  \
        .code = (q).code,                                                                          \
        .object = (q).object,                                                                      \
        .reason = (q).reason,                                                                      \
        .name = (q).name,                                                                          \
        .post = (q).post,                                                                          \
        .asked_us = (q).asked_us,                                                                  \
        .answered_us = (q).has_answered_us ? (q).answered_us : 0,                                  \
        .answered_by = (q).answered_by,                                                            \
        .answer = (q).answer,                                                                      \
        .valid_from = (q).has_valid_from ? (q).valid_from : S(""),                                 \
        .last_day = (q).has_valid_to ? days_after(arena, (q).valid_to, -1) : S("")})

struct result access_asked(struct db *db, struct arena *arena, const struct actor *actor,
                           struct access_rows *out)
{
    struct q_access_of_person_rows rows;
    TRY(q_access_of_person(db, arena, (struct q_access_of_person_in){actor->person_id}, &rows));
    out->items = ARENA_ARRAY(arena, struct access_row, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = ROW_OF(rows.items[i], actor->today);
    return RESULT_OK;
}

struct result access_to_answer(struct db *db, struct arena *arena, const struct actor *actor,
                               struct access_rows *out)
{
    struct q_access_of_places_rows rows;
    struct permission_places places = permission_places(arena, actor, "access.answer");
    *out = (struct access_rows){0};
    if (str_is(places.grants, "[]"))
        return RESULT_OK;
    TRY(q_access_of_places(db, arena,
                           (struct q_access_of_places_in){places.grants, places.day,
                                                          actor->person_id},
                           &rows));
    out->items = ARENA_ARRAY(arena, struct access_row, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = ROW_OF(rows.items[i], actor->today);
    return RESULT_OK;
}

/* ---- deciding ---- */

static bool is_seeing(const struct permission *permission)
{
    return strcmp(permission->name, "dossier.read") == 0 ||
           strcmp(permission->name, "result.read") == 0;
}

struct result access_given(struct db *db, struct arena *arena, struct access_question question,
                           const struct grant **out)
{
    struct q_access_in_force_out row;
    bool found;
    *out = NULL;
    if (str_empty(question.object) || !question.permission || !is_seeing(question.permission))
        return RESULT_OK;
    TRY(q_access_in_force(db, arena,
                          (struct q_access_in_force_in){question.person_id, question.object,
                                                        question.day},
                          &row, &found));
    if (!found)
        return RESULT_OK;
    struct permission_set *rights = ARENA_NEW(arena, struct permission_set);
    struct grant *grant = ARENA_NEW(arena, struct grant);
    permission_set_add(rights, question.permission);
    *grant = (struct grant){.role = ROLE_COUNT,
                            .agency_id = row.agency_id,
                            .agency_name = row.agency_name,
                            .decision = row.answered_by,
                            .since = row.valid_from,
                            .until = row.valid_to,
                            .rights = rights};
    *out = grant;
    return RESULT_OK;
}
