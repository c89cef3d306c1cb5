#include "core/inspector_spawner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "base/os_sandbox.h"
#include "base/os_socket.h"
#include "core/inspector_wire.h"

enum {
    ARENA_BYTES = 4 * OS_SOCKET_MESSAGE_MAX,
    INSPECTOR_MEMORY = 512 * 1024 * 1024,
    INSPECTOR_CPU_S = 4,
    INSPECTOR_DESCRIPTORS = 64,
    INSPECTOR_NICE = 10,
    NUMBER_TEXT = 16,
    PATH_TEXT = 32,
    FIRST_OWN_DESCRIPTOR = 3
};

struct errand {
    struct inspector_request request; /* .file is ours to close */
    int answer;
    int done;
    int evidence; /* -1: none */
    int64_t arrived_us;
    struct os_process process; /* while running */
    int64_t kill_us;
};

struct spawner {
    const struct inspector_spawner *options;
    int work;
    struct errand line[INSPECTOR_LINE_MAX]; /* first come first */
    size_t waiting;
    struct errand running[INSPECTOR_PARALLEL_MAX];
    size_t started;
};

const struct os_limits *inspector_limits(void)
{
    static const struct os_limits limits = {
        .cpu_s = INSPECTOR_CPU_S,
        .memory_bytes = INSPECTOR_MEMORY,
        .file_bytes = INSPECTOR_ANSWER_MAX,
        .descriptors = INSPECTOR_DESCRIPTORS,
        .nice = INSPECTOR_NICE,
    };
    return &limits;
}

struct result inspector_channel_open(struct inspector_channel *channel)
{
    int ends[2];
    TRY(os_socket_pair(OS_SOCKET_MESSAGES, ends));
    *channel = (struct inspector_channel){.requests = ends[0], .work = ends[1]};
    return RESULT_OK;
}

/* Tells the worker how it ended. It may have gone: then nobody is told. */
static void conclude(struct errand *errand, enum inspector_done done)
{
    char state = (char)done;
    result_ignore(os_socket_send(errand->done, str_of(&state, 1), NULL, 0));
    os_close(errand->request.file);
    os_close(errand->answer);
    os_close(errand->done);
    os_close(errand->evidence);
}

/* Opens the file anew: read-only and with an offset of its own, whatever the sender's had. */
static struct result reopen(int *file)
{
    char path[PATH_TEXT];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", *file);
    int again = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (again < 0 || lseek(again, 0, SEEK_SET) != 0) {
        os_close(again);
        return result_fail(ERROR_INVALID, "inspector.not_a_file", NULL);
    }
    os_close(*file);
    *file = again;
    return RESULT_OK;
}

static struct result begin(const struct inspector_spawner *options, struct errand *errand)
{
    TRY(reopen(&errand->request.file));
    if (errand->evidence >= 0)
        TRY(reopen(&errand->evidence));
    char page[NUMBER_TEXT];
    char dpi[NUMBER_TEXT];
    (void)snprintf(page, sizeof page, "%u", errand->request.page);
    (void)snprintf(dpi, sizeof dpi, "%u", errand->request.dpi);
    const char *const arguments[] = {options->program, inspector_task_name(errand->request.task),
                                     page, dpi, NULL};
    const struct os_spawn spawn = {
        .arguments = arguments,
        .input = errand->request.file,
        .output = errand->answer,
        .error = errand->evidence,
        .limits = *inspector_limits(),
    };
    errand->kill_us = clock_monotonic_us() + INSPECTOR_RUN_MS * INT64_C(1000);
    return os_process_start(&spawn, &errand->process);
}

static void begin_waiting(struct spawner *spawner)
{
    while (spawner->waiting > 0 && spawner->started < spawner->options->parallel) {
        struct errand errand = spawner->line[0];
        spawner->waiting--;
        for (size_t i = 0; i < spawner->waiting; i++)
            spawner->line[i] = spawner->line[i + 1];
        int64_t waited_us = clock_monotonic_us() - errand.arrived_us;
        bool too_late = waited_us > (INSPECTOR_DEADLINE_MS - INSPECTOR_RUN_MS) * INT64_C(1000);
        if (too_late || !result_ok(begin(spawner->options, &errand)))
            conclude(&errand, WIRE_BUSY);
        else
            spawner->running[spawner->started++] = errand;
    }
}

static void admit(struct spawner *spawner, const struct os_message *message)
{
    struct errand errand = {.arrived_us = clock_monotonic_us(), .evidence = -1};
    if (!inspector_request_decode(message->bytes, &errand.request) ||
        message->descriptor_count != inspector_descriptors_of(errand.request.task)) {
        for (size_t i = 0; i < message->descriptor_count; i++)
            os_close(message->descriptors[i]);
        return;
    }
    errand.request.file = message->descriptors[WIRE_FILE];
    errand.answer = message->descriptors[WIRE_ANSWER];
    errand.done = message->descriptors[WIRE_DONE];
    if (message->descriptor_count > WIRE_EVIDENCE)
        errand.evidence = message->descriptors[WIRE_EVIDENCE];
    if (!os_sandbox_available())
        conclude(&errand, WIRE_NO_SANDBOX);
    else if (spawner->waiting == INSPECTOR_LINE_MAX)
        conclude(&errand, WIRE_BUSY);
    else
        spawner->line[spawner->waiting++] = errand;
}

static enum inspector_done done_of(struct os_exit ended)
{
    if (!ended.exited)
        return WIRE_KILLED;
    switch (ended.status) {
    case INSPECT_GOOD:
        return WIRE_GOOD;
    case INSPECT_REFUSED:
        return WIRE_REFUSED;
    case INSPECT_NO_SANDBOX:
        return WIRE_NO_SANDBOX;
    default:
        return WIRE_KILLED;
    }
}

/* Ends those that are over or over their time. */
static void reap(struct spawner *spawner)
{
    int64_t now_us = clock_monotonic_us();
    for (size_t i = 0; i < spawner->started;) {
        struct errand *errand = &spawner->running[i];
        struct os_exit ended = {.signal = SIGKILL};
        struct result r = os_process_wait(&errand->process, now_us, &ended);
        if (!result_ok(r) && now_us < errand->kill_us) {
            i++;
            continue;
        }
        if (!result_ok(r))
            os_process_kill(&errand->process);
        conclude(errand, done_of(ended));
        spawner->running[i] = spawner->running[--spawner->started];
    }
}

/* Milliseconds until the next deadline, -1 for none. */
static int patience_ms(const struct spawner *spawner)
{
    int64_t next_us = INT64_MAX;
    for (size_t i = 0; i < spawner->started; i++)
        if (spawner->running[i].kill_us < next_us)
            next_us = spawner->running[i].kill_us;
    if (next_us == INT64_MAX)
        return -1;
    int64_t left_ms = (next_us - clock_monotonic_us()) / 1000 + 1;
    return left_ms > 0 ? (int)left_ms : 0;
}

/* False when nobody holds the other end any more. */
static bool listen_once(struct spawner *spawner, struct arena *arena)
{
    struct os_message message;
    arena_reset(arena);
    struct result r = os_socket_receive(arena, spawner->work, clock_monotonic_us(), &message);
    if (!result_ok(r))
        return true; /* nothing came after all, or it was malformed and has been dropped */
    if (str_empty(message.bytes))
        return false;
    admit(spawner, &message);
    return true;
}

static void serve(struct spawner *spawner, struct arena *arena)
{
    bool open = true;
    while (open || spawner->waiting > 0 || spawner->started > 0) {
        struct pollfd watched[1 + INSPECTOR_PARALLEL_MAX];
        size_t count = 0;
        for (size_t i = 0; i < spawner->started; i++)
            watched[count++] =
                (struct pollfd){.fd = spawner->running[i].process.watch, .events = POLLIN};
        watched[count] = (struct pollfd){.fd = open ? spawner->work : -1, .events = POLLIN};
        int ready = poll(watched, count + 1, patience_ms(spawner));
        if (ready < 0 && errno != EINTR)
            return;
        if (ready > 0 && watched[count].revents != 0)
            open = listen_once(spawner, arena);
        reap(spawner);
        begin_waiting(spawner);
    }
}

struct result inspector_spawner_run(const struct inspector_channel *channel,
                                    const struct inspector_spawner *options)
{
    if (options->parallel == 0 || options->parallel > INSPECTOR_PARALLEL_MAX)
        return result_fail(ERROR_INVALID, "inspector.parallel", NULL);
    struct arena *arena = arena_new(ARENA_BYTES + sizeof(struct spawner));
    struct arena *messages = arena_new(ARENA_BYTES);
    struct spawner *spawner = ARENA_NEW(arena, struct spawner);
    spawner->options = options;
    spawner->work = channel->work;
    serve(spawner, messages);
    arena_free(messages);
    arena_free(arena);
    return RESULT_OK;
}

struct result inspector_open_own(const struct inspector_spawner *options,
                                 struct inspector *inspector)
{
    struct inspector_channel channel;
    TRY(inspector_channel_open(&channel));
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        os_die_with_parent(parent);
        os_close(channel.requests);
        if (dup2(channel.work, FIRST_OWN_DESCRIPTOR) == FIRST_OWN_DESCRIPTOR) {
            os_close_from(FIRST_OWN_DESCRIPTOR + 1);
            channel.work = FIRST_OWN_DESCRIPTOR;
            result_ignore(inspector_spawner_run(&channel, options));
        }
        _exit(0);
    }
    os_close(channel.work);
    if (pid < 0) {
        os_close(channel.requests);
        return result_fail(ERROR_UNAVAILABLE, "os.no_process", NULL);
    }
    *inspector = (struct inspector){.requests = channel.requests};
    return RESULT_OK;
}
