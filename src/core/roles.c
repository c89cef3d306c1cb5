#include "core/roles.h"

#include "core/rights.h"
#include "core/rights_queries.h"
#include "core/roles_queries.h"

enum { CODE_MAX = 40, NAME_MAX = 120 };

/* Never in one role: who reads or does the work does not hand out rights, who accepts a dossier
 * does not sign its result, who inspects changes nothing. */
static const char *const APART[][2] = {
    {"dossier.read", "account.manage"},  {"dossier.read", "role.manage"},
    {"dossier.accept", "result.sign"},   {"evidence.read", "dossier.accept"},
    {"evidence.read", "result.sign"},    {"evidence.read", "role.manage"},
    {"evidence.read", "account.manage"},
};

struct result roles_all(struct db *db, struct arena *arena, struct str day, struct role_rows *out)
{
    struct q_roles_all_rows rows;
    TRY(q_roles_all(db, arena, (struct q_roles_all_in){day}, &rows));
    out->items = ARENA_ARRAY(arena, struct role_row, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct role_row){.code = rows.items[i].code,
                                          .name = rows.items[i].name,
                                          .rights = permission_set_of(rows.items[i].rights),
                                          .holders = rows.items[i].holders};
    return RESULT_OK;
}

struct result role_open(struct db *db, struct arena *arena, struct str code, struct str day,
                        struct role_row *out)
{
    struct role_rows roles;
    TRY(roles_all(db, arena, day, &roles));
    for (size_t i = 0; i < roles.count; i++) {
        if (str_equal(roles.items[i].code, code)) {
            *out = roles.items[i];
            return RESULT_OK;
        }
    }
    return result_fail(ERROR_NOT_FOUND, "role.unknown", N_("Không có vai trò này"));
}

struct result role_history(struct db *db, struct arena *arena, struct str code,
                           struct role_history *out)
{
    struct q_role_stretches_rows rows;
    TRY(q_role_stretches(db, arena, (struct q_role_stretches_in){code}, &rows));
    out->items = ARENA_ARRAY(arena, struct role_stretch, rows.count + 1);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct role_stretch){
            .permission = rows.items[i].permission,
            .decision = rows.items[i].decision,
            .valid_from = rows.items[i].valid_from,
            .valid_to = rows.items[i].has_valid_to ? rows.items[i].valid_to : S("")};
    return RESULT_OK;
}

static bool same(const struct permission_set *a, const struct permission_set *b)
{
    return a->words[0] == b->words[0] && a->words[1] == b->words[1];
}

static bool holds_role(const struct actor *actor, struct str code)
{
    for (size_t i = 0; i < actor->grant_count; i++) {
        if (actor->grants[i].for_person_id == 0 && str_equal(actor->grants[i].role_code, code))
            return true;
    }
    return false;
}

static struct result check_duties(const struct permission_set *wanted)
{
    for (size_t i = 0; i < sizeof APART / sizeof APART[0]; i++) {
        if (permission_set_has(wanted, permission_find(APART[i][0])) &&
            permission_set_has(wanted, permission_find(APART[i][1])))
            return result_fail(ERROR_CONFLICT, "role.duties",
                               N_("Hai quyền này không nằm trong một vai trò: làm hồ sơ, ký, "
                                  "giao quyền và kiểm tra phải tách nhau"));
    }
    return RESULT_OK;
}

static struct result check_reason(struct str reason)
{
    return str_empty(str_trim(reason))
               ? result_fail(ERROR_INVALID, "role.reason", N_("Ghi lý do và số văn bản"))
               : RESULT_OK;
}

struct result role_check(struct db *db, struct arena *arena, const struct actor *actor,
                         const struct role_change *change)
{
    struct role_row role;
    TRY(permission_check_whole(db, arena, actor, "role.manage"));
    TRY(check_reason(change->reason));
    TRY(role_open(db, arena, change->code, actor->today, &role));
    if (!same(&role.rights, &change->seen))
        return result_fail(ERROR_CONFLICT, "role.raced",
                           N_("Có người vừa sửa vai trò này. Tải lại trang rồi sửa"));
    if (same(&role.rights, &change->wanted))
        return result_fail(ERROR_CONFLICT, "role.same", N_("Chưa có quyền nào được thêm hay bớt"));
    bool more = (change->wanted.words[0] & ~role.rights.words[0]) != 0 ||
                (change->wanted.words[1] & ~role.rights.words[1]) != 0;
    if (more && holds_role(actor, change->code))
        return result_fail(ERROR_FORBIDDEN, "role.self",
                           N_("Không ai tự thêm quyền cho vai trò mình đang giữ"));
    return check_duties(&change->wanted);
}

static struct result write_rows(struct db *db, struct arena *arena, struct str day,
                                const struct role_change *change)
{
    size_t count;
    const struct permission *table = permission_table(&count);
    for (size_t i = 0; i < count; i++) {
        bool was = permission_set_has(&change->seen, &table[i]);
        bool is = permission_set_has(&change->wanted, &table[i]);
        struct str name = str_from_c(table[i].name);
        struct q_role_permission_end_in end = {change->code, name, day};
        struct q_role_permission_add_in add = {change->code, name, str_trim(change->reason), day};
        if (was && !is)
            TRY(q_role_permission_end(db, arena, end, NULL));
        if (is && !was)
            TRY(q_role_permission_add(db, arena, add, NULL));
    }
    return RESULT_OK;
}

static struct rights_change change_of(struct arena *arena, const struct actor *actor,
                                      int64_t now_us, struct str code)
{
    return (struct rights_change){
        .now_us = now_us,
        .actor = actor_mark(arena, actor),
        .agency_id = actor->agency_id,
        .object = str_printf(arena, "role:%.*s", STR_ARG(code)),
    };
}

struct result role_change(struct db *db, struct arena *arena, int64_t now_us,
                          const struct actor *actor, const struct role_change *change)
{
    TRY(role_check(db, arena, actor, change));
    TRY(write_rows(db, arena, actor->today, change));
    struct rights_change told = change_of(arena, actor, now_us, change->code);
    told.reason = str_trim(change->reason);
    return rights_changed(db, arena, told);
}

static bool good_code(struct str code)
{
    for (size_t i = 0; i < code.len; i++) {
        if ((code.ptr[i] < 'a' || code.ptr[i] > 'z') && code.ptr[i] != '_')
            return false;
    }
    return code.len > 0 && code.len <= CODE_MAX;
}

struct result role_found(struct db *db, struct arena *arena, int64_t now_us,
                         const struct actor *actor, const struct role_new *what)
{
    struct q_role_code_any_out any;
    bool found;
    TRY(permission_check_whole(db, arena, actor, "role.manage"));
    TRY(check_reason(what->reason));
    if (!good_code(what->code) || str_empty(what->name) || what->name.len > NAME_MAX)
        return result_fail(ERROR_INVALID, "role.code",
                           N_("Ghi tên vai trò, và mã chỉ gồm chữ thường không dấu và gạch dưới"));
    TRY(q_role_code_any(db, arena, (struct q_role_code_any_in){what->code}, &any, &found));
    if (found)
        return result_fail(ERROR_CONFLICT, "role.exists", N_("Mã vai trò này đã có"));
    struct q_role_add_in add = {what->code, what->name, str_trim(what->reason), actor->today};
    TRY(q_role_add(db, arena, add, NULL));
    struct rights_change told = change_of(arena, actor, now_us, what->code);
    told.reason = str_trim(what->reason);
    return rights_changed(db, arena, told);
}
