#include <errno.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/os_sandbox.h"

/* What reading a file, decoding it and writing the answer needs, the dynamic loader included.
 * Which files can be opened is Landlock's part. */
static const int parser_calls[] = {
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev),
    SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(fstat),
    SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
    SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(getcwd),
    SCMP_SYS(fcntl), SCMP_SYS(fadvise64), SCMP_SYS(dup), SCMP_SYS(dup2), SCMP_SYS(dup3),
    SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mprotect), SCMP_SYS(mremap), SCMP_SYS(madvise),
    SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(rseq), SCMP_SYS(set_robust_list),
    SCMP_SYS(set_tid_address), SCMP_SYS(arch_prctl), SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(getpid),
    SCMP_SYS(gettid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
    SCMP_SYS(getegid), SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
    SCMP_SYS(time), SCMP_SYS(times), SCMP_SYS(getrusage), SCMP_SYS(getrlimit),
    SCMP_SYS(getrandom), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(exit),
    SCMP_SYS(exit_group), SCMP_SYS(restart_syscall),
};

static bool allow_all(scmp_filter_ctx filter, enum os_syscalls set)
{
    const struct scmp_arg_cmp no_new_limit = {.arg = 2, .op = SCMP_CMP_EQ, .datum_a = 0};
    bool ok = true;
    for (size_t i = 0; i < sizeof parser_calls / sizeof parser_calls[0]; i++)
        ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, parser_calls[i], 0) == 0;
    /* Limits may be read, never written: the superuser could lift them. */
    ok = ok && seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
                                      &no_new_limit) == 0;
    if (set == OS_SYSCALLS_TOOL)
        ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(execve), 0) == 0;
    return ok;
}

struct result os_seccomp_enter(enum os_syscalls set)
{
    TRY(os_no_new_privileges());
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL)
        return result_fail(ERROR_INTERNAL, "os.seccomp", NULL);
    bool ok = allow_all(filter, set) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return ok ? RESULT_OK
              : result_fail(ERROR_UNSUPPORTED, "os.no_seccomp",
                            N_("Nhân hệ điều hành này chưa bật bộ lọc seccomp."));
}

bool os_sandbox_available(void)
{
    unsigned action = SECCOMP_RET_ERRNO;
    return os_landlock_version() >= 1 &&
           syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}
