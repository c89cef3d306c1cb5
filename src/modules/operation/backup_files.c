#include "base/os_copy.h"
#include "base/os_file.h"
#include "core/files.h"
#include "modules/operation/backup_work.h"
#include "modules/operation/queries.h"

enum { FILES_A_PAGE = 1024, FILE_MODE = 0440 };

struct page {
    struct q_operation_files_after_out *items;
    size_t count;
    struct str last;
};

static struct result next_page(struct backup_work *work, struct page *page)
{
    struct q_operation_files_after_rows rows;
    char last[FILES_HASH_TEXT];
    size_t len = page->last.len;
    for (size_t i = 0; i < len && i < sizeof last; i++)
        last[i] = page->last.ptr[i];
    arena_reset(work->scratch);
    struct str after = str_dup(work->scratch, str_of(last, len));
    TRY(q_operation_files_after(work->db, work->scratch,
                                (struct q_operation_files_after_in){after, FILES_A_PAGE}, &rows));
    *page = (struct page){.items = rows.items, .count = rows.count};
    if (rows.count > 0)
        page->last = rows.items[rows.count - 1].sha256;
    return RESULT_OK;
}

static struct str place_of(struct arena *arena, struct str hash)
{
    struct str rest = str_slice(hash, 2, hash.len);
    return str_printf(arena, "files/%.2s/%.*s", hash.ptr, STR_ARG(rest));
}

static bool previous_has(struct backup_work *work, struct str path, int64_t size)
{
    return !work->request->whole && !str_empty(work->previous) &&
           os_file_size(backup_previous_path(work, path)) == size;
}

struct result backup_files_need(struct backup_work *work, uint64_t *bytes)
{
    struct page page = {.last = S("")};
    *bytes = 0;
    do {
        TRY(next_page(work, &page));
        for (size_t i = 0; i < page.count; i++) {
            int64_t size = page.items[i].size;
            work->all_bytes += (uint64_t)size;
            if (!previous_has(work, place_of(work->scratch, page.items[i].sha256), size))
                *bytes += (uint64_t)size;
        }
    } while (page.count > 0);
    return RESULT_OK;
}

static void miss(struct backup_work *work, struct str hash)
{
    struct manifest *m = work->manifest;
    if (m->missing_count < MANIFEST_LIST_MAX)
        m->missing[m->missing_count++] = str_dup(work->arena, hash);
}

/* What the bytes are must be what the name says: a damaged file is found here and not carried. */
static struct result copy_file(struct backup_work *work, struct str hash, struct str path)
{
    struct os_digest digest;
    struct str data = work->request->node.data;
    const char *from = str_printf(work->scratch, "%.*s/%.*s", STR_ARG(data), STR_ARG(path)).ptr;
    const char *to = backup_path(work, path);
    struct result copied = os_file_copy(from, to, FILE_MODE, &digest);
    if (copied.kind == ERROR_NOT_FOUND) {
        miss(work, hash);
        return RESULT_OK;
    }
    TRY(copied);
    if (!str_equal(str_hex(work->scratch, digest.hash.bytes, SHA256_SIZE), hash)) {
        miss(work, hash);
        return os_tree_remove(to);
    }
    work->new_bytes += digest.bytes;
    work->manifest->files++;
    return backup_note(work, path, &digest.hash, digest.bytes);
}

static struct result take_file(struct backup_work *work,
                               const struct q_operation_files_after_out *row)
{
    struct str path = place_of(work->scratch, row->sha256);
    TRY(backup_folders(work, path));
    if (previous_has(work, path, row->size)) {
        struct result linked =
            os_file_link(backup_previous_path(work, path), backup_path(work, path));
        struct str bytes;
        struct sha256 hash;
        if (result_ok(linked) && str_unhex(work->scratch, row->sha256, &bytes) &&
            sha256_from(bytes, &hash)) {
            work->manifest->files++;
            return backup_note(work, path, &hash, (uint64_t)row->size);
        }
    }
    return copy_file(work, row->sha256, path);
}

struct result backup_files(struct backup_work *work)
{
    const struct operation_progress *progress = &work->request->progress;
    struct page page = {.last = S("")};
    do {
        TRY(next_page(work, &page));
        for (size_t i = 0; i < page.count; i++) {
            TRY(take_file(work, &page.items[i]));
            work->seen_bytes += (uint64_t)page.items[i].size;
            if (progress->show != NULL)
                progress->show(progress->context, N_("Tệp"), work->seen_bytes, work->all_bytes);
        }
    } while (page.count > 0);
    return RESULT_OK;
}
