/* All dossiers that a person may see, wherever they lie. */
#include "core/calendar_days.h"
#include "core/permission.h"
#include "modules/dossier/deadline.h"
#include "modules/dossier/handlers_staff.h"
#include "modules/dossier/staff_pages.h"

enum { PAGE_ROWS = 50 };

/* In the order of enum list_kind. */
static const struct {
    const char *slug;
    const char *label;
} KINDS[LIST_TABS] = {
    {"dang-mo", N_("Đang mở")},
    {"qua-han", N_("Quá hạn")},
    {"da-xong", N_("Đã kết thúc")},
};

static enum list_kind kind_of(struct str slug)
{
    for (unsigned i = 0; i < LIST_TABS; i++) {
        if (str_is(slug, KINDS[i].slug))
            return (enum list_kind)i;
    }
    return LIST_OPEN;
}

static void fill_tabs(struct list_view *view, enum list_kind kind)
{
    for (unsigned i = 0; i < LIST_TABS; i++)
        view->tabs[i] = (struct queue_tab){.slug = KINDS[i].slug, .label = KINDS[i].label,
                                           .current = i == (unsigned)kind};
    view->current = &view->tabs[kind];
}

/* "UBND xã Phú Hoà; Thành phố Đồng Nai và các cơ quan trực thuộc". */
static struct str places_in_words(struct request *request)
{
    struct permission_scopes scopes;
    struct str words = S("");
    permission_scopes(request->arena, request->actor, "dossier.read", &scopes);
    for (size_t i = 0; i < scopes.count; i++) {
        const struct permission_scope *scope = &scopes.items[i];
        struct str below = scope->subtree
                               ? tr_str(request->locale, N_(" và các cơ quan trực thuộc"))
                               : S("");
        struct str one = str_concat(request->arena, scope->grant->agency_name, below);
        if (str_find(words, one) == words.len)
            words = str_printf(request->arena, "%.*s%s%.*s", STR_ARG(words),
                               words.len > 0 ? "; " : "", STR_ARG(one));
    }
    return words;
}

static struct list_item item_of(struct request *request, const struct calendar *calendar,
                                const struct list_row *found, bool closed)
{
    const struct queue_row *row = &found->row;
    struct deadline_span span = {row->submitted_us, row->due_us,
                                 closed || row->status == DOSSIER_DONE};
    struct queue_item item = {.row = *row};
    item.deadline = deadline_view_of(calendar, request_now_us(request), span);
    item.step = staff_step(request, row->holder_role, row->task_name, row->status);
    item.waits = str_is(row->holder_role, "citizen") || str_is(row->holder_role, "system");
    item.bad = item.deadline.late && !item.waits;
    return (struct list_item){.item = item, .agency_name = found->agency_name};
}

/* Every row shows a name: each dossier is one that was read. */
static struct result fill_items(struct request *request, const struct dossier_list *list,
                                struct list_view *view)
{
    struct calendar calendar;
    TRY(calendar_load(request->db, request->arena, &calendar));
    view->items = ARENA_ARRAY(request->arena, struct list_item, list->count);
    view->count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        view->items[i] = item_of(request, &calendar, &list->rows[i], view->closed);
        permission_sees(request->actor, 0, list->rows[i].row.holder_role);
        respond_reads(request, "dossier.list",
                      str_printf(request->arena, "dossier:%lld",
                                 (long long)list->rows[i].row.id));
    }
    return RESULT_OK;
}

struct result staff_list_show(struct request *request)
{
    struct service_context ctx = staff_context(request);
    struct list_filter filter = {.kind = kind_of(form_get(request->form, "ds")),
                                 .limit = PAGE_ROWS};
    struct dossier_list list;
    struct str due;
    struct str id;
    if (str_split(form_get(request->form, "sau"), '.', &due, &id) &&
        !(str_to_i64(due, &filter.after_due_us) && str_to_i64(id, &filter.after_id)))
        filter.after_due_us = filter.after_id = 0;
    TRY(dossier_list(&ctx, &filter, &list));
    struct list_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Hồ sơ")), "/can-bo/ho-so"),
        .places = places_in_words(request),
        .several = list.several,
        .closed = filter.kind == LIST_CLOSED,
        .more = list.more,
    };
    fill_tabs(&view, filter.kind);
    TRY(fill_items(request, &list, &view));
    if (list.more) {
        view.next_due_us = list.rows[list.count - 1].row.due_us;
        view.next_id = list.rows[list.count - 1].row.id;
    }
    page_dossier_list(respond_html(request, 200), &view);
    return RESULT_OK;
}
