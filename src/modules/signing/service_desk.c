#include "modules/signing/desk.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "core/identity.h"
#include "db/db.h"

static void wanted_of(enum desk_tab tab, struct signing_want *out)
{
    out->stages[SIGNING_WAITING] = out->stages[SIGNING_BUSY] = tab == DESK_WAITING;
    out->stages[SIGNING_SIGNED] = tab == DESK_SIGNED;
    out->stages[SIGNING_RETURNED] = tab == DESK_RETURNED;
}

static bool says(struct arena *arena, struct str text, struct str words)
{
    struct str folded = utf8_fold(arena, text);
    return str_find(folded, words) < folded.len;
}

static bool matches(struct arena *arena, const struct signing_thing *thing, struct str words)
{
    return str_empty(words) || says(arena, thing->title, words) ||
           says(arena, thing->code, words) || says(arena, thing->from, words);
}

static int by_due(const void *a, const void *b)
{
    const struct signing_thing *one = a;
    const struct signing_thing *other = b;
    if (one->due_us != other->due_us)
        return one->due_us < other->due_us ? -1 : 1;
    return one->id < other->id ? -1 : one->id > other->id;
}

/* The papers of one kind that pass the filter, behind those that are there. */
static void add_things(struct service_context *ctx, const struct desk_filter *filter,
                       const struct signing_things *found, struct desk_list *out)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct str words = utf8_fold(ctx->arena, filter->words);
    struct signing_thing *all =
        ARENA_ARRAY(ctx->arena, struct signing_thing, out->count + found->count + 1);
    for (size_t i = 0; i < out->count; i++)
        all[i] = out->things[i];
    out->things = all;
    for (size_t i = 0; i < found->count; i++) {
        const struct signing_thing *thing = &found->items[i];
        bool late = thing->due_us < now_us;
        out->late += late && filter->tab == DESK_WAITING;
        if ((late || !filter->late) && matches(ctx->arena, thing, words))
            all[out->count++] = *thing;
    }
}

struct result desk_load(const struct desk_context *desk, const struct desk_filter *filter,
                        struct desk_list *out)
{
    struct service_context *ctx = desk->ctx;
    struct signing_want want = {.limit = BATCH_MAX,
                                .since_us = clock_now_us(ctx->clock) -
                                            DESK_DAYS * MICROS_PER_DAY};
    wanted_of(filter->tab, &want);
    *out = (struct desk_list){0};
    for (size_t t = 0; t < desk->signables.count; t++)
        for (const struct signable *s = desk->signables.tables[t]; s->code != NULL; s++) {
            struct signing_things found;
            int64_t counts[SIGNING_STAGES] = {0};
            TRY(s->list(ctx, &want, &found, counts));
            out->counts[DESK_WAITING] += counts[SIGNING_WAITING] + counts[SIGNING_BUSY];
            out->counts[DESK_SIGNED] += counts[SIGNING_SIGNED];
            out->counts[DESK_RETURNED] += counts[SIGNING_RETURNED];
            if (str_empty(filter->kind) || str_is(filter->kind, s->code))
                add_things(ctx, filter, &found, out);
        }
    qsort(out->things, out->count, sizeof out->things[0], by_due);
    struct result found = desk_certificate(ctx, &out->certificate);
    out->has_certificate = result_ok(found);
    out->no_certificate = found.message;
    return found.kind == ERROR_NOT_FOUND || found.kind == ERROR_FORBIDDEN ? RESULT_OK : found;
}

/* When the actor last saw another version than the one that lies there, and whether this one. */
struct seen {
    bool any;
    bool current;
    struct str other; /* SHA-256; empty: none */
    int64_t other_us;
};

static struct result look_up_seen(struct service_context *ctx, const struct signing_thing *thing,
                                  struct seen *out)
{
    struct q_signing_seen_of_rows rows;
    const struct q_signing_seen_of_in in = {ctx->actor->person_id, thing->reads};
    *out = (struct seen){0};
    TRY(q_signing_seen_of(ctx->db, ctx->arena, in, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        bool current = str_equal(rows.items[i].sha256, thing->version);
        out->any = true;
        out->current |= current;
        if (!current && str_empty(out->other)) {
            out->other = rows.items[i].sha256;
            out->other_us = rows.items[i].seen_us;
        }
    }
    return RESULT_OK;
}

/* The version to compare with: what the actor saw last, else what was returned last. */
static void choose_base(const struct seen *seen, struct desk_paper *out)
{
    const struct signing_paper *paper = &out->paper;
    for (size_t i = 1; i < paper->version_count && out->base == NULL; i++)
        if (str_equal(paper->versions[i].sha256, seen->other)) {
            out->base = &paper->versions[i];
            out->base_seen = true;
            out->base_us = seen->other_us;
        }
    for (size_t i = 1; i < paper->version_count && out->base == NULL; i++)
        if (!str_empty(paper->versions[i].reason)) {
            out->base = &paper->versions[i];
            out->base_us = out->base->made_us;
        }
}

static struct result compare(struct service_context *ctx, struct desk_paper *out)
{
    struct seen seen;
    TRY(look_up_seen(ctx, &out->paper.thing, &seen));
    choose_base(&seen, out);
    if (out->base == NULL || out->paper.version_count == 0)
        return RESULT_OK;
    const struct signing_version *now = &out->paper.versions[0];
    out->diff = diff_texts(ctx->arena, (struct diff_text){out->base->paragraphs, out->base->count},
                           (struct diff_text){now->paragraphs, now->count});
    return RESULT_OK;
}

static struct result news_of(const struct desk_context *desk, struct desk_row *row)
{
    struct desk_paper opened = {0};
    struct seen seen;
    TRY(look_up_seen(desk->ctx, &row->thing, &seen));
    row->news = seen.current ? NEWS_SAME : NEWS_UNSEEN;
    if (seen.current || row->thing.stage != SIGNING_WAITING)
        return RESULT_OK;
    TRY(row->thing.of->open(desk->ctx, row->thing.id, &opened.paper));
    TRY(compare(desk->ctx, &opened));
    if (opened.base != NULL) {
        row->news = NEWS_CHANGED;
        row->changes = (int64_t)opened.diff.changes;
    }
    return RESULT_OK;
}

struct result desk_rows(const struct desk_context *desk, const struct desk_list *list, size_t from,
                        struct desk_row *rows, size_t *count)
{
    *count = 0;
    for (size_t i = from; i < list->count && *count < DESK_PAGE_ROWS; i++) {
        struct desk_row *row = &rows[(*count)++];
        *row = (struct desk_row){.thing = list->things[i]};
        TRY(news_of(desk, row));
    }
    return RESULT_OK;
}

struct result desk_open(const struct desk_context *desk, struct str kind, int64_t id,
                        struct desk_paper *out)
{
    struct service_context *ctx = desk->ctx;
    const struct signable *of = signable_find(desk->signables, kind);
    struct q_signing_batch_of_object_out batch = {0};
    bool in_batch;
    *out = (struct desk_paper){0};
    if (of == NULL)
        return result_fail(ERROR_NOT_FOUND, "signing.none", N_("Không có văn bản này."));
    TRY(of->open(ctx, id, &out->paper));
    TRY(compare(ctx, out));
    TRY(q_signing_batch_of_object(ctx->db, ctx->arena,
                                  (struct q_signing_batch_of_object_in){kind, id}, &batch,
                                  &in_batch));
    out->batch_id = in_batch ? batch.batch_id : 0;
    struct result found = desk_certificate(ctx, &out->certificate);
    out->has_certificate = result_ok(found);
    out->no_certificate = found.message;
    return found.kind == ERROR_NOT_FOUND || found.kind == ERROR_FORBIDDEN ? RESULT_OK : found;
}

struct result desk_give_back(const struct desk_context *desk, const struct signing_thing *thing,
                             int64_t revision, struct str reason)
{
    if (str_empty(reason))
        return result_fail(ERROR_INVALID, "signing.reason", N_("Ghi lý do trả lại."));
    TRY(db_write_begin(desk->ctx->db));
    return db_finish(desk->ctx->db,
                     thing->of->give_back(desk->ctx, thing->id, revision, reason));
}

struct result desk_seen(struct service_context *ctx, const struct signing_paper *paper)
{
    const struct q_signing_seen_put_in row = {ctx->actor->person_id, paper->thing.reads,
                                      paper->thing.version, clock_now_us(ctx->clock)};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_signing_seen_put(ctx->db, ctx->arena, row, NULL));
}
