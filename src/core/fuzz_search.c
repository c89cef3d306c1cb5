/* Any bytes as what was typed: every reading becomes terms and nothing else for either engine, a
 * text has the tokens by which its own words find it, and folded and toned words come in pairs. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "core/search_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static size_t words_of(struct str text)
{
    size_t count = text.len > 0 ? 1 : 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == ' ' ? 1 : 0;
    return count;
}

/* "a" AND "b"* … or 'a' & 'b':* …: quotes in pairs, nothing but letters between them. */
static void check_terms(struct str expression, struct str between, struct str begun, char quote)
{
    while (expression.len > 0) {
        check(expression.ptr[0] == quote);
        struct str rest = str_slice(expression, 1, expression.len);
        size_t end = str_find_byte(rest, quote);
        check(end > 0 && end < rest.len && str_find_byte(str_slice(rest, 0, end), ' ') == end);
        expression = str_slice(rest, end + 1, rest.len);
        if (str_starts(expression, begun))
            expression = str_slice(expression, begun.len, expression.len);
        if (expression.len > 0) {
            check(str_starts(expression, between) && expression.len > between.len);
            expression = str_slice(expression, between.len, expression.len);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(256 << 20);
    struct str text = str_of((const char *)data, size < 4096 ? size : 4096);
    struct search_typed typed;
    search_read(arena, text, &typed);
    check(words_of(utf8_fold(arena, text)) == words_of(utf8_toned(arena, text)));
    for (int i = 0; i < SEARCH_READINGS; i++) {
        enum search_reading reading = (enum search_reading)i;
        check_terms(search_expression(arena, DB_SQLITE, &typed, reading, S("@7")), S(" AND "),
                    S("*"), '"');
        check_terms(search_expression(arena, DB_POSTGRES, &typed, reading, S("@7")), S(" & "),
                    S(":*"), '\'');
    }
    struct str tokens = str_concat(arena, search_tokens(arena, text), S(" "));
    check(utf8_valid(tokens));
    for (size_t i = 0; i < typed.count; i++) {
        struct str plain = str_printf(arena, " %.*s ", STR_ARG(typed.words[i].plain));
        struct str toned = str_printf(arena, " %.*s ", STR_ARG(typed.words[i].toned));
        check(str_find(tokens, plain) < tokens.len);
        check(!typed.words[i].marked || str_find(tokens, toned) < tokens.len);
        check(typed.words[i].slip.len > 0 && typed.words[i].slip.len <= typed.words[i].plain.len);
    }
    arena_free(arena);
    return 0;
}
