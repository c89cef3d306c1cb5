/* Approving and taking back, each behind a page that says what will happen. */
#include "modules/reorganisation/handlers.h"
#include "modules/reorganisation/pages.h"

static struct result show_confirm(struct request *request, const struct decision *decision,
                                  bool undo, const char *problem)
{
    struct preview newer = {0};
    struct reorganisation_engine engine = engine_of(request);
    struct str today = organisation_today(request->arena, request->clock);
    struct str here = tr_str(request->locale, undo ? N_("Lui") : N_("Duyệt"));
    if (undo)
        TRY(reorganisation_newer(&engine, decision, &newer));
    int64_t seen = undo ? decision->row.revision : form_int(request->form, "lan", 0);
    struct confirm_view view = {
        .chrome = chrome_staff(request, here, NULL),
        .crumbs = decision_crumbs(request, &decision->row, here),
        .row = decision->row,
        .undo = undo,
        .at_once = str_compare(decision->row.effective_on, today) <= 0,
        .newer = newer.holdings,
        .newer_count = newer.holding_count,
        .problem = problem,
        .seen = seen,
        .stale = seen != decision->row.revision,
        .number = {.name = "so",
                   .label = tr_str(request->locale, N_("Số quyết định lui")),
                   .value = undo && request->form ? form_get(request->form, "so") : S("")},
    };
    page_reorganisation_confirm(respond_html(request, problem || view.stale ? 409 : 200), &view);
    return RESULT_OK;
}

struct result decision_approve_show(struct request *request)
{
    struct decision decision;
    TRY(decision_of(request, &decision));
    if (!form_has(request->form, "lan")) /* nothing was previewed */
        return to_decision(request, decision.row.id);
    return show_confirm(request, &decision, false, NULL);
}

/* What the person can mend stands on the page again; the rest is a problem page. */
static bool mendable(struct result done)
{
    return done.message != NULL &&
           (done.kind == ERROR_CONFLICT || done.kind == ERROR_INVALID ||
            str_is(str_from_c(done.code), "reorganisation.same_person"));
}

struct result decision_approve_send(struct request *request)
{
    struct decision decision;
    struct reorganisation_engine engine = engine_of(request);
    TRY(decision_of(request, &decision));
    struct result done =
        reorganisation_approve(&engine, decision.row.id, form_int(request->form, "lan", 0));
    if (mendable(done))
        return show_confirm(request, &decision, false, done.message);
    TRY(done);
    return to_decision(request, decision.row.id);
}

struct result decision_withdraw_send(struct request *request)
{
    struct decision decision;
    struct reorganisation_engine engine = engine_of(request);
    TRY(decision_of(request, &decision));
    TRY(reorganisation_withdraw(&engine, decision.row.id));
    return to_decision(request, decision.row.id);
}

struct result decision_undo_show(struct request *request)
{
    struct decision decision;
    TRY(decision_of(request, &decision));
    return show_confirm(request, &decision, true, NULL);
}

struct result decision_undo_send(struct request *request)
{
    struct decision decision;
    struct reorganisation_engine engine = engine_of(request);
    TRY(decision_of(request, &decision));
    struct result done =
        reorganisation_undo(&engine, decision.row.id, form_get(request->form, "so"));
    if (mendable(done))
        return show_confirm(request, &decision, true, done.message);
    TRY(done);
    return to_decision(request, decision.row.id);
}
