#include "app/inspect/tool.h"

#include <fcntl.h>
#include <unistd.h>

#include "app/inspect/confine.h"
#include "base/os_file.h"

enum { NOT_EXECUTED = 127 };

static char *const *unconst(const char *const *strings)
{
    union {
        const char *const *from;
        char *const *to;
    } both = {.from = strings};
    return both.to;
}

static _Noreturn void become(const char *const *arguments, int turn, int output, int errors)
{
    static const char *const nothing[] = {NULL};
    char byte;
    if (dup2(output, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0)
        _exit(NOT_EXECUTED);
    if (!result_ok(confine_tool()))
        _exit(NOT_EXECUTED);
    if (read(turn, &byte, 1) == 1)
        (void)execve(arguments[0], unconst(arguments), unconst(nothing));
    _exit(NOT_EXECUTED);
}

bool tool_prepare(const char *const *arguments, struct tool *tool)
{
    int turn[2];
    int output[2];
    int errors[2];
    if (pipe2(turn, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0 ||
        pipe2(errors, O_CLOEXEC) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0) {
        os_close(turn[1]);
        become(arguments, turn[0], output[1], errors[1]);
    }
    os_close(turn[0]);
    os_close(output[1]);
    os_close(errors[1]);
    *tool = (struct tool){.turn = turn[1], .output = output[0], .errors = errors[0]};
    return pid > 0;
}

bool tool_run(struct arena *arena, struct tool *tool, size_t limit, struct str *output,
              struct str *errors)
{
    bool started = lseek(STDIN_FILENO, 0, SEEK_SET) == 0 && write(tool->turn, "g", 1) == 1;
    /* Messages come after: a tool that fills their pipe first stops at its processor limit. */
    bool read_all = started && result_ok(os_fd_read_all(arena, tool->output, limit, output)) &&
                    result_ok(os_fd_read_all(arena, tool->errors, limit, errors));
    os_close(tool->turn);
    os_close(tool->output);
    os_close(tool->errors);
    return read_all;
}
