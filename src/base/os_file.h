#ifndef TRUC_BASE_OS_FILE_H
#define TRUC_BASE_OS_FILE_H

/*
 * Files and folders, read with a limit and written so that a crash leaves
 * either the old or the new content. Paths are C strings; descriptors are
 * opened close-on-exec.
 * Errors: NOT_FOUND "os.no_file", LIMIT "os.file_too_large", UNAVAILABLE
 * "os.disk_full" (also quota), INTERNAL "os.file".
 */
#include <sys/types.h>

#include "base/result.h"
#include "base/str.h"

/* The whole file, at most `limit` bytes; the bytes live in the arena. */
struct result os_file_read(struct arena *arena, const char *path, size_t limit, struct str *bytes);

/* All that is left in a descriptor, at most `limit` bytes. Does not close it. */
struct result os_fd_read_all(struct arena *arena, int fd, size_t limit, struct str *bytes);

/* Writes every byte or fails. Restarts after signals. */
struct result os_fd_write_all(int fd, struct str bytes);

/* Replaces `path` in one step: temporary file beside it, fsync, rename, fsync of the folder.
 * `mode` are the permission bits. After RESULT_OK the content survives a power cut. */
struct result os_file_write(const char *path, struct str bytes, mode_t mode);

/* Several new files as os_file_write, with one turn of waiting for the disk instead of one each.
 * All are there or the call fails; what a failed call leaves behind is whole. */
struct os_file_new {
    const char *path;
    struct str bytes;
};
enum { OS_FILES_MAX = 64 };
struct result os_files_write(const struct os_file_new *files, size_t count, mode_t mode);

/* As os_file_write, but waits for no disk: whole or old after a crash of the process, anything
 * after a power cut until os_disk_sync. For filling a new folder. */
struct result os_file_write_soon(const char *path, struct str bytes, mode_t mode);
/* Makes everything on the file system that holds `path` durable. */
struct result os_disk_sync(const char *path);

/* Adds bytes at the end and fsyncs; the file is made when missing. */
struct result os_file_append(const char *path, struct str bytes, mode_t mode);

/* Makes a folder and those above it. A folder that is there already is fine. */
struct result os_dir_make(const char *path, mode_t mode);

/* fsync of a folder: makes names created or removed in it durable. */
struct result os_dir_sync(const char *path);

/* Names in a folder without "." and "..", sorted by byte order; at most `limit`. */
struct os_names {
    struct str *items;
    size_t count;
};
struct result os_dir_list(struct arena *arena, const char *path, size_t limit,
                          struct os_names *names);

/* Removes a file, or a folder with all in it; symbolic links are removed, not followed.
 * Missing is fine. */
struct result os_tree_remove(const char *path);

bool os_file_exists(const char *path);
/* Size in bytes, or -1. */
int64_t os_file_size(const char *path);

/* A sealed, unnamed, read-only file in memory with these bytes, at offset 0; `fd` is the caller's
 * to close. */
struct result os_memory_file(const char *name, struct str bytes, int *fd);

/* Free and total bytes of the file system that holds `path`. */
struct result os_disk_space(const char *path, uint64_t *free_bytes, uint64_t *total_bytes);

/* Closes a descriptor unless it is negative. */
void os_close(int fd);

/* Makes reads and writes of a descriptor return at once. */
struct result os_fd_nonblocking(int fd);

#endif
