#ifndef TRUC_CORE_FILES_H
#define TRUC_CORE_FILES_H

/*
 * Bytes that are kept until the law lets them go, under the SHA-256 of what they are:
 * <data>/files/ab/cdef…. A stored file is never changed, so that a hash in a
 * database row, an evidence record or a signature says all about it.
 */
#include "base/result.h"
#include "base/str.h"

struct db;
struct files;

enum { FILES_BYTES_MAX = 64 * 1024 * 1024, FILES_HASH_TEXT = 64 };

/* The store in folder `path` (made when missing). Lives until files_close. */
struct result files_open(const char *path, struct files **files);
void files_close(struct files *files);

/* A data folder is being filled for the first time: from here to files_filled nothing that
 * files_put stores waits for the disk, and after a power cut all may be gone. */
void files_fill(struct files *files);
struct result files_filled(struct files *files);

/*
 * Stores the bytes and answers their hash in lower-case hexadecimal, in the arena. After
 * RESULT_OK they survive a power cut. Storing the same bytes again costs a look. UNAVAILABLE
 * "os.disk_full", LIMIT "files.too_large" over FILES_BYTES_MAX.
 * Call it before the transaction that refers to the file: bytes nobody refers to harm nobody.
 */
struct result files_put(struct files *files, struct arena *arena, struct str bytes,
                        struct str *hash_hex);

/* As files_put for several, with one wait for the disk: all are durable or the call fails. */
struct result files_put_many(struct files *files, struct arena *arena, const struct str *bytes,
                             size_t count, struct str *hashes);

/* The bytes of a hash. NOT_FOUND "files.none", INVALID "files.hash" for a text that is no hash,
 * CORRUPT "files.damaged" when the stored bytes are not what the hash says. */
struct result files_get(struct files *files, struct arena *arena, struct str hash,
                        struct str *bytes);

/* Where the bytes lie, for sending without reading; NOT_FOUND when they do not. Not verified. */
struct result files_path(struct files *files, struct arena *arena, struct str hash,
                         struct str *path);

/* Records a stored file inside the caller's write transaction; a known hash stays as it is. */
struct file_row {
    struct str sha256; /* lower-case hexadecimal */
    int64_t size;      /* bytes */
    struct str media_type;
};
struct result file_add(struct db *db, struct arena *arena, int64_t now_us, struct file_row file);

/* The end of a stored file that nothing refers to any more: the row, and what was found about its
 * signatures, inside the caller's write
 * transaction, the bytes after it has been committed. Bytes that are gone already are no fault. */
struct result file_forget(struct db *db, struct arena *arena, struct str sha256);
struct result files_remove(struct files *files, struct arena *arena, struct str hash);

#endif
