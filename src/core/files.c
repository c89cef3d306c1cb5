#include "core/files.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"
#include "base/os_file.h"
#include "core/files_queries.h"
#include "core/signed_verdict_queries.h"

enum { FOLDER_MODE = 0750, FILE_MODE = 0640, HASH_DIR_CHARS = 2 };

struct files {
    char *path;
    bool filling; /* durable at files_filled */
};

struct result files_open(const char *path, struct files **out)
{
    TRY(os_dir_make(path, FOLDER_MODE));
    struct files *files = malloc(sizeof *files);
    char *copy = strdup(path);
    if (files == NULL || copy == NULL)
        abort(); /* a few bytes at start */
    files->path = copy;
    files->filling = false;
    *out = files;
    return RESULT_OK;
}

void files_close(struct files *files)
{
    if (files == NULL)
        return;
    free(files->path);
    free(files);
}

void files_fill(struct files *files)
{
    files->filling = true;
}

struct result files_filled(struct files *files)
{
    files->filling = false;
    return os_disk_sync(files->path);
}

static bool is_hash(struct str text)
{
    if (text.len != FILES_HASH_TEXT)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (strchr("0123456789abcdef", text.ptr[i]) == NULL || text.ptr[i] == '\0')
            return false;
    return true;
}

static struct str folder_of(struct files *files, struct arena *arena, struct str hash)
{
    return str_printf(arena, "%s/%.*s", files->path, HASH_DIR_CHARS, hash.ptr);
}

static struct str place_of(struct files *files, struct arena *arena, struct str hash)
{
    struct str rest = str_slice(hash, HASH_DIR_CHARS, hash.len);
    struct str folder = folder_of(files, arena, hash);
    return str_printf(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(rest));
}

/* The folder of a hash, made durable when new. */
static struct result folder_ready(struct files *files, const char *folder)
{
    if (os_file_exists(folder))
        return RESULT_OK;
    TRY(os_dir_make(folder, FOLDER_MODE));
    return os_dir_sync(files->path);
}

struct result files_put(struct files *files, struct arena *arena, struct str bytes,
                        struct str *hash_hex)
{
    if (bytes.len > FILES_BYTES_MAX)
        return result_fail(ERROR_LIMIT, "files.too_large", N_("Tệp quá lớn để lưu."));
    struct str hash = sha256_hex(arena, bytes);
    const char *folder = folder_of(files, arena, hash).ptr;
    const char *place = place_of(files, arena, hash).ptr;
    *hash_hex = hash;
    if (files->filling) {
        TRY(os_dir_make(folder, FOLDER_MODE));
        return os_file_write_soon(place, bytes, FILE_MODE);
    }
    if (os_file_size(place) == (int64_t)bytes.len) {
        /* Another process may have renamed it an instant ago and not yet synced the folder. */
        TRY(os_dir_sync(folder));
    } else {
        TRY(folder_ready(files, folder));
        TRY(os_file_write(place, bytes, FILE_MODE));
    }
    return RESULT_OK;
}

struct result files_put_many(struct files *files, struct arena *arena, const struct str *bytes,
                             size_t count, struct str *hashes)
{
    struct os_file_new wanted[OS_FILES_MAX];
    size_t new_count = 0;
    for (size_t i = 0; i < count; i++) {
        hashes[i] = sha256_hex(arena, bytes[i]);
        const char *place = place_of(files, arena, hashes[i]).ptr;
        bool small = bytes[i].len <= FILES_BYTES_MAX && new_count < OS_FILES_MAX;
        if (files->filling || !small || os_file_size(place) >= 0) {
            TRY(files_put(files, arena, bytes[i], &hashes[i]));
            continue;
        }
        TRY(folder_ready(files, folder_of(files, arena, hashes[i]).ptr));
        wanted[new_count++] = (struct os_file_new){place, bytes[i]};
    }
    return os_files_write(wanted, new_count, FILE_MODE);
}

struct result files_path(struct files *files, struct arena *arena, struct str hash,
                         struct str *path)
{
    if (!is_hash(hash))
        return result_fail(ERROR_INVALID, "files.hash", NULL);
    struct str place = place_of(files, arena, hash);
    if (!os_file_exists(place.ptr))
        return result_fail(ERROR_NOT_FOUND, "files.none", N_("Không tìm thấy tệp."));
    *path = place;
    return RESULT_OK;
}

struct result files_get(struct files *files, struct arena *arena, struct str hash,
                        struct str *bytes)
{
    struct str path;
    struct str found;
    TRY(files_path(files, arena, hash, &path));
    TRY(os_file_read(arena, path.ptr, FILES_BYTES_MAX, &found));
    if (!str_equal(sha256_hex(arena, found), hash))
        return result_fail(ERROR_CORRUPT, "files.damaged",
                           N_("Tệp lưu trữ đã bị hỏng. Hãy báo người quản trị."));
    *bytes = found;
    return RESULT_OK;
}

struct result file_add(struct db *db, struct arena *arena, int64_t now_us, struct file_row file)
{
    assert(is_hash(file.sha256));
    struct q_file_insert_in in = {.sha256 = file.sha256,
                                  .size = file.size,
                                  .media_type = file.media_type,
                                  .now = now_us};
    return q_file_insert(db, arena, in, NULL);
}

struct result file_forget(struct db *db, struct arena *arena, struct str sha256)
{
    TRY(q_file_verdict_forget(db, arena, (struct q_file_verdict_forget_in){sha256}, NULL));
    return q_file_forget(db, arena, (struct q_file_forget_in){.sha256 = sha256}, NULL);
}

struct result files_remove(struct files *files, struct arena *arena, struct str hash)
{
    struct str path;
    struct result found = files_path(files, arena, hash, &path);
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    return os_tree_remove(path.ptr);
}
