#include "tests/support/fixture.h"

#include <string.h>

#include "base/os_file.h"
#include "base/os_process.h"
#include "core/trust.h"
#include "modules/verify/sealed.h"
#include "sign/report_wire.h"
#include "tests/support/sign_fixture.h"

enum { PIXELS_SIDE = 30, OUTPUT_MAX = 1 << 20 };

static const struct verdict_words changed = {"is-bad", "Văn bản đã bị sửa sau khi ký",
                                             "Sau lần ký, có người sửa tệp."};

/* A report about a paper that somebody changed after it was signed, or about the whole one. */
static struct report *report_about(struct fixture *f, struct sign_fixture *s, bool whole,
                                   struct str *sha256)
{
    struct evidence_set evidence = {.arena = f->arena, .at_us = SIGN_NOW_US};
    struct report *made = ARENA_NEW(f->arena, struct report);
    struct report *told = ARENA_NEW(f->arena, struct report);
    struct report_input input = {.bytes = sign_as(f->arena, s, sign_base(f->arena, 50),
                                                  &s->person, true)};
    struct str wire;
    if (!whole)
        input.bytes = str_concat(f->arena, input.bytes, S("%%EOF\nthêm"));
    *sha256 = sha256_hex(f->arena, input.bytes);
    evidence_list_add(f->arena, &evidence.roots, s->root);
    evidence_list_add(f->arena, &evidence.certificates, s->authority);
    assert_ok(report_make(&evidence, &input, made));
    assert_ok(report_wire_write(f->arena, made, &wire));
    assert_ok(report_wire_read(f->arena, wire, told));
    return told;
}

static struct report_order order_of(struct fixture *f, const struct report *report,
                                    struct str sha256)
{
    const struct looked looked = {.sha256 = sha256,
                                  .findings.signatures = SIGNED_MODIFIED};
    const struct report_facts facts = {.at_us = FIXTURE_START_US, .size = 12345,
                                       .program = "0.1.0 (thử)"};
    return (struct report_order){.told = report_told(f->arena, &looked, &changed, &facts),
                                 .report = report};
}

static struct q_report_load_out row_of(struct fixture *f, struct str token)
{
    struct q_report_load_out row;
    bool found;
    assert_ok(q_report_load(f->db, f->arena, (struct q_report_load_in){.token = token}, &row,
                            &found));
    assert_true(found);
    return row;
}

static struct str words_of_pdf(struct fixture *f, struct str pdf)
{
    const char *path = str_printf(f->arena, "%.*s/bao-cao.pdf", STR_ARG(f->folder)).ptr;
    const char *const arguments[] = {"/usr/bin/pdftotext", "-layout", path, "-", NULL};
    const struct os_spawn spawn = {.arguments = arguments, .input = -1, .error = -1};
    struct os_run run;
    assert_ok(os_file_write(path, pdf, 0600));
    assert_ok(os_process_run(f->arena, &spawn, OUTPUT_MAX,
                             clock_monotonic_us() + 20 * MICROS_PER_SECOND, &run));
    return run.output;
}

static void has(struct str text, const char *words)
{
    if (str_find(text, str_from_c(words)) == text.len)
        fail_msg("no \"%s\" in:\n%.*s", words, STR_ARG(text));
}

static void the_paper_says_what_was_found(void **state)
{
    struct fixture *f = *state;
    void *fixture;
    assert_int_equal(sign_fixture_begin(&fixture), 0);
    struct str sha256;
    struct str token;
    struct str pdf;
    struct str again;
    struct report *report = report_about(f, fixture, false, &sha256);
    struct report_order order = order_of(f, report, sha256);
    char pixels[16 + PIXELS_SIDE * PIXELS_SIDE * 3];
    memset(pixels, 'z', sizeof pixels);
    memcpy(pixels, "P6\n30 30\n255\n", 13);
    order.now = str_of(pixels, 13 + PIXELS_SIDE * PIXELS_SIDE * 3);
    assert_ok(report_ask(&f->service, &order, &token));
    struct q_report_load_out row = row_of(f, token);
    assert_ok(report_paper(&f->service, &row, true, &pdf));
    assert_ok(report_paper(&f->service, &row, true, &again));
    assert_true(str_equal(pdf, again)); /* a crashed job seals the same again */
    struct str words = words_of_pdf(f, pdf);
    has(words, "BÁO CÁO KIỂM TRA CHỮ KÝ SỐ");
    has(words, changed.heading);
    has(words, str_c(f->arena, sha256));
    static const char *const fields[] = {"Tổ chức cấp chứng thư số", "Người ký",
                                         "Cơ quan, tổ chức quản lý chứng thư số", "Thời điểm ký",
                                         "Tính toàn vẹn", "Hiệu lực của chứng thư khi ký",
                                         "Thời hạn của chứng thư", "KHÔNG ĐẠT", "Phần mềm",
                                         "Chỗ bị sửa"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        has(words, fields[i]);
    report = report_about(f, fixture, true, &sha256);
    order = order_of(f, report, sha256);
    assert_ok(report_ask(&f->service, &order, &token));
    row = row_of(f, token);
    assert_ok(report_paper(&f->service, &row, true, &pdf));
    words = words_of_pdf(f, pdf);
    assert_int_equal(str_find(words, S("KHÔNG ĐẠT")), words.len);
    assert_int_equal(str_find(words, S("Chỗ bị sửa")), words.len);
    sign_fixture_end(&fixture);
}

/* A row that is not what the node wrote makes no paper. */
static void only_our_own_rows_are_drawn(void **state)
{
    struct fixture *f = *state;
    struct str pdf;
    struct q_report_load_out row = {.told = S("{}"), .report = S("x")};
    assert_false(result_ok(report_paper(&f->service, &row, true, &pdf)));
}

static void the_line_is_bounded_and_forgets(void **state)
{
    struct fixture *f = *state;
    void *fixture;
    assert_int_equal(sign_fixture_begin(&fixture), 0);
    struct str sha256;
    struct str token;
    struct report_order order = {0};
    struct q_report_state_out found;
    struct job_context job = {.service = f->service};
    order = order_of(f, report_about(f, fixture, true, &sha256), sha256);
    for (int i = 0; i < REPORT_WAITING_MAX; i++)
        assert_ok(report_ask(&f->service, &order, &token));
    assert_string_equal(report_ask(&f->service, &order, &token).code, "verify.queue");
    fixture_script(f, "UPDATE verify_report SET state = 2 WHERE id > 1");
    assert_ok(report_ask(&f->service, &order, &token));
    assert_ok(report_state_of(&f->service, token, &found));
    assert_int_equal(found.state, REPORT_WAITING);
    assert_string_equal(report_state_of(&f->service, S("none"), &found).code,
                        "verify.report_over");
    fixture_advance(f, REPORT_KEPT_MIN * 60 * MICROS_PER_SECOND + 1);
    assert_string_equal(report_state_of(&f->service, token, &found).code, "verify.report_over");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM verify_report"),
                     REPORT_WAITING_MAX + 1);
    assert_ok(report_forget_job(&job, S(""), S("")));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM verify_report"), 0);
    sign_fixture_end(&fixture);
}

static bool is_kept(struct fixture *f, struct str sha256)
{
    struct report *back = ARENA_NEW(f->arena, struct report);
    int64_t judged_us;
    struct result loaded = signed_verdict_load(&f->service, sha256, back, &judged_us);
    assert_true(!result_ok(loaded) || judged_us == f->clock.fixed_us);
    assert_true(!result_ok(loaded) || back->count == 1);
    assert_true(result_ok(loaded) || loaded.kind == ERROR_NOT_FOUND);
    return result_ok(loaded);
}

static void keep(struct fixture *f, const struct kept_verdict *verdict)
{
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, signed_verdict_keep(&f->service, verdict)));
}

/* The verdict on a file that came in goes when its file does; without signatures there is none. */
static void a_verdict_goes_with_its_file(void **state)
{
    struct fixture *f = *state;
    void *fixture;
    assert_int_equal(sign_fixture_begin(&fixture), 0);
    struct kept_verdict verdict = {.state = SIGNED_MODIFIED};
    bool trusted;
    verdict.report = report_about(f, fixture, false, &verdict.sha256);
    assert_ok(signed_trusted(&f->service, verdict.report, true, &trusted));
    assert_false(trusted); /* its root is nobody that this node trusts */
    assert_int_equal(signed_state_of(verdict.report, true), SIGNED_MODIFIED);
    assert_false(is_kept(f, verdict.sha256));
    keep(f, &verdict);
    keep(f, &verdict);
    assert_true(is_kept(f, verdict.sha256));
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, file_forget(f->db, f->arena, verdict.sha256)));
    assert_false(is_kept(f, verdict.sha256));
    verdict.state = SIGNED_NOTHING;
    keep(f, &verdict);
    assert_false(is_kept(f, verdict.sha256));
    sign_fixture_end(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(the_paper_says_what_was_found),
        FIXTURE_TESTS(only_our_own_rows_are_drawn),
        FIXTURE_TESTS(a_verdict_goes_with_its_file),
        FIXTURE_TESTS(the_line_is_bounded_and_forgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
