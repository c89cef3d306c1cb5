#include "base/json.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

struct json {
    enum json_kind kind;
    bool boolean;
    size_t count;
    int64_t integer;
    double real;
    struct str text;
    struct str *keys;   /* of an object */
    struct json *items; /* of an array or object */
};

/* What jansson has allocated, given back with the arena even when it is left by its escape. */
struct parsed {
    json_t *root;
};

static void parsed_free(void *argument)
{
    struct parsed *parsed = argument;
    json_decref(parsed->root);
    parsed->root = NULL;
}

static struct result copy_value(struct arena *arena, json_t *from, unsigned depth,
                                struct json *to);

static struct result copy_object(struct arena *arena, json_t *from, unsigned depth,
                                 struct json *to)
{
    to->kind = JSON_KIND_OBJECT;
    to->keys = ARENA_ARRAY(arena, struct str, json_object_size(from));
    to->items = ARENA_ARRAY(arena, struct json, json_object_size(from));
    const char *key;
    json_t *value;
    json_object_foreach(from, key, value)
    {
        to->keys[to->count] = str_dup(arena, str_from_c(key));
        TRY(copy_value(arena, value, depth + 1, &to->items[to->count]));
        to->count++;
    }
    return RESULT_OK;
}

static struct result copy_array(struct arena *arena, json_t *from, unsigned depth, struct json *to)
{
    to->kind = JSON_KIND_ARRAY;
    to->count = json_array_size(from);
    to->items = ARENA_ARRAY(arena, struct json, to->count);
    for (size_t i = 0; i < to->count; i++)
        TRY(copy_value(arena, json_array_get(from, i), depth + 1, &to->items[i]));
    return RESULT_OK;
}

static struct result copy_value(struct arena *arena, json_t *from, unsigned depth,
                                struct json *to)
{
    if (depth > JSON_DEPTH_MAX)
        return result_fail(ERROR_LIMIT, "json.depth", NULL);
    if (json_is_object(from))
        return copy_object(arena, from, depth, to);
    if (json_is_array(from))
        return copy_array(arena, from, depth, to);
    if (json_is_string(from)) {
        to->kind = JSON_KIND_STRING;
        to->text = str_dup(arena, str_of(json_string_value(from), json_string_length(from)));
    } else if (json_is_integer(from)) {
        to->kind = JSON_KIND_INTEGER;
        to->integer = json_integer_value(from);
    } else if (json_is_real(from)) {
        to->kind = JSON_KIND_REAL;
        to->real = json_real_value(from);
    } else if (json_is_boolean(from)) {
        to->kind = JSON_KIND_BOOL;
        to->boolean = json_is_true(from);
    }
    return RESULT_OK;
}

struct result json_parse(struct arena *arena, struct str text, const struct json **out)
{
    struct parsed *parsed = ARENA_NEW(arena, struct parsed);
    arena_on_free(arena, parsed_free, parsed);
    json_error_t error;
    parsed->root = json_loadb(text.len == 0 ? "" : text.ptr, text.len,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (parsed->root == NULL)
        return result_fail(ERROR_INVALID, "json.syntax", NULL);
    struct json *root = ARENA_NEW(arena, struct json);
    struct result done = copy_value(arena, parsed->root, 1, root);
    parsed_free(parsed);
    *out = root;
    return done;
}

enum json_kind json_kind_of(const struct json *value)
{
    return value == NULL ? JSON_KIND_NULL : value->kind;
}

bool json_is(const struct json *value, enum json_kind kind)
{
    return json_kind_of(value) == kind;
}

size_t json_count(const struct json *value)
{
    return value == NULL ? 0 : value->count;
}

const struct json *json_at(const struct json *array_or_object, size_t index)
{
    return index < json_count(array_or_object) ? &array_or_object->items[index] : NULL;
}

struct str json_key(const struct json *object, size_t index)
{
    return json_is(object, JSON_KIND_OBJECT) && index < object->count ? object->keys[index] : S("");
}

const struct json *json_find(const struct json *object, struct str key)
{
    if (!json_is(object, JSON_KIND_OBJECT))
        return NULL;
    for (size_t i = 0; i < object->count; i++)
        if (str_equal(object->keys[i], key))
            return &object->items[i];
    return NULL;
}

const struct json *json_get(const struct json *object, const char *key)
{
    return json_find(object, str_from_c(key));
}

struct str json_text(const struct json *value)
{
    return json_is(value, JSON_KIND_STRING) ? value->text : S("");
}

int64_t json_int(const struct json *value, int64_t otherwise)
{
    return json_is(value, JSON_KIND_INTEGER) ? value->integer : otherwise;
}

double json_number(const struct json *value, double otherwise)
{
    if (json_is(value, JSON_KIND_INTEGER))
        return (double)value->integer;
    return json_is(value, JSON_KIND_REAL) ? value->real : otherwise;
}

bool json_bool(const struct json *value, bool otherwise)
{
    return json_is(value, JSON_KIND_BOOL) ? value->boolean : otherwise;
}

struct str json_get_text(const struct json *object, const char *key)
{
    return json_text(json_get(object, key));
}

int64_t json_get_int(const struct json *object, const char *key, int64_t otherwise)
{
    return json_int(json_get(object, key), otherwise);
}

bool json_get_bool(const struct json *object, const char *key, bool otherwise)
{
    return json_bool(json_get(object, key), otherwise);
}

/* ---- writer ---- */

struct json_writer json_writer_of(struct buf *out)
{
    return (struct json_writer){.out = out};
}

static void write_text(struct buf *out, struct str text)
{
    buf_byte(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(out, str_slice(text, from, i));
        from = i + 1;
        if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c == '\n')
            buf_text(out, "\\n");
        else
            buf_printf(out, "\\u%04x", c);
    }
    buf_add(out, str_slice(text, from, text.len));
    buf_byte(out, '"');
}

static void begin_keyed(struct json_writer *writer, const struct str *key)
{
    if (writer->comma[writer->depth])
        buf_byte(writer->out, ',');
    writer->comma[writer->depth] = true;
    if (key == NULL)
        return;
    write_text(writer->out, *key);
    buf_byte(writer->out, ':');
}

static void begin(struct json_writer *writer, const char *key)
{
    struct str name = str_from_c(key);
    begin_keyed(writer, key == NULL ? NULL : &name);
}

static void open_container(struct json_writer *writer, unsigned char bracket)
{
    buf_byte(writer->out, bracket);
    assert(writer->depth + 1 < sizeof writer->comma);
    writer->comma[++writer->depth] = false;
}

static void close_container(struct json_writer *writer, unsigned char bracket)
{
    assert(writer->depth != 0);
    writer->depth--;
    buf_byte(writer->out, bracket);
}

void json_open_object(struct json_writer *writer, const char *key)
{
    begin(writer, key);
    open_container(writer, '{');
}

void json_open_array(struct json_writer *writer, const char *key)
{
    begin(writer, key);
    open_container(writer, '[');
}

void json_close_object(struct json_writer *writer)
{
    close_container(writer, '}');
}

void json_close_array(struct json_writer *writer)
{
    close_container(writer, ']');
}

void json_put_text(struct json_writer *writer, const char *key, struct str value)
{
    begin(writer, key);
    write_text(writer->out, value);
}

void json_put_int(struct json_writer *writer, const char *key, int64_t value)
{
    begin(writer, key);
    buf_printf(writer->out, "%lld", (long long)value);
}

void json_put_bool(struct json_writer *writer, const char *key, bool value)
{
    begin(writer, key);
    buf_text(writer->out, value ? "true" : "false");
}

void json_put_null(struct json_writer *writer, const char *key)
{
    begin(writer, key);
    buf_text(writer->out, "null");
}

void json_put_raw(struct json_writer *writer, const char *key, struct str json)
{
    begin(writer, key);
    buf_add(writer->out, json);
}

/* Seventeen digits read back as the same double; the point keeps it a real. */
static void write_real(struct buf *out, double value)
{
    size_t from = out->len;
    buf_printf(out, "%.17g", value);
    struct str text = str_slice(buf_str(out), from, out->len);
    if (str_find_byte(text, '.') == text.len && str_find_byte(text, 'e') == text.len)
        buf_text(out, ".0");
}

static void write_scalar(struct buf *out, const struct json *value)
{
    switch (json_kind_of(value)) {
    case JSON_KIND_BOOL:
        buf_text(out, value->boolean ? "true" : "false");
        break;
    case JSON_KIND_INTEGER:
        buf_printf(out, "%lld", (long long)value->integer);
        break;
    case JSON_KIND_REAL:
        write_real(out, value->real);
        break;
    case JSON_KIND_STRING:
        write_text(out, value->text);
        break;
    case JSON_KIND_NULL:
    case JSON_KIND_ARRAY:
    case JSON_KIND_OBJECT:
        buf_text(out, "null");
        break;
    }
}

static void write_value(struct json_writer *writer, const struct json *value)
{
    bool object = json_is(value, JSON_KIND_OBJECT);
    if (!object && !json_is(value, JSON_KIND_ARRAY)) {
        write_scalar(writer->out, value);
        return;
    }
    open_container(writer, object ? '{' : '[');
    for (size_t i = 0; i < value->count; i++) {
        begin_keyed(writer, object ? &value->keys[i] : NULL);
        write_value(writer, &value->items[i]);
    }
    close_container(writer, object ? '}' : ']');
}

void json_put_value(struct json_writer *writer, const char *key, const struct json *value)
{
    begin(writer, key);
    write_value(writer, value);
}

static void put_member(struct json_writer *writer, struct str key, const struct json *value)
{
    begin_keyed(writer, &key);
    write_value(writer, value);
}

struct str json_merge(struct arena *arena, const struct json *base, const struct json *over)
{
    struct buf out;
    buf_init(&out, arena, SIZE_MAX / 4);
    struct json_writer writer = json_writer_of(&out);
    json_open_object(&writer, NULL);
    for (size_t i = 0; i < json_count(base); i++) {
        const struct json *newer = json_find(over, base->keys[i]);
        put_member(&writer, base->keys[i], newer != NULL ? newer : &base->items[i]);
    }
    for (size_t i = 0; i < json_count(over); i++)
        if (json_find(base, over->keys[i]) == NULL)
            put_member(&writer, over->keys[i], &over->items[i]);
    json_close_object(&writer);
    return buf_str(&out);
}
