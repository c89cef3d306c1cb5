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

/* Value of `; name="value"` or `; name=value` in a header; false where there is none. A quoted
 * value takes \" for a quote as browsers of old wrote it, %22 stays as it is. */
static bool parameter_of(struct str header, const char *name, struct str *value)
{
    size_t at = str_find_byte(header, ';');
    while (at < header.len) {
        at++;
        while (at < header.len && (header.ptr[at] == ' ' || header.ptr[at] == '\t'))
            at++;
        size_t start = at;
        while (at < header.len && header.ptr[at] != '=' && header.ptr[at] != ';')
            at++;
        struct str key = str_slice(header, start, at);
        if (at == header.len || header.ptr[at] == ';')
            continue;
        at++;
        bool quoted = at < header.len && header.ptr[at] == '"';
        start = quoted ? ++at : at;
        while (at < header.len && header.ptr[at] != (quoted ? '"' : ';'))
            at += quoted && header.ptr[at] == '\\' && at + 1 < header.len ? 2 : 1;
        struct str found = str_slice(header, start, at);
        if (quoted) {
            if (at >= header.len)
                return false;
            at++;
        }
        if (key.len == strlen(name) && strncasecmp(key.ptr, name, key.len) == 0) {
            *value = quoted ? found : str_trim(found);
            return true;
        }
        at += str_find_byte(str_slice(header, at, header.len), ';');
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
