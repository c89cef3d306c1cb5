#include "base/json.h"
#include "core/organisation_places.h"
#include "core/procedure.h"
#include "core/services.h"
#include "modules/dossier/dossier.h"
#include "modules/service/pages.h"
#include "modules/service/rules.h"
#include "modules/service/views.h"

enum { COMMUNE_LEVEL = 4, LISTED_MAX = 20 };

static struct str today(struct request *request)
{
    return organisation_today(request->arena, request->clock);
}

static struct crumbs crumbs_of(struct request *request, struct str here)
{
    struct crumb *items = ARENA_ARRAY(request->arena, struct crumb, 3);
    size_t count = 0;
    items[count++] = (struct crumb){S("/"), tr_str(request->locale, N_("Trang chủ"))};
    if (here.len != 0)
        items[count++] = (struct crumb){S("/dich-vu"), tr_str(request->locale, N_("Dịch vụ"))};
    items[count++] =
        (struct crumb){S(""), here.len != 0 ? here : tr_str(request->locale, N_("Dịch vụ"))};
    return (struct crumbs){.items = items, .count = count};
}

static struct str in_language(struct request *request, struct str vi, struct str en)
{
    return request->locale == LOCALE_EN && en.len != 0 ? en : vi;
}

/* ---- search ---- */

struct result service_list_show(struct request *request)
{
    struct service_list_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Dịch vụ"))),
        .crumbs = crumbs_of(request, S("")),
        .typed = form_get(request->form, "q"),
    };
    struct procedure_hits hits;
    TRY(procedure_search(request->db, request->arena, view.typed, request_now_us(request), &hits));
    struct service_row *rows = ARENA_ARRAY(request->arena, struct service_row, hits.count);
    for (size_t i = 0; i < hits.count; i++)
        rows[i] = (struct service_row){
            hits.items[i].code, in_language(request, hits.items[i].name, hits.items[i].name_en)};
    view.rows = rows;
    view.count = hits.count;
    page_service_list(respond_html(request, 200), &view);
    return RESULT_OK;
}

/* ---- start page ---- */

static struct str localized(struct request *request, const struct json *object, const char *key)
{
    struct str en = json_get_text(object, str_c(request->arena,
                                                str_printf(request->arena, "%s_en", key)));
    return in_language(request, json_get_text(object, key), en);
}

/* A list of texts, or of objects with `text` and `text_en`. */
static const struct str *texts_of(struct request *request, const struct json *list, size_t *count)
{
    *count = json_count(list);
    struct str *texts = ARENA_ARRAY(request->arena, struct str, *count);
    for (size_t i = 0; i < *count; i++) {
        const struct json *item = json_at(list, i);
        texts[i] = json_is(item, JSON_KIND_OBJECT) ? localized(request, item, "text")
                                                   : json_text(item);
    }
    return texts;
}

static void fill_texts(struct request *request, const struct procedure *procedure,
                       struct service_view *view)
{
    const struct json *data = procedure->data;
    const struct json *place = json_get(data, "official_place");
    view->code_verified = json_get_bool(data, "code_verified", false);
    view->all_online = json_get_int(data, "level", 0) == 4;
    view->purpose = localized(request, data, "purpose");
    view->audience = localized(request, data, "audience");
    view->time = localized(request, data, "time_text");
    view->needs = texts_of(request, json_get(data, "requirements"), &view->need_count);
    view->laws = texts_of(request, json_get(data, "legal_basis"), &view->law_count);
    view->official_name = localized(request, place, "name");
    view->official_url = json_get_text(place, "url");
    struct str *exemptions = ARENA_ARRAY(request->arena, struct str, procedure->exemption_count);
    for (size_t i = 0; i < procedure->exemption_count; i++)
        exemptions[i] = procedure->exemptions[i].name;
    view->exemptions = exemptions;
    view->exemption_count = procedure->exemption_count;
}

static struct result fill(struct request *request, const struct procedure *procedure,
                          struct service_view *view)
{
    view->code = procedure->code;
    view->name = in_language(request, procedure->name, procedure->name_en);
    view->fee_vnd = procedure->fee_vnd;
    view->chrome = chrome_public(request, view->name);
    view->crumbs = crumbs_of(request, view->name);
    fill_texts(request, procedure, view);
    TRY(agency_receiving(request->db, request->arena, COMMUNE_LEVEL, today(request),
                         &view->agencies));
    view->by_name = view->agencies.count > LISTED_MAX;
    return RESULT_OK;
}

/* Those who receive dossiers today where a place of this name was before. */
static struct result meant_by_old_name(struct request *request, const struct service_view *view,
                                       struct agency_matches *meant)
{
    struct place_list old;
    TRY(place_find(request->db, request->arena, view->agency_typed, today(request), &old));
    for (size_t i = 0; i < old.count; i++)
        for (size_t k = 0; k < old.items[i].now.count; k++) {
            const struct place_match *was = &old.items[i];
            struct agency now = was->now.items[k];
            if (!agencies_have(&view->agencies, now.id))
                continue;
            now.place = str_printf(request->arena,
                                   tr(request->locale, N_("%.*s, trước là %.*s, %.*s")),
                                   STR_ARG(now.place), STR_ARG(was->place), STR_ARG(was->above));
            agencies_mean(meant, now);
        }
    return RESULT_OK;
}

/* The unit chosen from the list or, when exactly one is meant, by its name of today or of before;
 * else 0. */
static struct result chosen_agency(struct request *request, struct service_view *view, int64_t *id)
{
    *id = form_int(request->form, "don_vi", 0);
    view->agency_typed = form_get(request->form, "ten_don_vi");
    if (*id != 0 || view->agency_typed.len == 0)
        return RESULT_OK;
    struct agency_matches *meant = ARENA_NEW(request->arena, struct agency_matches);
    agencies_meant(request->arena, &view->agencies, view->agency_typed, meant);
    if (meant->count == 0)
        TRY(meant_by_old_name(request, view, meant));
    view->matches = meant->items;
    view->match_count = meant->count;
    *id = meant->count == 1 ? meant->items[0].id : 0;
    return RESULT_OK;
}

static struct result load(struct request *request, struct procedure *procedure)
{
    return procedure_current(request->db, request->arena, request_param(request, "code"),
                             request_now_us(request), procedure);
}

struct result service_show(struct request *request)
{
    struct procedure procedure;
    struct service_view view = {0};
    TRY(load(request, &procedure));
    TRY(fill(request, &procedure, &view));
    page_service(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result service_begin(struct request *request)
{
    struct procedure procedure;
    struct service_view view = {0};
    struct service_context ctx = {.db = request->db, .arena = request->arena,
                                  .clock = request->clock, .files = request->services->files,
                                  .actor = request->actor, .citizen = request->citizen};
    struct str token;
    int64_t agency_id;
    TRY(load(request, &procedure));
    TRY(fill(request, &procedure, &view));
    TRY(chosen_agency(request, &view, &agency_id));
    struct result started = dossier_draft_start(&ctx, procedure.code, agency_id, &token);
    if (started.kind != ERROR_NOT_FOUND) {
        TRY(started);
        return respond_redirect(request,
                                str_printf(request->arena, "/nop/%.*s", STR_ARG(token)));
    }
    view.agency_error = view.match_count > 1         ? N_("Chọn đúng xã, phường bạn muốn")
                        : view.agency_typed.len != 0 ? N_("Không thấy xã, phường nào tên như vậy")
                                                     : N_("Chọn xã, phường giải quyết hồ sơ");
    page_service(respond_html(request, 422), &view);
    return RESULT_OK;
}
