#include "modules/organisation/import.h"

#include "base/json.h"
#include "base/utf8.h"
#include "core/organisation_change.h"

enum { REPORT_MAX = 1 << 20, FIRST_GROWTH = 64 };

const struct import_kind *import_kind_find(struct str code)
{
    const struct import_kind *const kinds[] = {&import_agencies, &import_posts, &import_people};
    for (size_t i = 0; i < 3; i++)
        if (str_is(code, kinds[i]->code))
            return kinds[i];
    return NULL;
}

struct str import_cell(const struct import *import, size_t column)
{
    size_t place = import->place[column];
    return place < import->at->count ? import->at->cells[place] : (struct str){0};
}

bool import_day(struct arena *arena, struct str text, struct str *day)
{
    int64_t number;
    struct str parts[3];
    struct str rest = text;
    int64_t values[3];
    *day = text;
    if (civil_parse_date(text, &number))
        return true;
    for (size_t i = 0; i < 3; i++) {
        bool more = str_split(rest, '/', &parts[i], &rest);
        if (more != (i < 2) || !str_to_i64(parts[i], &values[i]) || values[i] < 1 ||
            values[i] > 9999)
            return false;
    }
    *day = str_printf(arena, "%04d-%02d-%02d", (int)values[2], (int)values[1], (int)values[0]);
    return civil_parse_date(*day, &number);
}

static void note(struct import *import, struct import_problem problem)
{
    struct import_report *report = import->report;
    if (report->problem_count < IMPORT_PROBLEMS_MAX)
        report->problems[report->problem_count] = problem;
    report->problem_count++;
}

static void refuse(struct import *import, size_t column, const char *message)
{
    bool whole = column == IMPORT_WHOLE_ROW;
    struct import_problem problem = {
        .line = import->at->line,
        .heading = whole ? NULL : import->kind->columns[column].heading,
        .value = whole ? (struct str){0} : import_cell(import, column),
        .message = message,
    };
    note(import, problem);
}

struct result import_refuse(struct import *import, size_t column, const char *message)
{
    refuse(import, column, message);
    return RESULT_OK;
}

struct result import_judge(struct import *import, size_t column, struct result outcome)
{
    bool refusal = outcome.message != NULL &&
                   (outcome.kind == ERROR_CONFLICT || outcome.kind == ERROR_INVALID ||
                    outcome.kind == ERROR_NOT_FOUND || outcome.kind == ERROR_FORBIDDEN);
    return refusal ? import_refuse(import, column, outcome.message) : outcome;
}

/* Which cell holds which column; headings that are strange or missing are problems. */
static void map_columns(struct import *import, const struct csv_row *head)
{
    struct arena *arena = import->ctx->arena;
    bool known[CSV_CELLS_MAX] = {false};
    for (size_t c = 0; c < import->kind->column_count; c++) {
        const struct import_column *column = &import->kind->columns[c];
        struct str folded = utf8_fold(arena, str_from_c(column->heading));
        import->place[c] = SIZE_MAX;
        for (size_t i = 0; i < head->count && import->place[c] == SIZE_MAX; i++) {
            if (known[i] || !str_equal(utf8_fold(arena, head->cells[i]), folded))
                continue;
            import->place[c] = i;
            known[i] = true;
        }
        if (column->required && import->place[c] == SIZE_MAX)
            note(import, (struct import_problem){
                             .line = head->line,
                             .heading = column->heading,
                             .message = N_("Tệp thiếu cột này; thêm cột vào dòng đầu")});
    }
    for (size_t i = 0; i < head->count; i++)
        if (!known[i])
            note(import, (struct import_problem){
                             .line = head->line,
                             .value = head->cells[i],
                             .message = N_("Cột này không có trong mẫu, hoặc có hai lần; bỏ "
                                           "cột, hoặc ghi tên cột như mẫu")});
}

/* A row of another length is not read at all. */
static bool has_all_cells(struct import *import, const struct csv_row *head)
{
    if (import->at->count != head->count)
        refuse(import, IMPORT_WHOLE_ROW,
               N_("Dòng này có số ô khác dòng đầu; xem lại dấu phẩy và dấu nháy kép"));
    return import->at->count == head->count;
}

/* Notes what each row must have and this one has not. */
static bool is_incomplete(struct import *import)
{
    int64_t before = import->report->problem_count;
    for (size_t c = 0; c < import->kind->column_count; c++)
        if (import->kind->columns[c].required && str_empty(import_cell(import, c)))
            refuse(import, c, N_("Ô này không được bỏ trống"));
    return import->report->problem_count > before;
}

static struct result one_row(struct import *import)
{
    int64_t before = import->report->problem_count;
    if (++import->done == import->grown_at) {
        TRY(organisation_grown(import->ctx->db, import->ctx->arena));
        import->grown_at *= 8;
    }
    import->outcome = IMPORT_SAME;
    TRY(import->kind->row(import));
    if (import->report->problem_count > before || import->outcome == IMPORT_LATER)
        return RESULT_OK;
    import->report->made += import->outcome == IMPORT_MADE;
    import->report->changed += import->outcome == IMPORT_CHANGED;
    import->report->same += import->outcome == IMPORT_SAME;
    return RESULT_OK;
}

/* Rows may name others that stand below them: rounds, until one brings nothing more. */
static struct result all_rows(struct import *import, const struct csv_row **rows, size_t count)
{
    while (count > 0) {
        size_t waiting = 0;
        for (size_t i = 0; i < count; i++) {
            import->at = rows[i];
            TRY(one_row(import));
            if (import->outcome == IMPORT_LATER)
                rows[waiting++] = rows[i];
        }
        import->last_round = waiting == count;
        count = waiting;
    }
    return RESULT_OK;
}

/* By line; those of one line stay in their order. */
static void sort_problems(struct import_report *report)
{
    struct import_problem *problems = report->problems;
    for (int64_t i = 1; i < report->problem_count && i < IMPORT_PROBLEMS_MAX; i++) {
        struct import_problem moved = problems[i];
        int64_t to = i;
        for (; to > 0 && problems[to - 1].line > moved.line; to--)
            problems[to] = problems[to - 1];
        problems[to] = moved;
    }
}

struct result import_run(struct service_context *ctx, const struct import_kind *kind,
                         struct str bytes, struct import_report *report)
{
    struct csv_table table;
    struct csv_place place;
    struct import import = {
        .ctx = ctx, .kind = kind, .report = report, .grown_at = FIRST_GROWTH};
    *report = (struct import_report){
        .problems = ARENA_ARRAY(ctx->arena, struct import_problem, IMPORT_PROBLEMS_MAX)};
    struct result read = csv_read(ctx->arena, bytes, &table, &place);
    if (!result_ok(read)) {
        struct str cell = str_printf(ctx->arena, "%zu", place.column);
        note(&import, (struct import_problem){place.line, N_("Ô thứ"), cell, read.message});
        return RESULT_OK;
    }
    if (table.count == 0) {
        note(&import, (struct import_problem){.line = 1, .message = N_("Tệp không có dòng nào")});
        return RESULT_OK;
    }
    map_columns(&import, &table.rows[0]);
    if (report->problem_count > 0)
        return RESULT_OK;
    report->rows = (int64_t)table.count - 1;
    const struct csv_row **rows = ARENA_ARRAY(ctx->arena, const struct csv_row *, table.count);
    size_t whole = 0;
    for (size_t i = 1; i < table.count; i++) {
        import.at = &table.rows[i];
        if (!has_all_cells(&import, &table.rows[0]))
            continue;
        import.incomplete = is_incomplete(&import);
        if (import.incomplete)
            TRY(kind->row(&import));
        else
            rows[whole++] = import.at;
    }
    import.incomplete = false;
    TRY(all_rows(&import, rows, whole));
    sort_problems(report);
    return RESULT_OK;
}

struct str import_report_json(struct arena *arena, const struct import_report *report)
{
    struct buf out;
    buf_init(&out, arena, REPORT_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_int(&json, "rows", report->rows);
    json_put_int(&json, "made", report->made);
    json_put_int(&json, "changed", report->changed);
    json_put_int(&json, "same", report->same);
    json_put_int(&json, "problem_count", report->problem_count);
    json_open_array(&json, "problems");
    for (int64_t i = 0; i < report->problem_count && i < IMPORT_PROBLEMS_MAX; i++) {
        const struct import_problem *p = &report->problems[i];
        json_open_object(&json, NULL);
        json_put_int(&json, "line", (int64_t)p->line);
        json_put_text(&json, "heading", str_from_c(p->heading));
        json_put_text(&json, "value", utf8_prefix(p->value, 80));
        json_put_text(&json, "message", str_from_c(p->message));
        json_close_object(&json);
    }
    json_close_array(&json);
    json_close_object(&json);
    return buf_str(&out);
}

struct result import_report_read(struct arena *arena, struct str json, struct import_report *report)
{
    const struct json *root = NULL;
    if (!str_empty(json))
        TRY(json_parse(arena, json, &root));
    const struct json *problems = json_get(root, "problems");
    size_t count = json_count(problems);
    *report = (struct import_report){
        .rows = json_get_int(root, "rows", 0),
        .made = json_get_int(root, "made", 0),
        .changed = json_get_int(root, "changed", 0),
        .same = json_get_int(root, "same", 0),
        .problem_count = json_get_int(root, "problem_count", 0),
        .problems = ARENA_ARRAY(arena, struct import_problem, count + 1),
    };
    for (size_t i = 0; i < count; i++) {
        const struct json *p = json_at(problems, i);
        struct str heading = json_get_text(p, "heading");
        report->problems[i] = (struct import_problem){
            .line = (size_t)json_get_int(p, "line", 0),
            .heading = str_empty(heading) ? NULL : str_c(arena, heading),
            .value = json_get_text(p, "value"),
            .message = str_c(arena, json_get_text(p, "message")),
        };
    }
    return RESULT_OK;
}
