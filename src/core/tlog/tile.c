#include "core/tlog/tile.h"

#include <string.h>

#include "base/buf.h"
#include "base/os_file.h"
#include "base/reader.h"
#include "core/tlog/note.h"

enum { GROUP = 1000, PATH_TEXT_MAX = 128, LEVEL_MAX = 63, GROUPS_MAX = 7 };

struct str tile_path(struct arena *arena, struct tile_id id)
{
    struct buf out;
    buf_init(&out, arena, PATH_TEXT_MAX);
    if (id.level == TILE_ENTRIES)
        buf_text(&out, "tile/entries");
    else
        buf_printf(&out, "tile/%d", id.level);
    uint64_t divisor = 1;
    while (id.index / divisor >= GROUP)
        divisor *= GROUP;
    for (; divisor > 1; divisor /= GROUP)
        buf_printf(&out, "/x%03u", (unsigned)(id.index / divisor % GROUP));
    buf_printf(&out, "/%03u", (unsigned)(id.index % GROUP));
    if (id.width < TILE_WIDTH)
        buf_printf(&out, ".p/%u", id.width);
    return buf_str(&out);
}

static bool read_level(struct str text, int *level)
{
    uint64_t number;
    if (str_is(text, "entries")) {
        *level = TILE_ENTRIES;
        return true;
    }
    if (!tlog_number(text, &number) || number > LEVEL_MAX)
        return false;
    *level = (int)number;
    return true;
}

/* Cuts ".p/112" off the end of a path. */
static bool read_width(struct str *path, unsigned *width)
{
    uint64_t number;
    size_t at = str_find(*path, S(".p/"));
    *width = TILE_WIDTH;
    if (at == path->len)
        return true;
    if (!tlog_number(str_slice(*path, at + 3, path->len), &number) || number == 0 ||
        number >= TILE_WIDTH)
        return false;
    *width = (unsigned)number;
    *path = str_slice(*path, 0, at);
    return true;
}

static bool read_index(struct str path, uint64_t *index)
{
    *index = 0;
    for (unsigned groups = 0; path.len > 0; groups++) {
        struct str group;
        int64_t value;
        str_split(path, '/', &group, &path);
        if (groups >= GROUPS_MAX || group.len < 3 ||
            !str_to_i64(str_slice(group, group.len - 3, group.len), &value) || value < 0 ||
            *index > INT64_MAX / GROUP - GROUP)
            return false;
        *index = *index * GROUP + (uint64_t)value;
    }
    return true;
}

/* Reads what looks like a path; the spelling is judged by writing it again. */
static bool read_path(struct str path, struct tile_id *id)
{
    struct str level;
    struct str prefix = S("tile/");
    return path.len < PATH_TEXT_MAX && str_starts(path, prefix) &&
           str_split(str_slice(path, prefix.len, path.len), '/', &level, &path) &&
           read_level(level, &id->level) && read_width(&path, &id->width) &&
           read_index(path, &id->index);
}

bool tile_path_parse(struct str path, struct tile_id *id)
{
    if (!read_path(path, id))
        return false;
    struct arena *arena = arena_new(4096);
    bool same = str_equal(tile_path(arena, *id), path);
    arena_free(arena);
    return same;
}

uint64_t tile_level_size(uint64_t size, int level)
{
    int shift = level == TILE_ENTRIES ? 0 : level * 8;
    return shift >= 64 ? 0 : size >> shift;
}

unsigned tile_width_at(uint64_t size, int level, uint64_t index)
{
    uint64_t hashes = tile_level_size(size, level);
    if (index > UINT64_MAX / TILE_WIDTH || index * TILE_WIDTH >= hashes)
        return 0;
    uint64_t left = hashes - index * TILE_WIDTH;
    return left < TILE_WIDTH ? (unsigned)left : TILE_WIDTH;
}

static struct result read_exactly(struct arena *arena, const char *folder, struct tile_id id,
                                  struct str *bytes)
{
    struct str path = tile_path(arena, id);
    struct str whole = str_printf(arena, "%s/%.*s", folder, STR_ARG(path));
    size_t limit = id.level == TILE_ENTRIES ? BUNDLE_MAX : TILE_BYTES;
    TRY(os_file_read(arena, str_c(arena, whole), limit, bytes));
    if (id.level != TILE_ENTRIES && bytes->len != (size_t)id.width * SHA256_SIZE)
        return result_fail(ERROR_CORRUPT, "tile.length", N_("Một mảnh của nhật ký sai độ dài."));
    return RESULT_OK;
}

struct result tile_read(struct arena *arena, const char *folder, struct tile_id id,
                        struct str *bytes, unsigned *stands)
{
    *stands = id.width;
    struct result exact = read_exactly(arena, folder, id, bytes);
    if (exact.kind != ERROR_NOT_FOUND || id.width == TILE_WIDTH)
        return exact;
    struct tile_id full = {.level = id.level, .index = id.index, .width = TILE_WIDTH};
    TRY(read_exactly(arena, folder, full, bytes));
    *stands = TILE_WIDTH;
    if (id.level != TILE_ENTRIES)
        *bytes = str_slice(*bytes, 0, (size_t)id.width * SHA256_SIZE);
    return RESULT_OK;
}

struct result bundle_parse(struct str bytes, unsigned count, struct str *entries)
{
    struct reader reader = reader_of(bytes);
    for (unsigned i = 0; i < count; i++)
        entries[i] = reader_take(&reader, reader_u16(&reader));
    if (!reader_done(&reader))
        return result_fail(ERROR_CORRUPT, "bundle.form", N_("Một gói mục của nhật ký bị hỏng."));
    return RESULT_OK;
}

/* Hashes [from, from + count) of a level; count is a power of two that stays in one tile. */
static struct result fold(struct tile_source *source, int level, uint64_t from, unsigned count,
                          struct sha256 *out)
{
    uint64_t index = from / TILE_WIDTH;
    struct tile_id id = {.level = level, .index = index,
                         .width = tile_width_at(source->size, level, index)};
    if (id.width < from % TILE_WIDTH + count)
        return result_fail(ERROR_INTERNAL, "tile.outside", NULL);
    if (source->last.len == 0 || id.level != source->last_id.level ||
        id.index != source->last_id.index) {
        unsigned stands;
        TRY(tile_read(source->arena, source->folder, id, &source->last, &stands));
        source->last_id = id;
    }
    struct sha256 hashes[TILE_WIDTH];
    memcpy(hashes, source->last.ptr + from % TILE_WIDTH * SHA256_SIZE,
           (size_t)count * SHA256_SIZE);
    for (unsigned n = count; n > 1; n /= 2)
        for (unsigned i = 0; i < n / 2; i++)
            hashes[i] = merkle_node(&hashes[2 * i], &hashes[2 * i + 1]);
    *out = hashes[0];
    return RESULT_OK;
}

static struct result source_node(void *context, unsigned level, uint64_t index,
                                 struct sha256 *out)
{
    unsigned rest = level % 8;
    return fold(context, (int)(level / 8), index << rest, 1u << rest, out);
}

struct merkle_source tile_source(struct tile_source *source)
{
    return (struct merkle_source){.node = source_node, .context = source};
}
