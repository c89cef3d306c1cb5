/* The own account: sessions, password, links to accounts elsewhere, a recovery that waits. */
#include "modules/account/handlers.h"

#include "core/oidc.h"
#include "core/password.h"
#include "core/password_line.h"
#include "core/services.h"
#include "modules/account/pages.h"
#include "modules/account/invitation.h"
#include "modules/account/manage.h"
#include "modules/account/service.h"
#include "modules/account/views.h"

#define OWN S("/can-bo/toi")

static struct service_context context_of(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .actor = request->actor};
}

/* Every provider for officials, and since when this account is linked with it. */
static struct result load_links(struct request *request, struct own_view *view)
{
    struct oidc_provider_list providers;
    struct oidc_link_list links;
    TRY(oidc_provider_list(request->db, request->arena, OIDC_STAFF, &providers));
    TRY(oidc_links_of(request->db, request->arena, request->actor->account_id, &links));
    view->links = ARENA_ARRAY(request->arena, struct own_link, providers.count);
    view->link_count = providers.count;
    for (size_t i = 0; i < providers.count; i++) {
        view->links[i] = (struct own_link){providers.items[i].code, providers.items[i].title, 0};
        for (size_t n = 0; n < links.count; n++) {
            if (links.items[n].provider_id == providers.items[i].id)
                view->links[i].linked_us = links.items[n].linked_us;
        }
    }
    return RESULT_OK;
}

struct result account_own_show(struct request *request)
{
    const struct actor *actor = request->actor;
    struct service_context ctx = context_of(request);
    struct own_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Tài khoản")), NULL),
        .actor = actor,
        .changed = str_is(form_get(request->form, "xong"), "mat-khau"),
    };
    struct session_list sessions;
    TRY(session_open_list(request->db, request->arena, request_now_us(request), actor->account_id,
                          &sessions));
    view.sessions = ARENA_ARRAY(request->arena, struct own_session, sessions.count);
    view.session_count = sessions.count;
    for (size_t i = 0; i < sessions.count; i++)
        view.sessions[i] = (struct own_session){
            .row = sessions.items[i], .here = sessions.items[i].id == actor->session_id};
    TRY(session_before(request->db, request->arena, actor, &view.before, &view.had_before));
    TRY(account_own_recovery(&ctx, &view.recovery, &view.recovering));
    TRY(load_links(request, &view));
    page_own_account(respond_html(request, 200), &view);
    return RESULT_OK;
}

struct result account_session_end_send(struct request *request)
{
    struct service_context ctx = context_of(request);
    int64_t id;
    if (!str_to_i64(request_param(request, "phien"), &id))
        return result_fail(ERROR_NOT_FOUND, "session.unknown", N_("Phiên này đã đóng"));
    TRY(account_end_session(&ctx, id));
    return respond_redirect(request, OWN);
}

struct result account_recovery_refuse_send(struct request *request)
{
    struct service_context ctx = context_of(request);
    TRY(account_refuse_recovery(&ctx));
    return respond_redirect(request, OWN);
}

static struct result show_change(struct request *request, int status, const char *field,
                                 const char *message)
{
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    *error = (struct form_error){str_from_c(field), message};
    struct change_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Đổi mật khẩu")), NULL),
        .errors = {.items = error, .count = message != NULL},
        .old_password = {.name = "cu",
                         .label = tr_str(request->locale, N_("Mật khẩu đang dùng")),
                         .autocomplete = "current-password",
                         .secret = true,
                         .error = str_is(S("cu"), field) ? message : NULL},
        .new_password = {.name = "moi",
                         .label = tr_str(request->locale, N_("Mật khẩu mới")),
                         .hint = tr_str(request->locale,
                                        N_("Từ 12 ký tự. Một câu dễ nhớ là tốt, dấu và khoảng "
                                           "trắng đều được.")),
                         .autocomplete = "new-password",
                         .secret = true,
                         .error = str_is(S("moi"), field) ? message : NULL}};
    page_change_password(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result account_change_show(struct request *request)
{
    return show_change(request, 200, "", NULL);
}

/* A change under way: first the old password, then the hash of the new one. */
struct changing {
    struct password_change change;
    struct errand_call *call;
};

static struct result new_hashed(struct request *request)
{
    struct changing *run = request->later;
    struct service_context ctx = context_of(request);
    struct str hash;
    TRY(password_answer_hash(request->arena, run->call, &hash));
    TRY(password_change_set(&ctx, hash));
    return respond_redirect(request, S("/can-bo/toi?xong=mat-khau"));
}

static struct result old_compared(struct request *request)
{
    struct changing *run = request->later;
    struct service_context ctx = context_of(request);
    bool right;
    TRY(password_answer(request->arena, run->call, &right));
    struct result judged = password_change_judge(&ctx, &run->change, right);
    if (judged.kind == ERROR_UNAUTHENTICATED || judged.kind == ERROR_LIMIT)
        return show_change(request, judged.kind == ERROR_LIMIT ? 429 : 422, "cu", judged.message);
    TRY(judged);
    TRY(password_ask_hash(request->arena, request->services->passwords,
                          form_get(request->form, "moi"), &run->call));
    respond_later(request, run->call->wait, PASSWORD_LIMIT_MS, new_hashed);
    return RESULT_OK;
}

struct result account_change_send(struct request *request)
{
    struct service_context ctx = context_of(request);
    struct changing *run = ARENA_NEW(request->arena, struct changing);
    request->later = run;
    if (request->form->error_count > 0)
        return show_change(request, 422, str_c(request->arena, request->form->errors[0].field),
                           request->form->errors[0].message);
    struct result asked = password_change_ask(&ctx, &run->change);
    if (asked.kind == ERROR_LIMIT)
        return show_change(request, 429, "cu", asked.message);
    TRY(asked);
    struct result fits =
        password_accept(request->arena, form_get(request->form, "moi"), run->change.login);
    if (!result_ok(fits))
        return show_change(request, 422, "moi", fits.message);
    struct password_question question = {
        .hash = run->change.hash, .password = form_get(request->form, "cu"), .known = true};
    TRY(password_ask(request->arena, request->services->passwords, question, &run->call));
    respond_later(request, run->call->wait, PASSWORD_LIMIT_MS, old_compared);
    return RESULT_OK;
}
