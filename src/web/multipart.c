#include "web/multipart.h"

#include <string.h>
#include <strings.h>

enum { HEADER_MAX = 4096 };

static struct result broken(void)
{
    return result_fail(ERROR_INVALID, "web.multipart",
                       N_("Biểu mẫu gửi đến bị hỏng giữa đường. Gửi lại lần nữa."));
}

static bool starts_ignoring_case(struct str text, const char *prefix)
{
    size_t len = strlen(prefix);
    return text.len >= len && strncasecmp(text.ptr, prefix, len) == 0;
}

/* The value behind an opening quote; *at is left behind the closing one. False without one. */
static bool quoted_value(struct str header, size_t *at, struct str *value)
{
    size_t start = *at;
    while (*at < header.len && header.ptr[*at] != '"')
        *at += header.ptr[*at] == '\\' ? 2 : 1;
    if (*at >= header.len)
        return false;
    *value = str_slice(header, start, *at);
    *at += 1 + str_find_byte(str_slice(header, *at + 1, header.len), ';');
    return true;
}

/* One `; key=value` or `; key="value"` of a header, from its semicolon on; false at the end and
 * for a quote that is never closed. */
static bool next_parameter(struct str header, size_t *at, struct str *key, struct str *value)
{
    struct str rest = str_slice(header, *at + 1, header.len);
    size_t end = str_find_byte(rest, ';');
    size_t equals = str_find_byte(rest, '=');
    *key = str_trim(str_slice(rest, 0, equals < end ? equals : end));
    *value = (struct str){0};
    if (equals < end && equals + 1 < rest.len && rest.ptr[equals + 1] == '"') {
        *at += equals + 3;
        return quoted_value(header, at, value);
    }
    if (equals < end)
        *value = str_trim(str_slice(rest, equals + 1, end));
    *at += 1 + end;
    return true;
}

/* Value of a parameter; false where there is none. A backslash in quotes stays as it came. */
static bool parameter_of(struct str header, const char *name, struct str *value)
{
    struct str key;
    size_t at = str_find_byte(header, ';');
    while (at < header.len && next_parameter(header, &at, &key, value)) {
        if (key.len == strlen(name) && strncasecmp(key.ptr, name, key.len) == 0)
            return true;
    }
    return false;
}

struct result multipart_begin(struct arena *arena, struct str content_type, struct str body,
                              struct multipart *out)
{
    struct str boundary;
    if (!starts_ignoring_case(content_type, "multipart/form-data") ||
        !parameter_of(content_type, "boundary", &boundary) || boundary.len == 0 ||
        boundary.len > 70)
        return result_fail(ERROR_UNSUPPORTED, "web.multipart", NULL);
    struct str delimiter = str_printf(arena, "\r\n--%.*s", STR_ARG(boundary));
    if (delimiter.len != boundary.len + 4)
        return broken();
    *out = (struct multipart){.body = body, .delimiter = delimiter};
    if (!str_starts(body, str_slice(delimiter, 2, delimiter.len)))
        return broken();
    out->at = delimiter.len - 2;
    return RESULT_OK;
}

/* One header line of a part. */
static struct result take_header(struct str line, struct part *part)
{
    if (starts_ignoring_case(line, "content-disposition:")) {
        struct str value = str_trim(str_slice(line, 20, line.len));
        if (!starts_ignoring_case(value, "form-data") ||
            !parameter_of(value, "name", &part->name))
            return broken();
        part->is_file = parameter_of(value, "filename", &part->file_name);
    } else if (starts_ignoring_case(line, "content-type:")) {
        part->media_type = str_trim(str_slice(line, 13, line.len));
        if (starts_ignoring_case(part->media_type, "multipart/"))
            return broken();
    } else if (starts_ignoring_case(line, "content-transfer-encoding:")) {
        return broken();
    }
    return RESULT_OK;
}

/* The lines up to the empty one. */
static struct result take_headers(struct multipart *multipart, struct part *part)
{
    size_t end = multipart->at + HEADER_MAX;
    struct str rest = str_slice(multipart->body, multipart->at, end);
    while (true) {
        size_t len = str_find(rest, S("\r\n"));
        if (len == rest.len)
            return broken();
        struct str line = str_slice(rest, 0, len);
        multipart->at += len + 2;
        if (str_empty(line))
            return part->name.len == 0 ? broken() : RESULT_OK;
        TRY(take_header(line, part));
        rest = str_slice(rest, len + 2, rest.len);
    }
}

/* Where the delimiter stands next, or body.len. */
static size_t find_delimiter(const struct multipart *multipart)
{
    struct str rest = str_slice(multipart->body, multipart->at, multipart->body.len);
    const void *found = rest.len == 0 ? NULL : memmem(rest.ptr, rest.len,
                                                      multipart->delimiter.ptr,
                                                      multipart->delimiter.len);
    if (found == NULL)
        return multipart->body.len;
    return (size_t)((const char *)found - multipart->body.ptr);
}

struct result multipart_next(struct multipart *multipart, struct part *part, bool *more)
{
    *part = (struct part){0};
    struct str rest = str_slice(multipart->body, multipart->at, multipart->body.len);
    *more = false;
    if (multipart->done || str_starts(rest, S("--"))) {
        multipart->done = true;
        return RESULT_OK;
    }
    if (!str_starts(rest, S("\r\n")))
        return broken();
    multipart->at += 2;
    TRY(take_headers(multipart, part));
    /* An empty part: the delimiter's CRLF is the one that ended the headers. */
    struct multipart from = *multipart;
    from.at -= 2;
    size_t end = find_delimiter(&from);
    if (end == multipart->body.len)
        return broken();
    size_t start = multipart->at;
    if (end < start) {
        part->bytes = (struct str){0};
        multipart->at = end + multipart->delimiter.len;
    } else {
        part->bytes = str_slice(multipart->body, start, end);
        multipart->at = end + multipart->delimiter.len;
    }
    *more = true;
    return RESULT_OK;
}
