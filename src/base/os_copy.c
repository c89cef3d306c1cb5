#include "base/os_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/os_file.h"

enum { PIECE = 256 * 1024, WALK_ARENA = 64 << 20, NAMES_MAX = 1 << 20 };

static struct result failure(int error)
{
    if (error == ENOENT || error == ENOTDIR)
        return result_fail(ERROR_NOT_FOUND, "os.no_file", NULL);
    if (error == ENOSPC || error == EDQUOT)
        return result_fail(ERROR_UNAVAILABLE, "os.disk_full", N_("Đĩa đã đầy. Hãy dọn chỗ."));
    if (error == EEXIST || error == ENOTEMPTY)
        return result_fail(ERROR_CONFLICT, "os.file_exists", N_("Nơi đích đã có dữ liệu."));
    if (error == EACCES || error == EPERM || error == EROFS)
        return result_fail(ERROR_FORBIDDEN, "os.denied",
                           N_("Không được phép ghi vào nơi này. Kiểm tra quyền của thư mục."));
    return result_fail(ERROR_INTERNAL, "os.file", NULL);
}

/* Reads all of `from`, writes it to `to` unless that is negative. */
static struct result pump(struct arena *scratch, int from, int to, struct os_digest *digest)
{
    char *piece = arena_alloc(scratch, PIECE);
    struct sha256_stream *stream = sha256_begin(scratch);
    digest->bytes = 0;
    for (;;) {
        ssize_t got = read(from, piece, PIECE);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure(errno);
        if (got == 0)
            break;
        struct str bytes = str_of(piece, (size_t)got);
        sha256_add(stream, bytes);
        digest->bytes += bytes.len;
        if (to >= 0 && fault_point("file.write"))
            return failure(ENOSPC);
        if (to >= 0)
            TRY(os_fd_write_all(to, bytes));
    }
    digest->hash = sha256_end(stream);
    return RESULT_OK;
}

static struct result pump_in_scratch(int from, int to, struct os_digest *digest)
{
    struct arena *scratch = arena_new(PIECE + 64 * 1024);
    posix_fadvise(from, 0, 0, POSIX_FADV_SEQUENTIAL);
    struct result done = pump(scratch, from, to, digest);
    posix_fadvise(from, 0, 0, POSIX_FADV_DONTNEED);
    arena_free(scratch);
    return done;
}

struct result os_file_copy(const char *from, const char *to, mode_t mode, struct os_digest *digest)
{
    int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0)
        return failure(errno);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    struct result done = out < 0 ? failure(errno) : pump_in_scratch(in, out, digest);
    if (result_ok(done) && fchmod(out, mode) != 0)
        done = failure(errno);
    os_close(in);
    os_close(out);
    if (!result_ok(done) && out >= 0)
        (void)unlink(to);
    return done;
}

struct result os_file_digest(const char *path, struct os_digest *digest)
{
    int in = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0)
        return failure(errno);
    struct result done = pump_in_scratch(in, -1, digest);
    os_close(in);
    return done;
}

struct result os_file_link(const char *from, const char *to)
{
    if (link(from, to) == 0)
        return RESULT_OK;
    if (errno == EXDEV || errno == EMLINK || errno == EPERM || errno == EOPNOTSUPP)
        return result_fail(ERROR_UNSUPPORTED, "os.no_link", NULL);
    return failure(errno);
}

static struct result sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    if (strlen(path) >= sizeof folder)
        return failure(ENAMETOOLONG);
    memcpy(folder, path, strlen(path) + 1);
    char *slash = strrchr(folder, '/');
    if (slash == NULL)
        return os_dir_sync(".");
    slash[slash == folder ? 1 : 0] = '\0';
    return os_dir_sync(folder);
}

struct result os_file_rename(const char *from, const char *to)
{
    struct stat status;
    bool folder = lstat(to, &status) == 0 && S_ISDIR(status.st_mode);
    if (!folder && lstat(to, &status) == 0)
        return failure(EEXIST);
    if (fault_point("file.rename"))
        return failure(EIO);
    if (rename(from, to) != 0)
        return failure(errno);
    return sync_folder_of(to);
}

struct result os_file_lock(const char *path, int *fd)
{
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*fd < 0)
        return failure(errno);
    if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
        return RESULT_OK;
    os_close(*fd);
    *fd = -1;
    return result_fail(ERROR_CONFLICT, "os.locked",
                       N_("Một việc khác đang chạy ở đây. Chờ nó xong."));
}

struct result os_tree_give(const char *path, const char *like)
{
    struct stat owner;
    struct stat status;
    if (stat(like, &owner) != 0 || lstat(path, &status) != 0)
        return failure(errno);
    if (lchown(path, owner.st_uid, owner.st_gid) != 0)
        return failure(errno);
    if (!S_ISDIR(status.st_mode))
        return RESULT_OK;
    struct arena *arena = arena_new(WALK_ARENA);
    struct os_names names;
    struct result done = os_dir_list(arena, path, NAMES_MAX, &names);
    for (size_t i = 0; result_ok(done) && i < names.count; i++)
        done = os_tree_give(str_printf(arena, "%s/%.*s", path, STR_ARG(names.items[i])).ptr, like);
    arena_free(arena);
    return done;
}
