#include "sign/backup_statement.h"

#include "base/clock.h"
#include "base/crypto.h"

struct str backup_statement(struct arena *arena, struct str origin, int64_t made_us,
                            struct str manifest_sha256)
{
    return str_printf(arena, "%.*s/sao-luu\n%.*s\n%.*s\n", STR_ARG(origin),
                      STR_ARG(civil_rfc3339(arena, made_us)), STR_ARG(manifest_sha256));
}

static bool is_hash(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return text.len == 2 * SHA256_SIZE;
}

bool backup_statement_ok(struct arena *arena, struct str text, struct str origin)
{
    struct str rest = text;
    struct str line;
    struct str made;
    struct str hash;
    int64_t made_us;
    return str_split(rest, '\n', &line, &rest) && str_split(rest, '\n', &made, &rest) &&
           str_split(rest, '\n', &hash, &rest) && civil_parse_rfc3339(made, &made_us) &&
           is_hash(hash) &&
           str_equal(text, backup_statement(arena, origin, made_us, hash));
}
