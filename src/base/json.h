#ifndef TRUC_BASE_JSON_H
#define TRUC_BASE_JSON_H

/*
 * JSON (RFC 8259): text into a tree that nobody changes and that lives in an
 * arena, and a writer that puts values one after another into a buf.
 */
#include "base/buf.h"
#include "base/result.h"
#include "base/str.h"

enum json_kind {
    JSON_KIND_NULL,
    JSON_KIND_BOOL,
    JSON_KIND_INTEGER, /* fits int64_t */
    JSON_KIND_REAL,
    JSON_KIND_STRING,
    JSON_KIND_ARRAY,
    JSON_KIND_OBJECT
};

enum { JSON_DEPTH_MAX = 64 };

struct json;

/* Parses one value with nothing after it. INVALID "json.syntax" (also: a member named twice, NUL
 * inside a string, a number out of range), LIMIT "json.depth" beyond JSON_DEPTH_MAX. */
struct result json_parse(struct arena *arena, struct str text, const struct json **out);

/* The readers never fail: NULL, or a value of another kind, reads as the empty one. */
enum json_kind json_kind_of(const struct json *value);
bool json_is(const struct json *value, enum json_kind kind);
/* Members or elements; 0 for anything else. */
size_t json_count(const struct json *value);
const struct json *json_at(const struct json *array_or_object, size_t index);
/* Name of an object's member; members keep the order of the text. */
struct str json_key(const struct json *object, size_t index);
const struct json *json_get(const struct json *object, const char *key);
const struct json *json_find(const struct json *object, struct str key);
struct str json_text(const struct json *value);
int64_t json_int(const struct json *value, int64_t otherwise);
double json_number(const struct json *value, double otherwise);
bool json_bool(const struct json *value, bool otherwise);
/* Shorthands: the string, integer or bool of a member. */
struct str json_get_text(const struct json *object, const char *key);
int64_t json_get_int(const struct json *object, const char *key, int64_t otherwise);
bool json_get_bool(const struct json *object, const char *key, bool otherwise);

/* Writes compact JSON. `key` is the member's name inside an object and NULL inside an array or at
 * the top. Values inside an object come in the order of the calls. */
struct json_writer {
    struct buf *out; /* overflow is the buf's; not owned */
    unsigned depth;
    bool comma[2 * JSON_DEPTH_MAX]; /* a parsed tree fits inside as many levels again */
};

struct json_writer json_writer_of(struct buf *out);
void json_open_object(struct json_writer *writer, const char *key);
void json_open_array(struct json_writer *writer, const char *key);
void json_close_object(struct json_writer *writer);
void json_close_array(struct json_writer *writer);
void json_put_text(struct json_writer *writer, const char *key, struct str value);
void json_put_int(struct json_writer *writer, const char *key, int64_t value);
void json_put_bool(struct json_writer *writer, const char *key, bool value);
void json_put_null(struct json_writer *writer, const char *key);
/* A value of a tree, or text that is JSON already. */
void json_put_value(struct json_writer *writer, const char *key, const struct json *value);
void json_put_raw(struct json_writer *writer, const char *key, struct str json);

/* An object with the members of `base`, those of `over` replacing or following them. Both may be
 * NULL. */
struct str json_merge(struct arena *arena, const struct json *base, const struct json *over);

#endif
