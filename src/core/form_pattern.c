#include "core/form_pattern.h"

#include <assert.h>
#include <regex.h>
#include <string.h>

#include "base/buf.h"

enum { PATTERN_MAX = 200, REPEAT_MAX = 99 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* What \d, \w and \s stand for inside brackets; NULL for other characters. */
static const char *class_of(char c)
{
    switch (c) {
    case 'd':
        return "0-9";
    case 'w':
        return "A-Za-z0-9_";
    case 's':
        return " \t";
    default:
        return NULL;
    }
}

/* The character behind a backslash; `inside` brackets, where POSIX knows no backslash. */
static bool translate_escape(struct buf *out, char c, bool inside)
{
    const char *class = class_of(c);
    if (class != NULL) {
        buf_printf(out, inside ? "%s" : "[%s]", class);
        return true;
    }
    bool sign = c > ' ' && c < 127 && !is_digit(c) && !is_letter(c);
    if (!sign || (inside && strchr("]^-", c) != NULL))
        return false;
    buf_printf(out, inside ? "%c" : "\\%c", c);
    return true;
}

/* {n}, {n,} or {n,m} at `at`; gives its length, 0 when it is none of ours. */
static size_t repeat_length(struct str pattern, size_t at)
{
    struct str rest = str_slice(pattern, at + 1, pattern.len);
    struct str inner = str_slice(rest, 0, str_find_byte(rest, '}'));
    struct str low, high;
    bool range = str_split(inner, ',', &low, &high);
    int64_t n = 0;
    int64_t m = 0;
    if (inner.len == rest.len || !str_to_i64(low, &n) || n < 0 || n > REPEAT_MAX)
        return 0;
    if (range && !str_empty(high) && (!str_to_i64(high, &m) || m < n || m > REPEAT_MAX))
        return 0;
    return inner.len + 2;
}

struct translation {
    struct buf out;
    bool inside;   /* brackets */
    bool repeated; /* the last thing was a repetition: "?" behind it would be lazy */
};

/* A repetition sign; nothing may be repeated twice (lazily), and groups are not counted: they
 * would multiply and the compiled form grow without end. */
static bool translate_repeat(struct translation *t, struct str pattern, size_t *at)
{
    char c = pattern.ptr[*at];
    if (t->repeated || *at == 0)
        return false;
    t->repeated = true;
    if (c != '{') {
        buf_byte(&t->out, (unsigned char)c);
        return true;
    }
    size_t length = pattern.ptr[*at - 1] == ')' ? 0 : repeat_length(pattern, *at);
    buf_add(&t->out, str_slice(pattern, *at, *at + length));
    *at += length == 0 ? 0 : length - 1;
    return length != 0;
}

/* "(" and "(?:", which captures nothing and so is a plain group; no other "(?…". */
static bool translate_group(struct translation *t, struct str pattern, size_t *at)
{
    struct str rest = str_slice(pattern, *at + 1, pattern.len);
    bool plain = str_starts(rest, S("?:"));
    if (!plain && str_starts(rest, S("?")))
        return false;
    *at += plain ? 2 : 0;
    t->repeated = false;
    buf_byte(&t->out, '(');
    return true;
}

/* One character outside of escapes; false for what POSIX does not share. */
static bool translate_plain(struct translation *t, struct str pattern, size_t *at)
{
    char c = pattern.ptr[*at];
    if (!t->inside && strchr("*+?{", c) != NULL)
        return translate_repeat(t, pattern, at);
    if (!t->inside && c == '(')
        return translate_group(t, pattern, at);
    if (t->inside && c == '[')
        return false; /* would open a POSIX class */
    t->repeated = false;
    t->inside = c == '[' || (t->inside && c != ']');
    buf_byte(&t->out, (unsigned char)c);
    return true;
}

static bool compiles(struct arena *arena, struct str posix)
{
    regex_t regex;
    if (regcomp(&regex, str_c(arena, posix), REG_EXTENDED | REG_NOSUB) != 0)
        return false;
    regfree(&regex);
    return true;
}

bool form_pattern_translate(struct arena *arena, struct str pattern, struct str *posix)
{
    struct translation t = {.inside = false};
    if (pattern.len > PATTERN_MAX || str_has_nul(pattern))
        return false;
    buf_init(&t.out, arena, 20 * PATTERN_MAX);
    buf_text(&t.out, "^(");
    for (size_t at = 0; at < pattern.len; at++) {
        if (pattern.ptr[at] == '\\') {
            if (++at == pattern.len || !translate_escape(&t.out, pattern.ptr[at], t.inside))
                return false;
            t.repeated = false;
        } else if (!translate_plain(&t, pattern, &at))
            return false;
    }
    buf_text(&t.out, ")$");
    *posix = buf_str(&t.out);
    return compiles(arena, *posix);
}

bool form_pattern_matches(struct arena *arena, struct str posix, struct str text)
{
    if (str_has_nul(text))
        return false;
    const char *expression = str_c(arena, posix);
    const char *subject = str_c(arena, text);
    regex_t regex;
    int bad = regcomp(&regex, expression, REG_EXTENDED | REG_NOSUB);
    assert(bad == 0);
    if (bad != 0)
        return false;
    bool matches = regexec(&regex, subject, 0, NULL, 0) == 0;
    regfree(&regex);
    return matches;
}
