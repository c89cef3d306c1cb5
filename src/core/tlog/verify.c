#include "core/tlog/verify.h"

#include <string.h>

#include "base/os_file.h"
#include "core/tlog/tile.h"

enum { TILE_ARENA = 4 * BUNDLE_MAX };

/* One level while it is recomputed from below. */
struct level {
    struct sha256 hashes[TILE_WIDTH];
    unsigned count;
    uint64_t index; /* of the tile being filled */
};

struct audit {
    struct arena *arena; /* of the caller: holds the report */
    struct arena *work;  /* one tile or bundle at a time */
    const char *folder;
    struct tlog_report *report;
    struct level levels[TILE_LEVELS];
    struct merkle_range range;
    bool has_difference; /* a stored hash is not what the entries give */
    struct tile_id different;
    uint64_t different_at; /* first such hash within its level */
};

static struct result bad(struct audit *audit, struct str what, const char *reason)
{
    if (audit->report->bad.len == 0) {
        audit->report->bad = what;
        audit->report->reason = str_from_c(reason);
    }
    return result_fail(ERROR_CORRUPT, "tlog.bad", N_("Nhật ký không nguyên vẹn."));
}

static struct result bad_tile(struct audit *audit, struct tile_id id, const char *reason)
{
    return bad(audit, tile_path(audit->arena, id), reason);
}

static struct result unreadable(struct audit *audit, struct tile_id id, struct result why)
{
    if (why.kind == ERROR_NOT_FOUND)
        return bad_tile(audit, id, "is missing");
    if (why.kind == ERROR_CORRUPT || why.kind == ERROR_LIMIT)
        return bad_tile(audit, id, "has the wrong length or form");
    return bad_tile(audit, id, "cannot be read");
}

/* Compares a finished tile of the recomputed tree with the stored one. */
static struct result compare(struct audit *audit, int level)
{
    struct level *l = &audit->levels[level];
    struct tile_id id = {.level = level, .index = l->index, .width = l->count};
    struct str stored;
    unsigned stands;
    arena_reset(audit->work);
    struct result read = tile_read(audit->work, audit->folder, id, &stored, &stands);
    if (!result_ok(read))
        return unreadable(audit, id, read);
    for (unsigned i = 0; i < l->count && !audit->has_difference; i++) {
        if (memcmp(stored.ptr + (size_t)i * SHA256_SIZE, l->hashes[i].bytes, SHA256_SIZE) == 0)
            continue;
        audit->has_difference = true;
        audit->different = id;
        audit->different_at = l->index * TILE_WIDTH + i;
    }
    return RESULT_OK;
}

static struct sha256 root_of_tile(const struct level *level)
{
    struct merkle_range range = {0};
    for (unsigned i = 0; i < TILE_WIDTH; i++)
        merkle_append(&range, &level->hashes[i]);
    return merkle_root(&range);
}

/* Adds a hash to level 0; full tiles are compared and hashed upward. */
static struct result add(struct audit *audit, struct sha256 hash)
{
    merkle_append(&audit->range, &hash);
    for (int i = 0; i < TILE_LEVELS; i++) {
        struct level *l = &audit->levels[i];
        l->hashes[l->count++] = hash;
        if (l->count < TILE_WIDTH)
            return RESULT_OK;
        TRY(compare(audit, i));
        hash = root_of_tile(l);
        l->count = 0;
        l->index++;
    }
    return RESULT_OK;
}

static struct result add_bundle(struct audit *audit, uint64_t index, unsigned width)
{
    struct tile_id id = {.level = TILE_ENTRIES, .index = index, .width = width};
    struct str bytes;
    struct str entries[TILE_WIDTH];
    struct sha256 hashes[TILE_WIDTH];
    unsigned stands;
    arena_reset(audit->work);
    struct result read = tile_read(audit->work, audit->folder, id, &bytes, &stands);
    if (result_ok(read))
        read = bundle_parse(bytes, stands, entries);
    if (!result_ok(read))
        return unreadable(audit, id, read);
    for (unsigned i = 0; i < width; i++)
        hashes[i] = merkle_leaf(entries[i]);
    for (unsigned i = 0; i < width; i++)
        TRY(add(audit, hashes[i]));
    return RESULT_OK;
}

static struct result verdict(struct audit *audit)
{
    struct sha256 root = merkle_root(&audit->range);
    bool root_holds = sha256_equal(&root, &audit->report->checkpoint.root);
    if (root_holds && !audit->has_difference)
        return RESULT_OK;
    if (root_holds)
        return bad_tile(audit, audit->different, "differs from what the entries give");
    if (!audit->has_difference)
        return bad(audit, S("checkpoint"), "root differs from what entries and tiles give");
    if (audit->different.level > 0)
        return bad_tile(audit, audit->different, "differs from the tiles below it");
    struct str entry = str_printf(audit->arena, "entry %llu",
                                  (unsigned long long)audit->different_at);
    return bad(audit, entry, "does not hash to its place in the level 0 tile");
}

static struct result walk(struct audit *audit)
{
    uint64_t size = audit->report->checkpoint.size;
    for (uint64_t index = 0; index * TILE_WIDTH < size; index++)
        TRY(add_bundle(audit, index, tile_width_at(size, TILE_ENTRIES, index)));
    for (int i = 0; i < TILE_LEVELS; i++)
        if (audit->levels[i].count > 0)
            TRY(compare(audit, i));
    return verdict(audit);
}

static struct result read_checkpoint(struct audit *audit, const struct vkey *vkey,
                                     const char *file)
{
    struct str path = str_printf(audit->arena, "%s/checkpoint", audit->folder);
    struct str bytes;
    struct note note;
    struct result done = os_file_read(audit->arena, file != NULL ? file : str_c(audit->arena, path),
                                      NOTE_SIZE_MAX, &bytes);
    if (!result_ok(done))
        return bad(audit, S("checkpoint"), "is missing or cannot be read");
    done = note_parse(audit->arena, bytes, &note);
    if (!result_ok(done))
        return bad(audit, S("checkpoint"), done.code);
    done = note_verify(&note, vkey);
    if (!result_ok(done))
        return bad(audit, S("checkpoint"), done.code);
    done = checkpoint_parse(audit->arena, note.text, &audit->report->checkpoint);
    if (!result_ok(done))
        return bad(audit, S("checkpoint"), done.code);
    audit->report->origin_differs = !str_equal(audit->report->checkpoint.origin, vkey->name);
    return RESULT_OK;
}

struct result tlog_verify(struct arena *arena, const char *folder, const struct vkey *vkey,
                          const char *checkpoint_file, struct tlog_report *report)
{
    *report = (struct tlog_report){.bad = S("")};
    struct audit *audit = ARENA_NEW(arena, struct audit);
    audit->arena = arena;
    audit->folder = folder;
    audit->report = report;
    TRY(read_checkpoint(audit, vkey, checkpoint_file));
    audit->work = arena_new(TILE_ARENA);
    struct result done = walk(audit);
    arena_free(audit->work);
    return done;
}
