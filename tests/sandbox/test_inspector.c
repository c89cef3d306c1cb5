/*
 * Files as people and enemies send them, through the spawner and the built
 * truc-inspect. Arguments: paths of truc-inspect and truc, folder with samples.
 */
#include "../unit/cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/os_file.h"
#include "core/inspector_spawner.h"
#include "core/signature_pixels.h"

enum { ARENA_BYTES = 64 * 1024 * 1024, FLOOD = 200, CLIENTS = 8 };

struct fixture {
    struct arena *arena;
    const char *truc;
    const char *files;
    struct inspector_spawner spawner;
    struct inspector inspector;
};

static struct inspection check_bytes(struct fixture *f, struct str bytes)
{
    int fd = -1;
    struct inspection inspection;
    assert_true(result_ok(os_memory_file("file", bytes, &fd)));
    struct result r = inspector_check(f->arena, &f->inspector, fd, &inspection);
    os_close(fd);
    if (!result_ok(r))
        fail_msg("%s", r.code);
    return inspection;
}

static struct str sample(struct fixture *f, const char *name)
{
    struct str bytes;
    const char *path = str_printf(f->arena, "%s/%s", f->files, name).ptr;
    assert_true(result_ok(os_file_read(f->arena, path, INSPECTOR_FILE_MAX, &bytes)));
    return bytes;
}

static void refused(struct fixture *f, struct str bytes, const char *code)
{
    struct inspection inspection = check_bytes(f, bytes);
    assert_int_equal(inspection.verdict, INSPECTION_REFUSED);
    assert_string_equal(inspection.code, code);
    assert_non_null(inspection.message);
}

static void good_files_are_taken(void **state)
{
    struct fixture *f = *state;
    struct inspection pdf = check_bytes(f, sample(f, "three-pages.pdf"));
    assert_int_equal(pdf.verdict, INSPECTION_GOOD);
    assert_true(str_is(pdf.media_type, "application/pdf"));
    assert_int_equal(pdf.pages, 3);
    struct inspection png = check_bytes(f, sample(f, "../../fuzz/media/small.png"));
    assert_true(str_is(png.media_type, "image/png"));
    assert_int_equal(png.width, 100);
    assert_int_equal(png.height, 50);
    struct inspection jpeg = check_bytes(f, sample(f, "../../fuzz/media/small.jpg"));
    assert_true(str_is(jpeg.media_type, "image/jpeg"));
    assert_true(jpeg.width > 0 && jpeg.height > 0);
}

static void bad_files_are_refused_with_what_to_do(void **state)
{
    struct fixture *f = *state;
    struct str pdf = sample(f, "three-pages.pdf");
    struct str png = sample(f, "../../fuzz/media/small.png");
    struct str jpeg = sample(f, "../../fuzz/media/small.jpg");
    refused(f, S(""), "file.empty");
    refused(f, S("xin chào"), "file.type");
    refused(f, S("PK\x03\x04 word"), "file.office");
    refused(f, sample(f, "../../fuzz/media/photo.heic"), "file.heic");
    refused(f, str_slice(pdf, 0, pdf.len / 2), "file.broken_pdf");
    refused(f, str_slice(pdf, 0, pdf.len - 30), "file.broken_pdf");
    refused(f, S("%PDF-1.4\nstartxref\n0\n%%EOF\n"), "file.broken_pdf");
    refused(f, sample(f, "password.pdf"), "file.encrypted");
    refused(f, sample(f, "owner-password.pdf"), "file.encrypted");
    refused(f, str_slice(png, 0, png.len - 40), "file.broken_image");
    refused(f, str_slice(jpeg, 0, jpeg.len / 2), "file.broken_image");
}

static void a_file_over_the_limit_is_refused(void **state)
{
    struct fixture *f = *state;
    char *bytes = arena_alloc(f->arena, INSPECTOR_FILE_MAX + 1);
    memcpy(bytes, "%PDF-1.4", 8);
    refused(f, str_of(bytes, INSPECTOR_FILE_MAX + 1), "file.too_large");
}

/* A PNG header with these sides and a right checksum is all that is looked at. */
static void a_picture_of_900_million_pixels_is_refused(void **state)
{
    struct fixture *f = *state;
    struct str png = str_dup(f->arena, sample(f, "../../fuzz/media/small.png"));
    struct buf big;
    buf_init(&big, f->arena, png.len);
    buf_add(&big, str_slice(png, 0, 16));
    buf_u32(&big, 30000);
    buf_u32(&big, 30000);
    buf_add(&big, str_slice(png, 24, png.len));
    refused(f, buf_str(&big), "file.too_many_pixels");
}

static struct str pdf_of_pages(struct arena *arena, int pages)
{
    struct buf pdf;
    buf_init(&pdf, arena, 4 << 20);
    size_t *at = ARENA_ARRAY(arena, size_t, (size_t)pages + 3);
    buf_text(&pdf, "%PDF-1.4\n");
    at[1] = pdf.len;
    buf_text(&pdf, "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
    at[2] = pdf.len;
    buf_text(&pdf, "2 0 obj\n<</Type/Pages/Kids[");
    for (int i = 0; i < pages; i++)
        buf_printf(&pdf, "%d 0 R ", i + 3);
    buf_printf(&pdf, "]/Count %d>>\nendobj\n", pages);
    for (int i = 0; i < pages; i++) {
        at[i + 3] = pdf.len;
        buf_printf(&pdf, "%d 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>\nendobj\n",
                   i + 3);
    }
    size_t xref = pdf.len;
    buf_printf(&pdf, "xref\n0 %d\n0000000000 65535 f \n", pages + 3);
    for (int i = 1; i < pages + 3; i++)
        buf_printf(&pdf, "%010zu 00000 n \n", at[i]);
    buf_printf(&pdf, "trailer\n<</Size %d/Root 1 0 R>>\n", pages + 3);
    buf_printf(&pdf, "startxref\n%zu\n%%%%EOF\n", xref);
    assert_false(pdf.overflowed);
    return buf_str(&pdf);
}

static void ten_thousand_pages_are_refused(void **state)
{
    struct fixture *f = *state;
    refused(f, pdf_of_pages(f->arena, 10000), "file.too_many_pages");
    struct inspection most = check_bytes(f, pdf_of_pages(f->arena, INSPECTOR_PAGES_MAX));
    assert_int_equal(most.verdict, INSPECTION_GOOD);
    assert_int_equal(most.pages, INSPECTOR_PAGES_MAX);
}

/* 2 KB that become 1 GB: it ends by its own limits, and soon. */
static void a_bomb_is_refused_in_time(void **state)
{
    struct fixture *f = *state;
    int64_t begun = clock_monotonic_us();
    refused(f, sample(f, "bomb.pdf"), "file.too_complex");
    assert_true(clock_monotonic_us() - begun < (INSPECTOR_RUN_MS + 1500) * INT64_C(1000));
}

static void a_page_is_drawn(void **state)
{
    struct fixture *f = *state;
    int fd = -1;
    struct str png;
    assert_true(result_ok(os_memory_file("file", sample(f, "three-pages.pdf"), &fd)));
    struct inspector_request request = {
        .task = INSPECTOR_PAGE, .file = fd, .page = 2, .dpi = 72};
    assert_true(result_ok(inspector_bytes(f->arena, &f->inspector, &request, &png)));
    assert_true(str_starts(png, S("\x89PNG")));
    request.page = 4; /* has three */
    struct result r = inspector_bytes(f->arena, &f->inspector, &request, &png);
    assert_string_equal(r.code, "file.no_page");
    os_close(fd);
}

static struct result picture(struct fixture *f, struct str png, struct appearance_picture *out)
{
    int fd = -1;
    struct str pixels;
    assert_true(result_ok(os_memory_file("file", png, &fd)));
    const struct inspector_request request = {.task = INSPECTOR_PICTURE, .file = fd};
    struct result r = inspector_bytes(f->arena, &f->inspector, &request, &pixels);
    os_close(fd);
    return result_ok(r) ? signature_pixels_read(f->arena, pixels, out) : r;
}

/* Cut to what is painted; without transparency, cut short or of another kind: refused. */
static void a_picture_becomes_pixels(void **state)
{
    struct fixture *f = *state;
    struct appearance_picture seal;
    struct str png = sample(f, "../../scenario/files/con-dau.png");
    assert_true(result_ok(picture(f, png, &seal)));
    assert_int_equal(seal.width, seal.height);
    assert_in_range(seal.width, 264, 276); /* of 300 with its margin */
    assert_int_equal(seal.alpha.ptr[0], 0);
    assert_true(signature_pixels_red(&seal));
    assert_false(signature_pixels_blue(&seal));
    assert_string_equal(picture(f, str_slice(png, 0, png.len / 2), &seal).code,
                        "file.broken_image");
    png = sample(f, "../../fuzz/media/small.png");
    assert_string_equal(picture(f, png, &seal).code, "picture.opaque");
    png = sample(f, "../../fuzz/media/small.jpg");
    assert_string_equal(picture(f, png, &seal).code, "picture.not_png");
}

static struct result bpmn(struct fixture *f, struct str xml, struct str *json)
{
    int fd = -1;
    assert_true(result_ok(os_memory_file("file", xml, &fd)));
    const struct inspector_request request = {.task = INSPECTOR_BPMN, .file = fd};
    struct result r = inspector_bytes(f->arena, &f->inspector, &request, json);
    os_close(fd);
    return r;
}

static void a_process_becomes_json(void **state)
{
    struct fixture *f = *state;
    struct str text;
    const struct json *json = NULL;
    assert_true(result_ok(bpmn(f, sample(f, "process.bpmn"), &text)));
    assert_true(result_ok(json_parse(f->arena, text, &json)));
    const struct json *nodes = json_get(json, "nodes");
    const struct json *flows = json_get(json, "flows");
    assert_true(str_is(json_get_text(json_get(json, "process"), "id"), "p"));
    assert_int_equal(json_count(nodes), 4);
    assert_true(str_is(json_get_text(json_at(nodes, 1), "role"), "clerk"));
    assert_true(str_is(json_get_text(json_at(nodes, 2), "kind"), "timerEventDefinition"));
    assert_int_equal(json_count(flows), 2);
    assert_true(str_is(json_get_text(json_at(flows, 1), "condition"), "copies > 1"));
}

/* What nobody runs is not lost on the way: the import refuses it by its name. */
static void additions_of_tools_are_told(void **state)
{
    struct fixture *f = *state;
    struct str text;
    const struct json *json = NULL;
    struct str xml = S(
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
        "xmlns:z='http://camunda.org/schema/zeebe/1.0'><process id='p'>"
        "<extensionElements><z:versionTag value='2'/></extensionElements>"
        "<userTask id='t'><extensionElements><z:userTask/>"
        "<z:assignmentDefinition candidateGroups='mot_cua'/><z:ioMapping/></extensionElements>"
        "</userTask></process></definitions>");
    assert_true(result_ok(bpmn(f, xml, &text)));
    assert_true(result_ok(json_parse(f->arena, text, &json)));
    const struct json *nodes = json_get(json, "nodes");
    assert_int_equal(json_count(nodes), 3);
    assert_true(str_is(json_get_text(json_at(nodes, 0), "kind"), "versionTag"));
    assert_true(str_is(json_get_text(json_at(nodes, 1), "role"), "mot_cua"));
    assert_true(str_is(json_get_text(json_at(nodes, 2), "kind"), "ioMapping"));
}

static void xml_tricks_are_refused(void **state)
{
    struct fixture *f = *state;
    struct str json;
    struct str entity = S("<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><d>&x;</d>");
    assert_string_equal(bpmn(f, entity, &json).code, "xml.doctype");
    assert_string_equal(bpmn(f, S("<a><b></a>"), &json).code, "xml.broken");
    assert_string_equal(bpmn(f, S("<a/>"), &json).code, "xml.not_bpmn");
    struct buf deep;
    buf_init(&deep, f->arena, 1 << 20);
    for (int i = 0; i < 100000; i++)
        buf_text(&deep, "<a>");
    assert_string_equal(bpmn(f, buf_str(&deep), &json).code, "xml.broken");
}

/* Eight callers at once all get an answer; the line has an end. */
static void callers_share_and_the_line_ends(void **state)
{
    struct fixture *f = *state;
    int fd = -1;
    assert_true(result_ok(os_memory_file("file", sample(f, "three-pages.pdf"), &fd)));
    const struct inspector_request request = {.task = INSPECTOR_CHECK, .file = fd};
    struct inspector_call *calls = ARENA_ARRAY(f->arena, struct inspector_call, FLOOD);
    struct inspection inspection;
    for (int i = 0; i < CLIENTS; i++)
        assert_true(result_ok(inspector_start(f->arena, &f->inspector, &request, &calls[i])));
    for (int i = 0; i < CLIENTS; i++) {
        assert_true(result_ok(inspector_finish(f->arena, &calls[i], &inspection)));
        assert_int_equal(inspection.verdict, INSPECTION_GOOD);
    }
    int busy = 0;
    int sent = 0;
    for (; sent < FLOOD; sent++)
        if (!result_ok(inspector_start(f->arena, &f->inspector, &request, &calls[sent])))
            break;
    for (int i = 0; i < sent; i++) {
        struct result r = inspector_finish(f->arena, &calls[i], &inspection);
        busy += r.kind == ERROR_UNAVAILABLE ? 1 : 0;
        assert_true(result_ok(r) || r.kind == ERROR_UNAVAILABLE);
    }
    assert_true(busy > 0 || sent < FLOOD);
    os_close(fd);
}

static void the_descriptor_wakes_the_waiter(void **state)
{
    struct fixture *f = *state;
    int fd = -1;
    assert_true(result_ok(os_memory_file("file", S("?"), &fd)));
    const struct inspector_request request = {.task = INSPECTOR_CHECK, .file = fd};
    struct inspector_call *call = ARENA_NEW(f->arena, struct inspector_call);
    assert_true(result_ok(inspector_start(f->arena, &f->inspector, &request, call)));
    struct pollfd readable = {.fd = call->wait, .events = POLLIN};
    assert_int_equal(poll(&readable, 1, 5000), 1);
    struct inspection inspection;
    assert_true(result_ok(inspector_finish(f->arena, call, &inspection)));
    assert_string_equal(inspection.code, "file.type");
    assert_int_equal(call->wait, -1);
    os_close(fd);
}

/* A connection that breaks while it waits leaves no descriptor behind. */
static void an_emptied_arena_gives_the_call_up(void **state)
{
    struct fixture *f = *state;
    struct arena *arena = arena_new(1 << 16);
    int fd = -1;
    assert_true(result_ok(os_memory_file("file", S("?"), &fd)));
    const struct inspector_request request = {.task = INSPECTOR_CHECK, .file = fd};
    struct inspector_call *call = ARENA_NEW(arena, struct inspector_call);
    assert_true(result_ok(inspector_start(arena, &f->inspector, &request, call)));
    int wait = call->wait;
    int answer = call->answer;
    assert_true(fcntl(wait, F_GETFD) >= 0 && fcntl(answer, F_GETFD) >= 0);
    arena_reset(arena);
    assert_true(fcntl(wait, F_GETFD) < 0 && fcntl(answer, F_GETFD) < 0);
    arena_free(arena);
    os_close(fd);
}

/* A kernel without Landlock, played by a filter that knows no such call. */
static bool hide_landlock(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(landlock_create_ruleset),
                            0) == 0 &&
           seccomp_load(filter) == 0;
}

static void without_landlock_nothing_is_taken(void **state)
{
    struct fixture *f = *state;
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        int fd = -1;
        struct inspection inspection;
        if (!hide_landlock() || !result_ok(inspector_open_own(&f->spawner, &f->inspector)) ||
            !result_ok(os_memory_file("file", sample(f, "three-pages.pdf"), &fd)))
            _exit(2);
        struct result r = inspector_check(f->arena, &f->inspector, fd, &inspection);
        _exit(strcmp(r.code, "inspector.no_sandbox") == 0 ? 0 : 1);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* What `truc doctor --json` says of the sandbox. */
static struct str doctor_on_sandbox(struct fixture *f, bool hidden)
{
    int ends[2];
    struct str text;
    const struct json *checks = NULL;
    assert_int_equal(pipe(ends), 0);
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        if ((hidden && !hide_landlock()) || dup2(ends[1], STDOUT_FILENO) < 0)
            _exit(2);
        (void)execl(f->truc, f->truc, "doctor", "--json", (char *)NULL);
        _exit(2);
    }
    os_close(ends[1]);
    assert_true(result_ok(os_fd_read_all(f->arena, ends[0], 1 << 20, &text)));
    os_close(ends[0]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    assert_true(result_ok(json_parse(f->arena, text, &checks)));
    for (size_t i = 0; i < json_count(checks); i++)
        if (str_is(json_get_text(json_at(checks, i), "name"), "sandbox"))
            return json_get_text(json_at(checks, i), "state");
    return S("");
}

static void the_doctor_says_when_landlock_is_missing(void **state)
{
    struct fixture *f = *state;
    assert_true(str_is(doctor_on_sandbox(f, false), "good"));
    assert_true(str_is(doctor_on_sandbox(f, true), "warning"));
}

static void what_a_taken_over_inspector_says_is_not_believed(void **state)
{
    struct fixture *f = *state;
    static const char *const lies[] = {
        "", "{", "[]", "{\"type\":\"text/html\",\"pages\":1,\"width\":0,\"height\":0}",
        "{\"type\":\"image/png\",\"pages\":0,\"width\":0,\"height\":0}",
        "{\"type\":\"image/png\",\"pages\":1,\"width\":-1,\"height\":0}",
        "{\"code\":\"<script>\"}"};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        struct inspection inspection;
        inspection_decode(f->arena, str_from_c(lies[i]), &inspection);
        assert_int_equal(inspection.verdict, INSPECTION_REFUSED);
        assert_string_equal(inspection.code, "file.too_complex");
    }
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    struct fixture fixture = {
        .arena = arena_new(ARENA_BYTES), .truc = argv[2], .files = argv[3]};
    fixture.spawner.program = argv[1];
    fixture.spawner.parallel = INSPECTOR_PARALLEL;
    if (!result_ok(inspector_open_own(&fixture.spawner, &fixture.inspector)))
        return 2;
    struct CMUnitTest tests[] = {
        cmocka_unit_test(good_files_are_taken),
        cmocka_unit_test(bad_files_are_refused_with_what_to_do),
        cmocka_unit_test(a_file_over_the_limit_is_refused),
        cmocka_unit_test(a_picture_of_900_million_pixels_is_refused),
        cmocka_unit_test(ten_thousand_pages_are_refused),
        cmocka_unit_test(a_bomb_is_refused_in_time),
        cmocka_unit_test(a_page_is_drawn),
        cmocka_unit_test(a_picture_becomes_pixels),
        cmocka_unit_test(a_process_becomes_json),
        cmocka_unit_test(additions_of_tools_are_told),
        cmocka_unit_test(xml_tricks_are_refused),
        cmocka_unit_test(callers_share_and_the_line_ends),
        cmocka_unit_test(the_descriptor_wakes_the_waiter),
        cmocka_unit_test(an_emptied_arena_gives_the_call_up),
        cmocka_unit_test(without_landlock_nothing_is_taken),
        cmocka_unit_test(the_doctor_says_when_landlock_is_missing),
        cmocka_unit_test(what_a_taken_over_inspector_says_is_not_believed),
    };
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        tests[i].initial_state = &fixture;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
