#include "modules/oidc/handlers.h"

#include "base/crypto.h"
#include "core/identity.h"
#include "modules/oidc/pages.h"
#include "modules/oidc/service.h"
#include "modules/oidc/views.h"
#include "web/url.h"

enum { FORM_TOKEN_BYTES = 16 };

/* Only into this site, officials only to their desk. */
static struct str next_of(const struct request *request, enum oidc_audience audience)
{
    struct str next = form_get(request->form, "tiep");
    bool desk = str_starts(next, S("/can-bo/"));
    return url_is_local(next) && desk == (audience == OIDC_STAFF) ? next : (struct str){0};
}

static struct result depart(struct request *request, struct str *url)
{
    struct journey *run = request->later;
    struct service_context ctx = journey_context(request);
    if (str_empty(request->session_token))
        respond_session(request, random_hex(request->arena, FORM_TOKEN_BYTES));
    struct departure from = {journey_redirect_uri(request, run), request->session_token};
    return oidc_depart(&ctx, run, from, url);
}

static struct result leave(struct request *request)
{
    struct str url;
    TRY(depart(request, &url));
    return respond_leave(request, url);
}

static struct result begin(struct request *request)
{
    struct result done = journey_discover(request);
    return result_ok(done) ? done : journey_refuse(request, done);
}

struct result oidc_start(struct request *request)
{
    struct journey *run;
    TRY(journey_new(request, &run));
    run->next = next_of(request, run->provider.audience);
    run->then = leave;
    return begin(request);
}

/* A form of ours may not lead to another site (form-action), so the last step is a link. */
static struct result show_way(struct request *request)
{
    struct journey *run = request->later;
    struct leave_view view = {
        .chrome = chrome_staff(request, tr_str(request->locale, N_("Liên kết tài khoản")), NULL),
        .title = run->provider.title};
    TRY(depart(request, &view.url));
    page_oidc_leave(respond_html(request, 200), &view);
    return RESULT_OK;
}

static struct result for_staff(struct request *request, struct journey **run)
{
    TRY(journey_new(request, run));
    if ((*run)->provider.audience == OIDC_STAFF)
        return RESULT_OK;
    return result_fail(ERROR_NOT_FOUND, "oidc.no_provider", NULL);
}

struct result oidc_link_send(struct request *request)
{
    struct journey *run;
    TRY(for_staff(request, &run));
    run->account_id = request->actor->account_id;
    run->then = show_way;
    return begin(request);
}

struct result oidc_unlink_send(struct request *request)
{
    struct journey *run;
    TRY(for_staff(request, &run));
    struct service_context ctx = journey_context(request);
    TRY(oidc_unlink(&ctx, &run->provider));
    return respond_redirect(request, S("/can-bo/toi"));
}
