#include "base/os_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fault.h"

enum { PATH_LIMIT = PATH_MAX, READ_STEP = 65536, TREE_DESCRIPTORS = 16 };

static struct result failure(int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return result_fail(ERROR_NOT_FOUND, "os.no_file", N_("Không tìm thấy tệp."));
    case ENOSPC:
    case EDQUOT:
        return result_fail(ERROR_UNAVAILABLE, "os.disk_full",
                           N_("Ổ đĩa đã đầy. Giải phóng chỗ trống rồi thử lại."));
    default:
        return result_fail(ERROR_INTERNAL, "os.file", NULL);
    }
}

void os_close(int fd)
{
    if (fd >= 0)
        (void)close(fd);
}

/* Reads until the end or until `room` bytes are there. */
static struct result read_up_to(int fd, char *to, size_t room, size_t *len)
{
    *len = 0;
    while (*len < room) {
        ssize_t got = read(fd, to + *len, room - *len);
        if (got == 0)
            break;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(errno);
        *len += (size_t)got;
    }
    return RESULT_OK;
}

/* What is left of a regular file, 0 where the kernel does not say. */
static size_t bytes_left(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
        return 0;
    off_t at = lseek(fd, 0, SEEK_CUR);
    return at >= 0 && at < status.st_size ? (size_t)(status.st_size - at) : 0;
}

struct result os_fd_read_all(struct arena *arena, int fd, size_t limit, struct str *bytes)
{
    const struct result too_large = result_fail(ERROR_LIMIT, "os.file_too_large", NULL);
    size_t expected = bytes_left(fd);
    size_t len;
    if (expected > limit)
        return too_large;
    /* One piece of memory for a file of known size; one byte more tells whether it has grown. */
    char *first = arena_alloc(arena, expected + 1);
    TRY(read_up_to(fd, first, expected + 1, &len));
    if (len <= expected) {
        first[len] = '\0';
        *bytes = str_of(first, len);
        return RESULT_OK;
    }
    struct buf all;
    char step[READ_STEP];
    buf_init(&all, arena, limit);
    for (buf_bytes(&all, first, len); len > 0 && !all.overflowed; buf_bytes(&all, step, len))
        TRY(read_up_to(fd, step, sizeof step, &len));
    *bytes = buf_str(&all);
    return all.overflowed ? too_large : RESULT_OK;
}

struct result os_file_read(struct arena *arena, const char *path, size_t limit, struct str *bytes)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return failure(errno);
    struct result r = os_fd_read_all(arena, fd, limit, bytes);
    os_close(fd);
    return r;
}

struct result os_fd_write_all(int fd, struct str bytes)
{
    size_t done = 0;
    while (done < bytes.len) {
        ssize_t put = write(fd, bytes.ptr + done, bytes.len - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return failure(errno);
        done += (size_t)put;
    }
    return RESULT_OK;
}

/* The folder part of a path into `folder` (PATH_LIMIT bytes); "." where there is none. */
static bool folder_of(const char *path, char *folder)
{
    size_t len = strlen(path);
    if (len >= PATH_LIMIT)
        return false;
    memcpy(folder, path, len + 1);
    char *slash = strrchr(folder, '/');
    if (slash == NULL)
        memcpy(folder, ".", 2);
    else
        slash[slash == folder ? 1 : 0] = '\0';
    return true;
}

struct result os_dir_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return failure(errno);
    struct result r = fsync(fd) == 0 ? RESULT_OK : failure(errno);
    os_close(fd);
    return r;
}

static struct result write_only(int fd, struct str bytes)
{
    if (fault_point("file.write"))
        return failure(ENOSPC);
    return os_fd_write_all(fd, bytes);
}

static struct result write_and_sync(int fd, struct str bytes)
{
    TRY(write_only(fd, bytes));
    if (fault_point("file.fsync"))
        return failure(EIO);
    return fsync(fd) == 0 ? RESULT_OK : failure(errno);
}

/* Writes beside `path` with `fill`, then renames. */
static struct result replace(const char *path, struct str bytes, mode_t mode,
                             struct result (*fill)(int fd, struct str bytes))
{
    char temporary[PATH_LIMIT];
    int len = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
    if (len < 0 || (size_t)len >= sizeof temporary)
        return failure(ENAMETOOLONG);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return failure(errno);
    struct result r = fchmod(fd, mode) == 0 ? fill(fd, bytes) : failure(errno);
    os_close(fd);
    if (result_ok(r) && fault_point("file.rename"))
        r = failure(EIO);
    if (result_ok(r) && rename(temporary, path) != 0)
        r = failure(errno);
    if (!result_ok(r))
        (void)unlink(temporary);
    return r;
}

struct result os_file_write(const char *path, struct str bytes, mode_t mode)
{
    char folder[PATH_LIMIT];
    if (!folder_of(path, folder))
        return failure(ENAMETOOLONG);
    TRY(replace(path, bytes, mode, write_and_sync));
    return os_dir_sync(folder);
}

/* A file under way to its place. */
struct under_way {
    char temporary[PATH_LIMIT];
    int fd; /* -1: closed */
};

static struct result begin_file(const struct os_file_new *file, mode_t mode,
                                struct under_way *way)
{
    int len = snprintf(way->temporary, sizeof way->temporary, "%s.XXXXXX", file->path);
    if (len < 0 || (size_t)len >= sizeof way->temporary)
        return failure(ENAMETOOLONG);
    way->fd = mkostemp(way->temporary, O_CLOEXEC);
    if (way->fd < 0) {
        way->temporary[0] = '\0';
        return failure(errno);
    }
    TRY(fchmod(way->fd, mode) == 0 ? write_only(way->fd, file->bytes) : failure(errno));
    /* the disk begins now; nobody waits for it yet */
    (void)sync_file_range(way->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    return RESULT_OK;
}

static struct result end_file(const struct os_file_new *file, struct under_way *way)
{
    if (fault_point("file.rename"))
        return failure(EIO);
    TRY(rename(way->temporary, file->path) == 0 ? RESULT_OK : failure(errno));
    way->temporary[0] = '\0';
    return RESULT_OK;
}

static struct result sync_folder_of(const char *path)
{
    char folder[PATH_LIMIT];
    return folder_of(path, folder) ? os_dir_sync(folder) : failure(ENAMETOOLONG);
}

/* Each step is over for all before the next begins, so that the disk works at all of them. */
static struct result move_in(const struct os_file_new *files, struct under_way *ways,
                             size_t count, mode_t mode)
{
    for (size_t i = 0; i < count; i++)
        TRY(begin_file(&files[i], mode, &ways[i]));
    for (size_t i = 0; i < count; i++)
        if (fault_point("file.fsync") || fsync(ways[i].fd) != 0)
            return failure(EIO);
    for (size_t i = 0; i < count; i++)
        TRY(end_file(&files[i], &ways[i]));
    for (size_t i = 0; i < count; i++)
        TRY(sync_folder_of(files[i].path));
    return RESULT_OK;
}

struct result os_files_write(const struct os_file_new *files, size_t count, mode_t mode)
{
    struct under_way *ways = calloc(count + 1, sizeof *ways);
    if (ways == NULL || count > OS_FILES_MAX) {
        free(ways);
        return failure(ENOMEM);
    }
    for (size_t i = 0; i < count; i++)
        ways[i].fd = -1;
    struct result r = move_in(files, ways, count, mode);
    for (size_t i = 0; i < count; i++) {
        os_close(ways[i].fd);
        if (ways[i].temporary[0] != '\0')
            (void)unlink(ways[i].temporary);
    }
    free(ways);
    return r;
}

struct result os_file_write_soon(const char *path, struct str bytes, mode_t mode)
{
    return replace(path, bytes, mode, write_only);
}

struct result os_disk_sync(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return failure(errno);
    struct result r = syncfs(fd) == 0 ? RESULT_OK : failure(errno);
    os_close(fd);
    return r;
}

struct result os_file_append(const char *path, struct str bytes, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode);
    if (fd < 0)
        return failure(errno);
    struct result r = write_and_sync(fd, bytes);
    os_close(fd);
    return r;
}

static struct result make_one(const char *path, mode_t mode)
{
    struct stat status;
    if (mkdir(path, mode) == 0)
        return RESULT_OK;
    int error = errno;
    if (error == EEXIST && stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return RESULT_OK;
    return failure(error);
}

struct result os_dir_make(const char *path, mode_t mode)
{
    char part[PATH_LIMIT];
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof part)
        return failure(ENAMETOOLONG);
    memcpy(part, path, len + 1);
    for (char *slash = strchr(part + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        TRY(make_one(part, mode));
        *slash = '/';
    }
    return make_one(part, mode);
}

static int compare_names(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

struct result os_dir_list(struct arena *arena, const char *path, size_t limit,
                          struct os_names *names)
{
    DIR *dir = opendir(path);
    if (dir == NULL)
        return failure(errno);
    struct buf found; /* an array of str that grows */
    buf_init(&found, arena, limit * sizeof(struct str));
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        struct str name = str_dup(arena, str_from_c(entry->d_name));
        buf_bytes(&found, &name, sizeof name);
    }
    (void)closedir(dir);
    if (found.overflowed)
        return result_fail(ERROR_LIMIT, "os.too_many_names", NULL);
    names->count = found.len / sizeof(struct str);
    names->items = ARENA_ARRAY(arena, struct str, names->count + 1);
    if (names->count > 0)
        memcpy(names->items, found.ptr, found.len);
    qsort(names->items, names->count, sizeof(struct str), compare_names);
    return RESULT_OK;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

struct result os_tree_remove(const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return errno == ENOENT ? RESULT_OK : failure(errno);
    int flags = FTW_DEPTH | FTW_PHYS | FTW_MOUNT;
    return nftw(path, remove_one, TREE_DESCRIPTORS, flags) == 0 ? RESULT_OK : failure(errno);
}

bool os_file_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

int64_t os_file_size(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (int64_t)status.st_size : -1;
}

struct result os_memory_file(const char *name, struct str bytes, int *fd)
{
    const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    int memory = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (memory < 0)
        return failure(errno);
    struct result r = os_fd_write_all(memory, bytes);
    if (result_ok(r) && (lseek(memory, 0, SEEK_SET) != 0 || fcntl(memory, F_ADD_SEALS, seals) != 0))
        r = failure(errno);
    if (!result_ok(r)) {
        os_close(memory);
        return r;
    }
    *fd = memory;
    return RESULT_OK;
}

struct result os_disk_space(const char *path, uint64_t *free_bytes, uint64_t *total_bytes)
{
    struct statvfs space;
    if (statvfs(path, &space) != 0)
        return failure(errno);
    *free_bytes = (uint64_t)space.f_bavail * space.f_frsize;
    *total_bytes = (uint64_t)space.f_blocks * space.f_frsize;
    return RESULT_OK;
}

struct result os_fd_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
        return failure(errno);
    return RESULT_OK;
}
