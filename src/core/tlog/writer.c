#include "core/tlog/writer.h"

#include <string.h>

#include "base/buf.h"
#include "base/os_file.h"

enum {
    FILE_MODE = 0644,
    FOLDER_MODE = 0755,
    PATH_ARENA = 256 << 10,
    BUNDLE_ROOM = TILE_WIDTH * (TLOG_ENTRY_MAX + 2)
};

struct tail {
    struct sha256 hashes[TILE_WIDTH];
    unsigned count;
    uint64_t index;
};

struct tlog_writer {
    struct arena *work; /* paths and small things, emptied at each file */
    const char *folder;
    struct merkle_range range;
    struct tail tails[TILE_LEVELS];
    char *bundle; /* BUNDLE_ROOM bytes */
    size_t bundle_len;
};

static void free_work(void *arena)
{
    arena_free(arena);
}

static struct result corrupt_tail(void)
{
    return result_fail(ERROR_CORRUPT, "tlog.tail",
                       N_("Nhật ký trên đĩa không khớp điểm chốt cuối. Phục hồi từ bản sao lưu."));
}

static struct result load_tail(struct tlog_writer *writer, uint64_t size, int level)
{
    struct tail *tail = &writer->tails[level];
    uint64_t hashes = tile_level_size(size, level);
    tail->index = hashes / TILE_WIDTH;
    tail->count = (unsigned)(hashes % TILE_WIDTH);
    if (tail->count == 0)
        return RESULT_OK;
    struct tile_id id = {.level = level, .index = tail->index, .width = tail->count};
    struct str bytes;
    unsigned stands;
    arena_reset(writer->work);
    TRY(tile_read(writer->work, writer->folder, id, &bytes, &stands));
    memcpy(tail->hashes, bytes.ptr, bytes.len);
    return RESULT_OK;
}

static struct result load_bundle(struct tlog_writer *writer)
{
    const struct tail *tail = &writer->tails[0];
    struct tile_id id = {.level = TILE_ENTRIES, .index = tail->index, .width = tail->count};
    struct str bytes;
    struct str entries[TILE_WIDTH];
    unsigned stands;
    if (tail->count == 0)
        return RESULT_OK;
    struct arena *arena = arena_new((size_t)4 * BUNDLE_MAX);
    struct result done = tile_read(arena, writer->folder, id, &bytes, &stands);
    if (result_ok(done))
        done = bundle_parse(bytes, stands, entries);
    if (result_ok(done)) {
        const struct str *last = &entries[tail->count - 1];
        writer->bundle_len = (size_t)(last->ptr + last->len - bytes.ptr);
        struct sha256 leaf = merkle_leaf(*last);
        if (writer->bundle_len <= BUNDLE_ROOM &&
            sha256_equal(&leaf, &tail->hashes[tail->count - 1]))
            memcpy(writer->bundle, bytes.ptr, writer->bundle_len);
        else
            done = corrupt_tail();
    }
    arena_free(arena);
    return done;
}

static struct result load(struct arena *arena, struct tlog_writer *writer, uint64_t size,
                          const struct sha256 *root)
{
    struct tile_source tiles = {.arena = arena, .folder = writer->folder, .size = size};
    struct merkle_source source = tile_source(&tiles);
    TRY(merkle_source_range(&source, size, &writer->range));
    struct sha256 found = merkle_root(&writer->range);
    if (!sha256_equal(&found, root))
        return corrupt_tail();
    for (int level = 0; level < TILE_LEVELS; level++)
        TRY(load_tail(writer, size, level));
    return load_bundle(writer);
}

struct result tlog_writer_open(struct arena *arena, const char *folder, uint64_t size,
                               const struct sha256 *root, struct tlog_writer **out)
{
    struct tlog_writer *writer = ARENA_NEW(arena, struct tlog_writer);
    writer->work = arena_new(PATH_ARENA);
    arena_on_free(arena, free_work, writer->work);
    writer->folder = str_c(arena, str_from_c(folder));
    writer->bundle = arena_alloc(arena, BUNDLE_ROOM);
    TRY(os_dir_make(folder, FOLDER_MODE));
    struct result done = load(arena, writer, size, root);
    if (done.kind == ERROR_NOT_FOUND)
        return corrupt_tail();
    TRY(done);
    *out = writer;
    return RESULT_OK;
}

static struct result write_tile(struct tlog_writer *writer, struct tile_id id, struct str bytes)
{
    arena_reset(writer->work);
    struct str name = tile_path(writer->work, id);
    char *path = str_c(writer->work, str_printf(writer->work, "%s/%.*s", writer->folder,
                                                STR_ARG(name)));
    char *slash = strrchr(path, '/');
    *slash = '\0';
    if (!os_file_exists(path))
        TRY(os_dir_make(path, FOLDER_MODE));
    *slash = '/';
    TRY(os_file_write(path, bytes, FILE_MODE));
    if (id.width < TILE_WIDTH)
        return RESULT_OK;
    return os_tree_remove(str_c(writer->work, str_printf(writer->work, "%s.p", path)));
}

static struct result write_bundle(struct tlog_writer *writer)
{
    const struct tail *tail = &writer->tails[0];
    struct tile_id id = {.level = TILE_ENTRIES, .index = tail->index, .width = tail->count};
    return write_tile(writer, id, str_of(writer->bundle, writer->bundle_len));
}

static struct result write_tail(struct tlog_writer *writer, int level)
{
    const struct tail *tail = &writer->tails[level];
    struct tile_id id = {.level = level, .index = tail->index, .width = tail->count};
    return write_tile(writer, id, str_of((const char *)tail->hashes,
                                         (size_t)tail->count * SHA256_SIZE));
}

static struct sha256 root_of(const struct tail *tail)
{
    struct merkle_range range = {0};
    for (unsigned i = 0; i < tail->count; i++)
        merkle_append(&range, &tail->hashes[i]);
    return merkle_root(&range);
}

/* Puts a hash into a level; a tile that is full is written and hashed upward. */
static struct result rise(struct tlog_writer *writer, struct sha256 hash)
{
    for (int level = 0; level < TILE_LEVELS; level++) {
        struct tail *tail = &writer->tails[level];
        tail->hashes[tail->count++] = hash;
        if (tail->count < TILE_WIDTH)
            return RESULT_OK;
        if (level == 0)
            TRY(write_bundle(writer));
        TRY(write_tail(writer, level));
        hash = root_of(tail);
        tail->count = 0;
        tail->index++;
        if (level == 0)
            writer->bundle_len = 0;
    }
    return RESULT_OK;
}

struct result tlog_append(struct tlog_writer *writer, struct str entry)
{
    if (entry.len > TLOG_ENTRY_MAX)
        return result_fail(ERROR_INTERNAL, "tlog.entry", NULL);
    char *at = writer->bundle + writer->bundle_len;
    at[0] = (char)(unsigned char)(entry.len >> 8);
    at[1] = (char)(unsigned char)(entry.len & 0xff);
    if (entry.len > 0)
        memcpy(at + 2, entry.ptr, entry.len);
    writer->bundle_len += entry.len + 2;
    struct sha256 leaf = merkle_leaf(entry);
    merkle_append(&writer->range, &leaf);
    return rise(writer, leaf);
}

struct result tlog_flush(struct tlog_writer *writer)
{
    if (writer->tails[0].count > 0)
        TRY(write_bundle(writer));
    for (int level = 0; level < TILE_LEVELS; level++)
        if (writer->tails[level].count > 0)
            TRY(write_tail(writer, level));
    return RESULT_OK;
}

uint64_t tlog_size(const struct tlog_writer *writer)
{
    return writer->range.size;
}

struct sha256 tlog_root(const struct tlog_writer *writer)
{
    return merkle_root(&writer->range);
}

struct result tlog_publish(const char *folder, struct str note)
{
    struct arena *arena = arena_new(PATH_ARENA);
    struct str path = str_printf(arena, "%s/checkpoint", folder);
    struct result done = os_file_write(str_c(arena, path), note, FILE_MODE);
    arena_free(arena);
    return done;
}
