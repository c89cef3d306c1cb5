#ifndef TRUC_MODULES_SIGNING_DIFF_H
#define TRUC_MODULES_SIGNING_DIFF_H

/* What changed between two versions of a paper, paragraph by paragraph. Pure. */
#include "base/str.h"

enum { DIFF_PARAGRAPHS_MAX = 400 };

enum diff_kind { DIFF_SAME, DIFF_ADDED, DIFF_REMOVED, DIFF_CHANGED };

/* A paragraph of the newer text, or one that is gone. CHANGED: `before` + `old` + `after` became
 * `before` + `fresh` + `after`, cut between words. */
struct diff_line {
    enum diff_kind kind;
    struct str text; /* SAME, ADDED, REMOVED */
    struct str before;
    struct str old;
    struct str fresh;
    struct str after;
};

struct diff {
    struct diff_line *lines;
    size_t count;
    size_t changes; /* lines that are not SAME */
};

struct diff_text {
    const struct str *items;
    size_t count;
};

/* Paragraphs beyond DIFF_PARAGRAPHS_MAX are not compared: they count as one change each. */
struct diff diff_texts(struct arena *arena, struct diff_text old, struct diff_text fresh);

#endif
