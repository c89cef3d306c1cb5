#include "base/str.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRINTF_FIRST = 256 }; /* what most texts fit into */

struct str str_from_c(const char *text)
{
    return text == NULL ? (struct str){"", 0} : (struct str){text, strlen(text)};
}

char *str_c(struct arena *arena, struct str s)
{
    char *copy = arena_bytes(arena, s.len + 1);
    if (s.len != 0)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return copy;
}

struct str str_dup(struct arena *arena, struct str s)
{
    return (struct str){str_c(arena, s), s.len};
}

struct str str_printf(struct arena *arena, const char *format, ...)
{
    va_list list;
    va_list again;
    va_start(list, format);
    va_copy(again, list);
    char first[PRINTF_FIRST];
    int len = vsnprintf(first, sizeof first, format, list);
    va_end(list);
    assert(len >= 0);
    char *text = arena_bytes(arena, (size_t)len + 1);
    if ((size_t)len < sizeof first)
        memcpy(text, first, (size_t)len + 1);
    else
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (struct str){text, (size_t)len};
}

struct str str_concat(struct arena *arena, struct str a, struct str b)
{
    char *joined = arena_bytes(arena, a.len + b.len + 1);
    if (a.len != 0)
        memcpy(joined, a.ptr, a.len);
    if (b.len != 0)
        memcpy(joined + a.len, b.ptr, b.len);
    joined[a.len + b.len] = '\0';
    return (struct str){joined, a.len + b.len};
}

int str_compare(struct str a, struct str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter == 0 ? 0 : memcmp(a.ptr, b.ptr, shorter);
    if (order != 0)
        return order;
    return a.len == b.len ? 0 : a.len < b.len ? -1 : 1;
}

bool str_has_nul(struct str s)
{
    return str_find_byte(s, '\0') != s.len;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_equal(str_of(s.ptr, prefix.len), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           str_equal(str_of(s.ptr + s.len - suffix.len, suffix.len), suffix);
}

size_t str_find(struct str s, struct str needle)
{
    if (needle.len == 0)
        return 0;
    const char *at = s.len == 0 ? NULL : memmem(s.ptr, s.len, needle.ptr, needle.len);
    return at == NULL ? s.len : (size_t)(at - s.ptr);
}

size_t str_find_byte(struct str s, char byte)
{
    const char *at = s.len == 0 ? NULL : memchr(s.ptr, byte, s.len);
    return at == NULL ? s.len : (size_t)(at - s.ptr);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len != 0 && is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len != 0 && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

bool str_split(struct str s, char separator, struct str *head, struct str *rest)
{
    size_t at = str_find_byte(s, separator);
    *head = str_slice(s, 0, at);
    *rest = str_slice(s, at + 1, s.len);
    return at != s.len;
}

bool str_to_i64(struct str s, int64_t *out)
{
    bool negative = s.len != 0 && s.ptr[0] == '-';
    if (negative)
        s = str_slice(s, 1, s.len);
    if (s.len == 0 || s.len > 19)
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        value = value * 10 + (uint64_t)(s.ptr[i] - '0');
    }
    if (value > (uint64_t)INT64_MAX)
        return false;
    *out = negative ? -(int64_t)value : (int64_t)value;
    return true;
}

bool str_equal_secret(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    unsigned char difference = 0;
    for (size_t i = 0; i < a.len; i++)
        difference |= (unsigned char)((unsigned char)a.ptr[i] ^ (unsigned char)b.ptr[i]);
    return difference == 0;
}

struct str str_hex(struct arena *arena, const void *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *from = bytes;
    char *text = arena_bytes(arena, len * 2 + 1);
    for (size_t i = 0; i < len; i++) {
        text[2 * i] = digits[from[i] >> 4];
        text[2 * i + 1] = digits[from[i] & 15];
    }
    text[len * 2] = '\0';
    return (struct str){text, len * 2};
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool str_unhex(struct arena *arena, struct str hex, struct str *out)
{
    if (hex.len % 2 != 0)
        return false;
    char *bytes = arena_alloc(arena, hex.len / 2 + 1);
    for (size_t i = 0; i < hex.len; i += 2) {
        int high = hex_value(hex.ptr[i]);
        int low = hex_value(hex.ptr[i + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i / 2] = (char)(high * 16 + low);
    }
    *out = (struct str){bytes, hex.len / 2};
    return true;
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct str str_base64(struct arena *arena, struct str bytes)
{
    size_t len = (bytes.len + 2) / 3 * 4;
    char *text = arena_alloc(arena, len + 1);
    for (size_t i = 0, o = 0; i < bytes.len; i += 3, o += 4) {
        uint32_t group = (uint32_t)(unsigned char)bytes.ptr[i] << 16;
        if (i + 1 < bytes.len)
            group |= (uint32_t)(unsigned char)bytes.ptr[i + 1] << 8;
        if (i + 2 < bytes.len)
            group |= (uint32_t)(unsigned char)bytes.ptr[i + 2];
        text[o] = base64_digits[group >> 18];
        text[o + 1] = base64_digits[group >> 12 & 63];
        text[o + 2] = i + 1 < bytes.len ? base64_digits[group >> 6 & 63] : '=';
        text[o + 3] = i + 2 < bytes.len ? base64_digits[group & 63] : '=';
    }
    return (struct str){text, len};
}

/* Value of one digit, or -1. */
static int base64_value(char c)
{
    const char *at = c == '\0' ? NULL : strchr(base64_digits, c);
    return at == NULL ? -1 : (int)(at - base64_digits);
}

bool str_unbase64(struct arena *arena, struct str text, struct str *out)
{
    if (text.len % 4 != 0)
        return false;
    size_t padding = 0;
    while (padding < 2 && padding < text.len && text.ptr[text.len - 1 - padding] == '=')
        padding++;
    size_t len = text.len / 4 * 3 - padding;
    char *bytes = arena_alloc(arena, text.len / 4 * 3 + 1);
    for (size_t i = 0, o = 0; i < text.len; i += 4, o += 3) {
        uint32_t group = 0;
        for (size_t k = 0; k < 4; k++) {
            bool pad = i + k >= text.len - padding;
            int value = pad ? 0 : base64_value(text.ptr[i + k]);
            if (value < 0)
                return false;
            group = group << 6 | (uint32_t)value;
        }
        bytes[o] = (char)(group >> 16);
        bytes[o + 1] = (char)(group >> 8 & 255);
        bytes[o + 2] = (char)(group & 255);
        if (i + 4 == text.len && ((padding == 1 && (group & 255) != 0) ||
                                  (padding == 2 && (group & 65535) != 0)))
            return false; /* bits behind the end: two texts for one value */
    }
    *out = (struct str){bytes, len};
    return true;
}
