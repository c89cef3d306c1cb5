/* The engine over stored rows, and a procedure brought in, changed and run again. */
#include "tests/support/fixture.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/procedure.h"
#include "core/reference.h"
#include "core/workflow.h"
#include "tests/process.h"
#include "tests/process_longer.h"

static struct str data_file(const char *path)
{
    for (size_t i = 0; i < reference_files_count; i++)
        if (strcmp(reference_files[i].path, path) == 0)
            return reference_files[i].bytes;
    fail_msg("no %s", path);
    return S("");
}

static struct procedure_files shipped(void)
{
    return (struct procedure_files){data_file("procedures/2.000635/procedure.json"),
                                    data_file("procedures/2.000635/form.json"),
                                    data_file("procedures/2.000635/process.bpmn")};
}

static struct result import(struct fixture *f, const struct procedure_files *files,
                            const char *process, struct procedure_import *out)
{
    *out = (struct procedure_import){.files = files, .process_json = str_from_c(process)};
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db, procedure_import(f->db, f->arena, f->clock.fixed_us, out));
}

static int64_t ready(struct fixture *f, const char *process)
{
    struct procedure_files files = shipped();
    struct procedure_import done;
    assert_ok(import(f, &files, process, &done));
    assert_true(done.added);
    return done.version_id;
}

static struct result start(struct fixture *f, int64_t version, const char *object,
                           struct workflow_state *state)
{
    struct workflow_new new = {version, str_from_c(object), S("{}")};
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db, workflow_start(f->db, f->arena, f->clock.fixed_us, &new, state));
}

static struct result complete(struct fixture *f, const char *variables,
                              struct workflow_state *state)
{
    struct workflow_done done = {state->task.id, str_from_c(variables)};
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db,
                     workflow_complete(f->db, f->arena, f->clock.fixed_us, &done, state));
}

/* Completes the open task, whose node must be `node`. */
static void step(struct fixture *f, const char *node, const char *variables,
                 struct workflow_state *state)
{
    if (!state->has_task || !str_is(state->task.node, node))
        fail_msg("at \"%.*s\", not %s", STR_ARG(state->task.node), node);
    assert_ok(complete(f, variables, state));
}

static void a_journey_comes_to_its_end(void **state)
{
    struct fixture *f = *state;
    struct workflow_state at;
    assert_ok(start(f, ready(f, process_json), "dossier:1", &at));
    assert_true(str_is(at.task.role, "mot_cua"));
    step(f, "tiep_nhan", "{\"decision\":\"accept\"}", &at);
    assert_true(str_is(at.task.action, "dossier.receive"));
    step(f, "ghi_nhan", "{}", &at);
    step(f, "chuyen", "{}", &at);
    assert_true(str_is(at.task.role, "tu_phap_ho_tich"));
    step(f, "lap_trich_luc", "{\"quyen_so\":\"01\"}", &at);
    step(f, "lap_ban_ky", "{}", &at);
    step(f, "ky", "{\"approved\":false,\"reason\":\"Sai ngày\"}", &at);
    step(f, "lap_trich_luc", "{}", &at);
    step(f, "lap_ban_ky", "{}", &at);
    step(f, "ky", "{\"approved\":true}", &at);
    step(f, "xong", "{}", &at);
    struct workflow_state stored;
    assert_ok(workflow_state_of(f->db, f->arena, S("dossier:1"), &stored));
    assert_true(str_is(stored.task.node, "tra"));
    assert_int_equal(stored.task.id, at.task.id);
    step(f, "tra", "{}", &at);
    step(f, "ban_giao", "{}", &at);
    assert_true(at.ended);
    assert_true(str_is(at.end_node, "het"));
    assert_ok(workflow_state_of(f->db, f->arena, S("dossier:1"), &stored));
    assert_true(stored.ended && !stored.has_task);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM process_task"), 12);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM process_task WHERE closed_us IS NULL"), 0);
}

static void a_refusal_ends_elsewhere(void **state)
{
    struct fixture *f = *state;
    struct workflow_state at;
    assert_ok(start(f, ready(f, process_json), "dossier:1", &at));
    step(f, "tiep_nhan", "{\"decision\":\"refuse\"}", &at);
    step(f, "tu_choi", "{}", &at);
    assert_true(at.ended);
    assert_true(str_is(at.end_node, "het_tu_choi"));
}

static void an_electronic_result_needs_no_desk(void **state)
{
    struct fixture *f = *state;
    struct workflow_state at;
    assert_ok(start(f, ready(f, process_json), "dossier:1", &at));
    step(f, "tiep_nhan", "{\"decision\":\"accept\",\"nhan_ket_qua\":\"dien_tu\"}", &at);
    step(f, "ghi_nhan", "{}", &at);
    step(f, "chuyen", "{}", &at);
    step(f, "lap_trich_luc", "{}", &at);
    step(f, "lap_ban_ky", "{}", &at);
    step(f, "ky", "{\"approved\":true}", &at);
    step(f, "xong", "{}", &at);
    step(f, "ban_giao", "{}", &at);
    assert_true(at.ended);
}

/* One more user task in the file, and the journey has one more stop. */
static void a_longer_file_makes_a_longer_journey(void **state)
{
    struct fixture *f = *state;
    struct workflow_state at;
    assert_ok(start(f, ready(f, process_longer_json), "dossier:1", &at));
    step(f, "tiep_nhan", "{\"decision\":\"accept\"}", &at);
    step(f, "ghi_nhan", "{}", &at);
    step(f, "chuyen", "{}", &at);
    step(f, "lap_trich_luc", "{}", &at);
    assert_true(str_is(at.task.role, "lanh_dao"));
    step(f, "tham_tra", "{}", &at);
    step(f, "lap_ban_ky", "{}", &at);
    assert_true(str_is(at.task.node, "ky"));
}

static void wrong_steps_change_nothing(void **state)
{
    struct fixture *f = *state;
    struct workflow_state at;
    struct workflow_state other;
    int64_t version = ready(f, process_json);
    assert_ok(start(f, version, "dossier:1", &at));
    assert_fails(start(f, version, "dossier:1", &other), "workflow.exists");
    assert_fails(start(f, 999, "dossier:2", &other), "procedure.unknown");
    struct workflow_state before = at;
    assert_fails(complete(f, "{\"decision\":\"maybe\"}", &at), "workflow.no_branch");
    at = before;
    assert_fails(complete(f, "[]", &at), "workflow.variables");
    at = before;
    step(f, "tiep_nhan", "{\"decision\":\"accept\"}", &at);
    assert_fails(complete(f, "{\"decision\":\"refuse\"}", &before), "workflow.task_closed");
    assert_fails(workflow_state_of(f->db, f->arena, S("dossier:9"), &other), "workflow.unknown");
}

static void withdrawing_leaves_no_task(void **state)
{
    struct fixture *f = *state;
    struct workflow_state at;
    assert_ok(start(f, ready(f, process_json), "dossier:1", &at));
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, workflow_cancel(f->db, f->arena, f->clock.fixed_us,
                                               S("dossier:1"))));
    assert_fails(complete(f, "{\"decision\":\"accept\"}", &at), "workflow.task_closed");
    assert_ok(workflow_state_of(f->db, f->arena, S("dossier:1"), &at));
    assert_true(at.ended && str_empty(at.end_node) && !at.has_task);
}

enum { RACES = 20 };

/* A child that completes the first task of every process; answers how often it was first. */
static pid_t racer(struct fixture *f, const struct workflow_state *tasks)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    fixture_after_fork(f);
    int won = 0;
    for (int i = 0; i < RACES; i++) {
        struct workflow_state at = tasks[i];
        won += result_ok(complete(f, "{\"decision\":\"accept\"}", &at)) ? 1 : 0;
    }
    _exit(won);
}

static void of_two_people_one_is_first(void **state)
{
    struct fixture *f = *state;
    struct workflow_state tasks[RACES];
    int64_t version = ready(f, process_json);
    for (int i = 0; i < RACES; i++)
        assert_ok(start(f, version, str_printf(f->arena, "dossier:%d", i).ptr, &tasks[i]));
    pid_t children[2] = {racer(f, tasks), racer(f, tasks)};
    int won = 0;
    for (int i = 0; i < 2; i++) {
        int status = 0;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status));
        won += WEXITSTATUS(status);
    }
    assert_int_equal(won, RACES);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM process_task WHERE closed_us IS NOT NULL"), RACES);
}

/* `files` with the first `from` in the procedure file replaced by `to`. */
static struct procedure_files changed(struct fixture *f, const char *from, const char *to)
{
    struct procedure_files files = shipped();
    struct str text = files.procedure_json;
    size_t at = str_find(text, str_from_c(from));
    assert_true(at < text.len);
    struct str head = str_concat(f->arena, str_slice(text, 0, at), str_from_c(to));
    files.procedure_json = str_concat(f->arena, head, str_slice(text, at + strlen(from), text.len));
    return files;
}

static void versions_follow_each_other(void **state)
{
    struct fixture *f = *state;
    struct procedure procedure;
    struct procedure_import done;
    struct procedure_files files = shipped();
    int64_t first = ready(f, process_json);
    assert_ok(import(f, &files, process_json, &done));
    assert_false(done.added);
    assert_int_equal(done.version_id, first);
    files = changed(f, "\"per_copy_vnd\": 8000", "\"per_copy_vnd\": 9000");
    struct procedure_files later = changed(f, "2026-07-01", "2026-12-01");
    later.form_json = str_concat(f->arena, files.form_json, S(" "));
    assert_ok(import(f, &later, process_json, &done));
    assert_ok(procedure_current(f->db, f->arena, S("2.000635"), f->clock.fixed_us, &procedure));
    assert_int_equal(procedure.version_id, first);
    assert_int_equal(procedure.fee_vnd, 8000);
    assert_ok(procedure_current(f->db, f->arena, S("2.000635"),
                                f->clock.fixed_us + 10 * MICROS_PER_DAY, &procedure));
    assert_int_equal(procedure.version_id, done.version_id);
    assert_int_equal(procedure.number, 2);
    assert_ok(procedure_by_version(f->db, f->arena, first, &procedure));
    assert_true(str_is(procedure.bindings.phone, "dien_thoai"));
    assert_int_equal(procedure.limit.unit, LIMIT_SAME_DAY);
    assert_fails(procedure_by_version(f->db, f->arena, 999, &procedure), "procedure.unknown");
    assert_fails(procedure_current(f->db, f->arena, S("9.9"), f->clock.fixed_us, &procedure),
                 "procedure.unknown");
}

/* More versions than the cache holds, one of them in use all the time. */
static void kept_versions_outlive_the_cache(void **state)
{
    struct fixture *f = *state;
    struct procedure held;
    struct procedure other;
    struct arena *request = arena_new((size_t)16 << 20);
    int64_t first = ready(f, process_json);
    assert_ok(procedure_by_version(f->db, request, first, &held));
    for (int i = 0; i < 40; i++) {
        struct arena *next = arena_new((size_t)64 << 20);
        struct procedure_files files = changed(
            f, "8000", str_printf(f->arena, "%d", 8001 + i).ptr);
        struct procedure_import done;
        assert_ok(import(f, &files, process_json, &done));
        assert_ok(procedure_by_version(f->db, next, done.version_id, &other));
        assert_int_equal(other.fee_vnd, 8001 + i);
        arena_free(next);
    }
    assert_true(str_is(held.code, "2.000635"));
    assert_int_equal(held.fee_vnd, 8000);
    assert_non_null(form_find(held.form, S("so_ban")));
    struct db *second = fixture_connect(f);
    assert_ok(procedure_by_version(second, request, first, &other));
    db_close(second); /* what is in use stays */
    assert_true(str_is(other.bindings.phone, "dien_thoai"));
    arena_free(request);
}

static void fees_are_data(void **state)
{
    struct fixture *f = *state;
    struct procedure procedure;
    int64_t fee = 0;
    assert_ok(procedure_by_version(f->db, f->arena, ready(f, process_json), &procedure));
    assert_ok(procedure_fee(&procedure, 3, S(""), &fee));
    assert_int_equal(fee, 24000);
    assert_ok(procedure_fee(&procedure, 3, S("ho_ngheo"), &fee));
    assert_int_equal(fee, 0);
    assert_fails(procedure_fee(&procedure, 3, S("ban_be"), &fee), "procedure.exemption");
}

static void bad_files_are_refused_by_name(void **state)
{
    struct fixture *f = *state;
    const struct {
        const char *from;
        const char *to;
        const char *code;
        const char *named;
    } cases[] = {
        {"\"law\"", "\"lawyer\"", "procedure.member", "lawyer"},
        {"\"2026-07-01\"", "\"2026-02-30\"", "procedure.file", "2026-02-30"},
        {"\"same_day\"", "\"soon\"", "procedure.file", "limit"},
        {"\"restart\"", "\"maybe\"", "procedure.file", "pause"},
        {"\"phone\": \"dien_thoai\"", "\"phone\": \"so_giay_cu\"", "procedure.file",
         "bindings.phone"},
        {"\"lap_trich_luc\": {", "\"khong_co\": {", "procedure.file", "tasks.khong_co"},
        {"\"textarea\"", "\"expression\"", "form.component", "expression"},
        {"8000", "-1", "procedure.file", "fee"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct procedure_files files = changed(f, cases[i].from, cases[i].to);
        struct procedure_import done;
        assert_fails(import(f, &files, process_json, &done), cases[i].code);
        if (str_find(done.problem, str_from_c(cases[i].named)) == done.problem.len)
            fail_msg("%s: %.*s", cases[i].to, STR_ARG(done.problem));
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM procedure"), 0);
}

/* A second and third procedure, the first one's files under another code and name. */
static void ready_more(struct fixture *f)
{
    const char *const others[][2] = {{"1.001193", "Đăng ký khai sinh"},
                                     {"1.000894", "Đăng ký kết hôn"}};
    for (size_t i = 0; i < 2; i++) {
        struct procedure_import done;
        struct procedure_files files = changed(f, "2.000635", others[i][0]);
        struct str text = files.procedure_json;
        struct str name = S("Cấp bản sao trích lục hộ tịch");
        size_t at = str_find(text, name);
        struct str head = str_concat(f->arena, str_slice(text, 0, at), str_from_c(others[i][1]));
        files.procedure_json =
            str_concat(f->arena, head, str_slice(text, at + name.len, text.len));
        assert_ok(import(f, &files, process_json, &done));
    }
}

/* The codes found, joined by spaces. */
static void finds(struct fixture *f, const char *query, const char *codes)
{
    struct procedure_hits hits;
    struct str got = S("");
    assert_ok(procedure_search(f->db, f->arena, str_from_c(query), f->clock.fixed_us, &hits));
    for (size_t i = 0; i < hits.count; i++)
        got = str_printf(f->arena, "%.*s%s%.*s", STR_ARG(got), i == 0 ? "" : " ",
                         STR_ARG(hits.items[i].code));
    if (!str_is(got, codes))
        fail_msg("%s finds \"%.*s\", not \"%s\"", query, STR_ARG(got), codes);
}

static void words_lead_to_procedures(void **state)
{
    struct fixture *f = *state;
    ready(f, process_json);
    ready_more(f);
    finds(f, "", "2.000635 1.000894 1.001193"); /* Cấp, Đăng ký kết, Đăng ký khai */
    finds(f, "trich luc", "2.000635 1.000894 1.001193"); /* the name first, then keywords */
    finds(f, "TRÍCH LỤC", "2.000635 1.000894 1.001193");
    finds(f, "đăng ký kh", "1.001193 1.000894");
    finds(f, "dang ky ket hon", "1.000894 1.001193");
    finds(f, "toi muon dang ky khai sinh gap", "1.001193 1.000894"); /* more of it in the name */
    finds(f, "2.000635", "2.000635");
    finds(f, "zzz", "");
    finds(f, "!?", "");
    finds(f, "'; DROP TABLE job --", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(a_journey_comes_to_its_end),
        FIXTURE_TESTS(a_refusal_ends_elsewhere),
        FIXTURE_TESTS(an_electronic_result_needs_no_desk),
        FIXTURE_TESTS(a_longer_file_makes_a_longer_journey),
        FIXTURE_TESTS(wrong_steps_change_nothing),
        FIXTURE_TESTS(withdrawing_leaves_no_task),
        FIXTURE_TESTS(of_two_people_one_is_first),
        FIXTURE_TESTS(versions_follow_each_other),
        FIXTURE_TESTS(kept_versions_outlive_the_cache),
        FIXTURE_TESTS(fees_are_data),
        FIXTURE_TESTS(bad_files_are_refused_by_name),
        FIXTURE_TESTS(words_lead_to_procedures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
