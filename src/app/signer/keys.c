#include "app/signer/keys.h"

#include <string.h>

#include "base/os_file.h"

enum { CONFIG_MAX = 1 << 20, FILE_MAX = 64 * 1024, COLUMNS = 5 };

static struct result bad_line(void)
{
    return result_fail(ERROR_INVALID, "signer.keys_conf", NULL);
}

static struct result read_beside(struct arena *arena, const char *folder, struct str name,
                                 struct str *bytes)
{
    if (str_empty(name) || str_find_byte(name, '/') < name.len)
        return bad_line();
    return os_file_read(arena, str_printf(arena, "%s/%.*s", folder, STR_ARG(name)).ptr, FILE_MAX,
                        bytes);
}

static bool read_agencies(struct str list, struct key *key)
{
    struct str head;
    for (struct str rest = list; !str_empty(rest);) {
        str_split(rest, ',', &head, &rest);
        if (key->agency_count == KEY_AGENCIES_MAX ||
            !str_to_i64(head, &key->agencies[key->agency_count++]))
            return false;
    }
    return key->agency_count > 0;
}

static struct result read_holder(struct arena *arena, const char *folder, const struct str *columns,
                                 struct key *key)
{
    struct str der;
    if (key->kind == KEY_REPORT ? !str_is(columns[2], "-") : !read_agencies(columns[2], key))
        return bad_line();
    TRY(read_beside(arena, folder, columns[3], &der));
    TRY(certificate_read(arena, der, &key->certificate));
    /* Statements to the signer speak of SHA-256, and a P-384 key would want SHA-384. */
    if (key->certificate.key == CERTIFICATE_P384 || key->certificate.key == CERTIFICATE_OTHER)
        return bad_line();
    if (key->kind == KEY_PERSON)
        return RESULT_OK;
    TRY(read_beside(arena, folder, columns[4], &key->pin));
    key->pin = str_trim(key->pin);
    return key->kind == KEY_REPORT || key->agency_count == 1 ? RESULT_OK : bad_line();
}

static struct result read_log(struct arena *arena, const char *folder, const struct str *columns,
                              struct key *key)
{
    struct str seed;
    TRY(read_beside(arena, folder, columns[3], &seed));
    if (seed.len != ED25519_SEED_SIZE || str_empty(columns[4]))
        return bad_line();
    memcpy(key->seed.seed, seed.ptr, ED25519_SEED_SIZE);
    key->origin = columns[4];
    return RESULT_OK;
}

static struct result read_key(struct arena *arena, const char *folder, const struct str *columns,
                              struct keys *keys)
{
    struct key *key = &keys->items[keys->count];
    key->id = columns[1];
    if (keys->count == KEYS_MAX || str_empty(key->id) || keys_find(keys, key->id) != NULL)
        return bad_line();
    static const char *const kinds[] = {[KEY_PERSON] = "person", [KEY_SEAL] = "seal",
                                        [KEY_REPORT] = "report", [KEY_LOG] = "log"};
    unsigned kind = KEY_PERSON;
    while (kind <= KEY_LOG && !str_is(columns[0], kinds[kind]))
        kind++;
    if (kind > KEY_LOG)
        return bad_line();
    key->kind = (enum key_kind)kind;
    TRY(kind == KEY_LOG ? read_log(arena, folder, columns, key)
                        : read_holder(arena, folder, columns, key));
    keys->count++;
    return RESULT_OK;
}

struct result keys_load(struct arena *arena, const char *folder, struct keys *out)
{
    struct str text;
    struct str line;
    *out = (struct keys){.items = ARENA_ARRAY(arena, struct key, KEYS_MAX + 1)};
    TRY(os_file_read(arena, str_printf(arena, "%s/keys.conf", folder).ptr, CONFIG_MAX, &text));
    for (struct str rest = text; !str_empty(rest);) {
        struct str columns[COLUMNS] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}};
        str_split(rest, '\n', &line, &rest);
        if (str_empty(line) || line.ptr[0] == '#')
            continue;
        for (size_t i = 0; i < COLUMNS; i++)
            str_split(line, '\t', &columns[i], &line);
        if (str_is(columns[0], "module"))
            out->module = columns[1];
        else
            TRY(read_key(arena, folder, columns, out));
    }
    return RESULT_OK;
}

const struct key *keys_find(const struct keys *keys, struct str id)
{
    for (size_t i = 0; i < keys->count; i++)
        if (str_equal(keys->items[i].id, id))
            return &keys->items[i];
    return NULL;
}

bool key_serves(const struct key *key, int64_t agency)
{
    for (size_t i = 0; i < key->agency_count; i++)
        if (key->agencies[i] == agency)
            return true;
    return false;
}
