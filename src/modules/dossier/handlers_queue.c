/* The work queue: one agency, by due date, in working time. */
#include "core/calendar_days.h"
#include "core/identity.h"
#include "core/permission.h"
#include "modules/dossier/deadline.h"
#include "modules/dossier/handlers_staff.h"
#include "modules/dossier/staff_pages.h"

#include "core/identifiers.h"

enum { PAGE_ROWS = 50 };

/* In the order of enum queue_list. */
static const struct {
    const char *slug;
    const char *label;
} LISTS[QUEUE_TABS] = {
    {"can-lam", N_("Cần làm")},          {"qua-han", N_("Quá hạn")},
    {"cho-bo-sung", N_("Chờ người dân")}, {"cho-ky", N_("Chờ ký số")},
    {"dang-mo", N_("Đang xử lý")},       {"da-xong", N_("Đã kết thúc")},
};

/* By deadline_group; what is done waits for nobody's clock and comes last. */
enum { GROUP_DONE = QUEUE_GROUPS - 1 };
static const char *const GROUPS[QUEUE_GROUPS] = {
    N_("Quá hạn"),
    N_("Hạn hôm nay"),
    N_("Trong bảy ngày tới"),
    N_("Sau đó"),
    N_("Đã xong, chờ người dân đến nhận"),
};

static enum queue_list list_of(struct str slug)
{
    for (unsigned i = 0; i < QUEUE_TABS; i++) {
        if (str_is(slug, LISTS[i].slug))
            return (enum queue_list)i;
    }
    return QUEUE_TODO;
}

/* "1790000000000000.17": due date and id behind which the page begins. */
static void read_position(struct str text, struct queue_filter *filter)
{
    struct str due;
    struct str id;
    if (!str_split(text, '.', &due, &id) || !str_to_i64(due, &filter->after_due_us) ||
        !str_to_i64(id, &filter->after_id)) {
        filter->after_due_us = 0;
        filter->after_id = 0;
    }
}

static void fill_tabs(struct queue_view *view, const struct queue *queue, enum queue_list list)
{
    for (unsigned i = 0; i < QUEUE_TABS; i++) {
        view->tabs[i] = (struct queue_tab){
            .slug = LISTS[i].slug,
            .label = LISTS[i].label,
            .count = queue->counts[i] < QUEUE_COUNT_MOST ? queue->counts[i] : QUEUE_COUNT_MOST - 1,
            .at_least = queue->counts[i] >= QUEUE_COUNT_MOST,
            .counted = (enum queue_list)i != QUEUE_FINISHED,
            .current = (enum queue_list)i == list,
            .bad = (enum queue_list)i == QUEUE_LATE && queue->counts[i] > 0,
            .elsewhere = (enum queue_list)i != list && i >= QUEUE_ALL_OPEN,
        };
    }
    view->current = &view->tabs[list];
}

static struct queue_item item_of(struct request *request, const struct calendar *calendar,
                                 const struct queue_row *row, bool closed)
{
    struct deadline_span span = {row->submitted_us, row->due_us, closed};
    struct queue_item item = {.row = *row};
    item.deadline = deadline_view_of(calendar, request_now_us(request), span);
    item.step = staff_step(request, row->holder_role, row->task_name, row->status);
    item.waits = str_is(row->holder_role, "citizen") || str_is(row->holder_role, "system");
    item.bad = item.deadline.late && !item.waits;
    return item;
}

static size_t group_of(const struct request *request, const struct queue_row *row)
{
    return row->status == DOSSIER_DONE ? (size_t)GROUP_DONE
                                       : deadline_group(request_now_us(request), row->due_us);
}

/* Groups in their order, rows within one by due date as they came. */
static void fill_groups(struct request *request, const struct calendar *calendar,
                        const struct queue *queue, struct queue_view *view)
{
    struct queue_item *items = ARENA_ARRAY(request->arena, struct queue_item, queue->count);
    size_t filled = 0;
    for (size_t g = 0; g < QUEUE_GROUPS; g++) {
        struct queue_group group = {.title = GROUPS[g], .items = &items[filled]};
        for (size_t i = 0; i < queue->count; i++) {
            if (group_of(request, &queue->rows[i]) != g)
                continue;
            items[filled++] = item_of(request, calendar, &queue->rows[i], g == GROUP_DONE);
            group.count++;
        }
        if (group.count > 0)
            view->groups[view->group_count++] = group;
    }
}

static void fill_closed(struct request *request, const struct calendar *calendar,
                        const struct queue *queue, struct queue_view *view)
{
    struct queue_item *items = ARENA_ARRAY(request->arena, struct queue_item, queue->count);
    for (size_t i = 0; i < queue->count; i++)
        items[i] = item_of(request, calendar, &queue->rows[i], true);
    view->groups[0] = (struct queue_group){
        .title = N_("Mới kết thúc trước"), .items = items, .count = queue->count};
    view->group_count = queue->count > 0 ? 1 : 0;
}

/* Every row shows a name: each dossier is one that was read. */
static void mark_reads(struct request *request, const struct queue *queue)
{
    for (size_t i = 0; i < queue->count; i++) {
        permission_sees(request->actor, request->actor->agency_id, queue->rows[i].holder_role);
        respond_reads(request, "dossier.queue",
                      str_printf(request->arena, "dossier:%lld", (long long)queue->rows[i].id));
    }
}

/* A whole code leads to its dossier, in whichever list that is; `*found` stays false where the
 * person may see none of that code. */
static struct result find_by_code(struct service_context *ctx, struct str typed, struct str *code,
                                  bool *found)
{
    struct dossier_view view;
    *found = false;
    *code = dossier_code_clean(ctx->arena, typed);
    if (dossier_code_pattern_of(*code) == DOSSIER_CODE_NONE)
        return RESULT_OK;
    struct result opened = dossier_open(ctx, *code, &view);
    *found = result_ok(opened);
    return opened.kind == ERROR_NOT_FOUND ? RESULT_OK : opened;
}

static struct str behalf_of(const struct request *request)
{
    const struct actor *actor = request->actor;
    struct str names = S("");
    for (size_t i = 0; i < actor->grant_count; i++) {
        struct str name = actor->grants[i].for_name;
        if (str_empty(name) || str_find(names, name) < names.len)
            continue;
        names = str_empty(names) ? name
                                 : str_printf(request->arena, "%.*s, %.*s", STR_ARG(names),
                                              STR_ARG(name));
    }
    return names;
}

struct result staff_queue_show(struct request *request)
{
    struct service_context ctx = staff_context(request);
    enum queue_list list = list_of(form_get(request->form, "ds"));
    struct str code;
    bool found;
    TRY(find_by_code(&ctx, form_get(request->form, "tim"), &code, &found));
    if (found)
        return respond_redirect(request, staff_path(request, code));
    struct queue_filter filter = {
        .list = list, .search = form_get(request->form, "tim"), .limit = PAGE_ROWS};
    read_position(form_get(request->form, "sau"), &filter);
    struct queue queue;
    struct calendar calendar;
    TRY(dossier_queue(&ctx, &filter, &queue));
    TRY(calendar_load(request->db, request->arena, &calendar));
    struct queue_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, LISTS[list].label),
                               "/can-bo/viec"),
        .search = filter.search,
        .behalf = behalf_of(request),
        .more = queue.more,
    };
    int64_t now_us = request_now_us(request);
    int64_t midnight = (civil_day_of_us(now_us) + 1) * MICROS_PER_DAY -
                       TIME_ZONE_OFFSET_S * MICROS_PER_SECOND;
    view.minutes_left_today = calendar_working_minutes(&calendar, now_us, midnight);
    fill_tabs(&view, &queue, list);
    mark_reads(request, &queue);
    if (list == QUEUE_FINISHED)
        fill_closed(request, &calendar, &queue, &view);
    else
        fill_groups(request, &calendar, &queue, &view);
    if (queue.more) {
        view.next_due_us = queue.rows[queue.count - 1].due_us;
        view.next_id = queue.rows[queue.count - 1].id;
    }
    page_queue(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* The dossier that comes after this one in the person's own queue; the queue when none does. */
struct result staff_next_show(struct request *request)
{
    struct service_context ctx = staff_context(request);
    struct dossier_view now_open;
    TRY(dossier_open(&ctx, request_param(request, "code"), &now_open));
    struct queue_filter filter = {.list = QUEUE_TODO,
                                  .after_due_us = now_open.brief.due_us,
                                  .after_id = now_open.brief.id,
                                  .limit = 1};
    struct queue queue;
    TRY(dossier_queue(&ctx, &filter, &queue));
    if (queue.count == 0) {
        filter.after_due_us = 0;
        filter.after_id = 0;
        TRY(dossier_queue(&ctx, &filter, &queue));
    }
    bool other = queue.count > 0 && queue.rows[0].id != now_open.brief.id;
    return respond_redirect(request,
                            other ? staff_path(request, queue.rows[0].code) : S("/can-bo/viec"));
}
