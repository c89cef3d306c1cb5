#ifndef TRUC_CORE_FORM_PATTERN_H
#define TRUC_CORE_FORM_PATTERN_H

/* `validate.pattern` of a form: the part of ECMAScript's expressions that POSIX knows too. */
#include "base/arena.h"
#include "base/str.h"

/* An extended POSIX expression with the same meaning, matching the whole text. False for one that
 * is longer than 200 bytes, is broken, repeats more than 99 times, counts repetitions of a group,
 * or uses look-around, back references, lazy repetition, or a class beyond \d \w \s. */
bool form_pattern_translate(struct arena *arena, struct str pattern, struct str *posix);

/* Whether the whole text matches. Bytes, not letters: "." is one byte. */
bool form_pattern_matches(struct arena *arena, struct str posix, struct str text);

#endif
