/* The work queue: one agency, by due date, in working time. */
#include "core/calendar_days.h"
#include "modules/dossier/deadline.h"
#include "modules/dossier/handlers_staff.h"
#include "modules/dossier/staff_pages.h"

#include "core/identity.h"

enum { PAGE_ROWS = 40 };

/* In the order of enum queue_list. */
static const struct {
    const char *slug;
    const char *label;
} LISTS[QUEUE_TABS] = {
    {"can-lam", N_("Cần làm")},          {"qua-han", N_("Quá hạn")},
    {"cho-bo-sung", N_("Chờ người dân")}, {"cho-ky", N_("Chờ ký số")},
    {"dang-mo", N_("Đang xử lý")},       {"da-xong", N_("Đã kết thúc")},
};

static const char *const GROUPS[QUEUE_GROUPS] = {
    N_("Quá hạn"),
    N_("Hạn hôm nay"),
    N_("Trong bảy ngày tới"),
    N_("Sau đó"),
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
            .count = queue->counts[i],
            .counted = (enum queue_list)i != QUEUE_FINISHED,
            .current = (enum queue_list)i == list,
            .bad = (enum queue_list)i == QUEUE_LATE && queue->counts[i] > 0,
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

/* Rows come by due date, so each group is a run of them. */
static void fill_groups(struct request *request, const struct calendar *calendar,
                        const struct queue *queue, struct queue_view *view, bool closed)
{
    struct queue_item *items = ARENA_ARRAY(request->arena, struct queue_item, queue->count);
    size_t last = QUEUE_GROUPS;
    for (size_t i = 0; i < queue->count; i++) {
        const struct queue_row *row = &queue->rows[i];
        items[i] = item_of(request, calendar, row, closed);
        respond_reads(request, "dossier.queue",
                      str_printf(request->arena, "dossier:%lld", (long long)row->id));
        size_t group = closed ? QUEUE_GROUPS - 1 : deadline_group(request_now_us(request),
                                                                  row->due_us);
        if (group != last) {
            const char *title = closed ? N_("Mới kết thúc trước") : GROUPS[group];
            view->groups[view->group_count++] =
                (struct queue_group){.title = title, .items = &items[i]};
            last = group;
        }
        view->groups[view->group_count - 1].count++;
    }
}

struct result staff_queue_show(struct request *request)
{
    struct service_context ctx = staff_context(request);
    enum queue_list list = list_of(form_get(request->form, "ds"));
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
        .more = queue.more,
    };
    int64_t now_us = request_now_us(request);
    int64_t midnight = (civil_day_of_us(now_us) + 1) * MICROS_PER_DAY -
                       TIME_ZONE_OFFSET_S * MICROS_PER_SECOND;
    view.minutes_left_today = calendar_working_minutes(&calendar, now_us, midnight);
    fill_tabs(&view, &queue, list);
    fill_groups(request, &calendar, &queue, &view, list == QUEUE_FINISHED);
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
