#include "app/confined.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/os_file.h"
#include "base/os_sandbox.h"

enum { TEXT_MAX = 1000 };

struct result confined_enter(int64_t time_us)
{
    struct rlimit memory = {(rlim_t)CONFINED_MEMORY * 2, (rlim_t)CONFINED_MEMORY * 2};
    struct itimerval limit = {.it_value = {time_us / 1000000, time_us % 1000000}};
    sha256(S("")); /* libcrypto reads its configuration now, while it may */
    if (setrlimit(RLIMIT_AS, &memory) != 0 || setitimer(ITIMER_REAL, &limit, NULL) != 0)
        return result_fail(ERROR_INTERNAL, "os.limits", NULL);
    if (!os_sandbox_available())
        return RESULT_OK; /* an operator's own file on an old kernel: the limits must do */
    TRY(os_landlock_enter(NULL, 0, OS_LANDLOCK_NO_NETWORK | OS_LANDLOCK_NO_SIGNALS));
    return os_seccomp_enter(OS_SYSCALLS_PARSER);
}

/* Kind, code and message, each text with its length before it; then the output. */
static void put_text(struct buf *out, const char *text)
{
    struct str bytes = str_from_c(text);
    buf_u16(out, (uint16_t)(bytes.len > TEXT_MAX ? TEXT_MAX : bytes.len));
    buf_add(out, str_slice(bytes, 0, TEXT_MAX));
}

static _Noreturn void work_and_end(const struct confined_work *work, int fd)
{
    struct arena *arena = arena_new(CONFINED_MEMORY);
    struct buf out;
    struct buf head;
    buf_init(&out, arena, CONFINED_OUTPUT_MAX);
    buf_init(&head, arena, 4 * TEXT_MAX);
    struct result done = confined_enter(work->time_us);
    if (result_ok(done))
        done = work->run(work->self, arena, &out);
    if (result_ok(done) && out.overflowed)
        done = result_fail(ERROR_LIMIT, "confined.limit", NULL);
    buf_byte(&head, (unsigned char)done.kind);
    put_text(&head, done.code);
    put_text(&head, done.message);
    bool told = result_ok(os_fd_write_all(fd, buf_str(&head))) &&
                result_ok(os_fd_write_all(fd, buf_str(&out)));
    _exit(told ? 0 : 1);
}

static bool take_text(struct arena *arena, struct str *rest, const char **text)
{
    if (rest->len < 2)
        return false;
    size_t len = (size_t)(unsigned char)rest->ptr[0] << 8 | (unsigned char)rest->ptr[1];
    if (len > TEXT_MAX || rest->len < len + 2)
        return false;
    *text = len == 0 ? NULL : str_c(arena, str_slice(*rest, 2, len + 2));
    *rest = str_slice(*rest, len + 2, rest->len);
    return true;
}

/* The child may be in the hands of what it read: its words are checked like any others. */
static struct result read_answer(struct arena *arena, struct str answer, struct str *output)
{
    const struct result silent = result_fail(
        ERROR_LIMIT, "confined.limit",
        N_("Không xử lý được tệp này trong giới hạn bộ nhớ và thời gian."));
    struct result said = {0};
    struct str rest = str_slice(answer, 1, answer.len);
    if (str_empty(answer) || (unsigned char)answer.ptr[0] >= ERROR_KIND_COUNT ||
        !take_text(arena, &rest, &said.code) || !take_text(arena, &rest, &said.message))
        return silent;
    said.kind = (enum error_kind)(unsigned char)answer.ptr[0];
    *output = rest;
    return result_ok(said) || said.code != NULL ? said : silent;
}

struct result confined_run(struct arena *arena, const struct confined_work *work,
                           struct str *output)
{
    int ends[2];
    int status = 0;
    struct str answer = S("");
    if (pipe2(ends, O_CLOEXEC) != 0)
        return result_fail(ERROR_UNAVAILABLE, "os.no_process", NULL);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        work_and_end(work, ends[1]);
    }
    close(ends[1]);
    struct result got =
        os_fd_read_all(arena, ends[0], CONFINED_OUTPUT_MAX + 4 * TEXT_MAX, &answer);
    close(ends[0]);
    bool ended = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
                 WEXITSTATUS(status) == 0;
    if (child < 0)
        return result_fail(ERROR_UNAVAILABLE, "os.no_process", NULL);
    if (!ended || !result_ok(got))
        answer = S("");
    return read_answer(arena, answer, output);
}
