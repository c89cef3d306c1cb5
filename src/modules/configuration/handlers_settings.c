/* Settings: what holds, since when, why; and changing one. */
#include "base/clock.h"
#include "base/json.h"
#include "core/configuration.h"
#include "core/services.h"
#include "modules/configuration/handlers.h"
#include "modules/configuration/pages.h"
#include "modules/configuration/present.h"
#include "modules/configuration/service.h"

static const char *const reach_words[] = {
    [SETTING_FILE] = N_("Chỉ trong tệp truc.conf"),
    [SETTING_START] = N_("Từ lần khởi động sau"),
    [SETTING_LIVE] = N_("Trong một giây"),
};

static struct str kind_words(struct request *request, const struct setting *row)
{
    if (row->kind == SETTING_BOOL)
        return S("yes / no");
    if (row->kind == SETTING_TEXT)
        return tr_str(request->locale, N_("chữ"));
    return str_printf(request->arena, "%lld – %lld%s%s", (long long)row->min, (long long)row->max,
                      row->unit ? " " : "", row->unit ? row->unit : "");
}

static struct setting_line line_of(struct request *request, const struct setting_value *value)
{
    const struct setting *row = value->row;
    struct str hidden = S("••••");
    return (struct setting_line){
        .name = str_from_c(row->name),
        .help = row->help,
        .kind = kind_words(request, row),
        .value = row->secret ? hidden : value->value,
        .below = row->secret ? hidden : value->below,
        .otherwise = row->secret ? hidden : str_from_c(row->otherwise),
        .reach = reach_words[row->reach],
        .changeable = row->reach != SETTING_FILE,
        .changed = str_is(value->from, "database"),
        .in_file = !str_is(value->below_from, "default"),
    };
}

/* What held at the end of a day. */
static struct result as_of(struct request *request, int64_t day, struct setting_line *line)
{
    const struct json *json;
    struct str value;
    struct str object = str_printf(request->arena, "setting:%.*s", STR_ARG(line->name));
    int64_t at_us = civil_to_us(civil_from_day_number(day + 1)) - 1;
    TRY(configuration_at(request->db, request->arena, object, at_us, &value));
    line->value = line->below;
    line->changed = false;
    if (!str_empty(value) && result_ok(json_parse(request->arena, value, &json)) &&
        json_is(json, JSON_KIND_STRING)) {
        line->value = json_text(json);
        line->changed = !str_equal(line->value, line->below);
    }
    return RESULT_OK;
}

struct result configuration_settings(struct request *request)
{
    size_t count;
    int64_t day = 0;
    const struct setting_value *all = settings_all(request->services->settings, &count);
    struct chrome chrome =
        chrome_staff(request, tr_str(request->locale, N_("Tham số")), "/can-bo/quan-tri");
    struct settings_view view = {
        .chrome = chrome,
        .crumbs = configuration_crumbs(request, N_("Tham số"), (struct crumb){.path = S("")}),
        .errors = error_view_of(request->form),
        .day = form_get(request->form, "ngay"),
        .lines = ARENA_ARRAY(request->arena, struct setting_line, count + 1),
        .count = count,
    };
    bool past = civil_parse_date(view.day, &day);
    if (!past)
        view.day = (struct str){0};
    for (size_t i = 0; i < count; i++) {
        view.lines[i] = line_of(request, &all[i]);
        if (past && view.lines[i].changeable)
            TRY(as_of(request, day, &view.lines[i]));
    }
    page_settings(respond_html(request, view.errors.count > 0 ? 422 : 200), &view);
    return RESULT_OK;
}

static struct service_context context_of(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .actor = request->actor};
}

static struct str plain(struct request *request, struct str json)
{
    const struct json *value;
    if (!result_ok(json_parse(request->arena, json, &value)))
        return json;
    if (json_is(value, JSON_KIND_NULL))
        return tr_str(request->locale, N_("giá trị trong tệp"));
    return json_text(value);
}

/* What every worker will have taken up within a second. */
static struct str stored_value(struct request *request, struct str json,
                               const struct setting_value *setting)
{
    const struct json *value;
    bool text = result_ok(json_parse(request->arena, json, &value)) &&
                json_is(value, JSON_KIND_STRING);
    return text ? json_text(value) : setting->below;
}

static struct result show(struct request *request, const struct setting_value *setting,
                          struct form_error *error)
{
    struct service_context ctx = context_of(request);
    struct str name = str_from_c(setting->row->name);
    struct setting_view view = {
        .chrome = chrome_staff(request, name, "/can-bo/quan-tri"),
        .crumbs = configuration_crumbs(request, N_("Tham số"),
                                       (struct crumb){S("/can-bo/cau-hinh/tham-so"), name}),
        .line = line_of(request, setting),
        .errors = error != NULL ? (struct error_view){error, 1} : error_view_of(request->form),
    };
    struct str object = str_printf(request->arena, "setting:%.*s", STR_ARG(name));
    TRY(setting_stored(&ctx, setting, &view.before));
    TRY(configuration_changes_view(request, object, &view.changes));
    for (size_t i = 0; i < view.changes.count; i++) {
        struct change_line *change = &view.changes.items[i];
        change->undo = setting->row->secret ? (struct str){0} : plain(request, change->before);
        change->can_undo = view.line.changeable && !setting->row->secret;
        change->before = setting->row->secret ? S("••••") : plain(request, change->before);
        change->after = setting->row->secret ? S("••••") : plain(request, change->after);
    }
    if (setting->row->reach == SETTING_LIVE && !setting->row->secret)
        view.line.value = stored_value(request, view.before, setting);
    bool sent = str_is(request->method, "POST");
    view.value = sent ? form_get(request->form, "gia-tri") : view.line.value;
    if (form_has(request->form, "dat"))
        view.value = form_get(request->form, "dat");
    view.reason = form_get(request->form, "ly-do");
    view.pending = !sent && !str_equal(plain(request, view.before), setting->value) &&
                   setting->row->reach == SETTING_START && view.changes.count > 0;
    view.saved = form_has(request->form, "xong");
    page_setting(respond_html(request, view.errors.count > 0 ? 422 : 200), &view);
    return RESULT_OK;
}

static const struct setting_value *wanted(const struct request *request)
{
    return settings_find(request->services->settings, request_param(request, "ten"));
}

struct result configuration_setting(struct request *request)
{
    const struct setting_value *setting = wanted(request);
    if (setting == NULL)
        return result_fail(ERROR_NOT_FOUND, "setting.unknown", N_("Không có tham số này"));
    return show(request, setting, NULL);
}

struct result configuration_setting_send(struct request *request)
{
    const struct setting_value *setting = wanted(request);
    if (setting == NULL)
        return result_fail(ERROR_NOT_FOUND, "setting.unknown", N_("Không có tham số này"));
    if (request->form->error_count > 0)
        return show(request, setting, NULL);
    struct service_context ctx = context_of(request);
    struct setting_new what = {
        .name = str_from_c(setting->row->name),
        .value = form_get(request->form, "gia-tri"),
        .back = form_has(request->form, "ve-tep"),
        .before = form_get(request->form, "truoc"),
        .reason = form_get(request->form, "ly-do"),
    };
    struct result done = setting_change(&ctx, request->services->settings, &what);
    if (done.kind == ERROR_INVALID || done.kind == ERROR_CONFLICT) {
        struct form_error *error = ARENA_NEW(request->arena, struct form_error);
        *error = (struct form_error){S("gia-tri"), done.message};
        return show(request, setting, error);
    }
    TRY(done);
    return respond_redirect(request,
                            str_printf(request->arena, "/can-bo/cau-hinh/tham-so/%s?xong=1",
                                       setting->row->name));
}
