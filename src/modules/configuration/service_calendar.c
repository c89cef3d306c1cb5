#include <stdlib.h>

#include "base/json.h"
#include "core/configuration.h"
#include "core/permission.h"
#include "db/db.h"
#include "modules/configuration/calendar_service.h"

enum { ENTRY_MAX = 4096 };

struct str calendar_entry_json(struct arena *arena, const struct calendar_entry *entry)
{
    struct buf out;
    if (!entry->stands)
        return S("null");
    buf_init(&out, arena, ENTRY_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_bool(&json, "works", entry->works);
    json_put_text(&json, "name", entry->name);
    json_put_text(&json, "act", entry->act);
    json_close_object(&json);
    return buf_str(&out);
}

bool calendar_entry_parse(struct arena *arena, struct str json, struct calendar_entry *out)
{
    const struct json *value;
    if (!result_ok(json_parse(arena, json, &value)))
        return false;
    out->stands = json_is(value, JSON_KIND_OBJECT);
    out->works = json_get_bool(value, "works", false);
    out->name = json_get_text(value, "name");
    out->act = json_get_text(value, "act");
    return true;
}

static struct result check(const struct calendar_edit *edit, int64_t *from, int64_t *to)
{
    if (!civil_parse_date(edit->from, from) || !civil_parse_date(edit->to, to) || *from > *to ||
        *to - *from >= CALENDAR_EDIT_DAYS_MAX)
        return result_fail(ERROR_INVALID, "calendar.range",
                           N_("Ghi ngày đầu và ngày cuối, nhiều nhất 31 ngày"));
    if (edit->act != CALENDAR_NORMAL && str_empty(edit->name))
        return result_fail(ERROR_INVALID, "calendar.name", N_("Ghi tên dịp nghỉ hoặc làm bù"));
    if (str_empty(edit->law))
        return result_fail(ERROR_INVALID, "calendar.law",
                           N_("Ghi văn bản làm căn cứ, ví dụ thông báo nghỉ Tết"));
    return RESULT_OK;
}

static const struct calendar_entry *standing(const struct calendar_entries *entries,
                                             struct str day)
{
    for (size_t i = 0; i < entries->count; i++)
        if (str_equal(entries->items[i].day, day))
            return &entries->items[i];
    return NULL;
}

static bool same(const struct calendar_entry *a, const struct calendar_entry *b)
{
    return a->stands == b->stands && (!a->stands || (a->works == b->works &&
                                                     str_equal(a->name, b->name) &&
                                                     str_equal(a->act, b->act)));
}

/* Only a day that gets another sense is written: a Sunday in a week off needs no row. */
static void plan_day(struct arena *arena, const struct calendar_edit *edit, int64_t day,
                     const struct calendar_entries *entries, struct calendar_plan *out)
{
    struct str text = civil_date_text(arena, day);
    const struct calendar_entry *now = standing(entries, text);
    bool weekend = civil_weekday(day) >= 6;
    struct calendar_entry before = {.day = text};
    struct calendar_entry after = {.day = text};
    if (now != NULL)
        before = *now;
    if (edit->act != CALENDAR_NORMAL)
        after = (struct calendar_entry){.day = text,
                                        .works = edit->act == CALENDAR_MAKE_UP,
                                        .name = edit->name,
                                        .act = edit->law,
                                        .stands = weekend == (edit->act == CALENDAR_MAKE_UP)};
    if (same(&before, &after))
        return;
    out->before[out->count] = before;
    out->after[out->count++] = after;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static const int64_t *without(struct arena *arena, const int64_t *days, size_t *count,
                              const struct calendar_plan *plan, bool works)
{
    int64_t *left = ARENA_ARRAY(arena, int64_t, *count + plan->count + 1);
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        bool changed = false;
        for (size_t j = 0; j < plan->count; j++)
            changed = changed || str_equal(civil_date_text(arena, days[i]), plan->after[j].day);
        if (!changed)
            left[kept++] = days[i];
    }
    for (size_t j = 0; j < plan->count; j++)
        if (plan->after[j].stands && plan->after[j].works == works)
            kept += civil_parse_date(plan->after[j].day, &left[kept]);
    qsort(left, kept, sizeof left[0], by_number);
    *count = kept;
    return left;
}

static struct result plan_moves(struct service_context *ctx, struct calendar_plan *plan)
{
    struct calendar before;
    int64_t first;
    TRY(calendar_load(ctx->db, ctx->arena, &before));
    struct calendar after = before;
    after.days_off = without(ctx->arena, before.days_off, &after.days_off_count, plan, false);
    after.make_up_days = without(ctx->arena, before.make_up_days, &after.make_up_count, plan, true);
    if (!civil_parse_date(plan->after[0].day, &first))
        return result_fail(ERROR_INTERNAL, "calendar.day", NULL);
    struct dossier_calendars calendars = {.before = &before,
                                          .after = &after,
                                          .from_us = civil_to_us(civil_from_day_number(first))};
    return dossier_due_moves(ctx, &calendars, &plan->moves);
}

struct result calendar_plan(struct service_context *ctx, const struct calendar_edit *edit,
                            struct calendar_plan *out)
{
    struct calendar_entries entries;
    int64_t from;
    int64_t to;
    *out = (struct calendar_plan){.count = 0};
    TRY(check(edit, &from, &to));
    TRY(calendar_between(ctx->db, ctx->arena, edit->from, civil_date_text(ctx->arena, to + 1),
                         &entries));
    for (int64_t day = from; day <= to; day++)
        plan_day(ctx->arena, edit, day, &entries, out);
    if (out->count == 0)
        return result_fail(ERROR_CONFLICT, "calendar.same",
                           N_("Những ngày này đã như vậy rồi: lịch không đổi"));
    return plan_moves(ctx, out);
}

static struct result write_days(struct service_context *ctx, const struct calendar_plan *plan,
                                struct str law)
{
    for (size_t i = 0; i < plan->count; i++) {
        struct configuration_change change = {
            .actor = ctx->actor,
            .object = str_printf(ctx->arena, "calendar:%.*s", STR_ARG(plan->after[i].day)),
            .before = calendar_entry_json(ctx->arena, &plan->before[i]),
            .after = calendar_entry_json(ctx->arena, &plan->after[i]),
            .reason = law};
        TRY(configuration_change(ctx->db, ctx->arena, clock_now_us(ctx->clock), change));
        TRY(calendar_change(ctx->db, ctx->arena, plan->after[i]));
    }
    return RESULT_OK;
}

static struct result apply(struct service_context *ctx, const struct calendar_edit *edit,
                           struct calendar_plan *plan)
{
    TRY(calendar_plan(ctx, edit, plan));
    TRY(write_days(ctx, plan, edit->law));
    struct str because = str_printf(ctx->arena, "Lịch làm việc đổi: %.*s%s%.*s",
                                    STR_ARG(edit->name), str_empty(edit->name) ? "" : ", ",
                                    STR_ARG(edit->law));
    return dossier_due_move_all(ctx, &plan->moves, because);
}

struct result calendar_apply(struct service_context *ctx, const struct calendar_edit *edit,
                             struct calendar_plan *done)
{
    TRY(permission_check_whole(ctx->db, ctx->arena, ctx->actor, "configuration.manage"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, apply(ctx, edit, done));
}
