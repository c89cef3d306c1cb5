#ifndef TRUC_CORE_SEARCH_WORDS_H
#define TRUC_CORE_SEARCH_WORDS_H

/*
 * Words as the index keeps them. A word of letters is there under
 *
 *   nguyên=4   its letters and its tone, wherever the tone was put: "Hoà", "Hòa"
 *   nguyen.    the whole word without marks
 *   n ng ngu … each of its beginnings
 *
 * a word with a digit in it ("0751…", "h19") only as it is. So every look-up is one by equality,
 * the same on both engines, but for a number that is still being typed.
 */
#include "base/buf.h"
#include "core/search.h"
#include "db/db.h"

/* The tokens of a text, each behind a space. */
struct str search_tokens(struct arena *arena, struct str text);

enum { SEARCH_WORDS_MAX = 8, SEARCH_WORD_MAX = 24 };

/* One word of what was typed. */
struct search_word {
    struct str plain; /* folded: "nguyen" */
    struct str toned; /* "nguyên=4" */
    struct str slip;  /* read as keys: "nguyeenx" is "nguyen"; as `plain` where it is none */
    bool marked;      /* typed with marks */
    bool number;      /* has a digit */
};

struct search_typed {
    struct search_word words[SEARCH_WORDS_MAX]; /* the first ones */
    size_t count;
    bool marked; /* some word is */
    bool slip;   /* some word reads otherwise as keys */
};

void search_read(struct arena *arena, struct str typed, struct search_typed *out);

/* What a folded word says when it is read as keys of Telex (aa aw dd s f r x j) or VNI (digits), or
 * with a letter struck twice: "hoof" → "ho", "d9ang2" → "dang", "nguyyen" → "nguyen". */
struct str search_slip(struct arena *arena, struct str folded);

/* All words of what was typed, each read so, with spaces between. */
struct str search_slips(struct arena *arena, struct str typed);

/* The words of a reading for MATCH of FTS5 or for tsquery, and `also`: further tokens, all of them
 * needed, with spaces between; of "@1|@2" one. */
struct str search_expression(struct arena *arena, enum db_engine engine,
                             const struct search_typed *typed, enum search_reading reading,
                             struct str also);

#endif
