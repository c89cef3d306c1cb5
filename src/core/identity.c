#include "core/identity.h"

static const struct {
    const char *code;
    const char *name;
} ROLES[ROLE_COUNT] = {
    [ROLE_CLERK] = {"mot_cua", N_("Một cửa")},
    [ROLE_OFFICER] = {"tu_phap_ho_tich", N_("Công chức tư pháp – hộ tịch")},
    [ROLE_LEADER] = {"lanh_dao", N_("Lãnh đạo UBND")},
    [ROLE_ADMINISTRATOR] = {"quan_tri", N_("Quản trị hệ thống")},
    [ROLE_AUDITOR] = {"thanh_tra", N_("Thanh tra, kiểm toán")},
};

const char *role_code(enum role role)
{
    return ROLES[role].code;
}

const char *role_name(enum role role)
{
    return ROLES[role].name;
}

bool role_from_code(struct str code, enum role *out)
{
    for (unsigned i = 0; i < ROLE_COUNT; i++) {
        if (str_is(code, ROLES[i].code)) {
            *out = (enum role)i;
            return true;
        }
    }
    return false;
}

bool actor_has_role(const struct actor *actor, enum role role)
{
    for (size_t i = 0; actor && i < actor->grant_count; i++) {
        if (actor->grants[i].role == role)
            return true;
    }
    return false;
}

struct str actor_words(struct arena *arena, const struct actor *actor, const struct grant *grant)
{
    if (!actor)
        return S("");
    if (!grant || grant->for_person_id == 0)
        return actor->name;
    return str_printf(arena, "%.*s thay mặt %.*s", STR_ARG(actor->name),
                      STR_ARG(grant->for_name));
}

struct str actor_mark(struct arena *arena, const struct actor *actor)
{
    if (!actor)
        return S("citizen");
    return str_printf(arena, "account:%lld", (long long)actor->account_id);
}
