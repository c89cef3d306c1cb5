/* Following the evidence log: what was issued is remembered by its parts. */
#include "base/json.h"
#include "core/evidence.h"
#include "core/files.h"
#include "db/db.h"
#include "modules/verify/lookup.h"
#include "modules/verify/queries.h"

enum { FOLLOW_MOST = 50, FOLLOW_ARENA = 256 << 20 };

static struct result remember(struct service_context *ctx, struct str sha256)
{
    struct arena *arena = arena_new(FOLLOW_ARENA);
    struct str bytes;
    struct str parts[PARTS_MAX];
    struct result done = files_get(ctx->files, arena, sha256, &bytes);
    size_t count = result_ok(done) ? verify_parts(bytes, parts, PARTS_MAX) : 0;
    for (size_t i = 0; i < count && result_ok(done); i++)
        done = q_part_add(ctx->db, arena,
                          (struct q_part_add_in){.part_sha256 = sha256_hex(arena, parts[i]),
                                                 .file_sha256 = sha256},
                          NULL);
    if (result_ok(done))
        done = q_recheck_add(ctx->db, arena,
                             (struct q_recheck_add_in){.file_sha256 = sha256}, NULL);
    arena_free(arena);
    return done.kind == ERROR_NOT_FOUND || done.kind == ERROR_CORRUPT ? RESULT_OK : done;
}

static struct result remember_rows(struct service_context *ctx, const struct evidence_row *rows,
                                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct json *record;
        if (!result_ok(json_parse(ctx->arena, rows[i].record, &record)))
            continue; /* erased */
        struct str sha256 = json_get_text(json_get(record, "data"), "sha256");
        if (sha256.len == FILES_HASH_TEXT)
            TRY(remember(ctx, sha256));
    }
    return q_progress_save(
        ctx->db, ctx->arena,
        (struct q_progress_save_in){.leaf_index = rows[count - 1].leaf_index}, NULL);
}

struct result lookup_follow(struct service_context *ctx)
{
    struct q_progress_load_out progress;
    struct evidence_row *rows;
    size_t count;
    do {
        TRY(q_progress_load(ctx->db, ctx->arena, &progress));
        TRY(evidence_in_log(ctx->db, ctx->arena,
                            (struct evidence_walk){.after = progress.leaf_index,
                                                   .kind = S("result.signed"),
                                                   .or_kind = S("result.dated"),
                                                   .most = FOLLOW_MOST},
                            &rows, &count));
        if (count == 0)
            return RESULT_OK;
        TRY(db_write_begin(ctx->db));
        TRY(db_finish(ctx->db, remember_rows(ctx, rows, count)));
    } while (count == FOLLOW_MOST);
    return RESULT_OK;
}
