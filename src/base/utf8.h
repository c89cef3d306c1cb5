#ifndef TRUC_BASE_UTF8_H
#define TRUC_BASE_UTF8_H

/*
 * Vietnamese text in UTF-8: is it text at all, in which form is it kept, and
 * under which form is it found.
 */
#include "base/result.h"
#include "base/str.h"

/* Well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing above
 * U+10FFFF. NUL is allowed: look with str_has_nul where it must not be. */
bool utf8_valid(struct str text);

/* Number of code points of valid text; bytes that are not count one each. */
size_t utf8_length(struct str text);

/* At most `count` code points from the front, never cutting one in two. */
struct str utf8_prefix(struct str text, size_t count);

/* Text as people type it on one line: valid, NFC, no control character (white space of any kind
 * becomes one space), trimmed. INVALID "text.encoding" when the bytes are not UTF-8. */
struct result utf8_clean_line(struct arena *arena, struct str text, struct str *out);

/* As utf8_clean_line, but line breaks stay (CR LF and CR become LF). */
struct result utf8_clean_lines(struct arena *arena, struct str text, struct str *out);

/* Unicode normalisation form C. INVALID "text.encoding" when the bytes are not UTF-8. */
struct result utf8_nfc(struct arena *arena, struct str text, struct str *out);

/* The form under which text is searched: lower case, without any mark, đ → d, every run of
 * characters that are neither letters nor digits one space, trimmed. "Hoà", "Hòa", "HOÀ" and "hoa"
 * fall together, typed in NFC or NFD. Text that is not UTF-8 folds to what of it is ASCII. */
struct str utf8_fold(struct arena *arena, struct str text);

/* The words of utf8_fold, one for one, as they are spelt: lower case, ă â ê ô ơ ư đ kept, and
 * behind each word "=" and its tone, 1 (ngang) to 6 in the order of dictionaries: "Hoà" and "Hòa"
 * are both "hoa=2". */
struct str utf8_toned(struct arena *arena, struct str text);

/* A key whose byte order is the order of the Vietnamese alphabet: a ă â b c d đ e ê … , letters
 * before tones (ngang huyền hỏi ngã sắc nặng) in every syllable, signs and spaces before letters,
 * case ignored. */
struct str utf8_vietnamese_key(struct arena *arena, struct str text);

/* Capital letters of well-formed text; what is not UTF-8 stays as it is. */
struct str utf8_upper(struct arena *arena, struct str text);

#endif
