#include "modules/operation/rejoin.h"

#include "base/os_file.h"
#include "core/evidence.h"
#include "core/tlog/tile.h"
#include "core/tlog/verify.h"
#include "modules/operation/queries.h"

enum { VKEY_MAX = 1024, SCRATCH = 8 << 20 };

struct rejoin {
    struct db *db;
    struct arena *arena;
    struct arena *scratch;
    const char *log;
    int64_t now_us;
    struct rejoin_report *report;
};

static struct result forked(void)
{
    return result_fail(ERROR_CORRUPT, "log.forked",
                       N_("Nhật ký này không phải phần nối tiếp của cơ sở dữ liệu."));
}

/* The log's own first `size` leaves give the root that the database has signed. */
static struct result check_same_past(struct rejoin *r,
                                     const struct q_operation_checkpoint_out *last)
{
    struct sha256 root;
    struct tile_source tiles = {.arena = r->arena, .folder = r->log,
                                .size = (uint64_t)r->report->after};
    struct merkle_source source = tile_source(&tiles);
    if (r->report->after < last->size)
        return forked();
    TRY(merkle_source_root(&source, (uint64_t)last->size, &root));
    return str_equal(sha256_str(&root), last->root) ? RESULT_OK : forked();
}

/* One leaf at its place: a row that waited for it, or one that says nothing. */
static struct result place_leaf(struct rejoin *r, int64_t index, struct str leaf)
{
    int64_t placed;
    TRY(q_operation_leaf_place(r->db, r->scratch,
                               (struct q_operation_leaf_place_in){.leaf_index = index,
                                                                  .leaf = leaf},
                               &placed));
    if (placed > 0)
        return RESULT_OK;
    r->report->lost++;
    return q_operation_leaf_silent(r->db, r->scratch,
                                   (struct q_operation_leaf_silent_in){
                                       .now = r->now_us, .leaf = leaf, .leaf_index = index},
                                   NULL);
}

static struct result place_bundle(struct rejoin *r, uint64_t bundle)
{
    struct tile_id id = {.level = TILE_ENTRIES, .index = bundle};
    struct str bytes;
    struct str entries[TILE_WIDTH];
    unsigned stands;
    id.width = tile_width_at((uint64_t)r->report->after, TILE_ENTRIES, bundle);
    arena_reset(r->scratch);
    TRY(tile_read(r->scratch, r->log, id, &bytes, &stands));
    TRY(bundle_parse(bytes, stands, entries));
    for (unsigned i = 0; i < id.width; i++) {
        int64_t index = (int64_t)(bundle * TILE_WIDTH + i);
        if (index >= r->report->before)
            TRY(place_leaf(r, index, entries[i]));
    }
    return RESULT_OK;
}

static struct result write_rows(struct rejoin *r, const struct checkpoint *checkpoint,
                                struct str note)
{
    uint64_t first = (uint64_t)r->report->before / TILE_WIDTH;
    TRY(q_operation_leaves_unplace(
        r->db, r->arena, (struct q_operation_leaves_unplace_in){.first = r->report->before}, NULL));
    for (uint64_t bundle = first; bundle * TILE_WIDTH < checkpoint->size; bundle++)
        TRY(place_bundle(r, bundle));
    TRY(q_operation_checkpoint_add(
        r->db, r->arena,
        (struct q_operation_checkpoint_add_in){.size = (int64_t)checkpoint->size,
                                               .root = sha256_str(&checkpoint->root),
                                               .note = note, .now = r->now_us},
        NULL));
    struct evidence evidence = {
        .kind = S("operation.rejoined"), .object = S("log"), .actor = S("system"),
        .data = str_printf(r->arena, "{\"before\":%lld,\"after\":%lld,\"lost\":%lld}",
                           (long long)r->report->before, (long long)r->report->after,
                           (long long)r->report->lost)};
    return evidence_add(r->db, r->arena, r->now_us, evidence);
}

static struct result run(struct rejoin *r)
{
    struct q_operation_checkpoint_out last;
    struct tlog_report verified;
    struct vkey vkey;
    struct str text;
    struct str note;
    bool found;
    TRY(os_file_read(r->arena, str_printf(r->arena, "%s/vkey", r->log).ptr, VKEY_MAX, &text));
    TRY(vkey_parse(r->arena, str_trim(text), &vkey));
    TRY(tlog_verify(r->arena, r->log, &vkey, NULL, &verified));
    TRY(os_file_read(r->arena, str_printf(r->arena, "%s/checkpoint", r->log).ptr, NOTE_SIZE_MAX,
                     &note));
    TRY(q_operation_checkpoint(r->db, r->arena, &last, &found));
    r->report->before = found ? last.size : 0;
    r->report->after = (int64_t)verified.checkpoint.size;
    if (found)
        TRY(check_same_past(r, &last));
    if (r->report->after == r->report->before)
        return RESULT_OK;
    TRY(db_write_begin(r->db));
    return db_finish(r->db, write_rows(r, &verified.checkpoint, note));
}

struct result operation_rejoin(struct db *db, struct arena *arena, const char *log, int64_t now_us,
                               struct rejoin_report *report)
{
    struct rejoin r = {.db = db, .arena = arena, .log = log, .now_us = now_us, .report = report};
    *report = (struct rejoin_report){0};
    r.scratch = arena_new(SCRATCH);
    struct result done = run(&r);
    arena_free(r.scratch);
    return done;
}
