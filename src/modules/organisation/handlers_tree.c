/* The tree as of a day, one level at a time, and the search above it. */
#include "modules/organisation/handlers.h"

#include "base/utf8.h"
#include "core/permission.h"
#include "core/services.h"
#include "modules/organisation/pages.h"
#include "modules/organisation/views.h"

enum { FOUND_MAX = 30, WORDS_MIN = 2, WORDS = 4 };

struct service_context organisation_context(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .files = request->services->files,
                                    .actor = request->actor};
}

struct str organisation_day(const struct request *request)
{
    int64_t day;
    struct str asked = form_get(request->form, "ngay");
    return civil_parse_date(asked, &day) ? asked
                                         : organisation_today(request->arena, request->clock);
}

struct str organisation_last_day(struct arena *arena, bool has_end, struct str end)
{
    int64_t day;
    if (!has_end || !civil_parse_date(end, &day))
        return (struct str){0};
    return civil_date_text(arena, day - 1);
}

struct result organisation_id(const struct request *request, const char *name, int64_t *id)
{
    if (str_to_i64(request_param(request, name), id) && *id > 0)
        return RESULT_OK;
    return result_fail(ERROR_NOT_FOUND, "agency.unknown",
                       N_("Không có cơ quan này vào ngày đã chọn"));
}

static struct str address_of(struct request *request, int64_t opened, struct str day)
{
    return str_printf(request->arena, "/can-bo/co-quan?ngay=%.*s&mo=%lld", STR_ARG(day),
                      (long long)opened);
}

static struct result fill_crumbs(struct request *request, struct tree_view *view)
{
    struct q_org_above_rows above = {0};
    struct q_org_above_in in = {.id = view->opened.id, .day = view->day};
    TRY(q_org_above(request->db, request->arena, in, &above));
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, above.count + 2);
    items[0] = (struct crumb){address_of(request, 0, view->day),
                              tr_str(request->locale, N_("Tổ chức bộ máy"))};
    for (size_t i = 0; i < above.count; i++)
        items[i + 1] = (struct crumb){address_of(request, above.items[i].id, view->day),
                                      above.items[i].name};
    items[above.count + 1] = (struct crumb){.label = view->opened.name};
    view->crumbs = (struct crumbs){items, above.count + (view->opened.id != 0 ? 2 : 1)};
    return RESULT_OK;
}

/* How many stand below each row. */
static struct result fill_below(struct request *request, struct tree_view *view)
{
    struct q_org_below_rows counts = {0};
    struct q_org_below_top_rows tops = {0};
    struct q_org_below_in in = {.parent_id = view->opened.id, .day = view->day};
    if (view->opened.id != 0)
        TRY(q_org_below(request->db, request->arena, in, &counts));
    else
        TRY(q_org_below_top(request->db, request->arena,
                            (struct q_org_below_top_in){view->day}, &tops));
    for (size_t r = 0; r < view->row_count; r++) {
        struct tree_row *row = &view->rows[r];
        for (size_t i = 0; i < counts.count; i++)
            row->below += counts.items[i].id == row->agency.id ? counts.items[i].count : 0;
        for (size_t i = 0; i < tops.count; i++)
            row->below += tops.items[i].id == row->agency.id ? tops.items[i].count : 0;
    }
    return RESULT_OK;
}

static struct result fill_rows(struct request *request, struct tree_view *view)
{
    struct agency_list children;
    TRY(agency_children(request->db, request->arena, view->opened.id, view->day, &children));
    view->rows = ARENA_ARRAY(request->arena, struct tree_row, children.count);
    for (size_t i = 0; i < children.count; i++) {
        if (agency_code_hidden(children.items[i].code) && !view->may_manage)
            continue;
        view->rows[view->row_count++] =
            (struct tree_row){.agency = children.items[i],
                              .branch = agency_branch_name(children.items[i].branch)};
    }
    return fill_below(request, view);
}

/* What is opened: what the address names, else the top, else the only agency at the top. */
static struct result open_agency(struct request *request, struct tree_view *view)
{
    int64_t id = form_int(request->form, "mo", 0);
    if (id > 0)
        return agency_by_id(request->db, request->arena, id, view->day, &view->opened);
    struct agency_list roots;
    TRY(agency_children(request->db, request->arena, 0, view->day, &roots));
    if (roots.count == 1 && !form_has(request->form, "mo"))
        view->opened = roots.items[0];
    return RESULT_OK;
}

static struct result find_by_code(struct request *request, struct tree_view *view)
{
    struct agency_by_any_code found;
    struct result done =
        agency_find_code(request->db, request->arena, view->words, view->day, &found);
    if (done.kind == ERROR_NOT_FOUND || done.kind == ERROR_CONFLICT)
        return RESULT_OK;
    TRY(done);
    view->by_code = true;
    view->redirected = found.redirected;
    view->opened = found.agency;
    return RESULT_OK;
}

/* The first words; the last one takes what is left. */
static void split_words(struct str folded, struct str words[WORDS])
{
    bool more = true;
    for (size_t i = 0; i < WORDS; i++) {
        words[i] = i + 1 == WORDS ? folded : (struct str){0};
        if (more && i + 1 < WORDS)
            more = str_split(folded, ' ', &words[i], &folded);
    }
}

static struct result find_agencies(struct request *request, struct tree_view *view,
                                   const struct str words[WORDS])
{
    struct q_org_find_agencies_rows rows;
    struct q_org_find_agencies_in in = {words[0], words[1], words[2], words[3], view->day,
                                        FOUND_MAX};
    TRY(q_org_find_agencies(request->db, request->arena, in, &rows));
    view->agencies = ARENA_ARRAY(request->arena, struct found_agency, rows.count);
    view->agency_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        struct found_agency *found = &view->agencies[i];
        struct agency as_of;
        found->row = rows.items[i];
        struct result there =
            agency_by_id(request->db, request->arena, found->row.id, view->day, &as_of);
        found->in_force = result_ok(there);
        if (!found->in_force && there.kind != ERROR_NOT_FOUND)
            return there;
        if (!found->in_force)
            TRY(agency_successors(request->db, request->arena, found->row.id, view->day,
                                  &found->now));
    }
    return RESULT_OK;
}

static struct result search(struct request *request, struct tree_view *view)
{
    struct str folded = utf8_fold(request->arena, view->words);
    if (folded.len < WORDS_MIN)
        return RESULT_OK;
    view->searched = true;
    TRY(find_by_code(request, view));
    struct str words[WORDS];
    split_words(folded, words);
    TRY(find_agencies(request, view, words));
    struct q_org_find_people_rows people;
    struct q_org_find_people_in in = {words[0], words[1], words[2], words[3], view->day, FOUND_MAX};
    TRY(q_org_find_people(request->db, request->arena, in, &people));
    view->people = people.items;
    view->people_count = people.count;
    for (size_t i = 0; i < people.count; i++)
        respond_reads(request, "organisation.search",
                      str_printf(request->arena, "person:%lld", (long long)people.items[i].id));
    return RESULT_OK;
}

struct result organisation_tree_show(struct request *request)
{
    struct tree_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Tổ chức bộ máy")),
                               "/can-bo/co-quan"),
        .day = organisation_day(request),
        .words = form_get(request->form, "tim"),
        .bad_day = form_error_of(request->form, "ngay") != NULL,
        .may_manage = permission_somewhere(request->actor, "organisation.manage"),
    };
    struct q_org_kinds_rows kinds;
    TRY(open_agency(request, &view));
    TRY(search(request, &view));
    TRY(fill_crumbs(request, &view));
    TRY(fill_rows(request, &view));
    TRY(q_org_kinds(request->db, request->arena, (struct q_org_kinds_in){view.day}, &kinds));
    TRY(tier_all(request->db, request->arena, view.day, &view.tiers));
    view.kinds = kinds.items;
    view.kind_count = kinds.count;
    page_organisation_tree(respond_html(request, view.bad_day ? 422 : 200), &view);
    return RESULT_OK;
}
