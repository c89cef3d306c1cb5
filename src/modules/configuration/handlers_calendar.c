/* The working calendar: a year of it, what a change would do, and the change. */
#include <stdlib.h>

#include "core/configuration.h"
#include "core/organisation.h"
#include "modules/configuration/calendar_views.h"
#include "modules/configuration/handlers.h"
#include "modules/configuration/pages.h"
#include "modules/configuration/present.h"

enum { SHOWN_MOVES = 50, SHOWN_CHANGES = 30, KNOWN_DAYS_MAX = 2000 };

static const struct {
    const char *word;
    const char *label;
} ACTS[] = {
    [CALENDAR_OFF] = {"nghi", N_("Nghỉ")},
    [CALENDAR_MAKE_UP] = {"lam-bu", N_("Làm bù")},
    [CALENDAR_NORMAL] = {"thuong", N_("Như ngày thường trong tuần")},
};

static struct service_context context_of(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .actor = request->actor};
}

static const char *weekday_words(int64_t day)
{
    static const char *const words[] = {N_("Chủ nhật"), N_("Thứ hai"), N_("Thứ ba"),
                                        N_("Thứ tư"),   N_("Thứ năm"), N_("Thứ sáu"),
                                        N_("Thứ bảy")};
    return words[civil_weekday(day) % 7];
}

static void add_line(struct calendar_view *view, const struct calendar_entry *entry)
{
    int64_t day;
    if (!civil_parse_date(entry->day, &day) || !entry->stands)
        return;
    view->days[view->count++] = (struct calendar_line){.day = entry->day,
                                                       .weekday = weekday_words(day),
                                                       .works = entry->works,
                                                       .name = entry->name,
                                                       .act = entry->act};
}

/* A day as the calendar said at an instant: what was changed since is taken back. */
static struct result as_of(struct request *request, int64_t at_us, struct calendar_entry *entry)
{
    struct str json;
    struct str object = str_printf(request->arena, "calendar:%.*s", STR_ARG(entry->day));
    TRY(configuration_at(request->db, request->arena, object, at_us, &json));
    if (!str_empty(json) && !calendar_entry_parse(request->arena, json, entry))
        return result_fail(ERROR_CORRUPT, "calendar.entry", NULL);
    return RESULT_OK;
}

/* Days that have no row any more may have had one then. */
static struct result add_gone(struct request *request, struct calendar_view *view,
                              struct calendar_entries *entries)
{
    struct configuration_rows changes;
    struct str prefix = S("calendar:");
    struct str year = str_printf(request->arena, "%lld-", (long long)view->year);
    TRY(configuration_latest(request->db, request->arena, S("calendar"), KNOWN_DAYS_MAX,
                             &changes));
    struct calendar_entry *all =
        ARENA_ARRAY(request->arena, struct calendar_entry, entries->count + changes.count + 1);
    size_t count = entries->count;
    for (size_t i = 0; i < count; i++)
        all[i] = entries->items[i];
    for (size_t i = 0; i < changes.count; i++) {
        struct str day = str_slice(changes.items[i].object, prefix.len,
                                   changes.items[i].object.len);
        bool known = !str_starts(day, year);
        for (size_t j = 0; j < count && !known; j++)
            known = str_equal(all[j].day, day);
        if (!known)
            all[count++] = (struct calendar_entry){.day = day};
    }
    *entries = (struct calendar_entries){all, count};
    return RESULT_OK;
}

static int by_day(const void *a, const void *b)
{
    return str_compare(((const struct calendar_line *)a)->day,
                       ((const struct calendar_line *)b)->day);
}

static struct result fill_days(struct request *request, struct calendar_view *view)
{
    struct calendar_entries entries;
    int64_t day = 0;
    struct str from = str_printf(request->arena, "%lld-01-01", (long long)view->year);
    struct str to = str_printf(request->arena, "%lld-01-01", (long long)view->year + 1);
    TRY(calendar_between(request->db, request->arena, from, to, &entries));
    bool past = civil_parse_date(view->as_of, &day);
    if (past)
        TRY(add_gone(request, view, &entries));
    view->days = ARENA_ARRAY(request->arena, struct calendar_line, entries.count + 1);
    for (size_t i = 0; i < entries.count; i++) {
        if (past)
            TRY(as_of(request, civil_to_us(civil_from_day_number(day + 1)) - 1,
                      &entries.items[i]));
        add_line(view, &entries.items[i]);
    }
    qsort(view->days, view->count, sizeof view->days[0], by_day);
    return RESULT_OK;
}

static struct str entry_words(struct request *request, struct str json)
{
    struct calendar_entry entry = {0};
    if (!calendar_entry_parse(request->arena, json, &entry) || !entry.stands)
        return tr_str(request->locale, N_("ngày thường"));
    return str_printf(request->arena, "%s: %.*s",
                      tr(request->locale, entry.works ? N_("Làm bù") : N_("Nghỉ")),
                      STR_ARG(entry.name));
}

static struct result fill_changes(struct request *request, struct calendar_view *view)
{
    struct configuration_rows rows;
    struct str prefix = S("calendar:");
    TRY(configuration_latest(request->db, request->arena, S("calendar"), SHOWN_CHANGES, &rows));
    view->changes.items = ARENA_ARRAY(request->arena, struct change_line, rows.count + 1);
    view->changes.count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct configuration_row *row = &rows.items[i];
        struct change_line *line = &view->changes.items[i];
        *line = (struct change_line){.at_us = row->changed_us,
                                     .before = entry_words(request, row->before),
                                     .after = entry_words(request, row->value),
                                     .reason = row->reason,
                                     .undo = str_slice(row->object, prefix.len, row->object.len)};
        TRY(configuration_who(request, row->actor, &line->who));
    }
    return RESULT_OK;
}

static struct calendar_edit edit_of(const struct request *request)
{
    struct calendar_edit edit = {.from = form_get(request->form, "tu"),
                                 .to = form_get(request->form, "den"),
                                 .name = form_get(request->form, "ten"),
                                 .law = form_get(request->form, "can-cu")};
    if (str_empty(edit.to))
        edit.to = edit.from;
    for (size_t i = 0; i < sizeof ACTS / sizeof ACTS[0]; i++)
        if (str_is(form_get(request->form, "loai"), ACTS[i].word))
            edit.act = (enum calendar_act)i;
    return edit;
}

static struct result show(struct request *request, struct form_error *error)
{
    struct civil_time now = civil_from_us(request_now_us(request));
    struct str title = tr_str(request->locale, N_("Lịch làm việc"));
    struct calendar_view view = {
        .chrome = chrome_staff(request, title, "/can-bo/quan-tri"),
        .crumbs = configuration_crumbs(request, N_("Lịch làm việc"), (struct crumb){.path = S("")}),
        .errors = error != NULL ? (struct error_view){error, 1} : error_view_of(request->form),
        .year = form_int(request->form, "nam", now.year),
        .as_of = form_get(request->form, "ngay"),
        .edit = edit_of(request),
        .moved = form_int(request->form, "da-doi", -1)};
    int64_t number;
    if (!civil_parse_date(view.as_of, &number))
        view.as_of = (struct str){0};
    view.act = S("nghi");
    if (form_has(request->form, "loai"))
        view.act = form_get(request->form, "loai");
    TRY(fill_days(request, &view));
    TRY(fill_changes(request, &view));
    page_calendar(respond_html(request, view.errors.count > 0 ? 422 : 200), &view);
    return RESULT_OK;
}

struct result configuration_calendar(struct request *request)
{
    return show(request, NULL);
}

static bool can_mend(struct result failure)
{
    return failure.kind == ERROR_INVALID || failure.kind == ERROR_CONFLICT;
}

static struct result complain(struct request *request, struct result failure)
{
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    const char *field = str_is(str_from_c(failure.code), "calendar.name")  ? "ten"
                        : str_is(str_from_c(failure.code), "calendar.law") ? "can-cu"
                                                                           : "tu";
    *error = (struct form_error){str_from_c(field), failure.message};
    return show(request, error);
}

/* How many dossiers of each agency move, the most first. */
static struct result fill_agencies(struct request *request, struct calendar_preview *view)
{
    const struct dossier_due_moves *moves = &view->plan.moves;
    struct agency_list agencies;
    struct str today = organisation_today(request->arena, request->clock);
    TRY(agency_all(request->db, request->arena, today, &agencies));
    view->agencies = ARENA_ARRAY(request->arena, struct calendar_agency, agencies.count + 1);
    for (size_t a = 0; a < agencies.count; a++) {
        int64_t count = 0;
        for (size_t i = 0; i < moves->count; i++)
            count += moves->items[i].agency_id == agencies.items[a].id;
        if (count > 0)
            view->agencies[view->agency_count++] =
                (struct calendar_agency){agencies.items[a].name, count};
    }
    return RESULT_OK;
}

struct result configuration_calendar_preview(struct request *request)
{
    if (request->form->error_count > 0)
        return show(request, NULL);
    struct service_context ctx = context_of(request);
    struct str title = tr_str(request->locale, N_("Xem trước thay đổi lịch"));
    struct calendar_preview *view = ARENA_NEW(request->arena, struct calendar_preview);
    view->edit = edit_of(request);
    struct result planned = calendar_plan(&ctx, &view->edit, &view->plan);
    if (can_mend(planned))
        return complain(request, planned);
    TRY(planned);
    view->chrome = chrome_staff(request, title, "/can-bo/quan-tri");
    view->crumbs = configuration_crumbs(request, N_("Lịch làm việc"),
                                        (struct crumb){S("/can-bo/cau-hinh/lich"), title});
    view->act = form_get(request->form, "loai");
    view->act_words = ACTS[view->edit.act].label;
    view->shown = view->plan.moves.count < SHOWN_MOVES ? view->plan.moves.count : SHOWN_MOVES;
    TRY(fill_agencies(request, view));
    page_calendar_preview(respond_html(request, 200), view);
    return RESULT_OK;
}

struct result configuration_calendar_send(struct request *request)
{
    if (request->form->error_count > 0)
        return show(request, NULL);
    struct service_context ctx = context_of(request);
    struct calendar_edit edit = edit_of(request);
    struct calendar_plan *done = ARENA_NEW(request->arena, struct calendar_plan);
    struct result applied = calendar_apply(&ctx, &edit, done);
    if (can_mend(applied))
        return complain(request, applied);
    TRY(applied);
    return respond_redirect(request,
                            str_printf(request->arena, "/can-bo/cau-hinh/lich?nam=%.*s&da-doi=%zu",
                                       STR_ARG(str_slice(edit.from, 0, 4)), done->moves.count));
}
