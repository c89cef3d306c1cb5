#include "modules/reorganisation/import.h"

#include <string.h>

#include "core/csv.h"

enum column {
    DOES, CODE, NEW_CODE, AREA, NAME, PLACE, KIND, LEVEL, PARENT, ADDRESS, PARTS,
    COLUMNS
};

static const char *const HEADS[COLUMNS] = {
    [DOES] = "viec", [CODE] = "ma",     [NEW_CODE] = "ma_moi",  [AREA] = "ma_dia_ban",
    [NAME] = "ten",  [PLACE] = "dia_danh", [KIND] = "loai",     [LEVEL] = "cap",
    [PARENT] = "cap_tren", [ADDRESS] = "dia_chi", [PARTS] = "phan"};

static const struct {
    const char *word;
    enum reorganisation_kind kind;
} WORDS[] = {{"thanh-lap", REORGANISATION_FOUND}, {"doi", REORGANISATION_CHANGE},
             {"nhap", REORGANISATION_MERGE},      {"chia", REORGANISATION_SPLIT},
             {"ket-thuc", REORGANISATION_CLOSE}};

static struct result wrong(struct import_problem *problem, size_t line, struct str about,
                           const char *message)
{
    *problem = (struct import_problem){.message = message, .line = line, .about = about};
    return result_fail(ERROR_INVALID, "reorganisation.csv", message);
}

/* Places of a part, one a line. */
static struct str lines_of(struct arena *arena, struct str text)
{
    char *copy = str_c(arena, text);
    for (char *c = copy; *c != '\0'; c++)
        if (*c == '|')
            *c = '\n';
    return str_from_c(copy);
}

const struct reorganisation_part *parts_read(struct arena *arena, struct str text, size_t *count)
{
    size_t most = 1;
    for (size_t i = 0; i < text.len; i++)
        most += text.ptr[i] == ';';
    struct reorganisation_part *parts = ARENA_ARRAY(arena, struct reorganisation_part, most);
    bool more = true;
    *count = 0;
    while (more) {
        struct str one;
        struct str code;
        struct str places;
        more = str_split(text, ';', &one, &text);
        bool has_places = str_split(one, '=', &code, &places);
        code = str_trim(code);
        if (!str_empty(code))
            parts[(*count)++] =
                (struct reorganisation_part){.code = code,
                                             .rule = has_places ? RULE_TEXT : RULE_ALL,
                                             .words = has_places ? lines_of(arena, places) : S("")};
    }
    return parts;
}

static struct result read_heads(const struct csv_row *row, size_t places[COLUMNS],
                                struct import_problem *problem)
{
    for (size_t c = 0; c < COLUMNS; c++)
        places[c] = SIZE_MAX;
    for (size_t i = 0; i < row->count; i++) {
        size_t c = 0;
        while (c < COLUMNS && !str_is(row->cells[i], HEADS[c]))
            c++;
        if (c == COLUMNS)
            return wrong(problem, row->line, row->cells[i], N_("Không có cột này"));
        places[c] = i;
    }
    if (places[DOES] == SIZE_MAX)
        return wrong(problem, row->line, S("viec"), N_("Thiếu cột này"));
    return RESULT_OK;
}

static struct result read_row(struct arena *arena, const struct csv_row *row,
                              const size_t places[COLUMNS], struct reorganisation_operation *out,
                              struct import_problem *problem)
{
    struct str cells[COLUMNS] = {{0}};
    for (size_t c = 0; c < COLUMNS; c++)
        if (places[c] < row->count)
            cells[c] = row->cells[places[c]];
    size_t w = 0;
    while (w < sizeof WORDS / sizeof WORDS[0] && !str_is(cells[DOES], WORDS[w].word))
        w++;
    if (w == sizeof WORDS / sizeof WORDS[0])
        return wrong(problem, row->line, cells[DOES],
                     N_("Việc phải là thanh-lap, doi, nhap, chia hoặc ket-thuc"));
    *out = (struct reorganisation_operation){.kind = WORDS[w].kind,
                                             .code = cells[CODE],
                                             .new_code = cells[NEW_CODE],
                                             .area_code = cells[AREA],
                                             .name = cells[NAME],
                                             .place = cells[PLACE],
                                             .unit_kind = cells[KIND],
                                             .parent_code = cells[PARENT],
                                             .address = cells[ADDRESS]};
    if (!str_empty(cells[LEVEL]) &&
        (!str_to_i64(cells[LEVEL], &out->level) || out->level < 1 || out->level > 9))
        return wrong(problem, row->line, cells[LEVEL], N_("Cấp là một số từ 1 đến 9"));
    out->parts = parts_read(arena, cells[PARTS], &out->part_count);
    return RESULT_OK;
}

struct result operations_read(struct arena *arena, struct str csv,
                              struct reorganisation_operation **out, size_t *count,
                              struct import_problem *problem)
{
    struct csv_table table;
    struct csv_place place = {0};
    size_t places[COLUMNS];
    *count = 0;
    struct result read = csv_read(arena, csv, &table, &place);
    if (!result_ok(read))
        return wrong(problem, place.line, S(""),
                     N_("Tệp không phải CSV viết bằng UTF-8; lưu lại từ bảng tính"));
    if (table.count < 2)
        return wrong(problem, 1, S(""), N_("Tệp không có thao tác nào"));
    TRY(read_heads(&table.rows[0], places, problem));
    *out = ARENA_ARRAY(arena, struct reorganisation_operation, table.count);
    for (size_t i = 1; i < table.count; i++)
        TRY(read_row(arena, &table.rows[i], places, &(*out)[(*count)++], problem));
    return RESULT_OK;
}
