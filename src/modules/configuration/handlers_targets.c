/* Targets: what the programme asks for, by level and year, and changing one. */
#include "core/measure_targets.h"
#include "modules/configuration/handlers.h"
#include "modules/configuration/pages.h"
#include "modules/configuration/present.h"
#include "modules/configuration/target_service.h"
#include "modules/configuration/target_views.h"
#include "modules/target/target.h"

enum { WORDS_MAX = 4096 };

static const struct {
    int level;
    const char *words;
} LEVELS[] = {{0, N_("mọi cấp")}, {2, N_("cấp tỉnh")}, {3, N_("cấp huyện")}, {4, N_("cấp xã")}};

static const char *level_words(int level)
{
    for (size_t i = 0; i < sizeof LEVELS / sizeof LEVELS[0]; i++)
        if (LEVELS[i].level == level)
            return LEVELS[i].words;
    return LEVELS[0].words;
}

/* "cấp xã 2026: ≥ 80%; …" */
static struct str targets_words(struct request *request, const struct measure_target *targets)
{
    struct buf out;
    buf_init(&out, request->arena, WORDS_MAX);
    for (const struct measure_target *t = targets; t != NULL && t->year != 0; t++)
        buf_printf(&out, "%s%s %d: %s %d%%", out.len > 0 ? "; " : "",
                   tr(request->locale, level_words(t->level)), t->year, t->above ? ">" : "≥",
                   t->percent);
    if (out.len == 0)
        return tr_str(request->locale, N_("chưa đặt mức"));
    return buf_str(&out);
}

static struct result item_of(struct request *request, const struct measure *measure,
                             struct target_item *out)
{
    const struct measure_target *targets;
    TRY(measure_targets_at(request->db, request->arena, measure, request_now_us(request),
                           &targets));
    *out = (struct target_item){
        .id = str_from_c(measure->id),
        .name = str_from_c(measure_words(measure->name, request->locale)),
        .law = str_from_c(measure_words(measure->law, request->locale)),
        .targets = targets_words(request, targets),
        .counted = measure_is_live(measure),
        .changed = targets != measure->targets,
    };
    return RESULT_OK;
}

struct result configuration_targets(struct request *request)
{
    struct str title = tr_str(request->locale, N_("Chỉ tiêu"));
    struct target_list_view view = {
        .chrome = chrome_staff(request, title, "/can-bo/quan-tri"),
        .crumbs = configuration_crumbs(request, N_("Chỉ tiêu"), (struct crumb){.path = S("")})};
    size_t all = 0;
    while (target_measures[all].id != NULL)
        all++;
    view.items = ARENA_ARRAY(request->arena, struct target_item, all + 1);
    for (; view.count < all; view.count++)
        TRY(item_of(request, &target_measures[view.count], &view.items[view.count]));
    page_target_list(respond_html(request, 200), &view);
    return RESULT_OK;
}

static struct str stored_words(struct request *request, struct str json)
{
    const struct measure_target *targets;
    if (!result_ok(measure_targets_parse(request->arena, json, &targets)))
        return tr_str(request->locale, N_("theo chương trình"));
    return targets_words(request, targets);
}

static struct result fill(struct request *request, const struct measure *measure,
                          struct target_view *view)
{
    const struct measure_target *targets;
    TRY(item_of(request, measure, &view->item));
    TRY(measure_targets_at(request->db, request->arena, measure, request_now_us(request),
                           &targets));
    view->lines = ARENA_ARRAY(request->arena, struct target_line, MEASURE_TARGETS_MAX + 1);
    for (const struct measure_target *t = targets; t != NULL && t->year != 0; t++)
        view->lines[view->count++] =
            (struct target_line){level_words(t->level), t->year, t->above, t->percent};
    for (size_t i = 0; i < sizeof LEVELS / sizeof LEVELS[0]; i++)
        view->levels[i] =
            (struct target_choice){LEVELS[i].level, LEVELS[i].words,
                                   form_int(request->form, "cap", 0) == LEVELS[i].level};
    view->goal = str_from_c(measure_words(measure->goal, request->locale));
    view->numerator = str_from_c(measure_words(measure->numerator, request->locale));
    view->denominator = str_from_c(measure_words(measure->denominator, request->locale));
    struct str object = str_printf(request->arena, "target:%s", measure->id);
    TRY(configuration_changes_view(request, object, &view->changes));
    for (size_t i = 0; i < view->changes.count; i++) {
        struct change_line *line = &view->changes.items[i];
        line->before = stored_words(request, line->before);
        line->after = stored_words(request, line->after);
    }
    return RESULT_OK;
}

static struct result show(struct request *request, struct form_error *error)
{
    const struct measure *measure = measure_find(target_measures, request_param(request, "id"));
    if (measure == NULL)
        return result_fail(ERROR_NOT_FOUND, "target.unknown", N_("Không có chỉ tiêu này."));
    struct str id = str_from_c(measure->id);
    struct target_view view = {
        .chrome = chrome_staff(request, id, "/can-bo/quan-tri"),
        .crumbs = configuration_crumbs(request, N_("Chỉ tiêu"),
                                       (struct crumb){S("/can-bo/cau-hinh/chi-tieu"), id}),
        .errors = error != NULL ? (struct error_view){error, 1} : error_view_of(request->form),
        .year = form_get(request->form, "nam"),
        .percent = form_get(request->form, "muc"),
        .reason = form_get(request->form, "ly-do"),
        .above = str_is(form_get(request->form, "so-sanh"), "tren"),
        .saved = form_has(request->form, "xong")};
    TRY(fill(request, measure, &view));
    page_target_edit(respond_html(request, view.errors.count > 0 ? 422 : 200), &view);
    return RESULT_OK;
}

struct result configuration_target(struct request *request)
{
    return show(request, NULL);
}

struct result configuration_target_send(struct request *request)
{
    bool removes = form_has(request->form, "bo");
    if (request->form->error_count > 0)
        return show(request, NULL);
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    struct service_context ctx = {.db = request->db, .arena = request->arena,
                                  .clock = request->clock, .actor = request->actor};
    struct target_new what = {
        .measure = request_param(request, "id"),
        .row = {.level = (int)form_int(request->form, "cap", 0),
                .year = (int)form_int(request->form, "nam", 0),
                .percent = removes ? -1 : (int)form_int(request->form, "muc", -1),
                .above = str_is(form_get(request->form, "so-sanh"), "tren")},
        .reason = form_get(request->form, "ly-do")};
    if (!removes && what.row.percent < 0) {
        *error = (struct form_error){S("muc"), N_("Ghi mức từ 0 đến 100, hoặc chọn bỏ mức này")};
        return show(request, error);
    }
    struct result done = target_change(&ctx, &what);
    if (done.kind == ERROR_CONFLICT || done.kind == ERROR_INVALID) {
        *error = (struct form_error){S("muc"), done.message};
        return show(request, error);
    }
    TRY(done);
    return respond_redirect(request, str_printf(request->arena,
                                                "/can-bo/cau-hinh/chi-tieu/%.*s?xong=1",
                                                STR_ARG(what.measure)));
}
