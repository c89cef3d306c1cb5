#include "cmocka_all.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "web/phases.h"
#include "web/server.h"

/* One worker in a process of its own, with routes that try what handlers may do. */

static struct result show_limit(struct request *request)
{
    for (int i = 0; i < 1000; i++)
        memset(arena_alloc(request->arena, 1 << 20), 1, 1 << 20);
    return RESULT_OK;
}

static struct result answer_later(struct request *request)
{
    close((int)(intptr_t)request->later);
    return respond_bytes(request, 200, "text/plain", request->timed_out ? S("late") : S("woken"));
}

static struct result wait_for(struct request *request, int after_ms)
{
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    struct itimerspec when = {.it_value = {.tv_sec = after_ms / 1000,
                                           .tv_nsec = (long)(after_ms % 1000) * 1000000}};
    timerfd_settime(timer, 0, &when, NULL);
    request->later = (void *)(intptr_t)timer;
    respond_later(request, timer, 200, answer_later);
    return RESULT_OK;
}

static struct result show_soon(struct request *request) { return wait_for(request, 50); }
static struct result show_never(struct request *request) { return wait_for(request, 60000); }

static struct result show_file(struct request *request)
{
    int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    char name[] = "/tmp/truc-test-XXXXXX";
    int copy = mkstemp(name);
    unlink(name);
    close(file);
    if (write(copy, "0123456789", 10) != 10)
        return result_fail(ERROR_INTERNAL, "test.write", NULL);
    return respond_file(request, "application/octet-stream", copy);
}

static struct result show_conflict(struct request *request)
{
    (void)request;
    return result_fail(ERROR_CONFLICT, "test.conflict", N_("Hồ sơ này đã có người nhận."));
}

static struct result show_nothing(struct request *request)
{
    (void)request;
    return RESULT_OK;
}

static struct result show_upload(struct request *request)
{
    const struct upload *upload = form_upload(request->form, "tep");
    int file;
    if (upload == NULL)
        return result_fail(ERROR_INVALID, "test.no_file", NULL);
    TRY(upload_open(request, upload, &file));
    char first[4] = {0};
    bool same = read(file, first, 4) == 4 && memcmp(first, upload->bytes.ptr, 4) == 0;
    close(file);
    return respond_bytes(request, 200, "text/plain",
                         str_printf(request->arena, "%zu %d", upload->size, same));
}

static struct result show_redirect(struct request *request)
{
    return respond_redirect(request, form_get(request->form, "ve"));
}

static struct result show_gathered(struct request *request)
{
    return respond_bytes(request, 200, "text/plain", form_get(request->form, "q"));
}

/* A phase that waits for company; "?q=bad" asks for what cannot be done. */
static struct result phase_gather(struct request *request)
{
    struct str path = S("/gathered");
    if (!str_equal(request->path, path))
        return RESULT_OK;
    struct str asked = form_get(request->form, "q");
    return request_gather(request, str_is(asked, "bad") ? "bad" : "good");
}

static const struct form_field gather_fields[] = {{.name = "q"}, {0}};
static const struct form_field upload_fields[] = {{.name = "tep", .kind = FIELD_FILE}, {0}};
static const struct form_field back_fields[] = {{.name = "ve"}, {0}};

static const struct route routes[] = {
    {.method = "GET", .pattern = "/limit", .handle = show_limit},
    {.method = "GET", .pattern = "/soon", .handle = show_soon},
    {.method = "GET", .pattern = "/never", .handle = show_never},
    {.method = "GET", .pattern = "/file", .handle = show_file},
    {.method = "GET", .pattern = "/conflict", .handle = show_conflict},
    {.method = "GET", .pattern = "/api", .handle = show_conflict, .api = true},
    {.method = "GET", .pattern = "/nothing", .handle = show_nothing},
    {.method = "GET", .pattern = "/gathered", .fields = gather_fields, .handle = show_gathered},
    {.method = "GET", .pattern = "/redirect", .fields = back_fields, .handle = show_redirect},
    {.method = "POST", .pattern = "/upload", .fields = upload_fields, .body_max = 4 << 20,
     .handle = show_upload, .api = true},
    {0},
};

static const struct phase phases[] = {
    {"locale", phase_locale, true}, {"session", phase_session, true},
    {"route", phase_route, false},  {"csrf", phase_csrf, false},
    {"form", phase_form, false},    {"handler", phase_handler, false},
    {"gather", phase_gather, false},
    {"render", phase_render, true}, {"send", phase_send, true},
};

struct shared_state {
    struct rate_table rates;
    struct web_metrics metrics;
    _Atomic int abandoned;
    _Atomic int gathered; /* requests */
    _Atomic int company;  /* the largest number done at once */
};

struct fixture {
    pid_t pid;
    int stop;
    unsigned short port;
    struct shared_state *shared;
};

static struct shared_state *worker_state; /* set in the child before it serves */

static void abandon(struct request *request)
{
    (void)request;
    worker_state->abandoned++;
}

/* Takes its time, as a disk does: others come meanwhile and wait together. */
static struct result gather(struct db *db, const void *const *what, size_t count)
{
    struct timespec pause = {.tv_nsec = 30 * 1000000};
    (void)db;
    nanosleep(&pause, NULL);
    if ((int)count > worker_state->company)
        worker_state->company = (int)count;
    for (size_t i = 0; i < count; i++)
        if (strcmp(what[i], "bad") == 0)
            return result_fail(ERROR_INTERNAL, "test.bad", NULL);
    worker_state->gathered += (int)count;
    return RESULT_OK;
}

static bool may(const struct request *request, const char *permission)
{
    (void)request;
    return permission == NULL;
}

static _Noreturn void serve(int listener, int stop, struct shared_state *shared)
{
    const struct route *const tables[] = {web_routes, routes};
    struct arena *arena = arena_new(1 << 20);
    struct site site = {.place = S("Nơi thử"), .hotline = S("1022"), .may = may};
    worker_state = shared;
    struct server_options options = {
        .listener = listener, .stop = stop, .router = router_new(arena, tables, 2),
        .phases = phases, .phase_count = sizeof phases / sizeof phases[0], .site = &site,
        .clock = clock_system(), .rates = &shared->rates, .metrics = &shared->metrics,
        .folder = "/tmp", .connections_max = 64, .connections_per_address = 10,
        .abandon = abandon, .gather = gather,
    };
    int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(quiet, STDERR_FILENO);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGPIPE, &ignore, NULL);
    _exit(result_ok(server_run(&options)) ? 0 : 1);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int stop[2];
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    f->shared = mmap(NULL, sizeof *f->shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                     -1, 0);
    assert_true(f->shared != MAP_FAILED);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(listener, 64), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    assert_int_equal(pipe(stop), 0);
    f->port = ntohs(address.sin_port);
    f->stop = stop[1];
    f->pid = fork();
    if (f->pid == 0) {
        close(stop[1]);
        serve(listener, stop[0], f->shared);
    }
    close(stop[0]);
    close(listener);
    *state = f;
    return 0;
}

static int end_status(struct fixture *f)
{
    int status = -1;
    if (f->pid == 0)
        return 0;
    waitpid(f->pid, &status, 0);
    f->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int teardown(void **state)
{
    struct fixture *f = *state;
    close(f->stop);
    int status = end_status(f);
    munmap(f->shared, sizeof *f->shared);
    free(f);
    return status;
}

static int connect_to(const struct fixture *f)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(f->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval limit = {.tv_sec = 20};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

struct reply {
    char text[64 * 1024];
    int status;
};

/* Reads up to the end of the connection. */
static struct reply *read_reply(int fd)
{
    static struct reply reply;
    size_t at = 0;
    memset(&reply, 0, sizeof reply);
    while (at < sizeof reply.text - 1) {
        ssize_t got = recv(fd, reply.text + at, sizeof reply.text - 1 - at, 0);
        if (got <= 0)
            break;
        at += (size_t)got;
    }
    close(fd);
    reply.status = (int)strtol(reply.text + strlen("HTTP/1.1 "), NULL, 10);
    return &reply;
}

static struct reply *talk(const struct fixture *f, const char *request, size_t len)
{
    int fd = connect_to(f);
    assert_int_equal(send(fd, request, len, MSG_NOSIGNAL), (ssize_t)len);
    return read_reply(fd);
}

static struct reply *get(const struct fixture *f, const char *path)
{
    char request[1024];
    int len = snprintf(request, sizeof request,
                       "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", path);
    return talk(f, request, (size_t)len);
}

static void a_handler_waits_without_holding_the_worker(void **state)
{
    struct fixture *f = *state;
    struct reply *reply = get(f, "/soon");
    assert_int_equal(reply->status, 200);
    assert_non_null(strstr(reply->text, "\r\n\r\nwoken"));
    int64_t from = clock_monotonic_us();
    reply = get(f, "/never");
    assert_non_null(strstr(reply->text, "\r\n\r\nlate"));
    assert_in_range(clock_monotonic_us() - from, 150 * 1000, 5 * 1000 * 1000);
}

static void others_are_served_while_one_waits(void **state)
{
    struct fixture *f = *state;
    static const char request[] = "GET /never HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    int waiting = connect_to(f);
    assert_int_equal(send(waiting, request, sizeof request - 1, 0), sizeof request - 1);
    int64_t from = clock_monotonic_us();
    assert_int_equal(get(f, "/file")->status, 200);
    assert_true(clock_monotonic_us() - from < 150 * 1000);
    close(waiting);
}

/* Eight ask at once: far fewer than eight transactions, every answer its own, and one that cannot
 * be recorded is shown to nobody and takes nobody along. */
static void those_who_wait_together_are_done_together(void **state)
{
    struct fixture *f = *state;
    enum { ASKING = 8, BAD = 5 };
    int sockets[ASKING];
    for (int i = 0; i < ASKING; i++) {
        char request[128];
        char asked[8] = "bad";
        if (i != BAD)
            snprintf(asked, sizeof asked, "n%d", i);
        int len = snprintf(request, sizeof request, "GET /gathered?q=%s HTTP/1.1\r\nHost: x\r\n"
                           "Connection: close\r\n\r\n", asked);
        sockets[i] = connect_to(f);
        assert_int_equal(send(sockets[i], request, (size_t)len, 0), len);
    }
    for (int i = 0; i < ASKING; i++) {
        struct reply *reply = read_reply(sockets[i]);
        char body[16];
        snprintf(body, sizeof body, "\r\n\r\nn%d", i);
        assert_int_equal(reply->status, i == BAD ? 500 : 200);
        assert_true((strstr(reply->text, body) != NULL) == (i != BAD));
    }
    assert_int_equal(f->shared->gathered, ASKING - 1);
    assert_true(f->shared->company > 1);
}

static void a_full_arena_answers_503_and_replaces_the_worker(void **state)
{
    struct fixture *f = *state;
    struct reply *reply = get(f, "/limit");
    assert_int_equal(reply->status, 503);
    assert_non_null(strstr(reply->text, "<h1>"));
    assert_int_equal(f->shared->abandoned, 1);
    assert_int_equal(f->shared->metrics.arena_limits, 1);
    assert_int_equal(end_status(f), 0); /* it drained by itself, with nobody asking */
}

static void failures_become_pages_or_json(void **state)
{
    struct fixture *f = *state;
    struct reply *reply = get(f, "/conflict");
    assert_int_equal(reply->status, 409);
    assert_non_null(strstr(reply->text, "Hồ sơ này đã có người nhận."));
    assert_non_null(strstr(reply->text, "default-src 'none'"));
    reply = get(f, "/api");
    assert_int_equal(reply->status, 409);
    assert_non_null(strstr(reply->text, "application/problem+json"));
    assert_non_null(strstr(reply->text, "\"code\":\"test.conflict\""));
    assert_int_equal(get(f, "/nothing")->status, 500);
    assert_int_equal(get(f, "/khong-co")->status, 404);
    assert_int_equal(get(f, "/file/../conflict")->status, 404);
}

static void a_file_is_sent_whole(void **state)
{
    struct fixture *f = *state;
    struct reply *reply = get(f, "/file");
    assert_non_null(strstr(reply->text, "Content-Length: 10\r\n"));
    assert_non_null(strstr(reply->text, "\r\n\r\n0123456789"));
}

static void redirects_never_leave_the_site(void **state)
{
    struct fixture *f = *state;
    struct reply *reply = get(f, "/redirect?ve=/tra-cuu%3Fma=1");
    assert_int_equal(reply->status, 303);
    assert_non_null(strstr(reply->text, "Location: /tra-cuu?ma=1\r\n"));
    assert_int_equal(get(f, "/redirect?ve=//evil.example/")->status, 400);
    assert_int_equal(get(f, "/redirect?ve=https://evil.example/")->status, 400);
    assert_int_equal(get(f, "/redirect?ve=/a%0D%0AX:%20y")->status, 400);
}

static struct reply *upload(const struct fixture *f, size_t bytes)
{
    static const char head[] = "--B\r\nContent-Disposition: form-data; name=\"tep\"; "
                               "filename=\"a.bin\"\r\n\r\n";
    static const char tail[] = "\r\n--B--\r\n";
    size_t body = sizeof head - 1 + bytes + sizeof tail - 1;
    char *request = malloc(body + 512);
    int len = snprintf(request, 512,
                       "POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "
                       "multipart/form-data; boundary=B\r\nContent-Length: %zu\r\n\r\n", body);
    memcpy(request + len, head, sizeof head - 1);
    memset(request + len + sizeof head - 1, 'a', bytes);
    memcpy(request + len + sizeof head - 1 + bytes, tail, sizeof tail - 1);
    struct reply *reply = talk(f, request, (size_t)len + body);
    free(request);
    return reply;
}

static void uploads_small_and_large_arrive(void **state)
{
    struct fixture *f = *state;
    assert_non_null(strstr(upload(f, 5)->text, "\r\n\r\n5 1"));
    assert_non_null(strstr(upload(f, 2 << 20)->text, "\r\n\r\n2097152 1"));
    assert_int_equal(upload(f, 5 << 20)->status, 413);
    assert_int_equal(get(f, "/file")->status, 200);
}

static void a_body_says_how_long_it_is(void **state)
{
    struct fixture *f = *state;
    static const char chunked[] = "POST /upload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                  "Content-Type: multipart/form-data; boundary=B\r\n"
                                  "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert_int_equal(talk(f, chunked, sizeof chunked - 1)->status, 400);
}

static void only_known_methods(void **state)
{
    struct fixture *f = *state;
    static const char text[] = "DELETE /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    assert_int_equal(talk(f, text, sizeof text - 1)->status, 405);
    static const char head[] = "HEAD /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    struct reply *reply = talk(f, head, sizeof head - 1);
    assert_int_equal(reply->status, 200);
    assert_null(strstr(reply->text, "0123456789"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_handler_waits_without_holding_the_worker, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(others_are_served_while_one_waits, setup, teardown),
        cmocka_unit_test_setup_teardown(those_who_wait_together_are_done_together, setup, teardown),
        cmocka_unit_test_setup_teardown(a_full_arena_answers_503_and_replaces_the_worker, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(failures_become_pages_or_json, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_is_sent_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(redirects_never_leave_the_site, setup, teardown),
        cmocka_unit_test_setup_teardown(uploads_small_and_large_arrive, setup, teardown),
        cmocka_unit_test_setup_teardown(a_body_says_how_long_it_is, setup, teardown),
        cmocka_unit_test_setup_teardown(only_known_methods, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
