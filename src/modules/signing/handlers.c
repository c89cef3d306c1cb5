/* The list. */
#include "modules/signing/handlers.h"

#include "core/permission.h"
#include "core/services.h"
#include "modules/signing/pages.h"

static const struct {
    const char *slug;
    const char *label;
} TABS[DESK_TABS] = {
    {"cho-ky", N_("Chờ ký")},
    {"da-ky", N_("Đã ký")},
    {"tra-lai", N_("Đã trả lại")},
};

struct desk_context desk_of(struct request *request)
{
    struct service_context *ctx = ARENA_NEW(request->arena, struct service_context);
    *ctx = (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .files = request->services->files,
                                    .actor = request->actor};
    return (struct desk_context){ctx, request->services->signables};
}

struct crumbs desk_crumbs(const struct request *request, struct str label)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 2);
    items[0] = (struct crumb){S(DESK), tr_str(request->locale, N_("Chờ tôi ký"))};
    items[1] = (struct crumb){.label = label};
    return (struct crumbs){items, 2};
}

struct error_view desk_error(const struct request *request, const char *field,
                             const char *message)
{
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    *error = (struct form_error){.field = str_from_c(field), .message = message};
    return (struct error_view){.items = error, .count = message == NULL ? 0 : 1};
}

static struct desk_filter filter_of(const struct request *request)
{
    struct desk_filter filter = {.kind = form_get(request->form, "loai"),
                                 .words = form_get(request->form, "tu"),
                                 .late = str_is(form_get(request->form, "han"), "qua")};
    for (size_t i = 0; i < DESK_TABS; i++)
        if (str_is(form_get(request->form, "ds"), TABS[i].slug))
            filter.tab = (enum desk_tab)i;
    return filter;
}

static void add_kinds(struct request *request, struct desk_view *view)
{
    const struct signable_list *list = &request->services->signables;
    size_t most = 0;
    for (size_t t = 0; t < list->count; t++)
        for (const struct signable *s = list->tables[t]; s->code != NULL; s++)
            most++;
    view->kinds = ARENA_ARRAY(request->arena, struct desk_kind_view, most + 1);
    for (size_t t = 0; t < list->count; t++)
        for (const struct signable *s = list->tables[t]; s->code != NULL; s++)
            view->kinds[view->kind_count++] = (struct desk_kind_view){
                s->code, s->title, str_is(view->filter.kind, s->code)};
}

static struct result fill_view(struct request *request, const struct desk_context *desk,
                               struct desk_view *view)
{
    const struct desk_list *list = view->list;
    view->waiting = view->filter.tab == DESK_WAITING;
    view->filtered = !str_empty(view->filter.words) || view->filter.late ||
                     !str_empty(view->filter.kind);
    view->choose_all = str_is(form_get(request->form, "chon"), "het");
    view->now_us = request_now_us(request);
    view->pages = ((int64_t)list->count + DESK_PAGE_ROWS - 1) / DESK_PAGE_ROWS;
    view->page = form_int(request->form, "trang", 1);
    if (view->page > view->pages || view->page < 1)
        view->page = 1;
    view->rows = ARENA_ARRAY(request->arena, struct desk_row, DESK_PAGE_ROWS);
    for (size_t i = 0; i < DESK_TABS; i++)
        view->tabs[i] = (struct desk_tab_view){TABS[i].slug, TABS[i].label, list->counts[i],
                                               view->filter.tab == (enum desk_tab)i};
    add_kinds(request, view);
    const struct q_signing_batches_open_in open = {request->actor->person_id,
                                           view->now_us - DESK_DAYS * MICROS_PER_DAY};
    TRY(q_signing_batches_open(desk->ctx->db, desk->ctx->arena, open, &view->batches));
    return desk_rows(desk, list, (size_t)(view->page - 1) * DESK_PAGE_ROWS, view->rows,
                     &view->count);
}

static struct result desk_page(struct request *request, int status, bool none_chosen)
{
    struct desk_context desk = desk_of(request);
    struct desk_list list;
    struct desk_view view = {.list = &list, .filter = filter_of(request),
                             .none_chosen = none_chosen};
    TRY(desk_load(&desk, &view.filter, &list));
    TRY(fill_view(request, &desk, &view));
    view.chrome = chrome_staff(request, tr_str(request->locale, N_("Chờ tôi ký – Ký số")), DESK);
    for (size_t i = 0; i < view.count; i++)
        respond_reads(request, "result.desk", view.rows[i].thing.reads);
    page_desk(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result desk_show(struct request *request)
{
    return desk_page(request, 200, false);
}

/* "ket-qua.12.3f2a…": a paper and the version that the list showed. */
static bool is_choice(const struct request *request, const struct signing_thing *thing)
{
    struct str name = str_printf(request->arena, "%s.%lld.%.*s", thing->of->code,
                                 (long long)thing->id, STR_ARG(thing->version));
    struct str value;
    for (size_t i = 0; form_nth(request->form, "vb", i, &value); i++)
        if (str_equal(value, name))
            return true;
    return false;
}

/* What was ticked, or everything that matches; papers that changed since are left out, because
 * what lies there now was not seen. */
static size_t choose(const struct request *request, const struct desk_list *list,
                     struct batch_choice *out)
{
    bool all = form_has(request->form, "tat-ca");
    size_t count = 0;
    for (size_t i = 0; i < list->count && count < BATCH_MAX; i++)
        if (list->things[i].stage == SIGNING_WAITING &&
            (all || is_choice(request, &list->things[i])))
            out[count++] = (struct batch_choice){&list->things[i], list->things[i].version};
    return count;
}

struct result desk_choose_send(struct request *request)
{
    struct desk_context desk = desk_of(request);
    struct desk_filter filter = filter_of(request);
    struct desk_list list;
    int64_t batch_id;
    bool left;
    filter.tab = DESK_WAITING;
    TRY(desk_load(&desk, &filter, &list));
    struct batch_choice *chosen =
        ARENA_ARRAY(request->arena, struct batch_choice, list.count + 1);
    size_t count = choose(request, &list, chosen);
    if (count == 0)
        return desk_page(request, 422, true);
    TRY(batch_start(&desk, chosen, count, &batch_id));
    if (count <= BATCH_AT_ONCE)
        TRY(batch_prepare(&desk, batch_id, BATCH_AT_ONCE, &left));
    return respond_redirect(request, batch_address(request->arena, batch_id));
}
