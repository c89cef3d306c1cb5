#include "core/search.h"

#include <assert.h>
#include <stdlib.h>

#include "base/crypto.h"
#include "base/utf8.h"
#include "core/search_row.h"
#include "core/search_words.h"
#include "core/succession.h"

enum {
    OPEN_MOST = 64, /* agencies and people of a reading that are put in order */
    TOKENS_MOST = 16
};

/* What the row says, but for the columns that change without us (dossier_search_move …). */
static int64_t digest_of(const struct search_entry *entry, struct str tokens)
{
    const struct str parts[] = {entry->key, S("\n"), entry->title, S("\n"), entry->note, S("\n"),
                                tokens};
    struct sha256 digest = sha256_joined(parts, sizeof parts / sizeof parts[0]);
    uint64_t value = 0;
    for (size_t i = 0; i < sizeof value; i++)
        value = value << 8 | digest.bytes[i];
    return (int64_t)(value >> 1);
}

struct q_search_put_in search_row(struct arena *arena, const struct search_entry *entry)
{
    struct str text = str_printf(arena, "%.*s %.*s", STR_ARG(entry->title), STR_ARG(entry->also));
    struct str tokens = search_tokens(arena, text);
    struct str words = str_printf(arena, "%.*s #%d @%lld", STR_ARG(tokens), (int)entry->kind,
                                  (long long)entry->agency_id);
    return (struct q_search_put_in){.kind = entry->kind,
                                    .object_id = entry->object_id,
                                    .agency_id = entry->agency_id,
                                    .key = entry->key,
                                    .title = entry->title,
                                    .note = entry->note,
                                    .digest = digest_of(entry, tokens),
                                    .words = words,
                                    .procedure = entry->procedure,
                                    .holder = entry->holder};
}

struct result search_put(struct db *db, struct arena *arena, const struct search_entry *entry)
{
    assert((entry->kind == SEARCH_DOSSIER) == (entry->agency_id != 0));
    return q_search_put(db, arena, search_row(arena, entry), NULL);
}

struct result search_drop(struct db *db, struct arena *arena, enum search_kind kind,
                          int64_t object_id)
{
    return q_search_drop(db, arena, (struct q_search_drop_in){kind, object_id}, NULL);
}

/* ---- finding ---- */

struct finder {
    struct db *db;
    struct arena *arena;
    const struct search_ask *ask;
    struct search_typed typed;
    struct str also;     /* tokens that narrow it down */
    struct str agencies; /* of a scope of one: it and those whose work it took over; else empty */
    struct search_hits *out;
};

static bool known(const struct search_hits *hits, int64_t object_id)
{
    for (size_t i = 0; i < hits->count; i++)
        if (hits->items[i].object_id == object_id)
            return true;
    return false;
}

static void add_hit(struct finder *finder, enum search_reading reading, struct search_hit hit)
{
    struct search_hits *out = finder->out;
    if (known(out, hit.object_id))
        return;
    out->more = out->count == finder->ask->limit;
    if (out->more)
        return;
    hit.reading = reading;
    out->items[out->count++] = hit;
}

struct candidate {
    struct search_hit hit;
    size_t whole; /* words of what was typed that the title has whole */
    size_t words;
    struct str order;
};

static size_t count_words(struct str text)
{
    size_t count = text.len > 0 ? 1 : 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == ' ' ? 1 : 0;
    return count;
}

static size_t count_whole(struct finder *finder, struct str title, bool keys)
{
    struct str folded = str_printf(finder->arena, " %.*s ",
                                   STR_ARG(utf8_fold(finder->arena, title)));
    size_t count = 0;
    for (size_t i = 0; i < finder->typed.count; i++) {
        const struct search_word *word = &finder->typed.words[i];
        struct str wanted = str_printf(finder->arena, " %.*s ",
                                       STR_ARG(keys ? word->slip : word->plain));
        count += str_find(folded, wanted) < folded.len ? 1 : 0;
    }
    return count;
}

static int by_title(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    if (x->whole != y->whole)
        return x->whole > y->whole ? -1 : 1;
    if (x->words != y->words)
        return x->words < y->words ? -1 : 1;
    int order = str_compare(x->order, y->order);
    return order != 0 ? order : (x->hit.object_id > y->hit.object_id) -
                                    (x->hit.object_id < y->hit.object_id);
}

static struct result find_open(struct finder *finder, enum search_reading reading,
                               struct str expression)
{
    struct q_search_open_rows rows;
    TRY(q_search_open(finder->db, finder->arena,
                      (struct q_search_open_in){expression, finder->ask->kind, OPEN_MOST}, &rows));
    struct candidate *all = ARENA_ARRAY(finder->arena, struct candidate, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_search_open_out *row = &rows.items[i];
        all[i] = (struct candidate){
            .hit = {row->object_id, row->agency_id, row->key, row->title, row->note, reading},
            .whole = count_whole(finder, row->title, reading >= SEARCH_SLIPPED),
            .words = count_words(row->title),
            .order = utf8_vietnamese_key(finder->arena, row->title)};
    }
    if (rows.count > 1)
        qsort(all, rows.count, sizeof *all, by_title);
    for (size_t i = 0; i < rows.count; i++)
        add_hit(finder, reading, all[i].hit);
    return RESULT_OK;
}

/* Both queries answer the same columns, and so rows with the same members. */
#define HIT_OF(q, reading)                                                                         \
    ((struct search_hit){(q).object_id, (q).agency_id, (q).key, (q).title, (q).note, (reading)})

static struct result find_anywhere(struct finder *finder, enum search_reading reading,
                                   struct str expression)
{
    const struct search_ask *ask = finder->ask;
    struct q_search_held_rows rows;
    struct q_search_held_in in = {.query = expression,
                                  .kind = ask->kind,
                                  .grants = ask->places.grants,
                                  .day = ask->places.day,
                                  .most = (int64_t)ask->limit + 1};
    TRY(q_search_held(finder->db, finder->arena, in, &rows));
    for (size_t i = 0; i < rows.count; i++)
        add_hit(finder, reading, HIT_OF(rows.items[i], reading));
    return RESULT_OK;
}

static struct result find_here(struct finder *finder, enum search_reading reading,
                               struct str expression)
{
    const struct search_ask *ask = finder->ask;
    struct q_search_held_here_rows rows;
    struct q_search_held_here_in in = {.query = expression,
                                       .kind = ask->kind,
                                       .grants = ask->places.grants,
                                       .day = ask->places.day,
                                       .agencies = finder->agencies,
                                       .most = (int64_t)ask->limit + 1};
    TRY(q_search_held_here(finder->db, finder->arena, in, &rows));
    for (size_t i = 0; i < rows.count; i++)
        add_hit(finder, reading, HIT_OF(rows.items[i], reading));
    return RESULT_OK;
}

/* One agency is looked for by its token and those of agencies whose work it took over. Many are
 * not: a list of tokens costs more than it saves; the scope decides in any case. */
static struct result narrow(struct finder *finder)
{
    const struct permission_places *places = &finder->ask->places;
    struct answered_agencies list;
    struct str tokens = S("");
    int64_t only;
    TRY(permission_only_place(finder->db, finder->arena, places, &only));
    if (only == 0)
        return RESULT_OK;
    TRY(succession_answers(finder->db, finder->arena, only, places->day, &list));
    if (list.count > TOKENS_MOST)
        return RESULT_OK;
    finder->agencies = list.json;
    if (db_engine_of(finder->db) == DB_POSTGRES)
        return RESULT_OK; /* search_held_here adds each by itself */
    for (size_t i = 0; i < list.count; i++)
        tokens = str_printf(finder->arena, "%.*s%s@%lld", STR_ARG(tokens), i > 0 ? "|" : "",
                            (long long)list.ids[i]);
    finder->also = tokens;
    return RESULT_OK;
}

static bool worth_reading(const struct search_typed *typed, enum search_reading reading)
{
    return (reading != SEARCH_MARKED || typed->marked) &&
           (reading < SEARCH_SLIPPED || typed->slip);
}

struct result search_find(struct db *db, struct arena *arena, const struct search_ask *ask,
                          struct search_hits *out)
{
    struct finder finder = {.db = db, .arena = arena, .ask = ask, .out = out};
    bool held = ask->kind == SEARCH_DOSSIER;
    assert(ask->limit <= SEARCH_MOST);
    *out = (struct search_hits){.items = ARENA_ARRAY(arena, struct search_hit, ask->limit + 1)};
    search_read(arena, ask->typed, &finder.typed);
    if (finder.typed.count == 0 || (held && str_is(ask->places.grants, "[]")))
        return RESULT_OK;
    /* All that is held is of one kind: there its token would only be one more long list. */
    finder.also = held ? S("") : str_printf(arena, "#%d", (int)ask->kind);
    if (held)
        TRY(narrow(&finder));
    for (int i = 0; i < SEARCH_READINGS && !out->more; i++) {
        enum search_reading reading = (enum search_reading)i;
        if (!worth_reading(&finder.typed, reading))
            continue;
        struct str expression = search_expression(arena, db_engine_of(db), &finder.typed, reading,
                                                  finder.also);
        TRY(!held                    ? find_open(&finder, reading, expression)
            : finder.agencies.len > 0 ? find_here(&finder, reading, expression)
                                    : find_anywhere(&finder, reading, expression));
    }
    return RESULT_OK;
}
