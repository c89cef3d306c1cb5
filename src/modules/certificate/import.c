#include "modules/certificate/import.h"

#include "base/utf8.h"
#include "modules/certificate/queries.h"

static const char *const headings[REGISTER_COLUMNS] = {
    [COLUMN_NAME] = N_("Người giữ"),
    [COLUMN_STAFF] = N_("Mã cán bộ"),
    [COLUMN_AGENCY] = N_("Mã cơ quan"),
    [COLUMN_CERTIFICATE] = N_("Chứng thư"),
};

const char *register_heading(enum register_column column)
{
    return headings[column];
}

static void note(struct register_report *report, struct register_problem problem)
{
    if (report->problem_count < REGISTER_PROBLEMS_MAX)
        report->problems[report->problem_count] = problem;
    report->problem_count++;
}

/* Which cell holds which column; SIZE_MAX where the file has none. Other columns are passed over:
 * the list that was downloaded has more of them. */
static void map_columns(struct arena *arena, const struct csv_row *head,
                        size_t place[REGISTER_COLUMNS], struct register_report *report)
{
    for (size_t c = 0; c < REGISTER_COLUMNS; c++) {
        struct str wanted = utf8_fold(arena, str_from_c(headings[c]));
        place[c] = SIZE_MAX;
        for (size_t i = 0; i < head->count && place[c] == SIZE_MAX; i++)
            if (str_equal(utf8_fold(arena, head->cells[i]), wanted))
                place[c] = i;
        if (place[c] == SIZE_MAX)
            note(report, (struct register_problem){
                             .line = head->line, .heading = headings[c],
                             .message = N_("Tệp thiếu cột này; thêm cột vào dòng đầu")});
    }
}

static struct str cell(const struct csv_row *row, size_t place)
{
    return place < row->count ? row->cells[place] : S("");
}

static void read_line(struct arena *arena, const struct csv_row *row,
                      const size_t place[REGISTER_COLUMNS], struct register_file *out)
{
    struct register_entry *line = &out->lines[out->count++];
    struct str text = cell(row, place[COLUMN_CERTIFICATE]);
    *line = (struct register_entry){
        .line = row->line,
        .order = {.name = cell(row, place[COLUMN_NAME]),
                  .staff_code = cell(row, place[COLUMN_STAFF]),
                  .agency_code = cell(row, place[COLUMN_AGENCY])}};
    if (str_empty(line->order.name) && str_empty(line->order.staff_code) &&
        str_empty(line->order.agency_code))
        note(&out->report,
             (struct register_problem){
                 .line = row->line,
                 .message = N_("Ghi người giữ, hoặc mã cán bộ, hoặc mã cơ quan")});
    if (str_empty(text) || !str_unbase64(arena, text, &line->order.der))
        note(&out->report,
             (struct register_problem){
                 .line = row->line, .heading = headings[COLUMN_CERTIFICATE],
                 .message = N_("Ghi chứng thư dạng DER, mã Base64, trên một dòng")});
}

/* Words for a mistake of the table itself. */
static const char *table_words(struct str code)
{
    if (str_is(code, "csv.encoding"))
        return N_("Tệp không phải UTF-8. Trong bảng tính chọn: Lưu thành, CSV UTF-8.");
    if (str_is(code, "csv.rows") || str_is(code, "csv.cells"))
        return N_("Tệp quá nhiều dòng hoặc cột; chia thành nhiều tệp");
    return N_("Dấu nháy kép hoặc ký tự lạ ở dòng này; xem lại dòng này");
}

struct result register_file_read(struct arena *arena, struct str bytes, struct register_file *out)
{
    struct csv_table table;
    struct csv_place stopped;
    size_t place[REGISTER_COLUMNS];
    *out = (struct register_file){.bundle = S("")};
    out->report.problems = ARENA_ARRAY(arena, struct register_problem, REGISTER_PROBLEMS_MAX);
    struct result read = csv_read(arena, bytes, &table, &stopped);
    if (!result_ok(read) || table.count < 2) {
        bool broken = !result_ok(read);
        note(&out->report, (struct register_problem){
                               .line = broken ? stopped.line : 1,
                               .message = broken ? table_words(str_from_c(read.code))
                                                 : N_("Tệp không có dòng nào sau dòng đầu")});
        return RESULT_OK;
    }
    map_columns(arena, &table.rows[0], place, &out->report);
    out->lines = ARENA_ARRAY(arena, struct register_entry, table.count);
    for (size_t i = 1; i < table.count && place[COLUMN_CERTIFICATE] != SIZE_MAX; i++)
        read_line(arena, &table.rows[i], place, out);
    out->report.rows = (int64_t)out->count;
    struct str *ders = ARENA_ARRAY(arena, struct str, out->count + 1);
    for (size_t i = 0; i < out->count; i++)
        ders[i] = out->lines[i].order.der;
    out->bundle = certificate_bundle_write(arena, &(struct certificate_list){ders, out->count});
    return RESULT_OK;
}

/* A refusal becomes a problem of the row; anything else ends the run. */
static struct result run_line(struct service_context *ctx, struct register_file *file,
                              const struct register_entry *line)
{
    int64_t id;
    bool same = false;
    struct result done = register_enter(ctx, &line->order, &id, &same);
    bool refusal = done.message != NULL &&
                   (done.kind == ERROR_INVALID || done.kind == ERROR_CONFLICT ||
                    done.kind == ERROR_UNTRUSTED || done.kind == ERROR_NOT_FOUND ||
                    done.kind == ERROR_FORBIDDEN);
    if (!result_ok(done) && !refusal)
        return done;
    if (refusal) {
        bool holder = done.kind == ERROR_FORBIDDEN ||
                      str_is(str_from_c(done.code), "certificate.holder");
        struct str who = str_empty(line->order.name) ? line->order.staff_code : line->order.name;
        note(&file->report,
             (struct register_problem){
                 .line = line->line,
                 .heading = headings[holder ? COLUMN_NAME : COLUMN_CERTIFICATE],
                 .value = str_empty(who) ? line->order.agency_code : who,
                 .message = done.message});
        return RESULT_OK;
    }
    file->report.same += same;
    file->report.made += !same;
    return RESULT_OK;
}

struct result register_file_run(struct service_context *ctx, struct register_file *file,
                                struct str verdicts, struct str reason)
{
    bool broken = file->report.problem_count > 0;
    if (verdicts.len != file->count && !broken)
        return result_fail(ERROR_LIMIT, "certificate.bundle",
                           N_("Không xem được các chứng thư trong tệp. Chia thành nhiều tệp."));
    for (size_t i = 0; i < file->count; i++) {
        struct register_entry *line = &file->lines[i];
        bool reads = i < verdicts.len && verdicts.ptr[i] == '1';
        line->order.reason = reason;
        if (!reads && !str_empty(line->order.der))
            note(&file->report, (struct register_problem){
                                    .line = line->line, .heading = headings[COLUMN_CERTIFICATE],
                                    .message = N_("Đây không phải một chứng thư X.509")});
        if (reads)
            TRY(run_line(ctx, file, line));
    }
    return RESULT_OK;
}

struct result register_file_write(struct service_context *ctx, struct str *csv)
{
    struct q_register_export_rows rows;
    struct buf out;
    TRY(q_register_export(ctx->db, ctx->arena,
                          (struct q_register_export_in){.most = BUNDLE_CERTIFICATES_MAX}, &rows));
    buf_init(&out, ctx->arena, (size_t)REGISTER_FILE_MAX * 4);
    struct csv_writer writer = csv_begin(&out);
    for (size_t c = 0; c < REGISTER_COLUMNS; c++)
        csv_cell(&writer, str_from_c(headings[c]));
    csv_end(&writer);
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_register_export_out *row = &rows.items[i];
        csv_cell(&writer, row->name);
        csv_cell(&writer, row->staff_code);
        csv_cell(&writer, row->agency_code);
        csv_cell(&writer, str_base64(ctx->arena, row->der));
        csv_end(&writer);
    }
    if (out.overflowed)
        return result_fail(ERROR_LIMIT, "certificate.export", N_("Sổ quá lớn cho một tệp."));
    *csv = buf_str(&out);
    return RESULT_OK;
}
