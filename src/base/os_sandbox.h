#ifndef TRUC_BASE_OS_SANDBOX_H
#define TRUC_BASE_OS_SANDBOX_H

/*
 * What a process may still do after it has given rights up for good:
 * Landlock for paths, seccomp for system calls. Children inherit both.
 * Landlock is an allow-list: a path without a rule cannot be opened.
 */
#include "base/result.h"
#include "base/str.h"

/* Version of Landlock that the kernel offers, 0 for none. */
int os_landlock_version(void);

/* True when this kernel can hold an inspector: Landlock and seccomp filters. */
bool os_sandbox_available(void);

/* No set-user-id program and no file capability gives rights any more. */
struct result os_no_new_privileges(void);

enum os_path_right {
    OS_PATH_READ = 1,    /* files and folder listings beneath */
    OS_PATH_EXECUTE = 2, /* run and load as library, with read */
    OS_PATH_WRITE = 4    /* create, write, rename and remove, with read */
};

struct os_path_rule {
    const char *path; /* a folder (with all beneath) or a file; one that is missing is skipped */
    unsigned rights;  /* enum os_path_right, or-ed */
};

enum os_landlock_flag {
    OS_LANDLOCK_NO_NETWORK = 1, /* no TCP bind or connect (Landlock 4) */
    OS_LANDLOCK_NO_SIGNALS = 2  /* no signal or abstract socket to the outside (Landlock 6) */
};

/* Leaves only these paths. UNSUPPORTED "os.no_landlock" on a kernel without it; parts that an
 * older version does not know are left out, paths are always held. */
struct result os_landlock_enter(const struct os_path_rule *rules, size_t count, unsigned flags);

enum os_syscalls {
    OS_SYSCALLS_PARSER, /* reads, writes, memory; no process, no exec, no socket */
    OS_SYSCALLS_TOOL    /* as above and execve, for the one program Landlock lets run */
};

/* Every other system call fails with EPERM from now on. */
struct result os_seccomp_enter(enum os_syscalls set);

/* What web and job workers may touch. */
struct os_worker_paths {
    const char *data_folder;     /* all in it but `keys` may be read and written */
    const char *database_file;   /* SQLite file, or NULL; its folder is opened too unless it holds
                                    the keys: then only the file, its -wal and its -shm */
    const char *const *readable; /* more folders or files to read, ends with NULL; may be NULL */
};

/* Holds a worker to its paths: the system's programs and libraries readable, the data folder
 * without its `keys` writable. Call after fork and before the database is opened. Folders of the
 * data folder must exist already: what is made beside them later stays out of reach.
 * UNSUPPORTED "os.no_landlock" where the kernel cannot. */
struct result os_worker_confine(const struct os_worker_paths *paths);

#endif
