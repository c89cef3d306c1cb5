#include "core/permission.h"

#include <assert.h>

#include "core/organisation.h"

static void step(struct permission_decision *decision, const char *question, bool yes,
                 struct str detail)
{
    assert(decision->step_count < PERMISSION_STEPS_MAX);
    decision->steps[decision->step_count++] =
        (struct permission_step){.question = question, .yes = yes, .detail = detail};
}

static bool gives(const struct grant *grant, const struct permission *permission)
{
    return (permission->roles & (1u << grant->role)) != 0;
}

static struct str grant_detail(struct arena *arena, const struct grant *grant)
{
    if (!grant)
        return (struct str){0};
    return str_printf(arena, "%.*s, %.*s · %.*s", STR_ARG(grant->title),
                      STR_ARG(grant->agency_name), STR_ARG(grant->decision));
}

/* The first grant whose role has the permission, whatever its place. */
static const struct grant *any_grant(const struct actor *actor, const struct permission *permission)
{
    for (size_t i = 0; i < actor->grant_count; i++) {
        if (gives(&actor->grants[i], permission))
            return &actor->grants[i];
    }
    return NULL;
}

/* `line` runs from the grant's agency to the one asked for. */
static struct result grant_reaches(struct db *db, struct arena *arena, const struct grant *grant,
                                   struct agency_line line, bool *yes)
{
    *yes = line.ancestor == line.descendant;
    if (*yes || !grant->subtree)
        return RESULT_OK;
    return agency_is_below(db, arena, line, yes);
}

static struct result decide_scope(struct db *db, struct arena *arena, const struct actor *actor,
                                  struct permission_question question,
                                  struct permission_decision *out)
{
    const struct permission *permission = permission_find(question.permission);
    assert(permission);
    for (size_t i = 0; i < actor->grant_count; i++) {
        const struct grant *grant = &actor->grants[i];
        if (!gives(grant, permission))
            continue;
        bool yes = question.agency_id == 0;
        if (!yes)
            TRY(grant_reaches(db, arena, grant,
                              (struct agency_line){grant->agency_id, question.agency_id,
                                                   actor->today},
                              &yes));
        if (!yes)
            continue;
        out->allowed = true;
        out->grant = grant;
        out->rule = question.agency_id == grant->agency_id || question.agency_id == 0
                        ? "scope.agency"
                        : "scope.subtree";
        step(out, N_("Phạm vi: cơ quan giữ hồ sơ"), true, grant_detail(arena, grant));
        return RESULT_OK;
    }
    out->rule = "scope.outside";
    step(out, N_("Phạm vi: cơ quan giữ hồ sơ"), false,
         grant_detail(arena, any_grant(actor, permission)));
    return RESULT_OK;
}

struct result permission_decide(struct db *db, struct arena *arena, const struct actor *actor,
                                struct permission_question question,
                                struct permission_decision *out)
{
    *out = (struct permission_decision){.rule = "actor.nobody"};
    step(out, N_("Đã đăng nhập, đủ hai bước"), actor != NULL,
         actor ? actor->name : (struct str){0});
    if (!actor)
        return RESULT_OK;
    const struct permission *permission = permission_find(question.permission);
    if (!permission) {
        out->rule = "permission.unknown";
        step(out, N_("Quyền có trong bảng quyền"), false, str_from_c(question.permission));
        return RESULT_OK;
    }
    const struct grant *grant = any_grant(actor, permission);
    step(out, N_("Có chức vụ còn hiệu lực mang quyền này"), grant != NULL,
         grant_detail(arena, grant));
    if (!grant) {
        out->rule = "role.missing";
        return RESULT_OK;
    }
    return decide_scope(db, arena, actor, question, out);
}

static struct result nobody(void)
{
    return result_fail(ERROR_UNAUTHENTICATED, "permission.nobody", N_("Đăng nhập để làm tiếp"));
}

static struct result denied(void)
{
    return result_fail(ERROR_FORBIDDEN, "permission.denied",
                       N_("Chức vụ hiện tại không có quyền này. Hỏi quản trị của cơ quan"));
}

struct result permission_check(struct db *db, struct arena *arena, const struct actor *actor,
                               const char *permission, int64_t agency_id)
{
    struct permission_decision decision;
    TRY(permission_decide(db, arena, actor,
                          (struct permission_question){permission, agency_id}, &decision));
    if (decision.allowed)
        return RESULT_OK;
    return actor ? denied() : nobody();
}

struct result permission_check_role(struct db *db, struct arena *arena, const struct actor *actor,
                                    struct str role, int64_t agency_id)
{
    const struct permission *task = permission_find("dossier.task");
    enum role wanted;
    bool yes = false;
    assert(task);
    if (!actor)
        return nobody();
    if (!role_from_code(role, &wanted))
        return denied();
    for (size_t i = 0; i < actor->grant_count && !yes; i++) {
        const struct grant *grant = &actor->grants[i];
        if (grant->role == wanted && gives(grant, task))
            TRY(grant_reaches(
                db, arena, grant,
                (struct agency_line){grant->agency_id, agency_id, actor->today}, &yes));
    }
    return yes ? RESULT_OK : denied();
}

bool permission_somewhere(const struct actor *actor, const char *permission)
{
    const struct permission *found = permission_find(permission);
    return actor && found && any_grant(actor, found) != NULL;
}
