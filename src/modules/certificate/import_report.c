/* What came of a file, as the row of an import keeps it. */
#include "base/json.h"
#include "modules/certificate/import.h"

enum { REPORT_MAX = 1 << 20 };

struct str register_report_json(struct arena *arena, const struct register_report *report)
{
    struct buf out;
    buf_init(&out, arena, REPORT_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_int(&json, "rows", report->rows);
    json_put_int(&json, "made", report->made);
    json_put_int(&json, "same", report->same);
    json_put_int(&json, "problems", report->problem_count);
    json_open_array(&json, "list");
    for (int64_t i = 0; i < report->problem_count && i < REGISTER_PROBLEMS_MAX; i++) {
        const struct register_problem *problem = &report->problems[i];
        json_open_object(&json, NULL);
        json_put_int(&json, "line", (int64_t)problem->line);
        json_put_text(&json, "heading",
                      problem->heading == NULL ? S("") : str_from_c(problem->heading));
        json_put_text(&json, "value", problem->value);
        json_put_text(&json, "message", str_from_c(problem->message));
        json_close_object(&json);
    }
    json_close_array(&json);
    json_close_object(&json);
    return buf_str(&out);
}

struct result register_report_read(struct arena *arena, struct str text,
                                   struct register_report *out)
{
    const struct json *json;
    *out = (struct register_report){0};
    if (str_empty(text))
        return RESULT_OK;
    TRY(json_parse(arena, text, &json));
    const struct json *list = json_get(json, "list");
    size_t count = json_count(list);
    out->rows = json_int(json_get(json, "rows"), 0);
    out->made = json_int(json_get(json, "made"), 0);
    out->same = json_int(json_get(json, "same"), 0);
    out->problem_count = json_int(json_get(json, "problems"), 0);
    out->problems = ARENA_ARRAY(arena, struct register_problem, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct json *one = json_at(list, i);
        struct str heading = json_text(json_get(one, "heading"));
        out->problems[i] = (struct register_problem){
            .line = (size_t)json_int(json_get(one, "line"), 0),
            .heading = str_empty(heading) ? NULL : str_c(arena, heading),
            .value = json_text(json_get(one, "value")),
            .message = str_c(arena, json_text(json_get(one, "message")))};
    }
    return RESULT_OK;
}
