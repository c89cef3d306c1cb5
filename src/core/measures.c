#include "core/measures.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "core/csv.h"
#include "core/measure_targets.h"

enum {
    CSV_ROW_MAX = 512,
    JSON_TALLY_MAX = 512,
    JSON_HEAD_MAX = 16 << 10,
    MICROS_DIGITS = 6,
    PER_CENT = 100
};

bool measure_part_parse(struct str text, enum measure_part *out)
{
    static const char *const names[] = {[MEASURE_NUMERATOR] = "numerator",
                                        [MEASURE_DENOMINATOR] = "denominator",
                                        [MEASURE_DIFFERENCE] = "difference"};
    for (int i = MEASURE_NUMERATOR; i <= MEASURE_DIFFERENCE; i++) {
        if (!str_is(text, names[i]))
            continue;
        *out = (enum measure_part)i;
        return true;
    }
    return false;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_id(struct str a, struct str b)
{
    bool same = a.len == b.len;
    for (size_t i = 0; same && i < a.len; i++)
        same = lower(a.ptr[i]) == lower(b.ptr[i]);
    return same;
}

const struct measure *measure_find(const struct measure *table, struct str id)
{
    for (; table->id != NULL; table++)
        if (same_id(str_from_c(table->id), id))
            return table;
    return NULL;
}

int64_t measure_from(const struct measure *measure, int64_t as_of_us)
{
    if (measure->window == MEASURE_STOCK)
        return INT64_MIN;
    if (measure->window == MEASURE_DAYS90)
        return as_of_us - 90 * MICROS_PER_DAY;
    struct civil_time day = civil_from_us(as_of_us);
    return civil_to_us((struct civil_time){.year = day.year, .month = 1, .day = 1});
}

/* Of the scope's level or of all; the newest year that has begun, else the first to come. */
static bool find_target(const struct measure *measure, const struct measure_scope *scope,
                        struct measure_target *out)
{
    int year = civil_from_us(scope->as_of_us).year;
    bool found = false;
    for (const struct measure_target *t = measure->targets; t != NULL && t->year != 0; t++) {
        if (t->level != 0 && t->level != scope->level)
            continue;
        bool better = !found || (t->year <= year && (out->year > year || t->year > out->year));
        if (better)
            *out = *t;
        found = true;
    }
    return found;
}

static bool reaches(const struct measure_target *target, int64_t numerator, int64_t denominator)
{
    int64_t have = numerator * PER_CENT;
    int64_t want = (int64_t)target->percent * denominator;
    return target->above ? have > want : have >= want;
}

struct measure_figure measure_figure_of(const struct measure *measure, struct measure_scope scope,
                                        int64_t numerator, int64_t denominator)
{
    struct measure_figure figure = {.numerator = numerator, .denominator = denominator,
                                    .has_value = denominator > 0, .scope = scope};
    figure.has_target = find_target(measure, &scope, &figure.target);
    if (!figure.has_value)
        return figure;
    figure.hundredths =
        (numerator * PER_CENT * PER_CENT * 2 + denominator) / (denominator * 2);
    if (!figure.has_target)
        return figure;
    figure.met = reaches(&figure.target, numerator, denominator);
    if (!figure.met) {
        int64_t want = (int64_t)figure.target.percent * denominator;
        int64_t least = figure.target.above ? want / PER_CENT + 1
                                            : (want + PER_CENT - 1) / PER_CENT;
        figure.missing = least - numerator;
    }
    return figure;
}

static struct result no_data(void)
{
    return result_fail(ERROR_NOT_FOUND, "measure.no_data", N_("Chỉ tiêu này chưa có số liệu."));
}

struct result measure_show(struct db *db, struct arena *arena, const struct measure *measure,
                           struct measure_scope scope, struct measure_report *out)
{
    if (!measure_is_live(measure))
        return no_data();
    scope.from_us = measure_from(measure, scope.as_of_us);
    TRY(measure->tally(db, arena, &scope, &out->tallies));
    int64_t numerator = 0;
    int64_t denominator = 0;
    for (size_t i = 0; i < out->tallies.count; i++) {
        numerator += out->tallies.items[i].numerator;
        denominator += out->tallies.items[i].denominator;
    }
    struct measure own = *measure;
    TRY(measure_targets_at(db, arena, measure, scope.as_of_us, &own.targets));
    out->figure = measure_figure_of(&own, scope, numerator, denominator);
    return RESULT_OK;
}

struct result measure_rows_of(struct db *db, struct arena *arena, const struct measure *measure,
                              struct measure_ask ask, struct measure_rows *out)
{
    if (!measure_is_live(measure))
        return no_data();
    ask.scope.from_us = measure_from(measure, ask.scope.as_of_us);
    return measure->rows(db, arena, &ask, out);
}

struct str measure_time(struct arena *arena, int64_t at_us)
{
    struct str seconds = civil_rfc3339(arena, at_us);
    int64_t rest = at_us % MICROS_PER_SECOND;
    if (rest < 0)
        rest += MICROS_PER_SECOND;
    size_t zone = seconds.len - 6; /* "+07:00" */
    return str_printf(arena, "%.*s.%0*lld%.*s", (int)zone, seconds.ptr, MICROS_DIGITS,
                      (long long)rest, STR_ARG(str_slice(seconds, zone, seconds.len)));
}

bool measure_parse_as_of(struct str text, int64_t *at_us)
{
    int64_t day;
    if (!civil_parse_date(text, &day))
        return civil_parse_rfc3339(text, at_us);
    *at_us = civil_to_us(civil_from_day_number(day + 1)) - 1;
    return true;
}

static void csv_time(struct arena *arena, struct buf *out, int64_t at_us)
{
    if (at_us != 0)
        buf_add(out, measure_time(arena, at_us));
    buf_byte(out, ',');
}

static void csv_text(struct buf *out, struct str text)
{
    csv_quoted(out, text);
    buf_byte(out, ',');
}

struct str measure_csv(struct arena *arena, const struct measure_rows *rows)
{
    struct buf out;
    buf_init(&out, arena, CSV_ROW_MAX * (rows->count + 1));
    buf_text(&out, "row,agency,agency_name,level,finished_at,due_at,signed_at,counts\r\n");
    for (size_t i = 0; i < rows->count; i++) {
        const struct measure_row *row = &rows->items[i];
        csv_text(&out, row->ref);
        csv_text(&out, row->agency_code);
        csv_text(&out, row->agency_name);
        buf_printf(&out, "%lld,", (long long)row->level);
        csv_time(arena, &out, row->happened_us);
        csv_time(arena, &out, row->due_us);
        csv_time(arena, &out, row->signed_us);
        buf_text(&out, row->counts ? "yes\r\n" : "no\r\n");
    }
    return buf_str(&out);
}

static void json_value(struct arena *arena, struct json_writer *json,
                       const struct measure_figure *f)
{
    json_put_int(json, "numerator", f->numerator);
    json_put_int(json, "denominator", f->denominator);
    if (f->has_value) {
        json_put_text(json, "percent",
                      str_printf(arena, "%lld.%02lld", (long long)(f->hundredths / PER_CENT),
                                 (long long)(f->hundredths % PER_CENT)));
        json_put_null(json, "reason");
    } else {
        json_put_null(json, "percent");
        json_put_text(json, "reason", S("zero_denominator"));
    }
    if (!f->has_target) {
        json_put_null(json, "target");
        return;
    }
    json_open_object(json, "target");
    json_put_int(json, "percent", f->target.percent);
    json_put_int(json, "year", f->target.year);
    json_put_bool(json, "strictly_above", f->target.above);
    if (f->has_value)
        json_put_bool(json, "met", f->met);
    json_close_object(json);
}

static void json_tallies(struct json_writer *json, const struct measure_tallies *tallies)
{
    json_open_array(json, "agencies");
    for (size_t i = 0; i < tallies->count; i++) {
        const struct measure_tally *t = &tallies->items[i];
        json_open_object(json, NULL);
        json_put_text(json, "agency", t->agency_code);
        json_put_text(json, "name", t->agency_name);
        json_put_int(json, "level", t->level);
        json_put_int(json, "numerator", t->numerator);
        json_put_int(json, "denominator", t->denominator);
        json_close_object(json);
    }
    json_close_array(json);
}

static void json_texts(struct json_writer *json, const char *key, struct measure_text text)
{
    json_open_object(json, key);
    json_put_text(json, "vi", str_from_c(text.vi));
    json_put_text(json, "en", str_from_c(text.en));
    json_close_object(json);
}

struct str measure_json(struct arena *arena, const struct measure *measure,
                        const struct measure_report *report)
{
    const struct measure_scope *scope = &report->figure.scope;
    struct buf out;
    buf_init(&out, arena, JSON_HEAD_MAX + JSON_TALLY_MAX * report->tallies.count);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "id", str_from_c(measure->id));
    json_put_int(&json, "version", measure->version);
    json_texts(&json, "name", measure->name);
    json_texts(&json, "numerator_is", measure->numerator);
    json_texts(&json, "denominator_is", measure->denominator);
    json_texts(&json, "law", measure->law);
    if (scope->from_us != INT64_MIN)
        json_put_text(&json, "from", measure_time(arena, scope->from_us));
    json_put_text(&json, "as_of", measure_time(arena, scope->as_of_us));
    json_value(arena, &json, &report->figure);
    json_tallies(&json, &report->tallies);
    json_close_object(&json);
    return buf_str(&out);
}
