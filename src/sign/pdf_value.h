#ifndef TRUC_SIGN_PDF_VALUE_H
#define TRUC_SIGN_PDF_VALUE_H

/*
 * The values of a PDF body (ISO 32000-1, clause 7.3), read strictly: what does not follow the
 * grammar is refused, never repaired. Reading keeps no call stack, so that nesting costs nothing
 * but a counter.
 */
#include "base/result.h"
#include "base/str.h"

enum {
    PDF_DEPTH_MAX = 64,        /* nested arrays and dictionaries */
    PDF_VALUES_MAX = 1000000,  /* values read from one document in all */
    PDF_NUMBER_MAX = 8388607,  /* highest object number (annex C.2) */
};

enum pdf_type {
    PDF_NULL,
    PDF_BOOLEAN,
    PDF_INTEGER,
    PDF_REAL,
    PDF_NAME,
    PDF_STRING, /* literal or hexadecimal: see text */
    PDF_REFERENCE,
    PDF_ARRAY,
    PDF_DICTIONARY,
    PDF_ROOT, /* holds what pdf_values_read found; never inside another */
};

/* One value. Containers hold their members as a list; in a dictionary keys and values alternate. */
struct pdf_value {
    enum pdf_type type;
    uint32_t generation; /* REFERENCE */
    size_t start; /* span in the bytes that it was read from, end exclusive */
    size_t end;
    int64_t integer;     /* INTEGER, BOOLEAN; REFERENCE: object number */
    struct str text;     /* NAME: without '/', #xx decoded; STRING: decoded bytes */
    struct pdf_value *parent;
    struct pdf_value *first;
    struct pdf_value *last;
    struct pdf_value *next;
    struct pdf_value *previous;
    size_t count; /* members */
};

/* What values are read from, with the limits of the whole document. */
struct pdf_lexer {
    struct arena *arena;
    struct str bytes;
    size_t at;
    size_t *values_left; /* shared by all lexers of a document */
};

/* Reads values from lexer->at up to the first keyword that is none of true, false, null, R, or to
 * the end; *keyword is that word (empty at the end) and lexer->at stands behind it. The values are
 * the members of *root. */
struct result pdf_values_read(struct pdf_lexer *lexer, struct pdf_value **root,
                              struct str *keyword);

/* Moves over white space and comments. */
void pdf_skip_space(struct pdf_lexer *lexer);
bool pdf_is_space(unsigned char byte);

/* Value of `key` in a dictionary, NULL where there is none or `dictionary` is not one. */
struct pdf_value *pdf_get(const struct pdf_value *dictionary, const char *key);
/* The same for a key that is no literal. */
struct pdf_value *pdf_get_text(const struct pdf_value *dictionary, struct str key);
bool pdf_is_name(const struct pdf_value *value, const char *name);
bool pdf_is_reference_to(const struct pdf_value *value, int64_t number);
/* INTEGER or REAL as a double; false for anything else. */
bool pdf_number(const struct pdf_value *value, double *out);
/* Four numbers as left, bottom, right, top, whatever their order; false for anything else. */
bool pdf_rect(const struct pdf_value *array, double out[4]);
/* A text string (7.9.2.2) in UTF-8; bytes of the single-byte encoding are read as Latin-1. */
struct str pdf_text_utf8(struct arena *arena, struct str bytes);
/* True where both say the same, however they are spaced. */
bool pdf_equal(const struct pdf_value *a, const struct pdf_value *b);
/* The next value of a walk over `top` and all below it in the order of the file; NULL at the end.
 * Start with `top` itself. */
struct pdf_value *pdf_walk(const struct pdf_value *top, const struct pdf_value *at);

#endif
