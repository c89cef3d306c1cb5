#include "core/tls_config.h"

static const char *const weak_protocols[] = {"SSLv2", "SSLv3", "TLSv1", "TLSv1.1"};
/* Parts of names of suites: whatever holds one of them is weak. */
static const char *const weak_ciphers[] = {"RC4",  "DES",   "MD5",     "NULL",    "EXP", "RC2",
                                           "IDEA", "SEED", "CAMELLIA", "ADH",     "AECDH",
                                           "LOW",  "MEDIUM", "ALL",    "DEFAULT", "CBC"};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Over blanks and remarks, which end with their line. */
static void skip_blanks(struct str text, size_t *at)
{
    while (*at < text.len && (is_blank(text.ptr[*at]) || text.ptr[*at] == '#')) {
        if (text.ptr[*at] == '#')
            while (*at < text.len && text.ptr[*at] != '\n')
                (*at)++;
        else
            (*at)++;
    }
}

/* The next word from *at on: a directive, a value, or one of ; { }. */
static struct str next_word(struct str text, size_t *at)
{
    skip_blanks(text, at);
    size_t begin = *at;
    if (begin < text.len && (text.ptr[begin] == '"' || text.ptr[begin] == '\'')) {
        char mark = text.ptr[(*at)++];
        while (*at < text.len && text.ptr[*at] != mark)
            (*at)++;
        struct str inside = str_slice(text, begin + 1, *at);
        *at += *at < text.len;
        return inside;
    }
    while (*at < text.len && !is_blank(text.ptr[*at]) &&
           str_find_byte(S(";{}"), text.ptr[*at]) == 3)
        (*at)++;
    *at += *at == begin && begin < text.len;
    return str_slice(text, begin, *at);
}

static bool ends(struct str word)
{
    return word.len == 0 || str_is(word, ";") || str_is(word, "{") || str_is(word, "}");
}

struct str tls_config_word(struct str text, struct str directive)
{
    for (size_t at = 0; at < text.len;) {
        if (!str_equal(next_word(text, &at), directive))
            continue;
        struct str word = next_word(text, &at);
        return ends(word) ? (struct str){0} : word;
    }
    return (struct str){0};
}

static void add(struct tls_findings *out, struct str name)
{
    for (size_t i = 0; i < out->weak_count; i++)
        if (str_equal(out->weak[i], name))
            return;
    if (out->weak_count < sizeof out->weak / sizeof out->weak[0])
        out->weak[out->weak_count++] = name;
}

static void look_at_protocol(struct str word, struct tls_findings *out)
{
    for (size_t i = 0; i < sizeof weak_protocols / sizeof weak_protocols[0]; i++)
        if (str_is(word, weak_protocols[i]))
            add(out, word);
}

/* "HIGH:!aNULL:!MD5": what is taken away is not offered. */
static void look_at_ciphers(struct str list, struct tls_findings *out)
{
    while (list.len > 0) {
        struct str name;
        str_split(list, ':', &name, &list);
        if (name.len == 0 || name.ptr[0] == '!' || name.ptr[0] == '-')
            continue;
        for (size_t i = 0; i < sizeof weak_ciphers / sizeof weak_ciphers[0]; i++)
            if (str_find(name, str_from_c(weak_ciphers[i])) < name.len)
                add(out, name);
    }
}

void tls_config_read(struct str text, struct tls_findings *out)
{
    *out = (struct tls_findings){0};
    for (size_t at = 0; at < text.len;) {
        struct str directive = next_word(text, &at);
        bool protocols = str_is(directive, "ssl_protocols");
        if (!protocols && !str_is(directive, "ssl_ciphers"))
            continue;
        out->protocols_known = out->protocols_known || protocols;
        out->ciphers_known = out->ciphers_known || !protocols;
        for (struct str word = next_word(text, &at); !ends(word); word = next_word(text, &at)) {
            if (protocols)
                look_at_protocol(word, out);
            else
                look_at_ciphers(word, out);
        }
    }
}
