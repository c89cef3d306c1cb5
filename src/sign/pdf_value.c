#include "sign/pdf_value.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static struct result broken(void)
{
    return result_fail(ERROR_INVALID, "pdf.syntax",
                       N_("Tệp PDF bị hỏng. Mở lại tệp gốc rồi xuất PDF lần nữa."));
}

static struct result too_much(void)
{
    return result_fail(ERROR_LIMIT, "pdf.limit",
                       N_("Tệp PDF quá phức tạp. In lại thành tệp PDF mới rồi gửi."));
}

/* 7.2.2: white space, delimiters; all others are regular. */
enum { REGULAR, SPACE, DELIMITER };
static const unsigned char KINDS[256] = {
    ['\0'] = SPACE,     ['\t'] = SPACE,     ['\n'] = SPACE,    ['\f'] = SPACE,
    ['\r'] = SPACE,     [' '] = SPACE,      ['('] = DELIMITER, [')'] = DELIMITER,
    ['<'] = DELIMITER,  ['>'] = DELIMITER,  ['['] = DELIMITER, [']'] = DELIMITER,
    ['{'] = DELIMITER,  ['}'] = DELIMITER,  ['/'] = DELIMITER, ['%'] = DELIMITER,
};

bool pdf_is_space(unsigned char byte)
{
    return KINDS[byte] == SPACE;
}

static int byte_at(const struct pdf_lexer *lexer, size_t at)
{
    return at < lexer->bytes.len ? (unsigned char)lexer->bytes.ptr[at] : -1;
}

void pdf_skip_space(struct pdf_lexer *lexer)
{
    for (int byte; (byte = byte_at(lexer, lexer->at)) >= 0; lexer->at++) {
        if (byte == '%') {
            while ((byte = byte_at(lexer, lexer->at)) >= 0 && byte != '\n' && byte != '\r')
                lexer->at++;
            if (byte < 0)
                return;
        } else if (!pdf_is_space((unsigned char)byte)) {
            return;
        }
    }
}

static int hex_digit(int byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    if (byte >= 'a' && byte <= 'f')
        return byte - 'a' + 10;
    return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

static struct result add_value(struct pdf_lexer *lexer, struct pdf_value *parent,
                               enum pdf_type type, struct pdf_value **out)
{
    if (*lexer->values_left == 0)
        return too_much();
    --*lexer->values_left;
    struct pdf_value *value = ARENA_NEW(lexer->arena, struct pdf_value);
    value->type = type;
    value->start = lexer->at;
    value->parent = parent;
    value->previous = parent->last;
    if (parent->last != NULL)
        parent->last->next = value;
    else
        parent->first = value;
    parent->last = value;
    parent->count++;
    *out = value;
    return RESULT_OK;
}

static struct str regular_run(struct pdf_lexer *lexer)
{
    const struct str bytes = lexer->bytes;
    size_t from = lexer->at;
    size_t at = from;
    while (at < bytes.len && KINDS[(unsigned char)bytes.ptr[at]] == REGULAR)
        at++;
    lexer->at = at;
    return str_slice(bytes, from, at);
}

/* 7.3.5: '/' and regular characters, #xx for others; #00 and a lone # are refused. */
static struct result read_name(struct pdf_lexer *lexer, struct pdf_value *value)
{
    lexer->at++;
    struct str raw = regular_run(lexer);
    if (str_find_byte(raw, '#') == raw.len) {
        value->text = raw;
        return RESULT_OK;
    }
    struct buf out;
    buf_init(&out, lexer->arena, raw.len);
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] != '#') {
            buf_byte(&out, (unsigned char)raw.ptr[i]);
            continue;
        }
        int high = i + 2 < raw.len ? hex_digit(raw.ptr[i + 1]) : -1;
        int low = i + 2 < raw.len ? hex_digit(raw.ptr[i + 2]) : -1;
        if (high < 0 || low < 0 || high + low == 0)
            return broken();
        buf_byte(&out, (unsigned char)(high * 16 + low));
        i += 2;
    }
    value->text = buf_str(&out);
    return RESULT_OK;
}

/* 7.3.4.3; an odd number of digits counts as followed by 0. */
static struct result read_hex_string(struct pdf_lexer *lexer, struct pdf_value *value)
{
    size_t end = lexer->at + 1 + str_find_byte(str_slice(lexer->bytes, lexer->at + 1,
                                                         lexer->bytes.len), '>');
    if (end >= lexer->bytes.len)
        return broken();
    char *out = arena_alloc(lexer->arena, (end - lexer->at) / 2 + 1);
    size_t len = 0;
    int pending = -1;
    for (const char *at = lexer->bytes.ptr + lexer->at + 1; at < lexer->bytes.ptr + end; at++) {
        int digit = hex_digit((unsigned char)*at);
        if (digit < 0 && !pdf_is_space((unsigned char)*at))
            return broken();
        if (digit < 0)
            continue;
        if (pending >= 0)
            out[len++] = (char)(pending * 16 + digit);
        pending = pending >= 0 ? -1 : digit;
    }
    if (pending >= 0)
        out[len++] = (char)(pending * 16);
    value->text = str_of(out, len);
    lexer->at = end + 1;
    return RESULT_OK;
}

/* One escape of 7.3.4.2; `at` stands on the byte after the backslash and moves over it. */
static void read_escape(const struct pdf_lexer *lexer, size_t *at, struct buf *out)
{
    int byte = byte_at(lexer, *at);
    static const char from[] = "nrtbf";
    static const char to[] = "\n\r\t\b\f";
    const char *known = byte > 0 ? strchr(from, byte) : NULL;
    ++*at;
    if (known != NULL) {
        buf_byte(out, (unsigned char)to[known - from]);
    } else if (byte >= '0' && byte <= '7') {
        int code = byte - '0';
        for (int i = 0; i < 2; i++, ++*at) {
            int digit = byte_at(lexer, *at);
            if (digit < '0' || digit > '7')
                break;
            code = code * 8 + digit - '0';
        }
        buf_byte(out, (unsigned char)(code & 0xff));
    } else if (byte == '\r') {
        *at += byte_at(lexer, *at) == '\n';
    } else if (byte >= 0 && byte != '\n') {
        buf_byte(out, (unsigned char)byte);
    }
}

static struct result read_literal_string(struct pdf_lexer *lexer, struct pdf_value *value)
{
    struct buf out;
    buf_init(&out, lexer->arena, lexer->bytes.len);
    size_t at = lexer->at + 1;
    size_t open = 1;
    for (int byte; open > 0;) {
        byte = byte_at(lexer, at++);
        if (byte < 0)
            return broken();
        if (byte == '\\') {
            read_escape(lexer, &at, &out);
            continue;
        }
        open += byte == '(';
        open -= byte == ')';
        if (open > 0)
            buf_byte(&out, (unsigned char)byte);
    }
    value->text = buf_str(&out);
    lexer->at = at;
    return RESULT_OK;
}

/* 7.3.3: optional sign, digits, at most one point. */
static bool is_number(struct str word, bool *real)
{
    size_t from = word.len > 0 && (word.ptr[0] == '+' || word.ptr[0] == '-');
    size_t digits = 0;
    size_t points = 0;
    for (size_t i = from; i < word.len; i++) {
        if (word.ptr[i] == '.')
            points++;
        else if (word.ptr[i] >= '0' && word.ptr[i] <= '9')
            digits++;
        else
            return false;
    }
    *real = points == 1;
    return digits > 0 && points <= 1 && word.len <= 32;
}

/* "n g R" becomes one value: the two integers before it are taken back. */
static struct result make_reference(struct pdf_value *parent, size_t end)
{
    struct pdf_value *generation = parent->last;
    struct pdf_value *number = generation != NULL ? generation->previous : NULL;
    if (number == NULL || number->type != PDF_INTEGER || generation->type != PDF_INTEGER ||
        number->integer <= 0 || number->integer > PDF_NUMBER_MAX || generation->integer < 0 ||
        generation->integer > 65535)
        return broken();
    number->type = PDF_REFERENCE;
    number->generation = (uint32_t)generation->integer;
    number->end = end;
    number->next = NULL;
    parent->last = number;
    parent->count--;
    return RESULT_OK;
}

static struct result add_number(struct pdf_lexer *lexer, struct pdf_value *parent, struct str word,
                                bool real)
{
    struct pdf_value *value;
    TRY(add_value(lexer, parent, real ? PDF_REAL : PDF_INTEGER, &value));
    value->start = lexer->at - word.len;
    value->end = lexer->at;
    value->text = real ? word : S("");
    struct str digits = word.ptr[0] == '+' ? str_slice(word, 1, word.len) : word;
    if (!real && !str_to_i64(digits, &value->integer))
        return broken();
    return RESULT_OK;
}

/* A run of regular characters: number, true, false, null, R, or the keyword that stops us. */
static struct result read_word(struct pdf_lexer *lexer, struct pdf_value *parent,
                               struct str *keyword)
{
    struct str word = regular_run(lexer);
    bool real = false;
    if (str_empty(word))
        return broken();
    if (is_number(word, &real))
        return add_number(lexer, parent, word, real);
    if (str_is(word, "R"))
        return make_reference(parent, lexer->at);
    bool truth = str_is(word, "true");
    if (!truth && !str_is(word, "false") && !str_is(word, "null")) {
        *keyword = word;
        return parent->type == PDF_ROOT ? RESULT_OK : broken();
    }
    struct pdf_value *value;
    TRY(add_value(lexer, parent, str_is(word, "null") ? PDF_NULL : PDF_BOOLEAN, &value));
    value->start = lexer->at - word.len;
    value->end = lexer->at;
    value->integer = truth;
    return RESULT_OK;
}

static int by_text(const void *a, const void *b)
{
    const struct str *x = a;
    const struct str *y = b;
    return str_compare(*x, *y);
}

enum { KEYS_FEW = 32 }; /* sorting fewer does not pay */

/* A dictionary is pairs whose keys are names, no name twice: readers disagree on which counts. */
static bool dictionary_is_sound(struct arena *arena, const struct pdf_value *dictionary)
{
    if (dictionary->count % 2 != 0)
        return false;
    size_t count = dictionary->count / 2;
    bool few = count <= KEYS_FEW;
    struct str kept[KEYS_FEW];
    struct str *keys = few ? kept : ARENA_ARRAY(arena, struct str, count);
    size_t at = 0;
    for (const struct pdf_value *key = dictionary->first; key != NULL; key = key->next->next) {
        if (key->type != PDF_NAME)
            return false;
        for (size_t i = 0; few && i < at; i++)
            if (str_equal(keys[i], key->text))
                return false;
        keys[at++] = key->text;
    }
    if (!few)
        qsort(keys, count, sizeof keys[0], by_text);
    for (size_t i = 1; !few && i < count; i++)
        if (str_equal(keys[i], keys[i - 1]))
            return false;
    return true;
}

static struct result open_container(struct pdf_lexer *lexer, struct pdf_value **container,
                                    size_t *depth)
{
    bool dictionary = byte_at(lexer, lexer->at) == '<';
    if (++*depth > PDF_DEPTH_MAX)
        return too_much();
    TRY(add_value(lexer, *container, dictionary ? PDF_DICTIONARY : PDF_ARRAY, container));
    lexer->at += dictionary ? 2 : 1;
    return RESULT_OK;
}

enum { DICTIONARY_KEYS_MAX = 4096 }; /* looking a key up is linear */

static struct result close_container(struct pdf_lexer *lexer, struct pdf_value **container,
                                     size_t *depth)
{
    bool dictionary = byte_at(lexer, lexer->at) == '>';
    struct pdf_value *closed = *container;
    if (closed->type != (dictionary ? PDF_DICTIONARY : PDF_ARRAY))
        return broken();
    if (dictionary && byte_at(lexer, lexer->at + 1) != '>')
        return broken();
    if (dictionary && closed->count > 2 * DICTIONARY_KEYS_MAX)
        return too_much();
    if (dictionary && !dictionary_is_sound(lexer->arena, closed))
        return broken();
    lexer->at += dictionary ? 2 : 1;
    closed->end = lexer->at;
    *container = closed->parent;
    --*depth;
    return RESULT_OK;
}

static struct result read_text(struct pdf_lexer *lexer, struct pdf_value *parent)
{
    int byte = byte_at(lexer, lexer->at);
    struct pdf_value *value;
    TRY(add_value(lexer, parent, byte == '/' ? PDF_NAME : PDF_STRING, &value));
    if (byte == '/')
        TRY(read_name(lexer, value));
    else if (byte == '(')
        TRY(read_literal_string(lexer, value));
    else
        TRY(read_hex_string(lexer, value));
    value->end = lexer->at;
    return RESULT_OK;
}

struct result pdf_values_read(struct pdf_lexer *lexer, struct pdf_value **root,
                              struct str *keyword)
{
    struct pdf_value *container = ARENA_NEW(lexer->arena, struct pdf_value);
    container->type = PDF_ROOT;
    *root = container;
    *keyword = S("");
    size_t depth = 0;
    while (str_empty(*keyword)) {
        pdf_skip_space(lexer);
        int byte = byte_at(lexer, lexer->at);
        if (byte < 0)
            return container == *root ? RESULT_OK : broken();
        if (byte == '[' || (byte == '<' && byte_at(lexer, lexer->at + 1) == '<'))
            TRY(open_container(lexer, &container, &depth));
        else if (byte == ']' || byte == '>')
            TRY(close_container(lexer, &container, &depth));
        else if (byte == '/' || byte == '(' || byte == '<')
            TRY(read_text(lexer, container));
        else
            TRY(read_word(lexer, container, keyword));
    }
    return RESULT_OK;
}

struct pdf_value *pdf_get(const struct pdf_value *dictionary, const char *key)
{
    return pdf_get_text(dictionary, str_from_c(key));
}

struct pdf_value *pdf_get_text(const struct pdf_value *dictionary, struct str key)
{
    if (dictionary == NULL || dictionary->type != PDF_DICTIONARY)
        return NULL;
    for (const struct pdf_value *at = dictionary->first; at != NULL; at = at->next->next)
        if (str_equal(at->text, key))
            return at->next;
    return NULL;
}

bool pdf_is_name(const struct pdf_value *value, const char *name)
{
    return value != NULL && value->type == PDF_NAME && str_is(value->text, name);
}

bool pdf_is_reference_to(const struct pdf_value *value, int64_t number)
{
    return value != NULL && value->type == PDF_REFERENCE && value->integer == number;
}

bool pdf_number(const struct pdf_value *value, double *out)
{
    if (value == NULL || (value->type != PDF_INTEGER && value->type != PDF_REAL))
        return false;
    if (value->type == PDF_INTEGER) {
        *out = (double)value->integer;
        return true;
    }
    double number = 0;
    double scale = 0;
    for (size_t i = 0; i < value->text.len; i++) {
        if (value->text.ptr[i] == '.') {
            scale = 1;
        } else if (value->text.ptr[i] >= '0' && value->text.ptr[i] <= '9') {
            number = number * 10 + (value->text.ptr[i] - '0');
            scale *= 10;
        }
    }
    if (scale > 1)
        number /= scale;
    *out = value->text.ptr[0] == '-' ? -number : number;
    return true;
}

bool pdf_rect(const struct pdf_value *array, double out[4])
{
    if (array == NULL || array->type != PDF_ARRAY || array->count != 4)
        return false;
    const struct pdf_value *item = array->first;
    for (size_t i = 0; i < 4; i++, item = item->next)
        if (!pdf_number(item, &out[i]))
            return false;
    for (size_t i = 0; i < 2; i++) {
        double low = out[i] < out[i + 2] ? out[i] : out[i + 2];
        double high = out[i] < out[i + 2] ? out[i + 2] : out[i];
        out[i] = low;
        out[i + 2] = high;
    }
    return true;
}

static bool same_here(const struct pdf_value *a, const struct pdf_value *b)
{
    return a->type == b->type && a->integer == b->integer && a->generation == b->generation &&
           a->count == b->count && str_equal(a->text, b->text);
}

struct pdf_value *pdf_walk(const struct pdf_value *top, const struct pdf_value *at)
{
    if (at->first != NULL)
        return at->first;
    while (at != top && at->next == NULL)
        at = at->parent;
    return at == top ? NULL : at->next;
}

bool pdf_equal(const struct pdf_value *a, const struct pdf_value *b)
{
    const struct pdf_value *x = a;
    const struct pdf_value *y = b;
    for (; x != NULL && y != NULL; x = pdf_walk(a, x), y = pdf_walk(b, y))
        if (!same_here(x, y))
            return false;
    return x == NULL && y == NULL;
}
