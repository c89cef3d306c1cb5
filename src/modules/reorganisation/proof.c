#include "modules/reorganisation/run.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/merkle.h"
#include "core/evidence.h"

enum { DATA_MAX = 32 << 10 };

static struct result add(struct run *run, const char *kind, struct str object, struct str data)
{
    return evidence_add(run->ctx->db, run->ctx->arena, run->holding.now_us,
                        (struct evidence){.kind = str_from_c(kind), .object = object,
                                          .actor = run->mark, .data = data});
}

static void put_agency(struct json_writer *json, const char *name, const struct agency *agency)
{
    json_open_object(json, name);
    json_put_text(json, "code", agency->code);
    json_put_text(json, "kind", agency->kind);
    json_put_int(json, "level", agency->level);
    json_put_text(json, "name", agency->name);
    json_put_int(json, "parent", agency->parent_id);
    json_close_object(json);
}

/* What the agency was and what became of it, as the database has it now. */
static struct result prove_agency(struct run *run, const struct plan_agency *agency)
{
    struct buf out;
    struct agency now;
    struct arena *arena = run->ctx->arena;
    if (agency->founds == NULL && agency->changes == NULL && !agency->closes)
        return RESULT_OK;
    struct result there = agency_by_id(run->ctx->db, arena, agency->id, run->holding.day, &now);
    if (there.kind != ERROR_NOT_FOUND)
        TRY(there);
    buf_init(&out, arena, DATA_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    if (result_ok(there))
        put_agency(&json, "after", &now);
    if (agency->founds == NULL)
        put_agency(&json, "before", &agency->was);
    if (agency->heir != NULL)
        json_put_int(&json, "heir", agency->heir->id);
    json_put_int(&json, "reorganisation", run->holding.id);
    json_close_object(&json);
    return add(run, "organisation.changed",
               str_printf(arena, "agency:%lld", (long long)agency->id), buf_str(&out));
}

static struct str root_of(struct arena *arena, const struct holding_move *moves, size_t count)
{
    struct merkle_range range = {0};
    char text[96];
    for (size_t i = 0; i < count; i++) {
        int len = snprintf(text, sizeof text, "%.*s:%lld", STR_ARG(moves[i].holding),
                           (long long)moves[i].object_id);
        struct sha256 leaf = merkle_leaf(str_of(text, (size_t)len));
        merkle_append(&range, &leaf);
    }
    struct sha256 root = merkle_root(&range);
    return str_hex(arena, root.bytes, sizeof root.bytes);
}

/* How many of the first moves share agency, destination and, if asked, holding. */
static size_t alike(const struct holding_move *moves, size_t count, bool holding)
{
    size_t n = 1;
    while (n < count && moves[n].from_id == moves[0].from_id && moves[n].to_id == moves[0].to_id &&
           (!holding || str_equal(moves[n].holding, moves[0].holding)))
        n++;
    return n;
}

/* All that went from one agency to another: of each holding its number and the root over
 * "holding:id", so that every single one can be proved from the rows of holding_move. */
static struct result prove_moves(struct run *run, const struct holding_move *moves, size_t count)
{
    struct buf out;
    struct arena *arena = run->ctx->arena;
    buf_init(&out, arena, DATA_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_open_object(&json, "moved");
    for (size_t i = 0; i < count;) {
        size_t n = alike(moves + i, count - i, true);
        json_open_object(&json, str_c(arena, moves[i].holding));
        json_put_int(&json, "count", (int64_t)n);
        json_put_text(&json, "root", root_of(arena, moves + i, n));
        json_close_object(&json);
        i += n;
    }
    json_close_object(&json);
    json_put_int(&json, "reorganisation", run->holding.id);
    json_put_int(&json, "to", moves[0].to_id);
    json_close_object(&json);
    return add(run, "reorganisation.moved",
               str_printf(arena, "agency:%lld", (long long)moves[0].from_id), buf_str(&out));
}

static struct result prove_whole(struct run *run, const char *kind, size_t moved)
{
    struct buf out;
    struct arena *arena = run->ctx->arena;
    buf_init(&out, arena, DATA_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_text(&json, "act", run->holding.act);
    json_put_text(&json, "day", run->holding.day);
    json_put_text(&json, "file", run->decision.row.file_sha256);
    json_put_int(&json, "moved", (int64_t)moved);
    json_put_int(&json, "operations", (int64_t)run->decision.operation_count);
    json_open_object(&json, "totals");
    for (size_t h = 0; h < run->holding_count; h++) {
        struct run_total sum = {0};
        for (size_t i = 0; i < run->plan.agency_count; i++) {
            sum.before += run->totals[h * run->plan.agency_count + i].before;
            sum.after += run->totals[h * run->plan.agency_count + i].after;
        }
        json_open_object(&json, run->holdings[h]->code);
        json_put_int(&json, "after", sum.after);
        json_put_int(&json, "before", sum.before);
        json_close_object(&json);
    }
    json_close_object(&json);
    json_close_object(&json);
    return add(run, kind, str_printf(arena, "reorganisation:%lld", (long long)run->holding.id),
               buf_str(&out));
}

struct result run_prove(struct run *run, const char *kind)
{
    struct holding_moves moves;
    TRY(holding_moves(run->ctx->db, run->ctx->arena, run->holding.id, &moves));
    for (size_t i = 0; i < run->plan.agency_count; i++)
        TRY(prove_agency(run, &run->plan.agencies[i]));
    for (size_t i = 0; i < moves.count;) {
        size_t n = alike(moves.items + i, moves.count - i, false);
        TRY(prove_moves(run, moves.items + i, n));
        i += n;
    }
    return prove_whole(run, kind, moves.count);
}
