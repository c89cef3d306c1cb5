#include "web/url.h"

#include "base/utf8.h"

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

static struct result bad_encoding(void)
{
    return result_fail(ERROR_INVALID, "web.encoding",
                       N_("Chữ gửi đến không đọc được. Tải lại trang rồi nhập lại."));
}

struct result url_decode(struct arena *arena, struct str text, bool plus, struct str *out)
{
    char *bytes = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '%') {
            int high = i + 2 < text.len ? hex_value(text.ptr[i + 1]) : -1;
            int low = i + 2 < text.len ? hex_value(text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return bad_encoding();
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        bytes[len++] = c;
    }
    *out = str_of(bytes, len);
    if (str_has_nul(*out) || !utf8_valid(*out))
        return bad_encoding();
    return RESULT_OK;
}

bool url_path_ok(struct str path)
{
    if (path.len == 0 || path.ptr[0] != '/')
        return false;
    size_t start = 1;
    for (size_t i = 1; i <= path.len; i++) {
        bool end = i == path.len;
        unsigned char c = end ? '/' : (unsigned char)path.ptr[i];
        if (c < 0x20 || c == 0x7F || c == '\\')
            return false;
        if (c != '/')
            continue;
        struct str part = str_slice(path, start, i);
        if (str_is(part, ".") || str_is(part, "..") || (part.len == 0 && !end))
            return false;
        start = i + 1;
    }
    return true;
}

bool url_is_local(struct str url)
{
    if (url.len == 0 || url.ptr[0] != '/')
        return false;
    if (url.len > 1 && (url.ptr[1] == '/' || url.ptr[1] == '\\'))
        return false;
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char)url.ptr[i];
        if (c <= 0x20 || c == 0x7F)
            return false;
    }
    return true;
}
