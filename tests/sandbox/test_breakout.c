/*
 * What a file that has taken an inspector over would try. Each attempt runs in
 * a process of its own, once behind truc-inspect's walls, where it must fail,
 * and once outside, where it must succeed: a wall that nobody runs against
 * proves nothing.
 */
#include "../unit/cmocka_all.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/inspect/confine.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "core/inspector_spawner.h"

enum { SUCCEEDED = 0, FAILED = 1, NOT_CONFINED = 2, CHILDREN = 64, GIGABYTE = 1024 * 1024 * 1024 };

struct scene {
    char folder[64];
    char database[96];
    char key[96];
    int listener; /* TCP on loopback */
    int unconnected;
    struct sockaddr_in address;
};

static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    if (s == NULL)
        return -1;
    (void)snprintf(s->folder, sizeof s->folder, "/tmp/truc-breakout-XXXXXX");
    if (mkdtemp(s->folder) == NULL)
        return -1;
    (void)snprintf(s->database, sizeof s->database, "%s/truc.db", s->folder);
    (void)snprintf(s->key, sizeof s->key, "%s/log.key", s->folder);
    s->address = (struct sockaddr_in){.sin_family = AF_INET,
                                      .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof s->address;
    s->listener = socket(AF_INET, SOCK_STREAM, 0);
    s->unconnected = socket(AF_INET, SOCK_STREAM, 0);
    *state = s;
    return bind(s->listener, (struct sockaddr *)&s->address, size) != 0 ||
           listen(s->listener, 4) != 0 ||
           getsockname(s->listener, (struct sockaddr *)&s->address, &size) != 0 ||
           !result_ok(os_file_write(s->database, S("SQLite format 3"), 0600)) ||
           !result_ok(os_file_write(s->key, S("secret"), 0600));
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    os_close(s->listener);
    os_close(s->unconnected);
    result_ignore(os_tree_remove(s->folder)); /* the test has spoken already */
    free(s);
    return 0;
}

typedef bool (*attempt)(const struct scene *scene);

static bool open_database(const struct scene *s) { return open(s->database, O_RDONLY) >= 0; }
static bool open_key(const struct scene *s) { return open(s->key, O_RDONLY) >= 0; }

static bool write_beside(const struct scene *s)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/planted", s->folder);
    return open(path, O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool make_inet_socket(const struct scene *s)
{
    (void)s;
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool make_unix_socket(const struct scene *s)
{
    (void)s;
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool connect_inherited(const struct scene *s)
{
    return connect(s->unconnected, (const struct sockaddr *)&s->address, sizeof s->address) == 0;
}

static bool trace(const struct scene *s)
{
    (void)s;
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool read_own_memory_by_call(const struct scene *s)
{
    char from[4] = "abc";
    char to[4] = "";
    struct iovec source = {from, sizeof from};
    struct iovec target = {to, sizeof to};
    (void)s;
    return process_vm_readv(getpid(), &target, 1, &source, 1, 0) == sizeof from;
}

/* Children end at once; the point is whether there can be many. */
static bool fork_bomb(const struct scene *s)
{
    (void)s;
    for (int i = 0; i < CHILDREN; i++) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(0);
        if (pid < 0)
            return false;
    }
    while (wait(NULL) > 0)
        continue;
    return true;
}

static bool start_shell(const struct scene *s)
{
    char *const arguments[] = {(char[]){"/bin/true"}, NULL};
    (void)s;
    (void)execve("/bin/true", arguments, NULL); /* success ends this process with 0 */
    return false;
}

static bool take_gigabyte(const struct scene *s)
{
    (void)s;
    char *memory = mmap(NULL, GIGABYTE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        return false;
    memory[0] = memory[GIGABYTE - 1] = 1;
    return true;
}

/* Two seconds of processor time; behind the walls the test allows one. */
static bool loop_endlessly(const struct scene *s)
{
    (void)s;
    volatile unsigned long rounds = 0;
    while (clock() < 2 * CLOCKS_PER_SEC)
        rounds++;
    return rounds > 0;
}

static bool lift_limit(const struct scene *s)
{
    struct rlimit limit = {.rlim_cur = 64, .rlim_max = 64};
    (void)s;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static bool signal_parent(const struct scene *s)
{
    (void)s;
    return kill(getppid(), 0) == 0;
}

static bool list_root(const struct scene *s)
{
    (void)s;
    return open("/", O_RDONLY | O_DIRECTORY) >= 0;
}

static bool read_environment_of_parent(const struct scene *s)
{
    char path[64];
    (void)s;
    (void)snprintf(path, sizeof path, "/proc/%d/environ", (int)getppid());
    return open(path, O_RDONLY) >= 0;
}

static bool make_name_space(const struct scene *s)
{
    (void)s;
    return syscall(SYS_unshare, 0) == 0;
}

/* True when the attempt came through. */
static bool came_through(const struct scene *scene, attempt run, bool confined)
{
    (void)fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct os_limits limits = *inspector_limits();
        limits.cpu_s = 1;
        if (confined && (!result_ok(os_limits_set(&limits)) || !result_ok(confine_paths()) ||
                         !result_ok(confine_parser())))
            _exit(NOT_CONFINED);
        _exit(run(scene) ? SUCCEEDED : FAILED);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    bool exited = WIFEXITED(status);
    if (exited)
        assert_int_not_equal(WEXITSTATUS(status), NOT_CONFINED);
    return exited && WEXITSTATUS(status) == SUCCEEDED;
}

/* One test an attempt, so that the report names each. */
#define BREAKOUT(name)                                                                             \
    static void cannot_##name(void **state)                                                        \
    {                                                                                              \
        assert_false(came_through(*state, name, true));                                            \
        assert_true(came_through(*state, name, false));                                            \
    }

BREAKOUT(open_database)
BREAKOUT(open_key)
BREAKOUT(write_beside)
BREAKOUT(make_inet_socket)
BREAKOUT(make_unix_socket)
BREAKOUT(connect_inherited)
BREAKOUT(trace)
BREAKOUT(read_own_memory_by_call)
BREAKOUT(fork_bomb)
BREAKOUT(start_shell)
BREAKOUT(take_gigabyte)
BREAKOUT(loop_endlessly)
BREAKOUT(lift_limit)
BREAKOUT(signal_parent)
BREAKOUT(list_root)
BREAKOUT(read_environment_of_parent)
BREAKOUT(make_name_space)

/* A tool may become the one program it is for, and nothing else. */
static int exit_of_tool(const char *program)
{
    (void)fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        char *arguments[] = {strdup(program), NULL};
        int nowhere = open("/dev/null", O_RDWR);
        (void)dup2(nowhere, STDOUT_FILENO);
        (void)dup2(nowhere, STDERR_FILENO);
        if (result_ok(confine_paths()) && result_ok(confine_tool()))
            (void)execve(program, arguments, &arguments[1]);
        _exit(NOT_CONFINED);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_tool_becomes_nothing_else(void **state)
{
    (void)state;
    assert_int_equal(exit_of_tool("/bin/true"), NOT_CONFINED);
    assert_int_equal(exit_of_tool("/usr/bin/pdfinfo"), 99); /* its usage message */
}

#define SCENE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE(cannot_open_database),
        SCENE(cannot_open_key),
        SCENE(cannot_write_beside),
        SCENE(cannot_make_inet_socket),
        SCENE(cannot_make_unix_socket),
        SCENE(cannot_connect_inherited),
        SCENE(cannot_trace),
        SCENE(cannot_read_own_memory_by_call),
        SCENE(cannot_fork_bomb),
        SCENE(cannot_start_shell),
        SCENE(cannot_take_gigabyte),
        SCENE(cannot_loop_endlessly),
        SCENE(cannot_lift_limit),
        SCENE(cannot_signal_parent),
        SCENE(cannot_list_root),
        SCENE(cannot_read_environment_of_parent),
        SCENE(cannot_make_name_space),
        SCENE(a_tool_becomes_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
