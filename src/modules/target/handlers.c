#include "modules/target/handlers.h"

#include "base/buf.h"
#include "modules/target/pages.h"
#include "modules/target/present.h"

enum { NAMES_MAX = 1024, PAGE_ROWS = 50, SPARK_BUDGET_US = 20000 };
#define WEEK_US (7 * MICROS_PER_DAY)

struct result target_scope(struct request *request, struct measure_scope *scope,
                           struct filter_view *filter)
{
    struct agency_list agencies;
    struct str code = form_get(request->form, "co-quan");
    struct str day = organisation_today(request->arena, request->clock);
    int64_t level = form_int(request->form, "cap", 0);
    TRY(agency_all(request->db, request->arena, day, &agencies));
    *filter = (struct filter_view){.level = level, .agencies = agencies.items,
                                   .agency_count = agencies.count,
                                   .level_text = form_get(request->form, "cap")};
    for (size_t i = 0; i < agencies.count; i++) {
        if (code.len == 0 || !str_equal(agencies.items[i].code, code))
            continue;
        filter->agency_id = agencies.items[i].id;
        filter->agency_code = agencies.items[i].code;
    }
    if (code.len != 0 && filter->agency_id == 0)
        return result_fail(ERROR_NOT_FOUND, "target.agency", N_("Không có cơ quan này."));
    *scope = (struct measure_scope){.agency_id = filter->agency_id, .level = level,
                                    .as_of_us = request_now_us(request)};
    return RESULT_OK;
}

/* Drawn while time is left: the page must not wait for it. */
static struct result spark_of(struct request *request, const struct measure *measure,
                              struct measure_scope scope, struct spark_view *out)
{
    struct measure_figure figures[SPARK_POINTS];
    int64_t now_us = scope.as_of_us;
    int64_t started_us = clock_monotonic_us();
    for (int64_t i = 0; i < SPARK_POINTS; i++) {
        struct measure_report report;
        scope.as_of_us = now_us - (SPARK_POINTS - 1 - i) * WEEK_US;
        TRY(measure_show(request->db, request->arena, measure, scope, &report));
        figures[i] = report.figure;
        if (clock_monotonic_us() - started_us > SPARK_BUDGET_US)
            return RESULT_OK;
    }
    *out = target_spark_of(request->arena, request->locale, figures, SPARK_POINTS);
    return RESULT_OK;
}

static struct str words(const struct request *request, struct measure_text text)
{
    return str_from_c(measure_words(text, request->locale));
}

static struct str counted(struct request *request, const struct measure *measure,
                          const struct measure_figure *figure)
{
    struct str n = format_int(request->arena, request->locale, figure->numerator);
    struct str d = format_int(request->arena, request->locale, figure->denominator);
    return str_printf(request->arena, "%.*s %s %.*s %s", STR_ARG(n),
                      tr(request->locale, N_("trên")), STR_ARG(d),
                      measure_words(measure->unit, request->locale));
}

static struct result live_row(struct request *request, const struct measure *measure,
                              struct measure_scope scope, struct target_row *row)
{
    struct measure_report report;
    TRY(measure_show(request->db, request->arena, measure, scope, &report));
    const struct measure_figure *figure = &report.figure;
    *row = (struct target_row){.id = str_from_c(measure->id),
                               .name = words(request, measure->name),
                               .counted = counted(request, measure, figure),
                               .has_value = figure->has_value,
                               .percent = target_percent(request->arena, request->locale,
                                                         figure->hundredths),
                               .bar = target_bar_of(request->arena, request->locale, figure),
                               .verdict = target_verdict_of(figure)};
    return spark_of(request, measure, scope, &row->spark);
}

static struct plan_row plan_of(const struct request *request, const struct measure *measure)
{
    return (struct plan_row){.id = str_from_c(measure->id), .name = words(request, measure->name),
                             .goal = words(request, measure->goal),
                             .numerator = words(request, measure->numerator),
                             .denominator = words(request, measure->denominator),
                             .law = words(request, measure->law)};
}

/* The measures without data, by group, in the order of the table. */
static void fill_plans(struct request *request, struct targets_view *view)
{
    struct plan_group *groups = ARENA_ARRAY(request->arena, struct plan_group, (size_t)view->all);
    for (const struct measure *m = target_measures; m->id != NULL; m++) {
        struct str name = words(request, m->group);
        size_t g = 0;
        if (measure_is_live(m))
            continue;
        while (g < view->group_count && !str_equal(groups[g].name, name))
            g++;
        if (g == view->group_count) {
            groups[g].name = name;
            groups[g].rows = ARENA_ARRAY(request->arena, struct plan_row, (size_t)view->all);
            view->group_count++;
        }
        groups[g].rows[groups[g].count++] = plan_of(request, m);
    }
    view->groups = groups;
}

static struct result fill_live(struct request *request, struct measure_scope scope,
                               struct targets_view *view)
{
    struct buf names;
    struct target_row *rows = ARENA_ARRAY(request->arena, struct target_row, (size_t)view->all);
    buf_init(&names, request->arena, NAMES_MAX);
    for (const struct measure *m = target_measures; m->id != NULL; m++) {
        if (!measure_is_live(m))
            continue;
        struct target_row *row = &rows[view->row_count++];
        TRY(live_row(request, m, scope, row));
        view->met += row->verdict == VERDICT_MET;
        view->missed += row->verdict == VERDICT_MISSED;
        buf_printf(&names, "%s%.*s", names.len > 0 ? "; " : "", STR_ARG(row->name));
    }
    view->rows = rows;
    view->measured_names = buf_str(&names);
    return RESULT_OK;
}

struct result target_list(struct request *request)
{
    struct measure_scope scope;
    struct targets_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Mục tiêu chuyển đổi số")))};
    view.chrome.description =
        tr_str(request->locale, N_("Chỉ tiêu nào đã đo, đo thế nào, và từng dòng đứng sau."));
    TRY(target_scope(request, &scope, &view.filter));
    for (const struct measure *m = target_measures; m->id != NULL; m++) {
        view.all++;
        view.live += measure_is_live(m);
    }
    view.as_of_us = scope.as_of_us;
    view.year = str_printf(request->arena, "%d", civil_from_us(scope.as_of_us).year);
    TRY(fill_live(request, scope, &view));
    fill_plans(request, &view);
    page_targets(respond_html(request, 200), &view);
    return RESULT_OK;
}

static const struct {
    const char *word;
    enum target_tab tab;
    enum measure_part part;
} tabs[] = {{"chua-dat", TAB_DIFFERENCE, MEASURE_DIFFERENCE},
            {"tu-so", TAB_NUMERATOR, MEASURE_NUMERATOR},
            {"mau-so", TAB_DENOMINATOR, MEASURE_DENOMINATOR},
            {"don-vi", TAB_AGENCIES, MEASURE_DENOMINATOR}};

static size_t tab_of(struct str word)
{
    for (size_t i = 0; i < sizeof tabs / sizeof *tabs; i++)
        if (str_is(word, tabs[i].word))
            return i;
    return 0;
}

static void fill_agencies(struct request *request, const struct measure_tallies *tallies,
                          struct measure_view *view)
{
    struct agency_row *rows = ARENA_ARRAY(request->arena, struct agency_row, tallies->count + 1);
    for (size_t i = 0; i < tallies->count; i++) {
        const struct measure_tally *t = &tallies->items[i];
        struct measure_figure figure =
            measure_figure_of(view->measure, view->figure.scope, t->numerator, t->denominator);
        rows[i] = (struct agency_row){.name = t->agency_name, .code = t->agency_code,
                                      .numerator = t->numerator, .denominator = t->denominator,
                                      .has_value = figure.has_value,
                                      .percent = target_percent(request->arena, request->locale,
                                                                figure.hundredths)};
    }
    view->agencies = rows;
    view->agency_count = tallies->count;
}

static int64_t rows_in(const struct measure_view *view)
{
    if (view->tab == TAB_NUMERATOR)
        return view->figure.numerator;
    return view->tab == TAB_DIFFERENCE ? view->difference : view->figure.denominator;
}

static struct result fill_rows(struct request *request, struct measure_scope scope,
                               enum measure_part part, struct measure_view *view)
{
    struct measure_rows found;
    view->pages = (rows_in(view) + PAGE_ROWS - 1) / PAGE_ROWS;
    view->page = form_int(request->form, "trang", 1);
    struct measure_ask ask = {.scope = scope, .part = part, .most = PAGE_ROWS,
                              .skip = (view->page - 1) * PAGE_ROWS};
    TRY(measure_rows_of(request->db, request->arena, view->measure, ask, &found));
    struct counted_row *rows = ARENA_ARRAY(request->arena, struct counted_row, found.count + 1);
    for (size_t i = 0; i < found.count; i++) {
        const struct measure_row *row = &found.items[i];
        rows[i] = (struct counted_row){.ref = row->ref, .agency = row->agency_name,
                                       .happened_us = row->happened_us, .due_us = row->due_us,
                                       .counts = row->counts,
                                       .why = target_why(request->arena, request->locale,
                                                         view->measure, row)};
    }
    view->rows = rows;
    view->row_count = found.count;
    return RESULT_OK;
}

static void fill_words(struct request *request, struct measure_view *view)
{
    const struct measure *m = view->measure;
    struct crumb *crumbs = ARENA_ARRAY(request->arena, struct crumb, 2);
    crumbs[0] = (struct crumb){S("/muc-tieu"), tr_str(request->locale, N_("Mục tiêu"))};
    crumbs[1] = (struct crumb){S(""), str_from_c(m->id)};
    view->crumbs = (struct crumbs){crumbs, 2};
    view->id = str_from_c(m->id);
    view->name = words(request, m->name);
    view->unit = words(request, m->unit);
    view->numerator = words(request, m->numerator);
    view->denominator = words(request, m->denominator);
    view->goal = words(request, m->goal);
    view->law = words(request, m->law);
    view->owner = words(request, m->owner);
    view->live = measure_is_live(m);
}

static struct result fill_figure(struct request *request, struct measure_view *view)
{
    struct measure_scope scope;
    struct measure_report report;
    size_t tab = tab_of(form_get(request->form, "phan"));
    TRY(target_scope(request, &scope, &view->filter));
    TRY(measure_show(request->db, request->arena, view->measure, scope, &report));
    view->figure = report.figure;
    view->difference = report.figure.denominator - report.figure.numerator;
    view->percent = target_percent(request->arena, request->locale, view->figure.hundredths);
    view->bar = target_bar_of(request->arena, request->locale, &view->figure);
    view->missing = target_missing(request->arena, request->locale, view->measure, &view->figure);
    view->from_us = report.figure.scope.from_us;
    view->as_of_us = scope.as_of_us;
    view->tab = tabs[tab].tab;
    view->part = str_from_c(tabs[tab].word);
    if (view->tab != TAB_AGENCIES)
        return fill_rows(request, scope, tabs[tab].part, view);
    fill_agencies(request, &report.tallies, view);
    return RESULT_OK;
}

static struct result find(struct request *request, const struct measure **out)
{
    *out = measure_find(target_measures, request_param(request, "id"));
    if (*out == NULL)
        return result_fail(ERROR_NOT_FOUND, "target.unknown", N_("Không có chỉ tiêu này."));
    return RESULT_OK;
}

struct result target_measure(struct request *request)
{
    struct measure_view view = {0};
    TRY(find(request, &view.measure));
    fill_words(request, &view);
    view.chrome = chrome_public(request, view.name);
    if (view.live)
        TRY(fill_figure(request, &view));
    page_measure(respond_html(request, 200), &view);
    return RESULT_OK;
}
