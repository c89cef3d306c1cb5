#include <stdlib.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "core/procedure.h"
#include "core/procedure_queries.h"
#include "core/search_words.h"

enum { WORDS_MAX = 8, TERM_MAX = 24 };

/* A procedure among the answers, with what decides its place. */
struct candidate {
    int64_t id;
    struct procedure_hit hit;
    size_t words; /* of the query that it has */
    int rank;     /* 0 best */
    struct str key;
};

struct candidates {
    struct arena *arena;
    struct candidate *items;
    size_t count;
};

static int by_id(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static int by_rank(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    if (x->rank != y->rank)
        return x->rank - y->rank;
    int order = str_compare(x->key, y->key);
    return order != 0 ? order : str_compare(x->hit.code, y->hit.code);
}

static struct result all_in_force(struct db *db, struct str day, struct candidates *all)
{
    struct q_procedure_list_rows rows;
    TRY(q_procedure_list(db, all->arena, (struct q_procedure_list_in){day}, &rows));
    all->items = ARENA_ARRAY(all->arena, struct candidate, rows.count);
    all->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        all->items[i] = (struct candidate){
            .id = rows.items[i].id,
            .hit = {rows.items[i].code, rows.items[i].name, rows.items[i].name_en}};
    return RESULT_OK;
}

/* Adds the procedures with one word; those there already have one word more. */
static struct result add_with(struct db *db, struct str term, struct str day,
                              struct candidates *all)
{
    struct q_procedure_with_term_rows rows;
    TRY(q_procedure_with_term(db, all->arena, (struct q_procedure_with_term_in){term, day},
                              &rows));
    struct candidates joined = {.arena = all->arena};
    joined.items = ARENA_ARRAY(all->arena, struct candidate, all->count + rows.count);
    for (size_t i = 0; i < all->count; i++)
        joined.items[joined.count++] = all->items[i];
    for (size_t i = 0; i < rows.count; i++) {
        struct candidate one = {.id = rows.items[i].id, .words = 1};
        one.hit = (struct procedure_hit){rows.items[i].code, rows.items[i].name,
                                         rows.items[i].name_en};
        struct candidate *known = all->count == 0 ? NULL
                                                  : bsearch(&one, joined.items, all->count,
                                                            sizeof one, by_id);
        if (known != NULL)
            known->words++;
        else
            joined.items[joined.count++] = one;
    }
    qsort(joined.items, joined.count, sizeof *joined.items, by_id);
    *all = joined;
    return RESULT_OK;
}

/* Leaves those that have the most words of the query: all of them where any has all. */
static void keep_best(struct candidates *all)
{
    size_t most = 0;
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++)
        most = all->items[i].words > most ? all->items[i].words : most;
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].words == most)
            all->items[kept++] = all->items[i];
    all->count = kept;
}

static struct result with_words(struct db *db, struct str folded, struct str day,
                                struct candidates *all)
{
    bool more = true;
    for (size_t i = 0; more && i < WORDS_MAX; i++) {
        struct str word;
        more = str_split(folded, ' ', &word, &folded);
        TRY(add_with(db, str_slice(word, 0, TERM_MAX), day, all));
    }
    keep_best(all);
    return RESULT_OK;
}

/* Some procedure has every word. */
static bool has_all(const struct candidates *all, struct str folded)
{
    size_t words = 1;
    for (size_t i = 0; i < folded.len; i++)
        words += folded.ptr[i] == ' ' ? 1 : 0;
    return all->count > 0 && all->items[0].words >= (words < WORDS_MAX ? words : WORDS_MAX);
}

/* Read as keys of Telex or VNI where that finds more of the words: "trichs lujc". */
static struct result with_slips(struct db *db, struct str day, struct str *folded,
                                struct candidates *all)
{
    struct str meant = search_slips(all->arena, *folded);
    struct candidates found = {.arena = all->arena};
    if (str_equal(meant, *folded))
        return RESULT_OK;
    TRY(with_words(db, meant, day, &found));
    if (found.count > 0 && (all->count == 0 || found.items[0].words > all->items[0].words)) {
        *all = found;
        *folded = meant;
    }
    return RESULT_OK;
}

static bool contains(struct str text, struct str part)
{
    return str_find(text, part) != text.len;
}

/* How many words of the query begin no word of the name. */
static int words_missing(struct arena *arena, struct str folded_name, struct str folded)
{
    struct str name = str_concat(arena, S(" "), folded_name);
    int missing = 0;
    bool more = true;
    while (more) {
        struct str word;
        more = str_split(folded, ' ', &word, &folded);
        missing += contains(name, str_concat(arena, S(" "), word)) ? 0 : 1;
    }
    return missing;
}

static int rank_of(struct arena *arena, const struct procedure_hit *hit, struct str query,
                   struct str folded)
{
    struct str name = utf8_fold(arena, hit->name);
    struct str name_en = utf8_fold(arena, hit->name_en);
    if (contains(hit->name, query))
        return 0;
    if (contains(name, folded) || contains(name_en, folded))
        return 1;
    int missing = words_missing(arena, name, folded);
    int missing_en = words_missing(arena, name_en, folded);
    return 2 + (missing < missing_en ? missing : missing_en);
}

struct result procedure_search(struct db *db, struct arena *arena, struct str query, int64_t at_us,
                               struct procedure_hits *out)
{
    struct candidates all = {.arena = arena};
    struct str day = civil_date_text(arena, civil_day_of_us(at_us));
    struct str folded = utf8_fold(arena, query);
    bool nothing_asked = str_empty(str_trim(query));
    *out = (struct procedure_hits){0};
    if (str_empty(folded) && !nothing_asked)
        return RESULT_OK; /* signs alone */
    TRY(nothing_asked ? all_in_force(db, day, &all) : with_words(db, folded, day, &all));
    if (!nothing_asked && !has_all(&all, folded))
        TRY(with_slips(db, day, &folded, &all));
    for (size_t i = 0; i < all.count; i++) {
        struct candidate *one = &all.items[i];
        one->rank = nothing_asked ? 0 : rank_of(arena, &one->hit, str_trim(query), folded);
        one->key = utf8_vietnamese_key(arena, one->hit.name);
    }
    qsort(all.items, all.count, sizeof *all.items, by_rank);
    out->items = ARENA_ARRAY(arena, struct procedure_hit, all.count);
    out->count = all.count;
    for (size_t i = 0; i < all.count; i++)
        out->items[i] = all.items[i].hit;
    return RESULT_OK;
}
