#include "modules/rights/handlers.h"
#include "modules/rights/pages.h"

static struct result fill_rows(struct request *request, struct own_rights_view *view)
{
    const struct permission *table = permission_table(&view->count);
    view->rows = ARENA_ARRAY(request->arena, struct right_row, view->count);
    for (size_t i = 0; i < view->count; i++) {
        struct permission_decision decision;
        struct permission_question question = {.permission = table[i].name};
        TRY(permission_decide(request->db, request->arena, request->actor, question, &decision));
        const struct permission_step *post = &decision.steps[decision.step_count > 1 ? 1 : 0];
        view->rows[i] = (struct right_row){
            .title = table[i].title,
            .name = table[i].name,
            .allowed = decision.allowed,
            .rule = decision.rule,
            .because = decision.step_count > 1 ? post->detail : S(""),
        };
    }
    return RESULT_OK;
}

struct result rights_own_show(struct request *request)
{
    const struct actor *actor = request->actor;
    struct own_rights_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Quyền của tôi")), NULL),
        .actor = actor,
        .borrowed = ARENA_ARRAY(request->arena, const struct grant *, actor->grant_count + 1),
    };
    for (size_t i = 0; i < actor->grant_count; i++) {
        if (actor->grants[i].for_person_id != 0)
            view.borrowed[view.borrowed_count++] = &actor->grants[i];
    }
    TRY(fill_rows(request, &view));
    page_own_rights(respond_html(request, 200), &view);
    return RESULT_OK;
}
