/* A citizen's own pages: dossiers, results, sessions, phone. */
#include "modules/citizen/handlers.h"

#include "core/identifiers.h"
#include "core/organisation.h"
#include "modules/citizen/pages.h"
#include "modules/dossier/dossier.h"

enum { ROWS_MAX = 50 };

struct own_frame own_frame_of(struct request *request, enum own_tab tab, const char *title)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 3);
    size_t count = 0;
    items[count++] = (struct crumb){S("/"), tr_str(request->locale, N_("Trang chủ"))};
    if (tab != OWN_DOSSIERS)
        items[count++] =
            (struct crumb){S("/cua-toi"), tr_str(request->locale, N_("Trang của tôi"))};
    items[count++] = (struct crumb){S(""), tr_str(request->locale, title)};
    return (struct own_frame){
        .chrome = chrome_public(request, tr_str(request->locale, title)),
        .crumbs = {.items = items, .count = count},
        .tab = tab,
        .bound = request->citizen != NULL && request->citizen->bound,
    };
}

/* The page shows what is held about the person: that is a reading too, their own. */
static void reads_own(struct request *request)
{
    respond_reads(request, "citizen.own", citizen_mark(request->arena, request->citizen));
}

/* ---- dossiers ---- */

enum group { GROUP_TODO, GROUP_OPEN, GROUP_RESULT, GROUP_CLOSED };

static enum group group_of(const struct dossier_own *row)
{
    if (row->status == DOSSIER_DONE || row->status == DOSSIER_RETURNED)
        return GROUP_RESULT;
    if (row->status == DOSSIER_REFUSED || row->status == DOSSIER_WITHDRAWN ||
        row->status == DOSSIER_STOPPED)
        return GROUP_CLOSED;
    return str_is(row->holder_role, "citizen") ? GROUP_TODO : GROUP_OPEN;
}

static int64_t date_of(const struct dossier_own *row, enum group group)
{
    if (group == GROUP_TODO)
        return row->next_us;
    return row->finished_us != 0 ? row->finished_us : row->due_us;
}

static struct result item_of(struct request *request, const struct dossier_own *row,
                             struct own_item *out)
{
    struct agency agency;
    struct str day = civil_date_text(request->arena, civil_day_of_us(row->submitted_us));
    TRY(agency_by_id(request->db, request->arena, row->agency_id, day, &agency));
    *out = (struct own_item){
        .code = row->code,
        .title = row->procedure_name,
        .agency = agency.name,
        .word = dossier_status_text(row->status)->word,
        .date_us = date_of(row, group_of(row)),
        .result = group_of(row) == GROUP_RESULT,
    };
    return RESULT_OK;
}

static struct result fill_groups(struct request *request, const struct dossier_own_list *list,
                                 struct own_list_view *view)
{
    static const struct own_group empty[OWN_GROUPS] = {
        [GROUP_TODO] = {.title = N_("Bạn cần làm"), .date = N_("Làm trước"), .urgent = true},
        [GROUP_OPEN] = {.title = N_("Đang giải quyết"), .date = N_("Hẹn trả")},
        [GROUP_RESULT] = {.title = N_("Giấy tờ và kết quả"), .date = N_("Có kết quả")},
        [GROUP_CLOSED] = {.title = N_("Đã đóng"), .date = N_("Ngày")},
    };
    for (int g = 0; g < OWN_GROUPS; g++) {
        view->groups[g] = empty[g];
        view->groups[g].items = ARENA_ARRAY(request->arena, struct own_item, list->count + 1);
    }
    for (size_t i = 0; i < list->count; i++) {
        struct own_group *group = &view->groups[group_of(&list->items[i])];
        TRY(item_of(request, &list->items[i], &group->items[group->count++]));
        respond_reads(request, "citizen.own",
                      str_printf(request->arena, "dossier:%lld", (long long)list->items[i].id));
    }
    view->total = list->count;
    view->next_id = list->more ? list->items[list->count - 1].id : 0;
    return RESULT_OK;
}

struct result own_show(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct dossier_own_list list;
    TRY(dossier_list_own(&ctx, form_int(request->form, "truoc", 0), ROWS_MAX, &list));
    struct own_list_view view = {
        .frame = own_frame_of(request, OWN_DOSSIERS, N_("Trang của tôi")),
        .name = request->citizen->name,
    };
    reads_own(request);
    TRY(fill_groups(request, &list, &view));
    page_own_list(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* The result itself only where the identifier is surely theirs; else by the code on the phone. */
struct result own_result(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct dossier_brief brief;
    TRY(dossier_own_by_code(&ctx, request_param(request, "code"), &brief));
    bool ready = brief.status == DOSSIER_DONE || brief.status == DOSSIER_RETURNED;
    if (!ready || !request->citizen->bound)
        return respond_redirect(request, str_printf(request->arena, "/cua-toi/ho-so/%.*s",
                                                    STR_ARG(brief.code)));
    return respond_redirect(request, str_printf(request->arena, "/ket-qua/%.*s",
                                                STR_ARG(brief.result_link)));
}

/* ---- sessions ---- */

struct result own_sign_out(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    TRY(citizen_sign_out(&ctx));
    return respond_redirect(request, S("/"));
}

struct result own_access_show(struct request *request)
{
    struct citizen_session_list list;
    TRY(citizen_sessions(request->db, request->arena, request_now_us(request),
                         request->citizen->id, &list));
    struct own_access_view view = {
        .frame = own_frame_of(request, OWN_ACCESS, N_("Đăng nhập và điện thoại")),
        .citizen = request->citizen,
        .phone = phone_spoken(request->arena, request->citizen->phone),
        .assurance = assurance_name(request->citizen->assurance),
        .sessions = ARENA_ARRAY(request->arena, struct own_session, list.count),
        .count = list.count,
    };
    for (size_t i = 0; i < list.count; i++)
        view.sessions[i] =
            (struct own_session){.row = list.items[i],
                                 .assurance = assurance_name(list.items[i].assurance),
                                 .here = list.items[i].id == request->citizen->session_id};
    reads_own(request);
    page_own_access(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result own_session_end(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    int64_t id;
    if (!str_to_i64(request_param(request, "phien"), &id))
        return result_fail(ERROR_NOT_FOUND, "session.unknown", N_("Phiên này đã đóng"));
    TRY(citizen_end_session(&ctx, id));
    return respond_redirect(request, S("/cua-toi/phien"));
}

/* ---- the phone ---- */

static struct result show_phone(struct request *request, int status, struct str new_phone,
                                struct error_view errors)
{
    struct phone_view view = {
        .frame = own_frame_of(request, OWN_ACCESS, N_("Đổi số điện thoại")),
        .errors = errors,
        .phone = field_typed(request, errors, "dien_thoai", N_("Số điện thoại mới")),
        .new_phone = new_phone,
        .has_old = request->citizen->phone.len != 0,
        .old_code = field_typed(request, errors, "ma_cu", N_("Mã gửi đến số đang dùng")),
        .new_code = field_typed(request, errors, "ma_moi", N_("Mã gửi đến số mới")),
    };
    view.phone.inputmode = "tel";
    view.phone.width = "is-w12";
    view.old_code.width = view.new_code.width = "is-w6";
    view.old_code.inputmode = view.new_code.inputmode = "numeric";
    view.old_code.value = view.new_code.value = (struct str){0};
    page_own_phone(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result own_phone_show(struct request *request)
{
    return show_phone(request, 200, S(""), (struct error_view){0});
}

struct result own_phone_send(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct str phone;
    struct result read =
        phone_mobile_parse(request->arena, form_get(request->form, "dien_thoai"), &phone);
    if (result_ok(read))
        read = citizen_phone_ask(&ctx, phone);
    if (read.kind == ERROR_INVALID || read.kind == ERROR_CONFLICT)
        return show_phone(request, 422, S(""), error_at(request, "dien_thoai", read.message));
    if (read.kind == ERROR_LIMIT)
        return show_phone(request, 429, S(""), error_at(request, "dien_thoai", read.message));
    TRY(read);
    return show_phone(request, 200, phone, (struct error_view){0});
}

struct result own_phone_code(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct phone_codes codes = {.old_code = form_get(request->form, "ma_cu"),
                                .new_code = form_get(request->form, "ma_moi")};
    struct result read = phone_mobile_parse(
        request->arena, form_get(request->form, "dien_thoai"), &codes.phone);
    if (!result_ok(read))
        return show_phone(request, 422, S(""), error_at(request, "dien_thoai", read.message));
    struct result changed = citizen_phone_change(&ctx, &codes);
    if (changed.kind == ERROR_INVALID)
        return show_phone(request, 422, codes.phone,
                          error_at(request, "ma_moi", changed.message));
    TRY(changed);
    return respond_redirect(request, S("/cua-toi/phien"));
}
