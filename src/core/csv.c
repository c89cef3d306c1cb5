#include "core/csv.h"

#include "base/utf8.h"

#define MARK S("\xEF\xBB\xBF")
#define FORMULA S("=+-@\t\r")

struct reading {
    struct arena *arena;
    struct str text;
    size_t at;
    size_t line;
    char separator;
    struct str cells[CSV_CELLS_MAX];
    size_t count;
    size_t capacity; /* of the table's rows */
};

static struct result bad(const char *code, const char *message)
{
    return result_fail(ERROR_INVALID, code, message);
}

/* What stands between the cells of the first line, outside of quotes. */
static char separator_of(struct str text)
{
    bool quoted = false;
    bool semicolons = false;
    for (size_t i = 0; i < text.len && (quoted || text.ptr[i] != '\n'); i++) {
        char c = text.ptr[i];
        quoted = quoted != (c == '"');
        if (!quoted && c == ',')
            return ',';
        semicolons = semicolons || (!quoted && c == ';');
    }
    return semicolons ? ';' : ',';
}

/* At the end of a line (its length) or not (0). */
static size_t line_end(const struct reading *r)
{
    if (r->at >= r->text.len)
        return 0;
    if (r->text.ptr[r->at] == '\n')
        return 1;
    bool pair = r->text.ptr[r->at] == '\r' && r->at + 1 < r->text.len &&
                r->text.ptr[r->at + 1] == '\n';
    return pair ? 2 : 0;
}

static bool at_end(const struct reading *r)
{
    return r->at == r->text.len || line_end(r) > 0 || r->text.ptr[r->at] == r->separator;
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

static struct result read_bare(struct reading *r, struct str *out)
{
    size_t from = r->at;
    for (; !at_end(r); r->at++) {
        char c = r->text.ptr[r->at];
        if (c == '"')
            return bad("csv.quote", N_("Ô có dấu nháy kép thì đặt cả ô trong nháy kép và viết "
                                       "mỗi dấu nháy bên trong hai lần"));
        if (is_control(c) && c != '\t')
            return bad("csv.control", N_("Ô có ký tự điều khiển; gõ lại ô này"));
    }
    *out = str_slice(r->text, from, r->at);
    return RESULT_OK;
}

/* Behind the opening mark. A mark inside is written twice. */
static struct result read_quoted(struct reading *r, struct str *out)
{
    struct buf cell;
    size_t opened = r->line;
    buf_init(&cell, r->arena, r->text.len + 1);
    for (r->at++; r->at < r->text.len; r->at++) {
        char c = r->text.ptr[r->at];
        bool twice = r->at + 1 < r->text.len && r->text.ptr[r->at + 1] == '"';
        if (c == '"' && !twice)
            break;
        if (is_control(c) && c != '\t' && c != '\n' && c != '\r')
            return bad("csv.control", N_("Ô có ký tự điều khiển; gõ lại ô này"));
        r->line += c == '\n';
        r->at += c == '"';
        buf_byte(&cell, (unsigned char)c);
    }
    if (r->at == r->text.len) {
        r->line = opened;
        return bad("csv.open", N_("Dấu nháy kép mở ở ô này không có dấu đóng"));
    }
    r->at++;
    *out = buf_str(&cell);
    return at_end(r) ? RESULT_OK
                     : bad("csv.quote", N_("Sau dấu nháy kép đóng ô phải là dấu ngăn cách"));
}

/* An apostrophe before what a spreadsheet would calculate is ours. */
static struct str without_guard(struct str cell)
{
    bool guarded = cell.len > 1 && cell.ptr[0] == '\'' &&
                   str_find_byte(FORMULA, cell.ptr[1]) < FORMULA.len;
    return guarded ? str_slice(cell, 1, cell.len) : cell;
}

static struct result read_cell(struct reading *r)
{
    if (r->count == CSV_CELLS_MAX)
        return result_fail(ERROR_LIMIT, "csv.cells", N_("Dòng này có quá nhiều cột"));
    struct str cell;
    bool quoted = r->at < r->text.len && r->text.ptr[r->at] == '"';
    r->count++;
    TRY(quoted ? read_quoted(r, &cell) : read_bare(r, &cell));
    struct result clean = utf8_clean_line(r->arena, cell, &cell);
    if (!result_ok(clean))
        return bad("csv.encoding", N_("Tệp không phải UTF-8; lưu lại dạng CSV UTF-8"));
    r->cells[r->count - 1] = without_guard(cell);
    return RESULT_OK;
}

static struct result read_row(struct reading *r)
{
    r->count = 0;
    TRY(read_cell(r));
    while (r->at < r->text.len && r->text.ptr[r->at] == r->separator) {
        r->at++;
        TRY(read_cell(r));
    }
    r->at += line_end(r);
    return RESULT_OK;
}

static bool is_blank(const struct reading *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (!str_empty(r->cells[i]))
            return false;
    return true;
}

static struct result keep_row(struct reading *r, size_t line, struct csv_table *out)
{
    if (is_blank(r))
        return RESULT_OK;
    if (out->count == CSV_ROWS_MAX)
        return result_fail(ERROR_LIMIT, "csv.rows", N_("Tệp quá dài; chia thành nhiều tệp"));
    if (out->count == r->capacity) {
        size_t more = r->capacity == 0 ? 64 : 2 * r->capacity;
        struct csv_row *rows = ARENA_ARRAY(r->arena, struct csv_row, more);
        for (size_t i = 0; i < out->count; i++)
            rows[i] = out->rows[i];
        out->rows = rows;
        r->capacity = more;
    }
    out->rows[out->count++] = (struct csv_row){
        .line = line,
        .cells = arena_copy(r->arena, r->cells, r->count * sizeof r->cells[0]),
        .count = r->count};
    return RESULT_OK;
}

struct result csv_read(struct arena *arena, struct str bytes, struct csv_table *out,
                       struct csv_place *place)
{
    struct reading r = {.arena = arena, .text = bytes, .line = 1};
    struct result done = RESULT_OK;
    *out = (struct csv_table){0};
    if (str_starts(r.text, MARK))
        r.text = str_slice(r.text, MARK.len, r.text.len);
    r.separator = separator_of(r.text);
    if (!utf8_valid(r.text) || str_has_nul(r.text))
        done = bad("csv.encoding", N_("Tệp không phải UTF-8; lưu lại dạng CSV UTF-8"));
    while (result_ok(done) && r.at < r.text.len) {
        size_t line = r.line;
        done = read_row(&r);
        if (result_ok(done))
            done = keep_row(&r, line, out);
        r.line += result_ok(done);
    }
    *place = (struct csv_place){r.line, r.count > 0 ? r.count : 1};
    return done;
}

void csv_quoted(struct buf *out, struct str text)
{
    buf_byte(out, '"');
    if (text.len > 0 && str_find_byte(FORMULA, text.ptr[0]) < FORMULA.len)
        buf_byte(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_byte(out, '"');
        buf_byte(out, (unsigned char)text.ptr[i]);
    }
    buf_byte(out, '"');
}

struct csv_writer csv_begin(struct buf *out)
{
    buf_add(out, MARK);
    return (struct csv_writer){.out = out};
}

void csv_cell(struct csv_writer *writer, struct str text)
{
    if (writer->inside)
        buf_byte(writer->out, ',');
    writer->inside = true;
    csv_quoted(writer->out, text);
}

void csv_end(struct csv_writer *writer)
{
    buf_text(writer->out, "\r\n");
    writer->inside = false;
}
