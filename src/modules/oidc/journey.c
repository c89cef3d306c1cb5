#include "modules/oidc/journey.h"

#include "core/services.h"
#include "modules/oidc/pages.h"
#include "modules/oidc/service.h"
#include "modules/oidc/views.h"

struct service_context journey_context(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .actor = request->actor};
}

struct result journey_new(struct request *request, struct journey **out)
{
    *out = ARENA_NEW(request->arena, struct journey);
    request->later = *out;
    return oidc_provider_find(request->db, request->arena, request_param(request, "noi"),
                              &(*out)->provider);
}

struct str journey_redirect_uri(const struct request *request, const struct journey *run)
{
    return str_printf(request->arena, "%.*s/dang-nhap/tai-khoan/%.*s/ve",
                      STR_ARG(request->site->origin), STR_ARG(run->provider.code));
}

struct result journey_fetch(struct request *request, const struct fetch *fetch, handler resume)
{
    struct journey *run = request->later;
    TRY(fetch_start(request->arena, request->services->fetcher, fetch, &run->call));
    respond_later(request, run->call->wait, FETCH_LIMIT_MS + 1000, resume);
    return RESULT_OK;
}

struct result journey_fetched(struct request *request, struct str *body)
{
    struct journey *run = request->later;
    struct fetched fetched;
    TRY(fetch_finish(request->arena, run->call, &fetched));
    *body = fetched.body;
    return fetched.status == 200 ? RESULT_OK
                                 : result_fail(ERROR_UNAVAILABLE, "oidc.answer", NULL);
}

static struct result with_keys(struct request *request)
{
    struct journey *run = request->later;
    struct service_context ctx = journey_context(request);
    TRY(journey_fetched(request, &run->published.jwks));
    run->published.fetched_us = request_now_us(request);
    TRY(oidc_keep_published(&ctx, run));
    return run->then(request);
}

static struct result keys_came(struct request *request)
{
    struct result done = with_keys(request);
    return result_ok(done) ? done : journey_refuse(request, done);
}

struct result journey_fetch_keys(struct request *request)
{
    struct journey *run = request->later;
    struct fetch fetch = {.url = run->endpoints.jwks};
    return journey_fetch(request, &fetch, keys_came);
}

static struct result with_discovery(struct request *request)
{
    struct journey *run = request->later;
    TRY(journey_fetched(request, &run->published.discovery));
    TRY(oidc_discovery_read(request->arena, &run->provider, run->published.discovery,
                            &run->endpoints));
    return journey_fetch_keys(request);
}

static struct result discovery_came(struct request *request)
{
    struct result done = with_discovery(request);
    return result_ok(done) ? done : journey_refuse(request, done);
}

struct result journey_discover(struct request *request)
{
    struct journey *run = request->later;
    TRY(oidc_published_load(request->db, request->arena, run->provider.id, &run->published));
    if (request_now_us(request) - run->published.fetched_us < OIDC_METADATA_US) {
        TRY(oidc_discovery_read(request->arena, &run->provider, run->published.discovery,
                                &run->endpoints));
        return run->then(request);
    }
    struct fetch fetch = {.url = oidc_discovery_url(request->arena, &run->provider)};
    return journey_fetch(request, &fetch, discovery_came);
}

/* Failures of ours, and of the way there, are not the same as an answer that does not hold. */
static const char *words_of(struct result why)
{
    if (why.message != NULL)
        return why.message;
    if (why.kind == ERROR_UNAVAILABLE || why.kind == ERROR_TIMEOUT || why.kind == ERROR_LIMIT)
        return N_("Nơi giữ tài khoản không trả lời như đã hẹn. Thử lại sau ít phút.");
    if (str_is(S("oidc.state"), why.code))
        return N_("Lần đăng nhập này đã dùng, đã quá 10 phút, hoặc bắt đầu ở trình duyệt khác.");
    return N_("Câu trả lời của nơi giữ tài khoản không qua được kiểm tra an toàn.");
}

struct result journey_refuse(struct request *request, struct result why)
{
    struct journey *run = request->later;
    if (why.kind == ERROR_INTERNAL || why.kind == ERROR_CORRUPT)
        return why;
    bool staff = run->provider.audience == OIDC_STAFF;
    struct refused_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Chưa đăng nhập được"))),
        .title = run->provider.title,
        .why = words_of(why),
        .code = str_from_c(why.code),
        .again = staff ? S("/can-bo/dang-nhap") : S("/dang-nhap"),
    };
    bool away = why.kind == ERROR_UNAVAILABLE || why.kind == ERROR_TIMEOUT;
    page_oidc_refused(respond_html(request, away ? 503 : 422), &view);
    return RESULT_OK;
}
