#include "modules/account/handlers.h"

#include "core/service.h"
#include "modules/account/pages.h"
#include "modules/account/service.h"

static struct service_context context_of(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .actor = request->actor};
}

struct result account_own_show(struct request *request)
{
    const struct actor *actor = request->actor;
    struct own_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Tài khoản")), NULL),
        .actor = actor,
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
    return respond_redirect(request, S("/can-bo/tai-khoan"));
}
