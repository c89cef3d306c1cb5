#include "app/supervisor.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/os_process.h"
#include "base/os_service.h"

enum { STOP_LIMIT_US = 14 * 1000 * 1000, PAUSE_FIRST_US = 50 * 1000, PAUSE_MAX_US = 5 * 1000 * 1000,
       STEADY_US = 10 * 1000 * 1000 };

struct child {
    const struct role *role;
    unsigned number;
    pid_t pid; /* 0: not running */
    int64_t started_us;
    int64_t start_at_us;
    int64_t pause_us;
};

struct nursery {
    const struct node *node;
    struct child children[WORKERS_MAX];
    size_t count;
    int stop_writer;
    pid_t self;
    sigset_t signals;
};

void signal_leave(int number, void (*how)(int))
{
    struct sigaction action = {.sa_handler = how};
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

static _Noreturn void be_child(const struct nursery *nursery, const struct child *child)
{
    char name[16];
    sigset_t none;
    os_die_with_parent(nursery->self);
    signal_leave(SIGINT, SIG_IGN); /* the supervisor tells us through node->stop */
    signal_leave(SIGTERM, child->role->last ? SIG_DFL : SIG_IGN);
    signal_leave(SIGPIPE, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    close(nursery->stop_writer);
    size_t len = 0;
    for (const char *c = child->role->name; *c != '\0' && len < sizeof name - 1; c++)
        name[len++] = *c;
    name[len] = '\0';
    os_process_name(name); /* what ps and top show */
    _exit(child->role->run(nursery->node, child->number));
}

static void start(struct nursery *nursery, struct child *child)
{
    child->started_us = clock_monotonic_us();
    pid_t pid = fork();
    if (pid == 0)
        be_child(nursery, child);
    if (pid < 0) {
        log_write(LOG_ERROR, "node.no_process", log_text("role", str_from_c(child->role->name)));
        child->start_at_us = child->started_us + PAUSE_MAX_US;
        return;
    }
    child->pid = pid;
}

static void ended(struct nursery *nursery, pid_t pid, int status, bool stopping)
{
    for (size_t i = 0; i < nursery->count; i++) {
        struct child *child = &nursery->children[i];
        if (child->pid != pid)
            continue;
        child->pid = 0;
        if (stopping)
            return;
        int64_t now_us = clock_monotonic_us();
        bool steady = now_us - child->started_us > STEADY_US;
        bool asked = WIFEXITED(status) && WEXITSTATUS(status) == 0; /* wants to be replaced */
        child->pause_us = steady || asked ? PAUSE_FIRST_US
                          : child->pause_us * 2 < PAUSE_MAX_US ? child->pause_us * 2 : PAUSE_MAX_US;
        child->start_at_us = now_us + child->pause_us;
        nursery->node->shared->restarts++;
        log_write(asked ? LOG_WARNING : LOG_ERROR, "node.process_ended",
                  log_text("role", str_from_c(child->role->name)), log_int("number", child->number),
                  log_int("status", WIFEXITED(status) ? WEXITSTATUS(status) : -1),
                  log_int("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0));
        return;
    }
}

static void reap(struct nursery *nursery, bool stopping)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
        ended(nursery, pid, status, stopping);
}

static void start_due(struct nursery *nursery)
{
    int64_t now_us = clock_monotonic_us();
    for (size_t i = 0; i < nursery->count; i++) {
        struct child *child = &nursery->children[i];
        if (child->pid == 0 && child->start_at_us <= now_us)
            start(nursery, child);
    }
}

static bool any_running(const struct nursery *nursery, bool last)
{
    for (size_t i = 0; i < nursery->count; i++) {
        if (nursery->children[i].pid != 0 && nursery->children[i].role->last == last)
            return true;
    }
    return false;
}

static void signal_all(const struct nursery *nursery, bool last, int number)
{
    for (size_t i = 0; i < nursery->count; i++) {
        if (nursery->children[i].pid != 0 && nursery->children[i].role->last == last)
            kill(nursery->children[i].pid, number);
    }
}

static void wait_for(struct nursery *nursery, bool last)
{
    int64_t until_us = clock_monotonic_us() + STOP_LIMIT_US;
    struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
    while (any_running(nursery, last)) {
        if (clock_monotonic_us() > until_us)
            signal_all(nursery, last, SIGKILL);
        sigtimedwait(&nursery->signals, NULL, &pause);
        reap(nursery, true);
    }
}

static void stop(struct nursery *nursery)
{
    os_service_tell("STOPPING=1");
    close(nursery->stop_writer); /* workers see the end of node->stop and finish */
    wait_for(nursery, false);
    signal_all(nursery, true, SIGTERM);
    wait_for(nursery, true);
    log_event(LOG_INFO, "node.stopped", NULL);
}

/* This loop is what everything hangs on: when it stands still, the service manager ends it. */
static void say_alive(int64_t every_us, int64_t *next_us)
{
    int64_t now_us = clock_monotonic_us();
    if (every_us == 0 || now_us < *next_us)
        return;
    *next_us = now_us + every_us;
    os_service_tell("WATCHDOG=1");
}

int supervisor_run(const struct node *node, const struct role *roles, size_t role_count,
                   int stop_writer)
{
    static const struct timespec tick = {.tv_nsec = 100 * 1000 * 1000};
    struct nursery nursery = {.node = node, .stop_writer = stop_writer, .self = getpid()};
    for (size_t r = 0; r < role_count; r++) {
        for (unsigned n = 0; n < roles[r].count && nursery.count < WORKERS_MAX; n++)
            nursery.children[nursery.count++] = (struct child){
                .role = &roles[r], .number = n + 1, .pause_us = PAUSE_FIRST_US};
    }
    sigemptyset(&nursery.signals);
    sigaddset(&nursery.signals, SIGTERM);
    sigaddset(&nursery.signals, SIGINT);
    sigaddset(&nursery.signals, SIGCHLD);
    start_due(&nursery);
    os_service_tell("READY=1");
    const int64_t alive_us = os_service_watchdog_us();
    int64_t alive_next_us = 0;
    while (true) {
        start_due(&nursery);
        say_alive(alive_us, &alive_next_us);
        int number = sigtimedwait(&nursery.signals, NULL, &tick);
        reap(&nursery, false);
        if (number == SIGTERM || number == SIGINT)
            break;
    }
    stop(&nursery);
    return EXIT_OK;
}
