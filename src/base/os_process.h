#ifndef TRUC_BASE_OS_PROCESS_H
#define TRUC_BASE_OS_PROCESS_H

/*
 * Other programs, started with limits and waited for with a deadline. A child
 * gets an environment and three descriptors, nothing else of ours, leads a
 * process group of its own and dies when the process that started it dies.
 * Deadlines are clock_monotonic_us values.
 */
#include <sys/types.h>

#include "base/result.h"
#include "base/str.h"

/* Zero leaves a limit as it is. */
struct os_limits {
    unsigned cpu_s;         /* processor seconds; then SIGXCPU, one later SIGKILL */
    uint64_t memory_bytes;  /* address space */
    uint64_t file_bytes;    /* size of a file written */
    unsigned descriptors;   /* open files */
    unsigned processes;     /* of this user; the superuser is not held by it */
    int nice;               /* 0..19: no more priority than this; one with less keeps it */
};

/* Sets the limits of this process and those it starts, core dumps off. */
struct result os_limits_set(const struct os_limits *limits);

struct os_spawn {
    const char *const *arguments;   /* [0] is the path of the program; ends with NULL */
    const char *const *environment; /* ends with NULL; NULL means an empty one */
    int input, output, error;       /* descriptors for 0, 1, 2; -1 means /dev/null */
    struct os_limits limits;
    const char *folder; /* working folder; NULL means "/" */
};

struct os_process {
    pid_t pid;
    int watch; /* a pidfd: readable when the process has ended; closed by wait */
};

/* Starts a program. UNAVAILABLE "os.no_process" when no process could be made. A program that
 * cannot be executed ends with exit status 127. */
struct result os_process_start(const struct os_spawn *spawn, struct os_process *process);

/* How a process ended. */
struct os_exit {
    bool exited; /* by itself; else by `signal` */
    int status;  /* 0..255 */
    int signal;
};

/* Waits until it has ended, and ends what it left running in its group. TIMEOUT "os.deadline"
 * leaves all of it running. */
struct result os_process_wait(struct os_process *process, int64_t deadline_us,
                              struct os_exit *ended);

/* Ends the process and all of its group at once and waits for it. */
void os_process_kill(struct os_process *process);

struct os_run {
    struct os_exit ended;
    struct str output;
};

/* Starts, collects at most `limit` bytes of output and waits; spawn->output is not used. On
 * TIMEOUT or LIMIT the process has been killed. */
struct result os_process_run(struct arena *arena, const struct os_spawn *spawn, size_t limit,
                             int64_t deadline_us, struct os_run *run);

/* Makes this process die by SIGKILL when its parent dies. `parent` is the pid that forked it:
 * if that is already gone the process ends here. */
void os_die_with_parent(pid_t parent);

/* Closes every descriptor from `from` on. */
void os_close_from(int from);

/* Folder of the running executable, without a final slash. */
struct result os_program_folder(struct arena *arena, struct str *folder);

/* What ps and top call this process; at most 15 bytes count. */
void os_process_name(const char *name);

#endif
