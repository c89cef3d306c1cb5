/* Who looked at a person's data, questions about it, and the agency's answers. */
#include "modules/citizen/service.h"

#include "base/crypto.h"
#include "core/calendar_days.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/notify.h"
#include "core/organisation.h"
#include "core/permission.h"
#include "db/lock.h"
#include "modules/citizen/queries.h"
#include "modules/dossier/dossier.h"

enum { DOSSIERS_MAX = 100, LINES_MAX = 20, QUESTIONS_MAX = 200, ANSWER_DAYS = 5,
       TOKEN_BYTES = 16 };

struct result own_objects_of(struct service_context *ctx, struct own_objects *out)
{
    struct dossier_own_list list;
    TRY(dossier_list_own(ctx, 0, DOSSIERS_MAX, &list));
    out->objects = ARENA_ARRAY(ctx->arena, struct str, list.count + 1);
    out->labels = ARENA_ARRAY(ctx->arena, struct str, list.count + 1);
    out->phone = ctx->citizen->phone;
    out->count = list.count + 1;
    out->objects[0] = citizen_mark(ctx->arena, ctx->citizen);
    out->labels[0] = S("");
    for (size_t i = 0; i < list.count; i++) {
        out->objects[i + 1] =
            str_printf(ctx->arena, "dossier:%lld", (long long)list.items[i].id);
        out->labels[i + 1] = list.items[i].code;
    }
    return RESULT_OK;
}

static struct result add_question(struct service_context *ctx, const struct own_objects *own,
                                  struct looked *line)
{
    struct q_question_about_out row;
    bool found;
    for (size_t i = 0; i < own->count; i++) {
        if (str_equal(own->objects[i], line->reading.object))
            line->label = own->labels[i];
    }
    TRY(q_question_about(ctx->db, ctx->arena,
                         (struct q_question_about_in){.object = line->reading.object,
                                                      .evidence_id = line->reading.evidence_id},
                         &row, &found));
    if (!found)
        return RESULT_OK;
    line->state = row.has_answered_us ? QUESTION_ANSWERED : QUESTION_ASKED;
    line->token = row.token;
    line->due_us = row.due_us;
    return RESULT_OK;
}

static struct reading_filter filter_of(const struct own_objects *own)
{
    return (struct reading_filter){
        .objects = own->objects, .object_count = own->count, .most = LINES_MAX};
}

struct result looked_at(struct service_context *ctx, const struct own_objects *own,
                        int64_t before_id, bool everybody, struct looked_list *out)
{
    struct reading_list readings;
    struct reading_filter filter = filter_of(own);
    filter.before_id = before_id;
    filter.everybody = everybody;
    TRY(privacy_readings(ctx->db, ctx->arena, &filter, &readings));
    *out = (struct looked_list){
        .items = ARENA_ARRAY(ctx->arena, struct looked, readings.count),
        .count = readings.count,
        .more = readings.more,
    };
    for (size_t i = 0; i < readings.count; i++) {
        out->items[i] = (struct looked){.reading = readings.items[i]};
        TRY(add_question(ctx, own, &out->items[i]));
    }
    return RESULT_OK;
}

struct result looked_once(struct service_context *ctx, const struct own_objects *own,
                          int64_t evidence_id, struct looked *out)
{
    struct reading_filter filter = filter_of(own);
    *out = (struct looked){0};
    TRY(privacy_reading(ctx->db, ctx->arena, evidence_id, &filter, &out->reading));
    return add_question(ctx, own, out);
}

static struct result leave_evidence(struct service_context *ctx, const char *kind,
                                    const struct question *question)
{
    struct str actor = ctx->actor != NULL ? actor_mark(ctx->arena, ctx->actor)
                                          : citizen_mark(ctx->arena, ctx->citizen);
    enum assurance assurance =
        ctx->actor != NULL ? ctx->actor->assurance : citizen_assurance(ctx->citizen);
    return evidence_add(
        ctx->db, ctx->arena, clock_now_us(ctx->clock),
        (struct evidence){
            .kind = str_from_c(kind),
            .object = question->object,
            .actor = actor,
            .agency_id = question->agency_id,
            .data = str_printf(ctx->arena,
                               "{\"assurance\":\"%s\",\"due_us\":%lld,\"question\":%lld}",
                               assurance_code(assurance), (long long)question->due_us,
                               (long long)question->id)});
}

static struct result ask(struct service_context *ctx, const struct own_objects *own,
                         const struct looked *about, struct str text, struct str *token)
{
    struct calendar calendar;
    struct q_question_add_out added;
    bool new_one;
    int64_t now_us = clock_now_us(ctx->clock);
    TRY(calendar_load(ctx->db, ctx->arena, &calendar));
    int64_t due_us = calendar_due(&calendar, now_us, limit_working_days(ANSWER_DAYS));
    *token = random_hex(ctx->arena, TOKEN_BYTES);
    TRY(q_question_add(
        ctx->db, ctx->arena,
        (struct q_question_add_in){
            .token = *token,
            .evidence_id = about->reading.evidence_id,
            .object = about->reading.object,
            .citizen_id = ctx->citizen == NULL ? 0 : ctx->citizen->id,
            .phone = own->phone,
            .assurance = str_from_c(assurance_code(citizen_assurance(ctx->citizen))),
            .agency_id = about->reading.agency_id,
            .asked = text,
            .now = now_us,
            .due_us = due_us},
        &added, &new_one));
    if (!new_one) /* the same request a moment ago */
        return result_fail(ERROR_CONFLICT, "privacy.asked", NULL);
    return leave_evidence(ctx, "privacy.asked",
                          &(struct question){.id = added.id,
                                             .object = about->reading.object,
                                             .agency_id = about->reading.agency_id,
                                             .due_us = due_us});
}

struct result question_ask(struct service_context *ctx, const struct own_objects *own,
                           struct question_new question, struct str *token)
{
    struct looked about;
    TRY(looked_once(ctx, own, question.evidence_id, &about));
    *token = about.token;
    if (about.state != QUESTION_NONE)
        return RESULT_OK;
    if (!about.reading.official)
        return result_fail(ERROR_INVALID, "privacy.own_reading",
                           N_("Lượt này là của bạn hoặc người có đường dẫn hồ sơ, không cơ quan "
                              "nào trả lời được"));
    TRY(db_write_begin(ctx->db));
    struct result done = db_finish(ctx->db, ask(ctx, own, &about, question.text, token));
    if (done.kind != ERROR_CONFLICT)
        return done;
    TRY(looked_once(ctx, own, question.evidence_id, &about));
    *token = about.token;
    return RESULT_OK;
}

/* ---- reading a question ---- */

static struct result no_question(void)
{
    return result_fail(ERROR_NOT_FOUND, "privacy.no_question",
                       N_("Không có câu hỏi ở địa chỉ này. Kiểm tra lại địa chỉ"));
}

static struct result name_agency(struct service_context *ctx, struct question *question)
{
    struct agency agency;
    struct str day = civil_date_text(ctx->arena, civil_day_of_us(question->asked_us));
    struct result found =
        agency_by_id(ctx->db, ctx->arena, question->agency_id, day, &agency);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    question->agency_name = agency.name;
    return RESULT_OK;
}

static struct result add_reading(struct service_context *ctx, struct question *question,
                                 int64_t evidence_id)
{
    struct reading_filter filter = {.objects = &question->object, .object_count = 1};
    TRY(name_agency(ctx, question));
    struct result found =
        privacy_reading(ctx->db, ctx->arena, evidence_id, &filter, &question->reading);
    question->reading.purpose = found.kind == ERROR_NOT_FOUND ? purpose_find(S(""))
                                                              : question->reading.purpose;
    return found.kind == ERROR_NOT_FOUND ? RESULT_OK : found; /* erased since */
}

/* Both queries have these columns. */
#define QUESTION_OF(row)                                                                           \
    ((struct question){.id = (row).id,                                                             \
                       .agency_id = (row).agency_id,                                               \
                       .asked = (row).asked,                                                       \
                       .asked_us = (row).asked_us,                                                 \
                       .due_us = (row).due_us,                                                     \
                       .answered = (row).has_answered_us,                                          \
                       .answered_us = (row).answered_us,                                           \
                       .answer = (row).answer,                                                     \
                       .answered_by = (row).answered_by,                                           \
                       .object = (row).object})

struct result question_by_token(struct service_context *ctx, struct str token,
                                struct question *out)
{
    struct q_question_by_token_out row;
    bool found;
    TRY(q_question_by_token(ctx->db, ctx->arena, (struct q_question_by_token_in){.token = token},
                            &row, &found));
    if (!found)
        return no_question();
    *out = QUESTION_OF(row);
    return add_reading(ctx, out, row.evidence_id);
}

/* ---- officials ---- */

struct result questions_open(struct service_context *ctx, struct question_list *out)
{
    struct q_questions_of_agency_rows rows;
    TRY(q_questions_of_agency(ctx->db, ctx->arena,
                              (struct q_questions_of_agency_in){
                                  .agency_id = ctx->actor->agency_id,
                                  .day = organisation_today(ctx->arena, ctx->clock),
                                  .most = QUESTIONS_MAX},
                              &rows));
    *out = (struct question_list){
        .items = ARENA_ARRAY(ctx->arena, struct question, rows.count)};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_questions_of_agency_out *row = &rows.items[i];
        struct question *question = &out->items[out->count];
        *question = (struct question){.id = row->id,
                                      .agency_id = row->agency_id,
                                      .object = row->object,
                                      .asked = row->asked,
                                      .asked_us = row->asked_us,
                                      .due_us = row->due_us,
                                      .answered = row->has_answered_us,
                                      .answered_us = row->answered_us};
        struct result may = permission_check(ctx->db, ctx->arena, ctx->actor, "privacy.answer",
                                             row->agency_id);
        if (may.kind == ERROR_FORBIDDEN)
            continue;
        TRY(may);
        TRY(name_agency(ctx, question));
        out->count++;
    }
    return RESULT_OK;
}

static struct result load(struct service_context *ctx, int64_t id,
                          struct q_question_by_id_out *row)
{
    bool found;
    TRY(q_question_by_id(ctx->db, ctx->arena, (struct q_question_by_id_in){.id = id}, row,
                         &found));
    if (!found)
        return no_question();
    struct result may = permission_check(ctx->db, ctx->arena, ctx->actor, "privacy.answer",
                                         row->agency_id);
    return may.kind == ERROR_FORBIDDEN ? no_question() : may;
}

struct result question_open(struct service_context *ctx, int64_t id, struct question *out)
{
    struct q_question_by_id_out row;
    TRY(load(ctx, id, &row));
    *out = QUESTION_OF(row);
    return add_reading(ctx, out, row.evidence_id);
}

static struct result answer(struct service_context *ctx, const struct q_question_by_id_out *row,
                            struct str text)
{
    int64_t changed;
    int64_t now_us = clock_now_us(ctx->clock);
    struct question question = QUESTION_OF(*row);
    TRY(q_question_answer(ctx->db, ctx->arena,
                          (struct q_question_answer_in){
                              .id = row->id,
                              .answer = text,
                              .answered_by = str_printf(ctx->arena, "%.*s, %.*s",
                                                        STR_ARG(ctx->actor->name),
                                                        STR_ARG(ctx->actor->title)),
                              .now = now_us},
                          &changed));
    if (changed == 0)
        return result_fail(ERROR_CONFLICT, "privacy.answered",
                           N_("Câu hỏi này vừa được trả lời. Mở lại để xem"));
    TRY(leave_evidence(ctx, "privacy.answered", &question));
    return notify_add(ctx->db, ctx->arena, now_us,
                      (struct notification){.phone = row->phone,
                                            .text = S("Co quan da tra loi cau hoi cua ban ve "
                                                      "luot xem du lieu. Mo trang Ai da xem du "
                                                      "lieu cua toi de doc."),
                                            .object = S("privacy")});
}

struct result question_answer(struct service_context *ctx, int64_t id, struct str text)
{
    struct question question;
    struct q_question_by_id_out row;
    TRY(question_open(ctx, id, &question));
    TRY(load(ctx, id, &row));
    if (str_equal(question.reading.actor, actor_mark(ctx->arena, ctx->actor)))
        return result_fail(ERROR_CONFLICT, "privacy.self",
                           N_("Bạn là người đã xem, nên người khác của cơ quan phải trả lời"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, answer(ctx, &row, text));
}
