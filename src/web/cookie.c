#include "web/cookie.h"

struct str cookie_find(struct str header, struct str name)
{
    struct str rest = header;
    while (!str_empty(rest)) {
        struct str pair;
        struct str key;
        struct str value;
        if (!str_split(rest, ';', &pair, &rest))
            rest = (struct str){0};
        if (!str_split(str_trim(pair), '=', &key, &value) || !str_equal(key, name))
            continue;
        if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
            value = str_slice(value, 1, value.len - 1);
        return value;
    }
    return (struct str){0};
}

bool cookie_token_ok(struct str value)
{
    if (value.len < 16 || value.len > 128)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_';
        if (!ok)
            return false;
    }
    return true;
}
