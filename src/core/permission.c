#include "core/permission.h"

#include <assert.h>

#include "core/access.h"
#include "core/organisation.h"
#include "core/permission_walk.h"
#include "core/permission_reach.h"
#include "core/succession.h"

/* True where one of the codes is `code`. */
static bool names_code(struct str codes, struct str code)
{
    struct str rest = codes;
    while (!str_empty(rest)) {
        struct str one;
        str_split(rest, ' ', &one, &rest);
        if (str_equal(one, code))
            return true;
    }
    return false;
}

static bool narrowed(const struct grant_limits *limits)
{
    return !str_empty(limits->procedures) || limits->held_only || limits->value_max > 0;
}

static const char *outside(const struct grant *grant, const struct grant_limits *limits,
                           const struct permission_object *object)
{
    if (!narrowed(limits))
        return NULL;
    if (!object)
        return "object.unnamed";
    if (!str_empty(limits->procedures) && !names_code(limits->procedures, object->procedure))
        return "object.procedure";
    if (limits->held_only && !str_equal(grant->role_code, object->holder_role))
        return "object.held";
    if (limits->value_max > 0 && object->value_vnd > limits->value_max)
        return "object.value";
    return NULL;
}

const char *permission_object_rule(const struct actor *actor, const struct grant *grant,
                                   const struct permission_object *object)
{
    const char *rule = outside(grant, &grant->limits, object);
    if (!rule && grant->source)
        rule = outside(grant, &grant->source->limits, object);
    if (!rule && grant->for_person_id != 0 && object && object->prepared_by_account != 0 &&
        object->prepared_by_account == actor->account_id)
        rule = "object.own";
    return rule;
}

static bool asked_for(const struct grant *grant, const struct permission *permission,
                      const struct permission_question *question)
{
    return grant_gives(grant, permission) &&
           (str_empty(question->role) || str_equal(question->role, permission_role(grant))) &&
           (question->for_person_id == 0 || question->for_person_id == grant->for_person_id);
}

static void see_for(const struct actor *actor, const struct grant *grant)
{
    if (actor->seen_for && !*actor->seen_for && grant->for_person_id != 0)
        *actor->seen_for = grant;
}

void permission_sees(const struct actor *actor, int64_t agency_id, struct str holder_role)
{
    const struct grant *borrowed = NULL;
    for (size_t i = 0; i < actor->grant_count && !str_empty(holder_role); i++) {
        const struct grant *grant = &actor->grants[i];
        if (!str_equal(permission_role(grant), holder_role) ||
            (agency_id != 0 && agency_id != grant->agency_id && !grant->subtree))
            continue;
        if (grant->for_person_id == 0)
            return;
        borrowed = borrowed ? borrowed : grant;
    }
    if (borrowed)
        see_for(actor, borrowed);
}

const struct grant *permission_seen_for(const struct actor *actor)
{
    return actor->seen_for ? *actor->seen_for : NULL;
}

static void note_use(const struct actor *actor, const struct permission *permission,
                     const struct grant *grant, const struct permission_question *question)
{
    if (actor->used)
        permission_set_add(actor->used, permission);
    see_for(actor, grant);
    if (question->object)
        permission_sees(actor, question->agency_id, question->object->holder_role);
}

static struct result walk_grants(struct db *db, struct arena *arena, const struct actor *actor,
                                 const struct permission_question *question,
                                 struct permission_walk *out)
{
    const struct permission *permission = permission_find(question->permission);
    for (size_t i = 0; permission && i < actor->grant_count; i++) {
        const struct grant *grant = &actor->grants[i];
        if (!asked_for(grant, permission, question))
            continue;
        if (!out->gives)
            out->gives = grant;
        struct agency_line line = {grant->agency_id, question->agency_id, actor->today};
        bool yes = line.descendant == 0 || line.descendant == line.ancestor;
        if (!yes && grant->subtree)
            TRY(permission_reaches(db, arena, actor, line, &yes));
        if (!yes)
            continue;
        const char *rule = permission_object_rule(actor, grant, question->object);
        if (!out->reaches || !rule) {
            out->reaches = grant;
            out->object_rule = rule;
        }
        if (!rule) {
            out->allows = grant;
            note_use(actor, permission, grant, question);
            return RESULT_OK;
        }
    }
    return RESULT_OK;
}

/* What a closed agency has left is its heir's: asked again for that one where all else says no. */
static struct result walk_heir(struct db *db, struct arena *arena, const struct actor *actor,
                               const struct permission_question *question,
                               struct permission_walk *out)
{
    struct permission_question of_heir = *question;
    if (out->reaches || !out->gives || question->agency_id == 0)
        return RESULT_OK;
    TRY(succession_heir(db, arena, question->agency_id, actor->today, &of_heir.agency_id));
    return of_heir.agency_id == question->agency_id
               ? RESULT_OK
               : walk_grants(db, arena, actor, &of_heir, out);
}

struct result permission_walk(struct db *db, struct arena *arena, const struct actor *actor,
                              const struct permission_question *question,
                              struct permission_walk *out)
{
    const struct permission *permission = permission_find(question->permission);
    *out = (struct permission_walk){.known = permission != NULL};
    TRY(walk_grants(db, arena, actor, question, out));
    if (out->allows || db == NULL) /* without a database none has closed, nothing was asked for */
        return RESULT_OK;
    TRY(walk_heir(db, arena, actor, question, out));
    if (out->allows || !question->object || question->for_person_id != 0)
        return RESULT_OK;
    if (!permission_somewhere(actor, "dossier.read")) /* whoever asked reads dossiers no more */
        return RESULT_OK;
    struct access_question access = {actor->person_id, question->object->name, actor->today,
                                     permission};
    return access_given(db, arena, access, &out->given);
}

struct str permission_role(const struct grant *grant)
{
    return !str_empty(grant->role_code) || grant->role >= ROLE_COUNT
               ? grant->role_code
               : str_from_c(role_code(grant->role));
}

struct result permission_authority(struct db *db, struct arena *arena, const struct actor *actor,
                                   struct permission_question question, const struct grant **out)
{
    struct permission_walk walk;
    *out = NULL;
    if (!actor)
        return result_fail(ERROR_UNAUTHENTICATED, "permission.nobody",
                           N_("Đăng nhập để làm tiếp"));
    TRY(permission_walk(db, arena, actor, &question, &walk));
    if (!walk.allows && !walk.given)
        return result_fail(ERROR_FORBIDDEN, "permission.denied",
                           N_("Chức vụ hiện tại không có quyền này. Hỏi quản trị của cơ quan"));
    *out = walk.allows ? walk.allows : walk.given;
    return RESULT_OK;
}

struct result permission_check(struct db *db, struct arena *arena, const struct actor *actor,
                               const char *permission, int64_t agency_id)
{
    const struct grant *grant;
    struct permission_question question = {.permission = permission, .agency_id = agency_id};
    return permission_authority(db, arena, actor, question, &grant);
}

/* Reaches below, and all there: nothing narrows it. */
static bool reaches_all_below(const struct permission_scope *scope)
{
    return scope->subtree && str_empty(scope->procedures) && str_empty(scope->procedures_too) &&
           str_empty(scope->held_role);
}

struct result permission_check_below(struct db *db, struct arena *arena, const struct actor *actor,
                                     const char *permission, int64_t agency_id)
{
    struct permission_scopes scopes;
    TRY(permission_check(db, arena, actor, permission, agency_id));
    permission_scopes(arena, actor, permission, &scopes);
    for (size_t i = 0; i < scopes.count; i++) {
        struct agency_line line = {scopes.items[i].agency_id, agency_id, actor->today};
        bool yes = reaches_all_below(&scopes.items[i]) && line.ancestor == line.descendant;
        if (!yes && reaches_all_below(&scopes.items[i]))
            TRY(permission_reaches(db, arena, actor, line, &yes));
        if (yes)
            return RESULT_OK;
    }
    return result_fail(ERROR_FORBIDDEN, "permission.below",
                       N_("Quyền của bạn không tới cấp dưới, nên không giao được quyền ở cấp dưới. "
                          "Nhờ quản trị của cơ quan cấp trên"));
}

struct result permission_check_whole(struct db *db, struct arena *arena, const struct actor *actor,
                                     const char *permission)
{
    struct permission_scopes scopes = {0};
    TRY(permission_check(db, arena, actor, permission, 0));
    permission_scopes(arena, actor, permission, &scopes);
    for (size_t i = 0; i < scopes.count; i++) {
        const struct permission_scope *scope = &scopes.items[i];
        struct agency agency;
        if (!reaches_all_below(scope))
            continue;
        TRY(agency_by_id(db, arena, scope->agency_id, actor->today, &agency));
        if (agency.parent_id == 0)
            return RESULT_OK;
    }
    return result_fail(ERROR_FORBIDDEN, "permission.whole",
                       N_("Việc này áp dụng cho mọi cơ quan: chỉ quản trị của cơ quan cao nhất "
                          "làm được."));
}

struct result permission_check_role(struct db *db, struct arena *arena, const struct actor *actor,
                                    struct str role, int64_t agency_id)
{
    const struct grant *grant;
    struct permission_question question = {
        .permission = "dossier.task", .agency_id = agency_id, .role = role};
    if (str_empty(role))
        question.role = S("-"); /* a task of nobody is nobody's */
    return permission_authority(db, arena, actor, question, &grant);
}

bool permission_somewhere(const struct actor *actor, const char *permission)
{
    const struct permission *found = permission_find(permission);
    for (size_t i = 0; actor && found && i < actor->grant_count; i++) {
        if (grant_gives(&actor->grants[i], found))
            return true;
    }
    return false;
}

void permission_used(const struct actor *actor, const char *permission)
{
    const struct permission *found = permission_find(permission);
    if (actor && actor->used && found)
        permission_set_add(actor->used, found);
}

void permission_scopes(struct arena *arena, const struct actor *actor, const char *permission,
                       struct permission_scopes *out)
{
    const struct permission *found = permission_find(permission);
    size_t most = actor ? actor->grant_count : 0;
    struct permission_scope *items = ARENA_ARRAY(arena, struct permission_scope, most + 1);
    *out = (struct permission_scopes){.items = items};
    for (size_t i = 0; found && i < most; i++) {
        const struct grant *grant = &actor->grants[i];
        if (!grant_gives(grant, found))
            continue;
        items[out->count++] = (struct permission_scope){
            .agency_id = grant->agency_id,
            .subtree = grant->subtree,
            .procedures = grant->limits.procedures,
            .procedures_too = grant->source ? grant->source->limits.procedures : S(""),
            .held_role = grant->limits.held_only ? permission_role(grant) : S(""),
            .grant = grant,
        };
    }
}
