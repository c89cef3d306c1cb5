#include "cmocka_all.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "base/os_sandbox.h"
#include "base/os_socket.h"

struct fixture {
    struct arena *arena;
    char folder[64];
};

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->arena = arena_new(8 << 20);
    (void)snprintf(f->folder, sizeof f->folder, "/tmp/truc-os-XXXXXX");
    *state = f;
    return mkdtemp(f->folder) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    result_ignore(os_tree_remove(f->folder)); /* the test has spoken already */
    arena_free(f->arena);
    free(f);
    return 0;
}

static const char *path_in(struct fixture *f, const char *name)
{
    return str_printf(f->arena, "%s/%s", f->folder, name).ptr;
}

static int64_t in_ms(int64_t ms) { return clock_monotonic_us() + ms * 1000; }

static void a_written_file_is_read_back_whole(void **state)
{
    struct fixture *f = *state;
    const char *path = path_in(f, "a/b/c.txt");
    assert_true(result_ok(os_dir_make(path_in(f, "a/b"), 0700)));
    assert_true(result_ok(os_file_write(path, S("một"), 0600)));
    assert_true(result_ok(os_file_append(path, S(" hai"), 0600)));
    struct str bytes;
    assert_true(result_ok(os_file_read(f->arena, path, 100, &bytes)));
    assert_true(str_equal(bytes, S("một hai")));
    assert_int_equal(os_file_size(path), (int)bytes.len);
    struct os_names names; /* no temporary file stays behind */
    assert_true(result_ok(os_dir_list(f->arena, path_in(f, "a/b"), 10, &names)));
    assert_int_equal(names.count, 1);
}

static void a_file_over_the_limit_or_missing_is_an_error(void **state)
{
    struct fixture *f = *state;
    const char *path = path_in(f, "x");
    assert_true(result_ok(os_file_write(path, S("12345"), 0600)));
    struct str bytes;
    assert_int_equal(os_file_read(f->arena, path, 4, &bytes).kind, ERROR_LIMIT);
    assert_true(result_ok(os_file_read(f->arena, path, 5, &bytes)));
    assert_int_equal(os_file_read(f->arena, path_in(f, "y"), 4, &bytes).kind, ERROR_NOT_FOUND);
    assert_false(result_ok(os_file_write(path_in(f, "no/x"), S("1"), 0600)));
}

/* A pipe has no size to go by, and so comes in steps. */
static void a_pipe_is_read_to_its_end(void **state)
{
    struct fixture *f = *state;
    struct os_run run;
    static const char *const arguments[] = {"/bin/sh", "-c", "head -c 200000 /dev/zero", NULL};
    struct os_spawn spawn = {.arguments = arguments, .input = -1, .error = -1};
    int ends[2];
    struct os_process process;
    struct str bytes;
    assert_int_equal(pipe(ends), 0);
    spawn.output = ends[1];
    assert_true(result_ok(os_process_start(&spawn, &process)));
    os_close(ends[1]);
    assert_true(result_ok(os_fd_read_all(f->arena, ends[0], 200000, &bytes)));
    assert_int_equal(bytes.len, 200000);
    os_close(ends[0]);
    assert_true(result_ok(os_process_wait(&process, in_ms(5000), &run.ended)));
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "12345", 5), 5);
    os_close(ends[1]);
    assert_int_equal(os_fd_read_all(f->arena, ends[0], 4, &bytes).kind, ERROR_LIMIT);
    os_close(ends[0]);
}

static void names_come_sorted_and_limited(void **state)
{
    struct fixture *f = *state;
    assert_true(result_ok(os_file_write(path_in(f, "b"), S(""), 0600)));
    assert_true(result_ok(os_file_write(path_in(f, "a"), S(""), 0600)));
    struct os_names names;
    assert_true(result_ok(os_dir_list(f->arena, f->folder, 2, &names)));
    assert_int_equal(names.count, 2);
    assert_true(str_is(names.items[0], "a"));
    assert_int_equal(os_dir_list(f->arena, f->folder, 1, &names).kind, ERROR_LIMIT);
}

static void a_memory_file_cannot_be_changed(void **state)
{
    struct fixture *f = *state;
    int fd = -1;
    assert_true(result_ok(os_memory_file("test", S("abc"), &fd)));
    struct str bytes;
    assert_true(result_ok(os_fd_read_all(f->arena, fd, 10, &bytes)));
    assert_true(str_is(bytes, "abc"));
    assert_true(write(fd, "d", 1) < 0);
    os_close(fd);
}

static void a_program_runs_with_nothing_of_ours(void **state)
{
    struct fixture *f = *state;
    static const char *const arguments[] = {"/usr/bin/env", NULL};
    struct os_spawn spawn = {.arguments = arguments, .input = -1, .error = -1};
    struct os_run run;
    assert_true(result_ok(
        os_process_run(f->arena, &spawn, 1000, in_ms(5000), &run)));
    assert_true(run.ended.exited);
    assert_int_equal(run.ended.status, 0);
    assert_int_equal(run.output.len, 0); /* no environment */
    static const char *const descriptors[] = {"/bin/sh", "-c", "echo /proc/self/fd/*", NULL};
    spawn.arguments = descriptors;
    assert_true(result_ok(
        os_process_run(f->arena, &spawn, 1000, in_ms(5000), &run)));
    assert_true(str_find(run.output, S("/proc/self/fd/2")) < run.output.len);
    /* 3 is the listing */
    assert_true(str_find(run.output, S("/proc/self/fd/4")) == run.output.len);
}

static void a_program_that_is_not_there_ends_with_127(void **state)
{
    struct fixture *f = *state;
    static const char *const arguments[] = {"/nonexistent", NULL};
    struct os_spawn spawn = {.arguments = arguments, .input = -1, .error = -1};
    struct os_run run;
    assert_true(result_ok(
        os_process_run(f->arena, &spawn, 1000, in_ms(5000), &run)));
    assert_int_equal(run.ended.status, 127);
}

static void a_deadline_ends_the_whole_tree(void **state)
{
    struct fixture *f = *state;
    static const char *const arguments[] = {"/bin/sh", "-c", "sleep 60 & echo $!; wait", NULL};
    struct os_spawn spawn = {.arguments = arguments, .input = -1, .error = -1};
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    spawn.output = ends[1];
    struct os_process process;
    assert_true(result_ok(os_process_start(&spawn, &process)));
    os_close(ends[1]);
    char text[16] = "";
    assert_true(read(ends[0], text, sizeof text - 1) > 0);
    os_close(ends[0]);
    pid_t child = (pid_t)strtol(text, NULL, 10);
    struct os_exit ended;
    assert_int_equal(os_process_wait(&process, in_ms(50), &ended).kind, ERROR_TIMEOUT);
    assert_int_equal(kill(child, 0), 0);
    os_process_kill(&process);
    char state_path[64];
    snprintf(state_path, sizeof state_path, "/proc/%d/cmdline", (int)child);
    struct str command = S("sleep");
    for (int i = 0; i < 100 && command.len > 0; i++) { /* gone, or dead and not yet reaped */
        if (!result_ok(os_file_read(f->arena, state_path, 4096, &command)))
            break;
        usleep(10000);
    }
    assert_true(command.len == 0 || !os_file_exists(state_path));
}

static void too_much_output_is_refused(void **state)
{
    struct fixture *f = *state;
    static const char *const arguments[] = {"/usr/bin/yes", NULL};
    struct os_spawn spawn = {.arguments = arguments, .input = -1, .error = -1};
    struct os_run run;
    struct result r = os_process_run(f->arena, &spawn, 1000, in_ms(5000), &run);
    assert_int_equal(r.kind, ERROR_LIMIT);
}

static void a_processor_limit_ends_an_endless_loop(void **state)
{
    struct fixture *f = *state;
    static const char *const arguments[] = {"/bin/sh", "-c", "while :; do :; done", NULL};
    struct os_spawn spawn = {
        .arguments = arguments, .input = -1, .error = -1, .limits = {.cpu_s = 1}};
    struct os_run run;
    assert_true(result_ok(
        os_process_run(f->arena, &spawn, 1000, in_ms(20000), &run)));
    assert_false(run.ended.exited);
    assert_int_equal(run.ended.signal, SIGXCPU);
}

/* The niceness of a process that began with `before` and then got a limit of 10. */
static int nice_after(int before)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        const struct os_limits limits = {.nice = 10};
        bool set = setpriority(PRIO_PROCESS, 0, before) == 0 && result_ok(os_limits_set(&limits));
        _exit(set ? getpriority(PRIO_PROCESS, 0) : 99);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WEXITSTATUS(status);
}

static void less_priority_is_kept(void **state)
{
    (void)state;
    int own = getpriority(PRIO_PROCESS, 0);
    assert_int_equal(nice_after(own), own > 10 ? own : 10);
    assert_int_equal(nice_after(19), 19);
}

static void a_message_carries_descriptors(void **state)
{
    struct fixture *f = *state;
    int ends[2];
    int memory = -1;
    assert_true(result_ok(os_socket_pair(OS_SOCKET_MESSAGES, ends)));
    assert_true(result_ok(os_memory_file("m", S("trong bộ nhớ"), &memory)));
    assert_true(result_ok(os_socket_send(ends[0], S("xin chào"), &memory, 1)));
    struct os_message message;
    assert_true(result_ok(os_socket_receive(f->arena, ends[1], in_ms(1000), &message)));
    assert_true(str_is(message.bytes, "xin chào"));
    assert_int_equal(message.descriptor_count, 1);
    struct str bytes;
    assert_true(result_ok(os_fd_read_all(f->arena, message.descriptors[0], 100, &bytes)));
    assert_true(str_is(bytes, "trong bộ nhớ"));
    struct result late = os_socket_receive(f->arena, ends[1], in_ms(10), &message);
    assert_int_equal(late.kind, ERROR_TIMEOUT);
    os_close(message.descriptors[0]);
    os_close(memory);
    os_close(ends[0]);
    assert_true(result_ok(os_socket_receive(f->arena, ends[1], in_ms(1000), &message)));
    assert_int_equal(message.bytes.len, 0); /* the other side has closed */
    os_close(ends[1]);
}

static void a_full_channel_does_not_wait(void **state)
{
    (void)state;
    int ends[2];
    assert_true(result_ok(os_socket_pair(OS_SOCKET_MESSAGES, ends)));
    struct result r = RESULT_OK;
    for (int i = 0; i < 100000 && result_ok(r); i++)
        r = os_socket_send(ends[0], S("x"), NULL, 0);
    assert_string_equal(r.code, "os.would_wait");
    os_close(ends[0]);
    os_close(ends[1]);
}

static void the_peer_of_a_path_socket_is_known(void **state)
{
    struct fixture *f = *state;
    const char *path = path_in(f, "s.sock");
    int listener = -1, client = -1, server = -1;
    assert_int_equal(os_socket_connect(OS_SOCKET_STREAM, path, &client).kind, ERROR_UNAVAILABLE);
    assert_true(result_ok(os_socket_listen(OS_SOCKET_STREAM, path, 0600, &listener)));
    assert_true(result_ok(os_socket_connect(OS_SOCKET_STREAM, path, &client)));
    assert_true(result_ok(os_socket_accept(listener, &server)));
    struct os_peer peer;
    assert_true(result_ok(os_socket_peer(server, &peer)));
    assert_int_equal(peer.pid, getpid());
    assert_int_equal(peer.uid, getuid());
    os_close(listener);
    os_close(client);
    os_close(server);
}

/* Opens files as a confined worker; the answer is a bit for each that opened. */
static int opened_by_worker(struct fixture *f, bool confined)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct os_worker_paths paths = {.data_folder = f->folder,
                                        .database_file = path_in(f, "truc.db")};
        if (confined && !result_ok(os_worker_confine(&paths)))
            _exit(100);
        int bits = 0;
        bits |= open(path_in(f, "keys/log.key"), O_RDONLY) >= 0 ? 1 : 0;
        bits |= open(path_in(f, "truc.db"), O_RDWR) >= 0 ? 2 : 0;
        bits |= open(path_in(f, "truc.db-wal"), O_RDWR | O_CREAT, 0600) >= 0 ? 4 : 0;
        bits |= open(path_in(f, "files/new"), O_RDWR | O_CREAT, 0600) >= 0 ? 8 : 0;
        bits |= rename(path_in(f, "keys/log.key"), path_in(f, "files/stolen")) == 0 ? 16 : 0;
        bits |= rename(path_in(f, "files/new"), path_in(f, "tmp/new")) == 0 ? 32 : 0;
        _exit(bits);
    }
    int status = 0;
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
    return WEXITSTATUS(status);
}

static void a_worker_reaches_all_but_the_keys(void **state)
{
    struct fixture *f = *state;
    static const char *const folders[] = {"keys", "files", "tmp"};
    for (size_t i = 0; i < 3; i++)
        assert_true(result_ok(os_dir_make(path_in(f, folders[i]), 0700)));
    assert_true(result_ok(os_file_write(path_in(f, "keys/log.key"), S("k"), 0600)));
    assert_int_equal(opened_by_worker(f, true), 2 + 4 + 8 + 32);
    assert_int_equal(opened_by_worker(f, false), 1 + 2 + 4 + 8 + 16 + 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_written_file_is_read_back_whole),
        cmocka_unit_test(a_file_over_the_limit_or_missing_is_an_error),
        cmocka_unit_test(a_pipe_is_read_to_its_end),
        cmocka_unit_test(names_come_sorted_and_limited),
        cmocka_unit_test(a_memory_file_cannot_be_changed),
        cmocka_unit_test(a_program_runs_with_nothing_of_ours),
        cmocka_unit_test(a_program_that_is_not_there_ends_with_127),
        cmocka_unit_test(a_deadline_ends_the_whole_tree),
        cmocka_unit_test(too_much_output_is_refused),
        cmocka_unit_test(a_processor_limit_ends_an_endless_loop),
        cmocka_unit_test(less_priority_is_kept),
        cmocka_unit_test(a_message_carries_descriptors),
        cmocka_unit_test(a_full_channel_does_not_wait),
        cmocka_unit_test(the_peer_of_a_path_socket_is_known),
        cmocka_unit_test(a_worker_reaches_all_but_the_keys),
    };
    /* every test gets a folder and an arena of its own */
    struct CMUnitTest prepared[sizeof tests / sizeof tests[0]];
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
        prepared[i] = tests[i];
        prepared[i].setup_func = set_up;
        prepared[i].teardown_func = tear_down;
    }
    return cmocka_run_group_tests(prepared, NULL, NULL);
}
