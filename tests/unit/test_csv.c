#include "cmocka_all.h"

#include "core/csv.h"

static struct arena *arena_of_test(void)
{
    return arena_new(8 << 20);
}

/* The cells of a table as one line a row: "a|b". */
static const char *said(struct arena *arena, const struct csv_table *table)
{
    struct buf out;
    buf_init(&out, arena, 1 << 16);
    for (size_t i = 0; i < table->count; i++) {
        buf_printf(&out, "%zu:", table->rows[i].line);
        for (size_t k = 0; k < table->rows[i].count; k++)
            buf_printf(&out, "%s%.*s", k > 0 ? "|" : "", STR_ARG(table->rows[i].cells[k]));
        buf_text(&out, "\n");
    }
    return str_c(arena, buf_str(&out));
}

static void assert_reads(const char *text, const char *expected)
{
    struct arena *arena = arena_of_test();
    struct csv_table table;
    struct csv_place place;
    struct result done = csv_read(arena, str_from_c(text), &table, &place);
    assert_null(done.code);
    assert_string_equal(said(arena, &table), expected);
    arena_free(arena);
}

static void assert_stops(const char *text, const char *code, size_t line, size_t column)
{
    struct arena *arena = arena_of_test();
    struct csv_table table;
    struct csv_place place;
    struct result done = csv_read(arena, str_from_c(text), &table, &place);
    assert_false(result_ok(done));
    assert_string_equal(done.code, code);
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
    arena_free(arena);
}

static void spreadsheets_are_read(void **state)
{
    (void)state;
    assert_reads("", "");
    assert_reads("a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n");
    assert_reads("a,b\n1,2", "1:a|b\n2:1|2\n");
    assert_reads("\xEF\xBB\xBF\"m\xC3\xA3\",\"t\xC3\xAAn\"\r\n", "1:m\xC3\xA3|t\xC3\xAAn\n");
    assert_reads("a;b\n1,5;2\n", "1:a|b\n2:1,5|2\n");
    assert_reads("a,b;c\n", "1:a|b;c\n");
    assert_reads("\"a;b\"\nc,d\n", "1:a;b\n2:c|d\n");
    assert_reads("\"a \"\"x\"\", y\",b\n", "1:a \"x\", y|b\n");
    assert_reads("\"hai\ndòng\",b\nc,d\n", "1:hai dòng|b\n3:c|d\n");
    assert_reads("a\n\n,,\nb\n", "1:a\n4:b\n"); /* empty lines keep the count */
    assert_reads("a,\n", "1:a|\n");
    assert_reads("\"\",a\n", "1:|a\n");
}

static void mistakes_have_a_place(void **state)
{
    (void)state;
    assert_stops("a,b\n1,2\"3\n", "csv.quote", 2, 2);
    assert_stops("a,b\n\"1\"x,2\n", "csv.quote", 2, 1);
    assert_stops("a,b\n1,\"2\n3,4\n", "csv.open", 2, 2);
    assert_stops("a,b\n\"hai\ndòng\",\"\n", "csv.open", 3, 2);
    assert_stops("a\x01", "csv.control", 1, 1);
    assert_stops("a\rb\n", "csv.control", 1, 1); /* a lone CR ends no line */
    assert_stops("a,\xFF\n", "csv.encoding", 1, 1);
}

static void too_much_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_of_test();
    struct csv_table table;
    struct csv_place place;
    char *wide = arena_alloc(arena, CSV_CELLS_MAX + 1);
    for (size_t i = 0; i < CSV_CELLS_MAX; i++)
        wide[i] = ',';
    struct result done = csv_read(arena, str_of(wide, CSV_CELLS_MAX), &table, &place);
    assert_string_equal(done.code, "csv.cells");
    wide[0] = 'a';
    assert_true(result_ok(csv_read(arena, str_of(wide, CSV_CELLS_MAX), &table, &place)));
    arena_free(arena);
}

static void what_is_written_starts_no_formula_and_comes_back(void **state)
{
    (void)state;
    struct arena *arena = arena_of_test();
    struct buf out;
    struct csv_table table;
    struct csv_place place;
    buf_init(&out, arena, 1 << 12);
    struct csv_writer writer = csv_begin(&out);
    csv_cell(&writer, S("=HYPERLINK(\"x\")"));
    csv_cell(&writer, S("-1"));
    csv_end(&writer);
    csv_cell(&writer, S("xã Phú Hoà"));
    csv_cell(&writer, S("'s-Gravenhage"));
    csv_end(&writer);
    assert_string_equal(str_c(arena, buf_str(&out)),
                        "\xEF\xBB\xBF\"'=HYPERLINK(\"\"x\"\")\",\"'-1\"\r\n"
                        "\"xã Phú Hoà\",\"'s-Gravenhage\"\r\n");
    assert_true(result_ok(csv_read(arena, buf_str(&out), &table, &place)));
    assert_string_equal(said(arena, &table),
                        "1:=HYPERLINK(\"x\")|-1\n2:xã Phú Hoà|'s-Gravenhage\n");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spreadsheets_are_read),
        cmocka_unit_test(mistakes_have_a_place),
        cmocka_unit_test(too_much_is_refused),
        cmocka_unit_test(what_is_written_starts_no_formula_and_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
