#include "core/search_words.h"

#include <assert.h>
#include <string.h>

#include "base/utf8.h"

enum {
    NUMBER_BEGUN = 6, /* digits from which on a number may be unfinished */
    TOKENS_ROOM = 20  /* bytes of tokens to a folded byte: a word of n has n + (n + 1) n / 2 + 2 */
};

static bool is_vowel(char c)
{
    return c != '\0' && strchr("aeiouy", c) != NULL;
}

static bool has_digit(struct str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] >= '0' && word.ptr[i] <= '9')
            return true;
    return false;
}

/* The next word of a folded text and of the same text with tones; false behind the last. */
static bool next_word(struct str *folded, struct str *toned, struct search_word *out)
{
    if (folded->len == 0)
        return false;
    struct str word;
    struct str with_tone;
    if (!str_split(*folded, ' ', &word, folded))
        *folded = (struct str){0};
    if (!str_split(*toned, ' ', &with_tone, toned))
        *toned = (struct str){0};
    *out = (struct search_word){.plain = utf8_prefix(word, SEARCH_WORD_MAX), .toned = with_tone};
    out->number = has_digit(word);
    out->marked = !out->number && !(with_tone.len == word.len + 2 && str_ends(with_tone, S("=1")) &&
                                    str_starts(with_tone, word));
    return true;
}

struct str search_tokens(struct arena *arena, struct str text)
{
    struct str folded = utf8_fold(arena, text);
    struct str toned = utf8_toned(arena, text);
    struct search_word word;
    struct buf out;
    buf_init(&out, arena, TOKENS_ROOM * (folded.len + 1) + 2 * toned.len);
    while (next_word(&folded, &toned, &word)) {
        size_t letters = word.number ? 0 : utf8_length(word.plain);
        for (size_t i = 1; i <= letters; i++)
            buf_printf(&out, " %.*s", STR_ARG(utf8_prefix(word.plain, i)));
        buf_printf(&out, word.number ? " %.*s" : " %.*s.", STR_ARG(word.plain));
        if (word.marked)
            buf_printf(&out, " %.*s", STR_ARG(word.toned));
    }
    assert(!out.overflowed);
    return buf_str(&out);
}

/* Telex behind the first vowel: s f r x j are tones, w a horn or breve, z takes a mark away; no
 * syllable has them, or a d, there. VNI: any digit. */
static bool is_key(char c, bool vowel)
{
    return (c >= '0' && c <= '9') || (vowel && strchr("sfrxjwzd", c) != NULL);
}

struct str search_slip(struct arena *arena, struct str folded)
{
    struct buf out;
    bool vowel = false;
    bool letter_first = folded.len > 0 && folded.ptr[0] >= 'a' && folded.ptr[0] <= 'z';
    if (!letter_first || folded.len > SEARCH_WORD_MAX)
        return folded;
    buf_init(&out, arena, folded.len);
    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.ptr[i] == 'w' && !vowel ? 'u' : folded.ptr[i]; /* "tw": tư */
        if (is_key(c, vowel))
            continue;
        if (out.len == 0 || out.ptr[out.len - 1] != c)
            buf_byte(&out, (unsigned char)c);
        vowel = vowel || is_vowel(c);
    }
    return vowel ? buf_str(&out) : folded; /* "h19" is a code, no syllable */
}

void search_read(struct arena *arena, struct str typed, struct search_typed *out)
{
    struct str folded = utf8_fold(arena, typed);
    struct str toned = utf8_toned(arena, typed);
    *out = (struct search_typed){0};
    while (out->count < SEARCH_WORDS_MAX && next_word(&folded, &toned, &out->words[out->count])) {
        struct search_word *word = &out->words[out->count++];
        word->slip = search_slip(arena, word->plain);
        out->marked = out->marked || word->marked;
        out->slip = out->slip || !str_equal(word->slip, word->plain);
    }
}

struct str search_slips(struct arena *arena, struct str typed)
{
    struct search_typed read;
    struct str out = S("");
    search_read(arena, typed, &read);
    for (size_t i = 0; i < read.count; i++)
        out = str_printf(arena, "%.*s%s%.*s", STR_ARG(out), i > 0 ? " " : "",
                         STR_ARG(read.words[i].slip));
    return out;
}

/* One token that must be there, or its beginning; no token has a quote in it. */
static void add_term(struct buf *out, enum db_engine engine, struct str token, bool begun)
{
    bool sqlite = engine == DB_SQLITE;
    if (out->len > 0)
        buf_text(out, sqlite ? " AND " : " & ");
    buf_printf(out, sqlite ? "\"%.*s\"" : "'%.*s'", STR_ARG(token));
    if (begun)
        buf_text(out, sqlite ? "*" : ":*");
}

/* "@1|@2": one of them must be there. */
static void add_choice(struct buf *out, enum db_engine engine, struct str tokens)
{
    bool sqlite = engine == DB_SQLITE;
    bool several = str_find_byte(tokens, '|') < tokens.len;
    const char *before = out->len == 0 ? "" : sqlite ? " AND " : " & ";
    buf_printf(out, "%s%s", before, several ? "(" : "");
    for (bool first = true; tokens.len > 0; first = false) {
        struct str token;
        if (!str_split(tokens, '|', &token, &tokens))
            tokens = (struct str){0};
        buf_text(out, first ? "" : sqlite ? " OR " : " | ");
        buf_printf(out, sqlite ? "\"%.*s\"" : "'%.*s'", STR_ARG(token));
    }
    buf_text(out, several ? ")" : "");
}

static void add_word(struct arena *arena, struct buf *out, enum db_engine engine,
                     const struct search_word *word, enum search_reading reading)
{
    bool keys = reading >= SEARCH_SLIPPED;
    bool begun = reading == SEARCH_BEGUN || reading == SEARCH_SLIPPED_BEGUN;
    struct str read = keys ? word->slip : word->plain;
    if (word->number && has_digit(read))
        add_term(out, engine, read, reading >= SEARCH_BEGUN && read.len >= NUMBER_BEGUN);
    else if (reading == SEARCH_MARKED && word->marked)
        add_term(out, engine, word->toned, false);
    else
        add_term(out, engine, begun ? read : str_concat(arena, read, S(".")), false);
}

struct str search_expression(struct arena *arena, enum db_engine engine,
                             const struct search_typed *typed, enum search_reading reading,
                             struct str also)
{
    struct buf out;
    buf_init(&out, arena, 4096 + 8 * also.len);
    for (size_t i = 0; i < typed->count; i++)
        add_word(arena, &out, engine, &typed->words[i], reading);
    while (also.len > 0) {
        struct str token;
        if (!str_split(also, ' ', &token, &also))
            also = (struct str){0};
        add_choice(&out, engine, token);
    }
    assert(!out.overflowed);
    return buf_str(&out);
}
