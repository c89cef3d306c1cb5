/* The same figures and rows for machines. */
#include "base/buf.h"
#include "base/json.h"
#include "modules/target/handlers.h"
#include "modules/target/views.h"

enum { ROWS_MAX = 10000, ALL_MAX = 1 << 20 };

static bool wants_all(struct request *request)
{
    return str_is(request_param(request, "id"), "tat-ca");
}

static struct result find(struct request *request, const struct measure **out)
{
    *out = measure_find(target_measures, request_param(request, "id"));
    if (*out == NULL)
        return result_fail(ERROR_NOT_FOUND, "target.unknown", N_("Không có chỉ tiêu này."));
    return RESULT_OK;
}

static enum measure_part part_of(struct request *request)
{
    struct str word = form_get(request->form, "phan");
    if (str_is(word, "tu-so"))
        return MEASURE_NUMERATOR;
    return str_is(word, "chua-dat") ? MEASURE_DIFFERENCE : MEASURE_DENOMINATOR;
}

static struct result csv_of_rows(struct request *request, struct measure_scope scope)
{
    const struct measure *measure;
    struct measure_rows rows;
    TRY(find(request, &measure));
    int64_t page = form_int(request->form, "trang", 0);
    struct measure_ask ask = {.scope = scope, .part = part_of(request), .most = ROWS_MAX + 1,
                              .skip = page > 0 ? (page - 1) * ROWS_MAX : 0};
    TRY(measure_rows_of(request->db, request->arena, measure, ask, &rows));
    if (rows.count > ROWS_MAX && page == 0) /* never a part that looks like the whole */
        return result_fail(ERROR_LIMIT, "target.too_many",
                           N_("Quá nhiều dòng cho một tệp. Chọn một cơ quan, hoặc tải từng phần "
                              "10.000 dòng bằng trang=1, trang=2…"));
    rows.count = rows.count > ROWS_MAX ? ROWS_MAX : rows.count;
    return respond_download(request, "text/csv; charset=utf-8",
                            str_printf(request->arena, "%s.csv", measure->id),
                            measure_csv(request->arena, &rows));
}

static struct result csv_of_all(struct request *request, struct measure_scope scope)
{
    struct buf out;
    buf_init(&out, request->arena, ALL_MAX);
    buf_text(&out, "id,version,name,numerator,denominator,percent\r\n");
    for (const struct measure *m = target_measures; m->id != NULL; m++) {
        struct measure_report report = {0};
        buf_printf(&out, "%s,%d,\"%s\",", m->id, m->version,
                   measure_words(m->name, request->locale));
        if (!measure_is_live(m)) {
            buf_text(&out, ",,\r\n");
            continue;
        }
        TRY(measure_show(request->db, request->arena, m, scope, &report));
        const struct measure_figure *f = &report.figure;
        buf_printf(&out, "%lld,%lld,", (long long)f->numerator, (long long)f->denominator);
        if (f->has_value)
            buf_printf(&out, "%lld.%02lld", (long long)(f->hundredths / 100),
                       (long long)(f->hundredths % 100));
        buf_text(&out, "\r\n");
    }
    return respond_download(request, "text/csv; charset=utf-8", S("muc-tieu.csv"), buf_str(&out));
}

struct result target_csv(struct request *request)
{
    struct measure_scope scope;
    struct filter_view filter;
    TRY(target_scope(request, &scope, &filter));
    return wants_all(request) ? csv_of_all(request, scope) : csv_of_rows(request, scope);
}

static struct result one(struct request *request, const struct measure *measure,
                         struct measure_scope scope, struct str *json)
{
    struct measure_report report;
    TRY(measure_show(request->db, request->arena, measure, scope, &report));
    *json = measure_json(request->arena, measure, &report);
    return RESULT_OK;
}

/* Every measure; those without data say so and have no figure. */
static struct result json_of_all(struct request *request, struct measure_scope scope,
                                 struct str *text)
{
    struct buf out;
    buf_init(&out, request->arena, ALL_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_array(&json, NULL);
    for (const struct measure *m = target_measures; m->id != NULL; m++) {
        if (measure_is_live(m)) {
            struct str figure;
            TRY(one(request, m, scope, &figure));
            json_put_raw(&json, NULL, figure);
            continue;
        }
        json_open_object(&json, NULL);
        json_put_text(&json, "id", str_from_c(m->id));
        json_put_int(&json, "version", m->version);
        json_open_object(&json, "name");
        json_put_text(&json, "vi", str_from_c(m->name.vi));
        json_put_text(&json, "en", str_from_c(m->name.en));
        json_close_object(&json);
        json_put_null(&json, "percent");
        json_put_text(&json, "reason", S("no_data"));
        json_close_object(&json);
    }
    json_close_array(&json);
    *text = buf_str(&out);
    return RESULT_OK;
}

struct result target_json(struct request *request)
{
    struct measure_scope scope;
    struct filter_view filter;
    const struct measure *measure;
    struct str json;
    TRY(target_scope(request, &scope, &filter));
    if (wants_all(request)) {
        TRY(json_of_all(request, scope, &json));
    } else {
        TRY(find(request, &measure));
        TRY(one(request, measure, scope, &json));
    }
    return respond_json(request, 200, json);
}
