/* Vì sao tôi (không) xem được: one decision, step by step. Whether the thing exists is told only
 * to who may know it: for everybody else an unknown code and somebody else's look the same. */
#include "core/organisation.h"
#include "core/procedure.h"
#include "modules/dossier/dossier.h"
#include "modules/rights/handlers.h"
#include "modules/rights/pages.h"

#define DOSSIER_PAGE "/can-bo/ho-so/"

/* What is asked about. */
struct thing {
    struct str code;  /* as typed; empty: nothing in particular */
    bool dossier;
    bool known;       /* it exists, and the reader may know */
    int64_t agency_id;
    struct permission_object object;
    struct str words; /* "hồ sơ H19.62-…" */
};

/* "H19.62-261123-0001" of "/can-bo/ho-so/H19.62-261123-0001/tiep-nhan". */
static struct str code_in_path(struct str path)
{
    struct str rest;
    struct str code;
    if (!str_starts(path, S(DOSSIER_PAGE)))
        return S("");
    rest = str_slice(path, sizeof DOSSIER_PAGE - 1, path.len);
    str_split(rest, '/', &code, &rest);
    return code;
}

/* The reader may know of the dossier who may read it, or who reads everybody's rights there. */
static struct result may_know(struct request *request, const struct thing *thing, bool *yes)
{
    const struct grant *grant;
    struct permission_question question = {.permission = "dossier.read",
                                           .agency_id = thing->agency_id,
                                           .object = &thing->object};
    struct result reads = permission_authority(request->db, request->arena, request->actor,
                                               question, &grant);
    if (reads.kind == ERROR_FORBIDDEN)
        reads = permission_check(request->db, request->arena, request->actor, "right.read",
                                 thing->agency_id);
    *yes = result_ok(reads);
    return reads.kind == ERROR_FORBIDDEN ? RESULT_OK : reads;
}

static struct result find_dossier(struct request *request, struct thing *thing)
{
    struct service_context ctx = rights_context(request);
    struct dossier_brief dossier;
    struct procedure procedure;
    struct result found = dossier_brief_by_code(&ctx, thing->code, &dossier);
    thing->words = str_printf(request->arena, tr(request->locale, N_("hồ sơ %.*s")),
                              STR_ARG(thing->code));
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    TRY(procedure_by_version(ctx.db, ctx.arena, dossier.procedure_version_id, &procedure));
    thing->agency_id = dossier.agency_id;
    thing->object = (struct permission_object){
        .name = str_printf(request->arena, "dossier:%lld", (long long)dossier.id),
        .procedure = procedure.code,
        .holder_role = dossier.task_role};
    return may_know(request, thing, &thing->known);
}

/* Agencies are public: their codes stand in every dossier's code. */
static struct result find_agency(struct request *request, struct str day, struct thing *thing)
{
    struct agency agency;
    struct result found = agency_by_code(request->db, request->arena, thing->code, day, &agency);
    thing->words = thing->code;
    if (found.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(found);
    thing->known = true;
    thing->agency_id = agency.id;
    thing->words = agency.name;
    return RESULT_OK;
}

static struct result find_thing(struct request *request, struct str day, struct thing *thing)
{
    struct str typed = form_get(request->form, "cho");
    struct str on_page = code_in_path(form_get(request->form, "trang"));
    *thing = (struct thing){.code = str_empty(on_page) ? typed : on_page};
    if (str_empty(thing->code))
        return RESULT_OK;
    thing->dossier = !str_empty(on_page) || str_find_byte(typed, '-') < typed.len;
    return thing->dossier ? find_dossier(request, thing) : find_agency(request, day, thing);
}

static struct result subject(struct request *request, struct str day, struct actor *out,
                             struct why_view *view)
{
    int64_t id = form_int(request->form, "nguoi", 0);
    struct grant_list grants;
    *out = *request->actor;
    view->self = id == 0 || id == out->person_id;
    view->name = out->name;
    if (view->self && str_equal(day, out->today))
        return RESULT_OK;
    if (!view->self)
        TRY(permission_check(request->db, request->arena, request->actor, "right.read", 0));
    TRY(rights_visible(request, view->self ? out->person_id : id, day, &grants));
    if (!view->self)
        TRY(rights_name(request, id, &view->name));
    *out = (struct actor){.person_id = view->self ? out->person_id : id,
                          .name = view->name,
                          .today = day,
                          .grants = grants.items,
                          .grant_count = grants.count};
    return RESULT_OK;
}

static void say_hidden(struct why_view *view)
{
    struct permission_decision *decision = &view->decision;
    view->hidden = true;
    decision->allowed = false;
    decision->rule = decision->step_count > 2 ? "scope.outside" : decision->rule;
    if (decision->step_count > 2) {
        decision->step_count = 3;
        decision->steps[2] = (struct permission_step){
            .question = N_("Có trong phạm vi của chức vụ ấy"), .yes = false};
    }
}

static struct result decide(struct request *request, const struct actor *actor,
                            const struct thing *thing, struct why_view *view)
{
    struct str name = form_get(request->form, "quyen");
    struct permission_question question = {
        .permission = str_empty(name) ? "dossier.read" : str_c(request->arena, name),
        .agency_id = thing->agency_id,
        .object = thing->dossier && thing->known ? &thing->object : NULL,
    };
    if (!thing->known)
        question.agency_id = 0;
    view->permission = permission_find(question.permission);
    view->about = thing->words;
    TRY(permission_decide(request->db, request->arena, actor, question, &view->decision));
    if (!str_empty(thing->code) && !thing->known)
        say_hidden(view);
    return RESULT_OK;
}

/* Who holds the permission that day, by role: never by name. */
static struct result fill_who(struct request *request, struct why_view *view)
{
    struct role_rows roles;
    TRY(roles_all(request->db, request->arena, view->day, &roles));
    view->who_names = ARENA_ARRAY(request->arena, struct str, roles.count + 1);
    for (size_t i = 0; i < roles.count && view->permission != NULL; i++) {
        if (permission_set_has(&roles.items[i].rights, view->permission))
            view->who_names[view->who_count++] = roles.items[i].name;
    }
    return RESULT_OK;
}

struct result rights_why_show(struct request *request)
{
    struct actor actor;
    struct thing thing;
    struct str day = form_get(request->form, "ngay");
    struct why_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Vì sao")), NULL),
        .day = str_empty(day) ? request->actor->today : day};
    TRY(subject(request, view.day, &actor, &view));
    TRY(find_thing(request, view.day, &thing));
    TRY(decide(request, &actor, &thing, &view));
    TRY(fill_who(request, &view));
    bool may_ask = view.self && thing.dossier && !view.decision.allowed &&
                   str_equal(view.day, request->actor->today) &&
                   permission_somewhere(request->actor, "dossier.read");
    view.askable = may_ask ? thing.code : S("");
    if (!view.self)
        respond_reads(request, "right.read",
                      str_printf(request->arena, "person:%lld", (long long)actor.person_id));
    page_why(respond_html(request, 200), &view);
    return RESULT_OK;
}
