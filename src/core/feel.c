#include "core/feel.h"

#include <assert.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { SOURCE_MAX = 4096, NESTING_MAX = 50 };
/* An expression joins at most half as many texts as it has bytes. */
enum { SCRATCH_MAX = SOURCE_MAX / 2 * (FEEL_TEXT_MAX + 1024) };

enum node_kind {
    NODE_LITERAL,
    NODE_NAME,
    NODE_NOT,
    NODE_NEGATE,
    NODE_AND,
    NODE_OR,
    NODE_ADD,
    NODE_SUBTRACT,
    NODE_MULTIPLY,
    NODE_DIVIDE,
    NODE_EQUAL,
    NODE_UNEQUAL,
    NODE_LESS,
    NODE_LESS_EQUAL,
    NODE_GREATER,
    NODE_GREATER_EQUAL,
    NODE_IF
};

struct feel {
    enum node_kind kind;
    struct feel_value literal;
    struct str name;        /* with dots */
    enum feel_kind read_as; /* FEEL_NULL: as it comes */
    const struct feel *a;
    const struct feel *b;
    const struct feel *c;
};

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_STRING, TOKEN_NAME, TOKEN_SIGN };

struct token {
    enum token_kind kind;
    struct str text; /* of a string: with its quotes */
};

struct parser {
    struct arena *arena;
    struct str source;
    size_t at;
    struct token token; /* the one being looked at */
    const struct feel_names *names;
    unsigned nesting;
    struct str *problem;
};

/* ---- reading signs, names and numbers ---- */

static struct result refuse(struct parser *parser, enum error_kind kind, const char *what)
{
    struct str text = parser->token.text;
    *parser->problem = str_printf(parser->arena, "%s: \"%.*s\" (%zu)", what, STR_ARG(text),
                                  parser->at - text.len + 1);
    const char *code = kind == ERROR_UNSUPPORTED ? "feel.unsupported" : "feel.syntax";
    return result_fail(kind, code, N_("Sửa biểu thức trong tệp biểu mẫu hoặc quy trình"));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Letters of any language: every byte of a character beyond ASCII counts as one. */
static bool is_name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static size_t scan_name(struct str s, size_t at)
{
    while (at < s.len && (is_name_start(s.ptr[at]) || is_digit(s.ptr[at])))
        at++;
    if (at + 1 < s.len && s.ptr[at] == '.' && is_name_start(s.ptr[at + 1]))
        return scan_name(s, at + 1);
    return at;
}

static size_t scan_number(struct str s, size_t at)
{
    while (at < s.len && is_digit(s.ptr[at]))
        at++;
    if (at + 1 < s.len && s.ptr[at] == '.' && is_digit(s.ptr[at + 1]))
        for (at++; at < s.len && is_digit(s.ptr[at]);)
            at++;
    return at;
}

/* Behind the closing quote, or the end where there is none. */
static size_t scan_string(struct str s, size_t at)
{
    for (at++; at < s.len && s.ptr[at] != '"'; at++)
        if (s.ptr[at] == '\\')
            at++;
    return at < s.len ? at + 1 : s.len;
}

static size_t scan_sign(struct str s, size_t at)
{
    static const char *const doubles[] = {"<=", ">=", "!=", "**", "..", "->", "//", "/*"};
    struct str two = str_slice(s, at, at + 2);
    for (size_t i = 0; i < sizeof doubles / sizeof doubles[0]; i++)
        if (str_is(two, doubles[i]))
            return at + 2;
    return at + 1;
}

static void advance(struct parser *parser)
{
    struct str s = parser->source;
    size_t at = parser->at;
    while (at < s.len && (s.ptr[at] == ' ' || (s.ptr[at] >= '\t' && s.ptr[at] <= '\r')))
        at++;
    size_t from = at;
    enum token_kind kind = TOKEN_END;
    if (at < s.len && is_name_start(s.ptr[at])) {
        kind = TOKEN_NAME;
        at = scan_name(s, at);
    } else if (at < s.len && (is_digit(s.ptr[at]) ||
                              (s.ptr[at] == '.' && at + 1 < s.len && is_digit(s.ptr[at + 1])))) {
        kind = TOKEN_NUMBER;
        at = scan_number(s, at);
    } else if (at < s.len && s.ptr[at] == '"') {
        kind = TOKEN_STRING;
        at = scan_string(s, at);
    } else if (at < s.len) {
        kind = TOKEN_SIGN;
        at = scan_sign(s, at);
    }
    parser->token = (struct token){kind, str_slice(s, from, at)};
    parser->at = at;
}

static bool looks_at(const struct parser *parser, enum token_kind kind, const char *text)
{
    return parser->token.kind == kind && str_is(parser->token.text, text);
}

static bool accept(struct parser *parser, enum token_kind kind, const char *text)
{
    if (!looks_at(parser, kind, text))
        return false;
    advance(parser);
    return true;
}

static struct result expect(struct parser *parser, enum token_kind kind, const char *text)
{
    if (accept(parser, kind, text))
        return RESULT_OK;
    return refuse(parser, ERROR_INVALID, str_c(parser->arena, str_printf(parser->arena,
                                                                        "expected %s", text)));
}

/* ---- grammar ---- */

static struct result parse_expression(struct parser *parser, const struct feel **out);

static const struct feel *node(struct parser *parser, enum node_kind kind, const struct feel *a,
                               const struct feel *b)
{
    struct feel *made = ARENA_NEW(parser->arena, struct feel);
    made->kind = kind;
    made->a = a;
    made->b = b;
    return made;
}

static const struct feel *literal(struct parser *parser, struct feel_value value)
{
    struct feel *made = ARENA_NEW(parser->arena, struct feel);
    made->kind = NODE_LITERAL;
    made->literal = value;
    return made;
}

static struct result parse_string(struct parser *parser, const struct feel **out)
{
    struct str quoted = parser->token.text;
    if (quoted.len < 2 || quoted.ptr[quoted.len - 1] != '"')
        return refuse(parser, ERROR_INVALID, "string without end");
    struct buf text;
    buf_init(&text, parser->arena, quoted.len);
    for (size_t i = 1; i + 1 < quoted.len; i++) {
        char c = quoted.ptr[i];
        if (c == '\\') {
            c = quoted.ptr[++i];
            if (c != '"' && c != '\\' && c != 'n')
                return refuse(parser, ERROR_UNSUPPORTED, "escape in string");
            c = c == 'n' ? '\n' : c;
        }
        buf_byte(&text, (unsigned char)c);
    }
    *out = literal(parser, (struct feel_value){.kind = FEEL_STRING, .string = buf_str(&text)});
    advance(parser);
    return RESULT_OK;
}

static struct result parse_number(struct parser *parser, const struct feel **out)
{
    struct feel_value value = {.kind = FEEL_NUMBER};
    if (!decimal_parse(parser->token.text, &value.number))
        return refuse(parser, ERROR_INVALID, "number out of range");
    *out = literal(parser, value);
    advance(parser);
    return RESULT_OK;
}

/* What FEEL has and we do not: refused by its name, so that nobody wonders. */
static bool is_foreign_word(struct str name)
{
    static const char *const words[] = {"for",     "some",     "every",   "in",       "between",
                                        "return",  "function", "external", "instance", "satisfies",
                                        "then",    "else",     "and",     "or"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_is(name, words[i]))
            return true;
    return false;
}

static struct result parse_parenthesis(struct parser *parser, const struct feel **out)
{
    TRY(expect(parser, TOKEN_SIGN, "("));
    TRY(parse_expression(parser, out));
    return expect(parser, TOKEN_SIGN, ")");
}

static const struct feel *name_node(struct parser *parser, struct str name)
{
    struct feel *made = ARENA_NEW(parser->arena, struct feel);
    made->kind = NODE_NAME;
    made->name = name;
    for (size_t i = 0; i < parser->names->count; i++)
        if (str_equal(parser->names->items[i].name, name))
            made->read_as = parser->names->items[i].kind;
    return made;
}

static struct result parse_name(struct parser *parser, const struct feel **out)
{
    struct token name = parser->token;
    if (is_foreign_word(name.text))
        return refuse(parser, ERROR_UNSUPPORTED, "word not supported here");
    struct parser before = *parser;
    advance(parser);
    if (str_is(name.text, "not") && looks_at(parser, TOKEN_SIGN, "(")) {
        const struct feel *inner = NULL;
        TRY(parse_parenthesis(parser, &inner));
        *out = node(parser, NODE_NOT, inner, NULL);
        return RESULT_OK;
    }
    if (looks_at(parser, TOKEN_SIGN, "("))
        return refuse(&before, ERROR_UNSUPPORTED, "function not supported");
    if (str_is(name.text, "true") || str_is(name.text, "false")) {
        bool yes = str_is(name.text, "true");
        *out = literal(parser, (struct feel_value){.kind = FEEL_BOOL, .boolean = yes});
    } else if (str_is(name.text, "null")) {
        *out = literal(parser, (struct feel_value){.kind = FEEL_NULL});
    } else {
        *out = name_node(parser, name.text);
    }
    return RESULT_OK;
}

static struct result parse_primary(struct parser *parser, const struct feel **out)
{
    switch (parser->token.kind) {
    case TOKEN_NUMBER:
        return parse_number(parser, out);
    case TOKEN_STRING:
        return parse_string(parser, out);
    case TOKEN_NAME:
        return parse_name(parser, out);
    case TOKEN_END:
        return refuse(parser, ERROR_INVALID, "expression ends early");
    case TOKEN_SIGN:
        break;
    }
    if (looks_at(parser, TOKEN_SIGN, "("))
        return parse_parenthesis(parser, out);
    if (looks_at(parser, TOKEN_SIGN, "[") || looks_at(parser, TOKEN_SIGN, "{") ||
        looks_at(parser, TOKEN_SIGN, "@"))
        return refuse(parser, ERROR_UNSUPPORTED, "list, context or date literal");
    return refuse(parser, ERROR_INVALID, "sign not expected here");
}

static struct result parse_unary(struct parser *parser, const struct feel **out)
{
    bool negative = false;
    while (accept(parser, TOKEN_SIGN, "-"))
        negative = !negative;
    TRY(parse_primary(parser, out));
    if (negative)
        *out = node(parser, NODE_NEGATE, *out, NULL);
    return RESULT_OK;
}

static struct result parse_product(struct parser *parser, const struct feel **out)
{
    TRY(parse_unary(parser, out));
    for (;;) {
        bool times = looks_at(parser, TOKEN_SIGN, "*");
        if (!times && !looks_at(parser, TOKEN_SIGN, "/"))
            return RESULT_OK;
        advance(parser);
        const struct feel *right = NULL;
        TRY(parse_unary(parser, &right));
        *out = node(parser, times ? NODE_MULTIPLY : NODE_DIVIDE, *out, right);
    }
}

static struct result parse_sum(struct parser *parser, const struct feel **out)
{
    TRY(parse_product(parser, out));
    for (;;) {
        bool plus = looks_at(parser, TOKEN_SIGN, "+");
        if (!plus && !looks_at(parser, TOKEN_SIGN, "-"))
            return RESULT_OK;
        advance(parser);
        const struct feel *right = NULL;
        TRY(parse_product(parser, &right));
        *out = node(parser, plus ? NODE_ADD : NODE_SUBTRACT, *out, right);
    }
}

static bool comparison_of(const struct token *token, enum node_kind *kind)
{
    static const struct {
        const char *sign;
        enum node_kind kind;
    } signs[] = {{"=", NODE_EQUAL},         {"!=", NODE_UNEQUAL}, {"<", NODE_LESS},
                 {"<=", NODE_LESS_EQUAL},   {">", NODE_GREATER},  {">=", NODE_GREATER_EQUAL}};
    if (token->kind != TOKEN_SIGN)
        return false;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (str_is(token->text, signs[i].sign)) {
            *kind = signs[i].kind;
            return true;
        }
    return false;
}

static struct result parse_comparison(struct parser *parser, const struct feel **out)
{
    TRY(parse_sum(parser, out));
    enum node_kind kind;
    if (!comparison_of(&parser->token, &kind))
        return RESULT_OK;
    advance(parser);
    const struct feel *right = NULL;
    TRY(parse_sum(parser, &right));
    *out = node(parser, kind, *out, right);
    return RESULT_OK;
}

static struct result parse_and(struct parser *parser, const struct feel **out)
{
    TRY(parse_comparison(parser, out));
    while (accept(parser, TOKEN_NAME, "and")) {
        const struct feel *right = NULL;
        TRY(parse_comparison(parser, &right));
        *out = node(parser, NODE_AND, *out, right);
    }
    return RESULT_OK;
}

static struct result parse_or(struct parser *parser, const struct feel **out)
{
    TRY(parse_and(parser, out));
    while (accept(parser, TOKEN_NAME, "or")) {
        const struct feel *right = NULL;
        TRY(parse_and(parser, &right));
        *out = node(parser, NODE_OR, *out, right);
    }
    return RESULT_OK;
}

static struct result parse_if(struct parser *parser, const struct feel **out)
{
    struct feel *made = ARENA_NEW(parser->arena, struct feel);
    made->kind = NODE_IF;
    TRY(parse_expression(parser, &made->a));
    TRY(expect(parser, TOKEN_NAME, "then"));
    TRY(parse_expression(parser, &made->b));
    TRY(expect(parser, TOKEN_NAME, "else"));
    *out = made;
    return parse_expression(parser, &made->c);
}

static struct result parse_expression(struct parser *parser, const struct feel **out)
{
    if (parser->nesting >= NESTING_MAX)
        return refuse(parser, ERROR_INVALID, "nested too deep");
    parser->nesting++;
    TRY(accept(parser, TOKEN_NAME, "if") ? parse_if(parser, out) : parse_or(parser, out));
    parser->nesting--;
    return RESULT_OK;
}

struct result feel_compile(struct arena *arena, struct str source, const struct feel **out,
                           struct str *problem)
{
    return feel_compile_with(arena, source, &(struct feel_names){0}, out, problem);
}

struct result feel_compile_with(struct arena *arena, struct str source,
                                const struct feel_names *names, const struct feel **out,
                                struct str *problem)
{
    struct str body = str_trim(source);
    if (str_starts(body, S("=")))
        body = str_slice(body, 1, body.len);
    struct parser parser = {.arena = arena,
                            .source = body,
                            .names = names,
                            .problem = problem};
    if (body.len > SOURCE_MAX || !utf8_valid(body))
        return refuse(&parser, ERROR_INVALID, "too long, or not UTF-8");
    advance(&parser);
    TRY(parse_expression(&parser, out));
    if (parser.token.kind == TOKEN_END)
        return RESULT_OK;
    bool known = looks_at(&parser, TOKEN_SIGN, "**") || looks_at(&parser, TOKEN_SIGN, "[") ||
                 looks_at(&parser, TOKEN_SIGN, "..") || looks_at(&parser, TOKEN_SIGN, "//") ||
                 looks_at(&parser, TOKEN_SIGN, "/*") ||
                 (parser.token.kind == TOKEN_NAME && is_foreign_word(parser.token.text));
    return refuse(&parser, known ? ERROR_UNSUPPORTED : ERROR_INVALID, "not expected here");
}

/* ---- evaluation: values are true, false or unknown (null), DMN 1.3 clause 10.3.2.15 ---- */

static const struct feel_value null_value = {.kind = FEEL_NULL};

static struct feel_value boolean(bool value)
{
    return (struct feel_value){.kind = FEEL_BOOL, .boolean = value};
}

static struct feel_value number_if(bool in_range, struct decimal number)
{
    return in_range ? (struct feel_value){.kind = FEEL_NUMBER, .number = number} : null_value;
}

static struct feel_value of_json(struct arena *arena, const struct json *value)
{
    struct decimal number;
    switch (json_kind_of(value)) {
    case JSON_KIND_BOOL:
        return boolean(json_bool(value, false));
    case JSON_KIND_INTEGER:
        return number_if(true, decimal_of(json_int(value, 0)));
    case JSON_KIND_REAL: /* 15 digits are what a double holds of a decimal */
        return number_if(
            decimal_parse(str_printf(arena, "%.*f", 15, json_number(value, 0)), &number), number);
    case JSON_KIND_STRING:
        return (struct feel_value){.kind = FEEL_STRING, .string = json_text(value)};
    case JSON_KIND_NULL:
    case JSON_KIND_ARRAY:
    case JSON_KIND_OBJECT:
        break;
    }
    return null_value;
}

static struct feel_value read_text(struct feel_value value, enum feel_kind kind)
{
    if (kind == FEEL_BOOL && value.kind == FEEL_NULL)
        return boolean(false);
    if (kind == FEEL_NULL || value.kind != FEEL_STRING)
        return value;
    if (kind == FEEL_BOOL)
        return boolean(!str_empty(value.string) && !str_is(value.string, "false"));
    if (kind == FEEL_NUMBER) {
        struct decimal number = decimal_of(0);
        bool good = decimal_parse(str_trim(value.string), &number);
        return number_if(good, number);
    }
    return value;
}

static struct feel_value look_up(struct arena *arena, const struct feel *feel,
                                 const struct json *names)
{
    struct str head;
    struct str path = feel->name;
    while (str_split(path, '.', &head, &path))
        names = json_find(names, head);
    return read_text(of_json(arena, json_find(names, head)), feel->read_as);
}

static struct feel_value conjunction(struct feel_value a, struct feel_value b, bool decisive)
{
    bool a_known = a.kind == FEEL_BOOL;
    bool b_known = b.kind == FEEL_BOOL;
    if ((a_known && a.boolean == decisive) || (b_known && b.boolean == decisive))
        return boolean(decisive);
    return a_known && b_known ? boolean(!decisive) : null_value;
}

static struct feel_value joined(struct arena *arena, struct str a, struct str b)
{
    if (a.len > FEEL_TEXT_MAX || b.len > FEEL_TEXT_MAX - a.len)
        return null_value;
    return (struct feel_value){.kind = FEEL_STRING, .string = str_concat(arena, a, b)};
}

static struct feel_value arithmetic(struct arena *arena, enum node_kind kind, struct feel_value a,
                                    struct feel_value b)
{
    if (kind == NODE_ADD && a.kind == FEEL_STRING && b.kind == FEEL_STRING)
        return joined(arena, a.string, b.string);
    if (a.kind != FEEL_NUMBER || b.kind != FEEL_NUMBER)
        return null_value;
    struct decimal result = decimal_of(0);
    bool good;
    if (kind == NODE_MULTIPLY)
        good = decimal_multiply(a.number, b.number, &result);
    else if (kind == NODE_DIVIDE)
        good = decimal_divide(a.number, b.number, &result);
    else
        good = decimal_add(a.number, kind == NODE_ADD ? b.number : decimal_negate(b.number),
                           &result);
    return number_if(good, result);
}

static struct feel_value equality(struct feel_value a, struct feel_value b)
{
    if (a.kind == FEEL_NULL || b.kind == FEEL_NULL)
        return boolean(a.kind == b.kind);
    if (a.kind != b.kind)
        return null_value;
    if (a.kind == FEEL_BOOL)
        return boolean(a.boolean == b.boolean);
    if (a.kind == FEEL_NUMBER)
        return boolean(decimal_compare(a.number, b.number) == 0);
    return boolean(str_equal(a.string, b.string));
}

static struct feel_value comparison(enum node_kind kind, struct feel_value a, struct feel_value b)
{
    if (kind == NODE_EQUAL || kind == NODE_UNEQUAL) {
        struct feel_value same = equality(a, b);
        if (same.kind == FEEL_BOOL && kind == NODE_UNEQUAL)
            same.boolean = !same.boolean;
        return same;
    }
    if (a.kind != b.kind || (a.kind != FEEL_NUMBER && a.kind != FEEL_STRING))
        return null_value;
    int order = a.kind == FEEL_NUMBER ? decimal_compare(a.number, b.number)
                                      : str_compare(a.string, b.string);
    if (kind == NODE_LESS)
        return boolean(order < 0);
    if (kind == NODE_LESS_EQUAL)
        return boolean(order <= 0);
    return boolean(kind == NODE_GREATER ? order > 0 : order >= 0);
}

static bool is_true(struct feel_value value)
{
    return value.kind == FEEL_BOOL && value.boolean;
}

static struct feel_value eval_unary(const struct feel *feel, struct feel_value a)
{
    if (feel->kind == NODE_NOT)
        return a.kind == FEEL_BOOL ? boolean(!a.boolean) : null_value;
    assert(feel->kind == NODE_NEGATE);
    return number_if(a.kind == FEEL_NUMBER, decimal_negate(a.number));
}

static struct feel_value eval_binary(struct arena *arena, const struct feel *feel,
                                     const struct json *names)
{
    struct feel_value a = feel_eval(arena, feel->a, names);
    struct feel_value b = feel_eval(arena, feel->b, names);
    if (feel->kind == NODE_AND || feel->kind == NODE_OR)
        return conjunction(a, b, feel->kind == NODE_OR);
    if (feel->kind >= NODE_ADD && feel->kind <= NODE_DIVIDE)
        return arithmetic(arena, feel->kind, a, b);
    return comparison(feel->kind, a, b);
}

struct feel_value feel_eval(struct arena *arena, const struct feel *feel,
                            const struct json *names)
{
    if (feel->kind == NODE_LITERAL)
        return feel->literal;
    if (feel->kind == NODE_NAME)
        return look_up(arena, feel, names);
    if (feel->kind == NODE_NOT || feel->kind == NODE_NEGATE)
        return eval_unary(feel, feel_eval(arena, feel->a, names));
    if (feel->kind == NODE_IF)
        return feel_eval(arena, is_true(feel_eval(arena, feel->a, names)) ? feel->b : feel->c,
                         names);
    return eval_binary(arena, feel, names);
}

bool feel_holds(const struct feel *feel, const struct json *names)
{
    struct arena *scratch = arena_new(SCRATCH_MAX);
    bool holds = is_true(feel_eval(scratch, feel, names));
    arena_free(scratch);
    return holds;
}
