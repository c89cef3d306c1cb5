/* A decision in words: what was looked at, in what order, and where it fell. */
#include <assert.h>

#include "core/permission_walk.h"

static void step(struct permission_decision *decision, const char *question, bool yes,
                 struct str detail)
{
    assert(decision->step_count < PERMISSION_STEPS_MAX);
    decision->steps[decision->step_count++] =
        (struct permission_step){.question = question, .yes = yes, .detail = detail};
}

/* "23/11/2026", as people write a day. */
static struct str day_words(struct arena *arena, struct str day)
{
    if (day.len != 10)
        return day;
    return str_printf(arena, "%.*s/%.*s/%.*s", STR_ARG(str_slice(day, 8, 10)),
                      STR_ARG(str_slice(day, 5, 7)), STR_ARG(str_slice(day, 0, 4)));
}

static struct str post_of(struct arena *arena, const struct grant *grant)
{
    if (!grant)
        return S("");
    struct str post = str_printf(arena, "%.*s, %.*s · %.*s", STR_ARG(grant->title),
                                 STR_ARG(grant->agency_name), STR_ARG(grant->decision));
    return str_empty(grant->since)
               ? post
               : str_printf(arena, "%.*s, từ %.*s", STR_ARG(post),
                            STR_ARG(day_words(arena, grant->since)));
}

static struct str place_of(struct arena *arena, const struct grant *grant)
{
    return str_printf(arena, grant->subtree ? "%.*s và cấp dưới" : "%.*s",
                      STR_ARG(grant->agency_name));
}

static struct str source_of(struct arena *arena, const struct grant *grant)
{
    const struct grant_source *source = grant->source;
    return str_printf(arena, "%s %.*s · %.*s, từ %.*s đến trước %.*s",
                      source->signing ? "ký thay" : "thay mặt", STR_ARG(grant->for_name),
                      STR_ARG(source->decision), STR_ARG(day_words(arena, source->since)),
                      STR_ARG(day_words(arena, source->until)));
}

static void explain_object(struct arena *arena, const struct permission_walk *walk,
                           struct permission_decision *out)
{
    const struct grant *grant = walk->reaches;
    if (grant->for_person_id != 0 && grant->source)
        step(out, N_("Được ủy quyền, còn trong hạn"), true, source_of(arena, grant));
    if (walk->object_rule) {
        out->rule = walk->object_rule;
        step(out, N_("Trong giới hạn về thủ tục, giá trị, người đang giữ"), false,
             grant->limits_decision);
        return;
    }
    out->allowed = true;
    out->grant = grant;
    if (grant->for_person_id != 0)
        out->rule = grant->source && grant->source->signing ? "delegation.signing"
                                                            : "delegation.substitution";
}

/* What posts say of it. */
static void explain_posts(struct arena *arena, const struct permission_walk *walk,
                          const struct permission_question *question,
                          struct permission_decision *out)
{
    const struct grant *post = walk->allows    ? walk->allows
                               : walk->reaches ? walk->reaches
                                               : walk->gives;
    step(out, N_("Có chức vụ còn hiệu lực mang quyền này"), post != NULL, post_of(arena, post));
    out->rule = "role.missing";
    if (!post)
        return;
    step(out, N_("Phạm vi: cơ quan của chức vụ và cấp dưới, theo ngày"), walk->reaches != NULL,
         place_of(arena, post));
    out->rule = "scope.outside";
    if (!walk->reaches)
        return;
    out->rule = question->agency_id == post->agency_id || question->agency_id == 0
                    ? "scope.agency"
                    : "scope.subtree";
    explain_object(arena, walk, out);
}

static void explain_access(struct arena *arena, const struct grant *given,
                           struct permission_decision *out)
{
    out->allowed = true;
    out->grant = given;
    out->rule = "access.given";
    step(out, N_("Đã xin và được người giữ cho xem, còn trong hạn"), true,
         str_printf(arena, "%.*s, %.*s · từ %.*s đến trước %.*s", STR_ARG(given->decision),
                    STR_ARG(given->agency_name), STR_ARG(day_words(arena, given->since)),
                    STR_ARG(day_words(arena, given->until))));
}

struct result permission_decide(struct db *db, struct arena *arena, const struct actor *actor,
                                struct permission_question question,
                                struct permission_decision *out)
{
    struct permission_walk walk;
    *out = (struct permission_decision){.rule = "actor.nobody"};
    step(out, N_("Đã đăng nhập, đủ hai bước"), actor != NULL,
         actor ? actor->name : (struct str){0});
    if (!actor)
        return RESULT_OK;
    TRY(permission_walk(db, arena, actor, &question, &walk));
    if (!walk.known) {
        out->rule = "permission.unknown";
        step(out, N_("Quyền có trong bảng quyền"), false, str_from_c(question.permission));
        return RESULT_OK;
    }
    explain_posts(arena, &walk, &question, out);
    if (!out->allowed && walk.given)
        explain_access(arena, walk.given, out);
    return RESULT_OK;
}
