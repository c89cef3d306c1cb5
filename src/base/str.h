#ifndef TRUC_BASE_STR_H
#define TRUC_BASE_STR_H

/*
 * Text and bytes as pointer and length. A str owns nothing; its bytes live in
 * an arena or in static memory. It may hold NUL bytes and needs none at its end.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct str {
    const char *ptr;
    size_t len;
};

/* A str of a string literal, also in static initialisers. */
#define STR(literal)                                                                               \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }
#define S(literal) ((struct str)STR(literal))

/* For printf: ("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, (s).ptr

/* A str over a C string; NULL gives the empty str. Borrows. */
struct str str_from_c(const char *text);

static inline struct str str_of(const char *ptr, size_t len) { return (struct str){ptr, len}; }

/* NUL-terminated copy. A NUL inside stays where it is: use str_has_nul first on input. */
char *str_c(struct arena *arena, struct str s);
struct str str_dup(struct arena *arena, struct str s);
__attribute__((format(printf, 2, 3)))
struct str str_printf(struct arena *arena, const char *format, ...);
struct str str_concat(struct arena *arena, struct str a, struct str b);

static inline bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
/* Byte order; <0, 0, >0. */
int str_compare(struct str a, struct str b);
static inline bool str_is(struct str a, const char *literal)
{
    return str_equal(a, str_of(literal, literal == NULL ? 0 : strlen(literal)));
}
static inline bool str_empty(struct str s) { return s.len == 0; }
bool str_has_nul(struct str s);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Position of the first `needle`, or s.len. */
size_t str_find(struct str s, struct str needle);
size_t str_find_byte(struct str s, char byte);
/* The part [from, to), both cut to the length. */
static inline struct str str_slice(struct str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return str_of(from == 0 ? s.ptr : s.ptr + from, to - from);
}
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Takes the part before `separator` into *head and leaves the rest in *rest; false, with all in
 * *head and *rest empty, where there is none. */
bool str_split(struct str s, char separator, struct str *head, struct str *rest);

/* Whole decimal number, optional '-', no space, no sign '+', in range; false otherwise. */
bool str_to_i64(struct str s, int64_t *out);

/* Constant-time equality, for secrets; lengths are not secret. */
bool str_equal_secret(struct str a, struct str b);

/* Lower-case hexadecimal of bytes, and back (even length, either case); false on bad text. */
struct str str_hex(struct arena *arena, const void *bytes, size_t len);
bool str_unhex(struct arena *arena, struct str hex, struct str *out);
/* Base64 (RFC 4648 section 4, padded) and back (strict); false on bad text. */
struct str str_base64(struct arena *arena, struct str bytes);
bool str_unbase64(struct arena *arena, struct str text, struct str *out);

#endif
