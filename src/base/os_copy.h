#ifndef TRUC_BASE_OS_COPY_H
#define TRUC_BASE_OS_COPY_H

/*
 * Large files: copied and hashed in pieces, linked, moved, and folders that one
 * process works in at a time. What was copied is not kept in memory, so that a
 * running node keeps its own pages there. Errors as in base/os_file.h.
 */
#include <sys/types.h>

#include "base/crypto.h"
#include "base/result.h"

/* What was read of a file. */
struct os_digest {
    struct sha256 hash;
    uint64_t bytes;
};

/* Copies into the new file `to`; `digest` is of the bytes that were written. Not yet durable
 * (os_disk_sync). CONFLICT "os.file_exists". */
struct result os_file_copy(const char *from, const char *to, mode_t mode,
                           struct os_digest *digest);
struct result os_file_digest(const char *path, struct os_digest *digest);

/* Another name for the same bytes. UNSUPPORTED "os.no_link" where the disks differ or cannot. */
struct result os_file_link(const char *from, const char *to);

/* Gives a file or folder its final name in one step and makes that durable. CONFLICT
 * "os.file_exists" where something other than an empty folder has the name. */
struct result os_file_rename(const char *from, const char *to);

/* Takes the file `path` (made when missing) for this process until the descriptor is closed.
 * CONFLICT "os.locked" where another process has it. */
struct result os_file_lock(const char *path, int *fd);

/* Gives a file, or a folder with all in it, to whoever owns `like`. */
struct result os_tree_give(const char *path, const char *like);

#endif
