/* Names of permissions, and sets of them as bits. */
#include <assert.h>

#include "core/permission.h"

/* What may be done in another's name. Rights over rights, accounts, the organisation and the log
 * stay with whom they were given to. */
static const char *const DELEGABLE[] = {"dossier.", "result."};

/* What authority to sign gives: to see the paper, and to sign it. */
static const char *const SIGNING[] = {"dossier.read", "result.read", "result.sign"};

const struct permission *permission_find(const char *name)
{
    size_t count;
    const struct permission *table = permission_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (str_is(str_from_c(name), table[i].name))
            return &table[i];
    }
    return NULL;
}

bool permission_delegable(const struct permission *permission)
{
    for (size_t i = 0; i < sizeof DELEGABLE / sizeof DELEGABLE[0]; i++) {
        if (str_starts(str_from_c(permission->name), str_from_c(DELEGABLE[i])))
            return true;
    }
    return false;
}

bool permission_signing(const struct permission *permission)
{
    for (size_t i = 0; i < sizeof SIGNING / sizeof SIGNING[0]; i++) {
        if (str_is(str_from_c(permission->name), SIGNING[i]))
            return true;
    }
    return false;
}

/* Its place in the table. */
static size_t place_of(const struct permission *permission)
{
    size_t count;
    const struct permission *table = permission_table(&count);
    assert(count <= 64 * sizeof(struct permission_set) / sizeof(uint64_t));
    return (size_t)(permission - table);
}

void permission_set_add(struct permission_set *set, const struct permission *permission)
{
    size_t place = place_of(permission);
    set->words[place / 64] |= UINT64_C(1) << (place % 64);
}

void permission_set_drop(struct permission_set *set, const struct permission *permission)
{
    size_t place = place_of(permission);
    set->words[place / 64] &= ~(UINT64_C(1) << (place % 64));
}

bool permission_set_has(const struct permission_set *set, const struct permission *permission)
{
    size_t place = place_of(permission);
    return (set->words[place / 64] >> (place % 64) & 1) != 0;
}

struct permission_set permission_set_of(struct str names)
{
    struct permission_set set = {0};
    size_t count;
    const struct permission *table = permission_table(&count);
    struct str rest = names;
    while (!str_empty(rest)) {
        struct str name;
        str_split(rest, ' ', &name, &rest);
        for (size_t i = 0; i < count; i++) {
            if (str_is(name, table[i].name))
                permission_set_add(&set, &table[i]);
        }
    }
    return set;
}

bool grant_gives(const struct grant *grant, const struct permission *permission)
{
    if (grant->for_person_id != 0 && !permission_delegable(permission))
        return false;
    if (grant->rights)
        return permission_set_has(grant->rights, permission);
    return (permission->roles & (1u << grant->role)) != 0;
}
