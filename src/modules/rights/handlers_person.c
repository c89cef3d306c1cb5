/* Anybody's rights as of any day, with the rule that gave each. */
#include "base/utf8.h"
#include "core/csv.h"
#include "modules/rights/handlers.h"
#include "modules/rights/pages.h"
#include "modules/rights/queries.h"

enum { CSV_MAX = 1 << 20 };

static struct str pattern_of(struct arena *arena, struct str typed)
{
    struct buf out;
    struct str folded = utf8_fold(arena, typed);
    buf_init(&out, arena, folded.len + 3);
    buf_text(&out, "%");
    for (size_t i = 0; i < folded.len; i++) {
        bool wild = folded.ptr[i] == '%' || folded.ptr[i] == '_' || folded.ptr[i] == '\\';
        buf_add(&out, wild ? S(" ") : str_slice(folded, i, i + 1));
    }
    buf_text(&out, "%");
    return buf_str(&out);
}

/* Only those whose rights the reader may see. */
static struct result find_people(struct request *request, struct person_rights_view *view)
{
    struct q_rights_people_rows rows;
    struct q_rights_people_in in = {pattern_of(request->arena, view->search), view->search,
                                    view->day};
    TRY(q_rights_people(request->db, request->arena, in, &rows));
    view->found = ARENA_ARRAY(request->arena, struct rights_person, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_rights_people_out *row = &rows.items[i];
        struct grant_list grants;
        struct result seen = rights_visible(request, row->id, view->day, &grants);
        if (seen.kind == ERROR_NOT_FOUND)
            continue;
        TRY(seen);
        view->found[view->found_count++] = (struct rights_person){
            row->id, row->name, row->login, row->title, row->agency_name};
    }
    return RESULT_OK;
}

static struct grant_view view_of(struct request *request, const struct grant *grant,
                                 const struct role_rows *roles)
{
    size_t count;
    const struct permission *table = permission_table(&count);
    struct grant_view view = {.grant = grant,
                              .role_name = grant->role_code,
                              .titles = ARENA_ARRAY(request->arena, const char *, count)};
    for (size_t i = 0; i < roles->count; i++) {
        if (str_equal(roles->items[i].code, grant->role_code))
            view.role_name = roles->items[i].name;
    }
    for (size_t i = 0; i < count; i++) {
        if (grant_gives(grant, &table[i]))
            view.titles[view.title_count++] = table[i].title;
    }
    return view;
}

static struct result fill_grants(struct request *request, const struct grant_list *grants,
                                 struct person_rights_view *view)
{
    struct role_rows roles;
    TRY(roles_all(request->db, request->arena, view->day, &roles));
    view->grants = ARENA_ARRAY(request->arena, struct grant_view, grants->count + 1);
    view->grant_count = grants->count;
    for (size_t i = 0; i < grants->count; i++)
        view->grants[i] = view_of(request, &grants->items[i], &roles);
    return RESULT_OK;
}

/* The tables against the log, from which nothing can be taken away unseen. */
static struct result compare(struct request *request, const struct grant_list *grants,
                             struct person_rights_view *view)
{
    struct str told;
    struct rights_moment moment = {.person_id = view->person_id, .day = view->day};
    if (!form_has(request->form, "doi-chieu"))
        return RESULT_OK;
    TRY(rights_recomputed_from_log(request->db, request->arena, moment, &told));
    view->compared = true;
    view->agrees = str_equal(told, rights_lines(request->arena, grants));
    return RESULT_OK;
}

static void fill_permissions(struct request *request, struct person_rights_view *view)
{
    const struct permission *table = permission_table(&view->permission_count);
    view->permissions = ARENA_ARRAY(request->arena, struct option_view, view->permission_count);
    for (size_t i = 0; i < view->permission_count; i++)
        view->permissions[i] = (struct option_view){str_from_c(table[i].name),
                                                    tr_str(request->locale, table[i].title),
                                                    false};
}

static struct result load(struct request *request, struct person_rights_view *view)
{
    struct str day = form_get(request->form, "ngay");
    struct grant_list grants;
    view->chrome = chrome_staff(request, tr_str(request->locale, N_("Quyền của một người")),
                                "/can-bo/quyen/nguoi");
    view->errors = error_view_of(request->form);
    view->search = form_get(request->form, "tim");
    view->day_error = form_error_of(request->form, "ngay");
    view->day = str_empty(day) || view->day_error != NULL ? request->actor->today : day;
    view->person_id = form_int(request->form, "nguoi", 0);
    view->asked = !str_empty(view->search);
    if (view->person_id == 0)
        return view->asked ? find_people(request, view) : RESULT_OK;
    TRY(rights_visible(request, view->person_id, view->day, &grants));
    TRY(rights_name(request, view->person_id, &view->name));
    TRY(fill_grants(request, &grants, view));
    TRY(compare(request, &grants, view));
    fill_permissions(request, view);
    respond_reads(request, "right.read",
                  str_printf(request->arena, "person:%lld", (long long)view->person_id));
    return RESULT_OK;
}

struct result rights_person_show(struct request *request)
{
    struct person_rights_view view = {0};
    TRY(load(request, &view));
    page_person_rights(respond_html(request, view.errors.count > 0 ? 422 : 200), &view);
    return RESULT_OK;
}

static void write_line(struct csv_writer *csv, const struct person_rights_view *view,
                       const struct grant_view *line, const struct permission *permission)
{
    const struct grant *grant = line->grant;
    csv_cell(csv, view->name);
    csv_cell(csv, view->day);
    csv_cell(csv, str_from_c(permission->name));
    csv_cell(csv, str_from_c(permission->title));
    csv_cell(csv, line->role_name);
    csv_cell(csv, grant->title);
    csv_cell(csv, grant->agency_name);
    csv_cell(csv, grant->subtree ? S("cả cấp dưới") : S(""));
    csv_cell(csv, grant->decision);
    csv_cell(csv, grant->since);
    csv_cell(csv, grant->until);
    csv_cell(csv, grant->for_name);
    csv_cell(csv, grant->source ? grant->source->decision : S(""));
    csv_end(csv);
}

struct result rights_person_csv(struct request *request)
{
    static const char *const HEADS[] = {
        "nguoi",     "ngay",       "ma_quyen", "quyen",       "vai_tro",  "chuc_vu",    "co_quan",
        "cap_duoi",  "quyet_dinh", "tu_ngay",  "truoc_ngay",  "thay_mat", "van_ban_uy_quyen"};
    struct person_rights_view view = {0};
    struct buf out;
    size_t count;
    const struct permission *table = permission_table(&count);
    TRY(load(request, &view));
    if (view.person_id == 0)
        return result_fail(ERROR_NOT_FOUND, "right.unknown", N_("Không tìm thấy người này"));
    buf_init(&out, request->arena, CSV_MAX);
    struct csv_writer csv = csv_begin(&out);
    for (size_t i = 0; i < sizeof HEADS / sizeof HEADS[0]; i++)
        csv_cell(&csv, str_from_c(HEADS[i]));
    csv_end(&csv);
    for (size_t g = 0; g < view.grant_count; g++)
        for (size_t i = 0; i < count; i++)
            if (grant_gives(view.grants[g].grant, &table[i]))
                write_line(&csv, &view, &view.grants[g], &table[i]);
    struct str name = str_printf(request->arena, "quyen-%lld-%.*s.csv", (long long)view.person_id,
                                 STR_ARG(view.day));
    return respond_download(request, "text/csv; charset=utf-8", name, buf_str(&out));
}
