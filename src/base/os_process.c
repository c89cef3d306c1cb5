#include "base/os_process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/os_file.h"

enum { NOT_EXECUTED = 127, PATH_LIMIT = PATH_MAX, READ_STEP = 65536 };

static bool limit_one(int what, uint64_t soft, uint64_t hard)
{
    struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
    return setrlimit((__rlimit_resource_t)what, &limit) == 0;
}

/* Who begins with less priority keeps that: nobody but the superuser may take more. */
static bool step_back(int nice)
{
    return getpriority(PRIO_PROCESS, 0) >= nice || setpriority(PRIO_PROCESS, 0, nice) == 0;
}

struct result os_limits_set(const struct os_limits *limits)
{
    bool ok = limit_one(RLIMIT_CORE, 0, 0);
    if (limits->cpu_s > 0)
        ok = ok && limit_one(RLIMIT_CPU, limits->cpu_s, limits->cpu_s + 1U);
    if (limits->memory_bytes > 0)
        ok = ok && limit_one(RLIMIT_AS, limits->memory_bytes, limits->memory_bytes);
    if (limits->file_bytes > 0)
        ok = ok && limit_one(RLIMIT_FSIZE, limits->file_bytes, limits->file_bytes);
    if (limits->descriptors > 0)
        ok = ok && limit_one(RLIMIT_NOFILE, limits->descriptors, limits->descriptors);
    if (limits->processes > 0)
        ok = ok && limit_one(RLIMIT_NPROC, limits->processes, limits->processes);
    if (limits->nice > 0)
        ok = ok && step_back(limits->nice);
    return ok ? RESULT_OK : result_fail(ERROR_INTERNAL, "os.limits", NULL);
}

void os_die_with_parent(pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(NOT_EXECUTED);
}

void os_close_from(int from)
{
    (void)close_range((unsigned)from, UINT_MAX, 0);
}

/* Puts the three descriptors in place. They are first moved above 2 so that none overwrites
 * another that is still needed. */
static bool place_descriptors(const struct os_spawn *spawn)
{
    const int wanted[3] = {spawn->input, spawn->output, spawn->error};
    int high[3];
    for (int i = 0; i < 3; i++) {
        int from = wanted[i] >= 0 ? wanted[i] : open("/dev/null", O_RDWR);
        high[i] = from < 0 ? -1 : fcntl(from, F_DUPFD, 3);
        if (high[i] < 0)
            return false;
    }
    for (int i = 0; i < 3; i++)
        if (dup2(high[i], i) < 0)
            return false;
    return true;
}

/* Arguments of exec are not const in POSIX though never written (rationale of exec). */
static char *const *unconst(const char *const *strings)
{
    union {
        const char *const *from;
        char *const *to;
    } both = {.from = strings};
    return both.to;
}

static _Noreturn void become(const struct os_spawn *spawn, pid_t parent)
{
    static const char *const nothing[] = {NULL};
    sigset_t none;
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    const struct sigaction usual = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++)
        (void)sigaction(number, &usual, NULL); /* SIGKILL and SIGSTOP refuse, which is fine */
    os_die_with_parent(parent);
    (void)setpgid(0, 0);
    const char *const *environment = spawn->environment != NULL ? spawn->environment : nothing;
    if (place_descriptors(spawn) && chdir(spawn->folder != NULL ? spawn->folder : "/") == 0) {
        os_close_from(3);
        if (result_ok(os_limits_set(&spawn->limits)))
            (void)execve(spawn->arguments[0], unconst(spawn->arguments), unconst(environment));
    }
    _exit(NOT_EXECUTED);
}

struct result os_process_start(const struct os_spawn *spawn, struct os_process *process)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        become(spawn, parent);
    if (pid < 0)
        return result_fail(ERROR_UNAVAILABLE, "os.no_process", NULL);
    (void)setpgid(pid, pid); /* here too, so that a kill right away finds the group */
    int watch = (int)syscall(SYS_pidfd_open, pid, 0);
    *process = (struct os_process){.pid = pid, .watch = watch};
    if (watch < 0) {
        os_process_kill(process);
        return result_fail(ERROR_UNAVAILABLE, "os.no_process", NULL);
    }
    return RESULT_OK;
}

static int poll_ms(int64_t deadline_us)
{
    int64_t left = deadline_us - clock_monotonic_us();
    if (left <= 0)
        return 0;
    int64_t ms = (left + 999) / 1000;
    return ms > INT_MAX ? INT_MAX : (int)ms;
}

static struct os_exit exit_of(int status)
{
    if (WIFEXITED(status))
        return (struct os_exit){.exited = true, .status = WEXITSTATUS(status)};
    return (struct os_exit){.signal = WTERMSIG(status)};
}

struct result os_process_wait(struct os_process *process, int64_t deadline_us,
                              struct os_exit *ended)
{
    struct pollfd watch = {.fd = process->watch, .events = POLLIN};
    int ready;
    do
        ready = poll(&watch, 1, poll_ms(deadline_us));
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        return result_fail(ERROR_TIMEOUT, "os.deadline", NULL);
    (void)kill(-process->pid, SIGKILL); /* before the wait: after it the number may be another's */
    int status = 0;
    pid_t got;
    do
        got = waitpid(process->pid, &status, 0);
    while (got < 0 && errno == EINTR);
    os_close(process->watch);
    process->watch = -1;
    if (got < 0)
        return result_fail(ERROR_INTERNAL, "os.wait", NULL);
    *ended = exit_of(status);
    return RESULT_OK;
}

void os_process_kill(struct os_process *process)
{
    (void)kill(-process->pid, SIGKILL);
    (void)kill(process->pid, SIGKILL);
    while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    os_close(process->watch);
    process->watch = -1;
}

static struct result collect(int from, int64_t deadline_us, struct buf *all)
{
    char step[READ_STEP];
    for (;;) {
        struct pollfd readable = {.fd = from, .events = POLLIN};
        int ready = poll(&readable, 1, poll_ms(deadline_us));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready == 0)
            return result_fail(ERROR_TIMEOUT, "os.deadline", NULL);
        ssize_t got = read(from, step, sizeof step);
        if (got == 0)
            return RESULT_OK;
        if (got < 0 && errno != EINTR)
            return result_fail(ERROR_INTERNAL, "os.read", NULL);
        if (got > 0)
            buf_bytes(all, step, (size_t)got);
        if (all->overflowed)
            return result_fail(ERROR_LIMIT, "os.too_much_output", NULL);
    }
}

struct result os_process_run(struct arena *arena, const struct os_spawn *spawn, size_t limit,
                             int64_t deadline_us, struct os_run *run)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return result_fail(ERROR_UNAVAILABLE, "os.no_descriptor", NULL);
    struct os_spawn piped = *spawn;
    piped.output = ends[1];
    struct os_process process;
    struct result r = os_process_start(&piped, &process);
    os_close(ends[1]);
    if (!result_ok(r)) {
        os_close(ends[0]);
        return r;
    }
    struct buf all;
    buf_init(&all, arena, limit);
    r = collect(ends[0], deadline_us, &all);
    os_close(ends[0]);
    if (result_ok(r))
        r = os_process_wait(&process, deadline_us, &run->ended);
    if (!result_ok(r)) {
        os_process_kill(&process);
        return r;
    }
    run->output = buf_str(&all);
    return RESULT_OK;
}

struct result os_program_folder(struct arena *arena, struct str *folder)
{
    char path[PATH_LIMIT];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);
    if (len <= 0)
        return result_fail(ERROR_INTERNAL, "os.program_folder", NULL);
    path[len] = '\0';
    char *slash = strrchr(path, '/');
    *folder = str_dup(arena, str_of(path, slash == NULL ? 0 : (size_t)(slash - path)));
    return RESULT_OK;
}

void os_process_name(const char *name)
{
    prctl(PR_SET_NAME, name, 0, 0, 0);
}
