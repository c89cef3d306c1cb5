/* One agency and one person as of a day, with what came before and after. */
#include <string.h>

#include "core/identity.h"
#include "core/permission.h"
#include "modules/organisation/acts.h"
#include "modules/organisation/handlers.h"
#include "modules/organisation/pages.h"
#include "modules/organisation/views.h"

static const char *role_words(struct str code)
{
    enum role role;
    return role_from_code(code, &role) ? role_name(role) : N_("vai trò không còn dùng");
}

static bool is_today(const struct request *request, struct str day)
{
    return str_equal(day, organisation_today(request->arena, request->clock));
}

static struct result fill_posts(struct request *request, struct agency_view *view)
{
    struct q_org_posts_rows rows;
    struct q_org_posts_in in = {.id = view->agency.id, .day = view->day};
    TRY(q_org_posts(request->db, request->arena, in, &rows));
    view->posts = ARENA_ARRAY(request->arena, struct post_row, rows.count);
    view->post_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_org_posts_out *row = &rows.items[i];
        const struct q_org_posts_out *before = i > 0 ? &rows.items[i - 1] : NULL;
        struct str last = organisation_last_day(request->arena, row->has_until, row->until);
        view->posts[i] = (struct post_row){
            .row = *row,
            .first_of_unit = before == NULL || before->unit_id != row->unit_id,
            .first_of_post = before == NULL || before->unit_id != row->unit_id ||
                             before->position_id != row->position_id,
            .ends = row->has_until,
            .last_day = last,
            .last_today = row->has_until && is_today(request, last),
            .role = row->has_role ? role_words(row->role) : NULL,
        };
    }
    return RESULT_OK;
}

static struct result fill_versions(struct request *request, struct agency_view *view)
{
    struct q_org_versions_rows rows;
    struct q_org_versions_in in = {.id = view->agency.id};
    TRY(q_org_versions(request->db, request->arena, in, &rows));
    view->versions = ARENA_ARRAY(request->arena, struct version_row, rows.count);
    view->version_count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        struct version_row *v = &view->versions[i];
        v->row = rows.items[i];
        v->last_day = organisation_last_day(request->arena, v->row.has_valid_to, v->row.valid_to);
        TRY(tier_name(request->db, request->arena, v->row.level, v->row.valid_from, &v->tier));
    }
    return RESULT_OK;
}

static struct result fill_crumbs(struct request *request, struct agency_view *view)
{
    struct q_org_above_rows above;
    struct q_org_above_in in = {.id = view->agency.id, .day = view->day};
    TRY(q_org_above(request->db, request->arena, in, &above));
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, above.count + 2);
    items[0] = (struct crumb){
        str_printf(request->arena, "/can-bo/co-quan?ngay=%.*s&mo=0", STR_ARG(view->day)),
        tr_str(request->locale, N_("Tổ chức bộ máy"))};
    for (size_t i = 0; i < above.count; i++)
        items[i + 1] = (struct crumb){
            str_printf(request->arena, "/can-bo/co-quan/%lld?ngay=%.*s",
                       (long long)above.items[i].id, STR_ARG(view->day)),
            above.items[i].name};
    items[above.count + 1] = (struct crumb){.label = view->agency.name};
    view->crumbs = (struct crumbs){items, above.count + 2};
    return RESULT_OK;
}

/* As of the day; before and after its life as it was on its nearest day. */
static struct result find_agency(struct request *request, int64_t id, struct agency_view *view)
{
    struct result there =
        agency_by_id(request->db, request->arena, id, view->day, &view->agency);
    view->in_force = result_ok(there);
    if (there.kind != ERROR_NOT_FOUND)
        return there;
    struct q_org_versions_rows rows;
    TRY(q_org_versions(request->db, request->arena, (struct q_org_versions_in){.id = id}, &rows));
    if (rows.count == 0)
        return there;
    struct str nearest = rows.items[rows.count - 1].valid_from;
    for (size_t i = rows.count; i > 0; i--)
        if (str_compare(rows.items[i - 1].valid_from, view->day) <= 0)
            nearest = rows.items[i - 1].valid_from;
    return agency_by_id(request->db, request->arena, id, nearest, &view->agency);
}

static struct result fill_agency(struct request *request, struct agency_view *view)
{
    struct db *db = request->db;
    struct arena *arena = request->arena;
    struct agency_list children;
    TRY(fill_crumbs(request, view));
    TRY(fill_posts(request, view));
    TRY(fill_versions(request, view));
    TRY(agency_codes(db, arena, view->agency.id, &view->codes));
    TRY(agency_successions(db, arena, view->agency.id, &view->steps));
    TRY(agency_successors(db, arena, view->agency.id, view->day, &view->now));
    TRY(agency_children(db, arena, view->agency.id, view->day, &children));
    TRY(tier_name(db, arena, view->agency.level, view->day, &view->tier));
    view->below = (int64_t)children.count;
    view->branch = agency_branch_name(view->agency.branch);
    struct permission_decision decision;
    struct permission_question question = {.permission = "organisation.manage",
                                           .agency_id = view->agency.id};
    TRY(permission_decide(db, arena, request->actor, question, &decision));
    view->may_manage = decision.allowed && view->in_force;
    return RESULT_OK;
}

struct result organisation_agency_show(struct request *request)
{
    int64_t id;
    struct agency_view view = {.day = organisation_day(request)};
    const struct act *done = act_find(form_get(request->form, "da"));
    TRY(organisation_id(request, "id", &id));
    TRY(find_agency(request, id, &view));
    TRY(fill_agency(request, &view));
    view.chrome = chrome_staff(request, view.agency.name, "/can-bo/co-quan");
    view.is_today = is_today(request, view.day);
    view.done = done == NULL ? NULL : done->done;
    respond_reads(request, "organisation.agency",
                  str_printf(request->arena, "agency:%lld", (long long)id));
    page_organisation_agency(respond_html(request, 200), &view);
    return RESULT_OK;
}

static void fill_person_posts(struct request *request, struct person_view *view,
                              const struct q_org_person_posts_rows *rows)
{
    view->posts = ARENA_ARRAY(request->arena, struct person_post, rows->count);
    view->post_count = rows->count;
    for (size_t i = 0; i < rows->count; i++) {
        const struct q_org_person_posts_out *row = &rows->items[i];
        struct str last = organisation_last_day(request->arena, row->has_valid_to, row->valid_to);
        bool begun = str_compare(row->valid_from, view->day) <= 0;
        bool ended = row->has_valid_to && str_compare(row->valid_to, view->day) <= 0;
        view->posts[i] = (struct person_post){
            .row = *row,
            .last_day = last,
            .held = begun && !ended,
            .begins_later = !begun,
            .last_today = row->has_valid_to && is_today(request, last),
            .role = role_words(row->role),
        };
        view->held += begun && !ended;
    }
}

struct result organisation_person_show(struct request *request)
{
    struct person_view view = {.day = organisation_day(request)};
    struct q_org_person_out person;
    struct q_org_person_posts_rows posts;
    bool found = false;
    TRY(organisation_id(request, "id", &view.id));
    struct q_org_person_in in = {.id = view.id};
    TRY(q_org_person(request->db, request->arena, in, &person, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "person.unknown", N_("Không có người này"));
    struct q_org_person_posts_in of = {.id = view.id, .day = view.day};
    TRY(q_org_person_posts(request->db, request->arena, of, &posts));
    fill_person_posts(request, &view, &posts);
    view.name = person.name;
    view.staff_code = person.has_staff_code ? person.staff_code : (struct str){0};
    view.chrome = chrome_staff(request, view.name, "/can-bo/co-quan");
    respond_reads(request, "organisation.person",
                  str_printf(request->arena, "person:%lld", (long long)view.id));
    page_organisation_person(respond_html(request, 200), &view);
    return RESULT_OK;
}
