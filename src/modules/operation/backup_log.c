#include "base/buf.h"
#include "base/os_copy.h"
#include "base/os_file.h"
#include "core/tlog/note.h"
#include "core/tlog/tile.h"
#include "modules/operation/backup_work.h"
#include "modules/operation/queries.h"

enum { VKEY_MAX = 1024, TILE_MODE = 0444, TILE_ARENA = 3 * BUNDLE_MAX };

/* The first `width` entries of a bundle that has grown since. */
static struct result cut_bundle(struct arena *arena, struct str bytes, unsigned stands,
                                unsigned width, struct str *out)
{
    struct str entries[TILE_WIDTH];
    struct buf cut;
    TRY(bundle_parse(bytes, stands, entries));
    buf_init(&cut, arena, bytes.len);
    for (unsigned i = 0; i < width; i++) {
        buf_u16(&cut, (uint16_t)entries[i].len);
        buf_add(&cut, entries[i]);
    }
    *out = buf_str(&cut);
    return RESULT_OK;
}

static struct result link_tile(struct backup_work *work, struct str path, bool *linked)
{
    struct os_digest digest;
    *linked = false;
    if (work->request->whole || str_empty(work->previous) ||
        os_file_size(backup_previous_path(work, path)) < 0)
        return RESULT_OK;
    const char *to = backup_path(work, path);
    if (!result_ok(os_file_link(backup_previous_path(work, path), to)))
        return RESULT_OK;
    TRY(os_file_digest(to, &digest));
    *linked = true;
    return backup_note(work, path, &digest.hash, digest.bytes);
}

/* A tile of a given width never changes: what the backup before has is the same. */
static struct result take_tile(struct backup_work *work, const char *log, struct tile_id id)
{
    arena_reset(work->scratch);
    struct str path = str_concat(work->scratch, S("log/"), tile_path(work->scratch, id));
    struct str bytes;
    unsigned stands;
    bool linked;
    TRY(backup_folders(work, path));
    TRY(link_tile(work, path, &linked));
    if (linked)
        return RESULT_OK;
    TRY(tile_read(work->scratch, log, id, &bytes, &stands));
    if (id.level == TILE_ENTRIES && stands > id.width)
        TRY(cut_bundle(work->scratch, bytes, stands, id.width, &bytes));
    return backup_write(work, path, bytes);
}

static struct result take_level(struct backup_work *work, const char *log, uint64_t size,
                                int level)
{
    for (uint64_t index = 0;; index++) {
        struct tile_id id = {.level = level, .index = index,
                             .width = tile_width_at(size, level, index)};
        if (id.width == 0)
            return RESULT_OK;
        TRY(take_tile(work, log, id));
    }
}

/* The log goes on meanwhile: exactly the tree that the copied database has signed is taken, so
 * that the two agree, and what came later is not half there. */
struct result backup_log(struct backup_work *work)
{
    struct manifest *m = work->manifest;
    struct str data = work->request->node.data;
    struct q_operation_checkpoint_out last;
    struct str vkey;
    bool found;
    TRY(q_operation_checkpoint(work->db, work->arena, &last, &found));
    if (!found)
        return RESULT_OK;
    const char *log = str_printf(work->arena, "%.*s/log", STR_ARG(data)).ptr;
    const char *key = str_printf(work->arena, "%s/vkey", log).ptr;
    TRY(os_file_read(work->arena, key, VKEY_MAX, &vkey));
    m->log_size = last.size;
    m->log_root = str_base64(work->arena, last.root);
    m->log_vkey = str_trim(vkey);
    for (int level = TILE_ENTRIES; level < TILE_LEVELS; level++)
        TRY(take_level(work, log, (uint64_t)last.size, level));
    TRY(backup_write(work, S("log/vkey"), vkey));
    return backup_write(work, S("log/checkpoint"), last.note);
}
