#include "web/phases.h"

#include "base/log.h"
#include "web/cookie.h"
#include "web/exchange.h"

/* The cookie's language; without one Vietnamese, whatever the browser prefers. */
struct result phase_locale(struct request *request)
{
    struct str cookies = request_header(request, "Cookie");
    request->locale = LOCALE_VI;
    locale_parse(cookie_find(cookies, S("truc_lang")), &request->locale);
    return RESULT_OK;
}

struct result phase_session(struct request *request)
{
    struct str cookies = request_header(request, "Cookie");
    struct str token = cookie_find(cookies, session_cookie_name(request));
    if (cookie_token_ok(token))
        request->session_token = str_dup(request->arena, token);
    return RESULT_OK;
}

struct result phase_route(struct request *request)
{
    struct exchange *x = request->exchange;
    if (x->found == ROUTER_NO_PATH)
        return result_fail(ERROR_NOT_FOUND, "web.no_path", NULL);
    if (x->found == ROUTER_NO_METHOD)
        return result_fail(ERROR_UNSUPPORTED, "web.method", NULL);
    return x->refused;
}

struct result phase_rate(struct request *request)
{
    const struct server_options *options = server_options_of(request->exchange->server);
    int wait_s;
    if (rate_allow(options->rates, request->route->rate, request->address, clock_monotonic_us(),
                   &wait_s))
        return RESULT_OK;
    options->metrics->rate_refused++;
    respond_header(request, "Retry-After", str_printf(request->arena, "%d", wait_s));
    return result_fail(ERROR_LIMIT, "web.too_fast", NULL);
}

struct result phase_csrf(struct request *request)
{
    if (!str_is(request->method, "POST") || request->route->api)
        return RESULT_OK;
    enum csrf_origin origin = csrf_origin_of(
        request_header(request, "Sec-Fetch-Site"), request_header(request, "Origin"),
        request_header(request, "Referer"), request_header(request, "Host"));
    struct result crossed = result_fail(ERROR_FORBIDDEN, "web.cross_site", NULL);
    if (origin == CSRF_CROSS_SITE)
        return crossed;
    TRY(exchange_pairs(request->exchange));
    const struct csrf_key *key = &server_options_of(request->exchange->server)->csrf_key;
    if (csrf_valid(request->arena, key, request->session_token,
                   form_pair(&request->exchange->pairs, "csrf")))
        return RESULT_OK;
    if (origin == CSRF_UNKNOWN)
        return crossed;
    send_again_answer(request, 403);
    request->exchange->error_code = "web.csrf";
    return RESULT_OK;
}

struct result phase_form(struct request *request)
{
    if (request_answered(request))
        return RESULT_OK;
    TRY(exchange_pairs(request->exchange));
    struct form *form;
    TRY(form_check(request->arena, request->route->fields, &request->exchange->pairs,
                   !str_is(request->method, "POST"), &form));
    request->form = form;
    return RESULT_OK;
}

struct result phase_handler(struct request *request)
{
    struct exchange *x = request->exchange;
    if (request_answered(request))
        return RESULT_OK;
    if (kept_answer(x))
        return RESULT_OK;
    int64_t from = clock_monotonic_us();
    handler run = x->resume != NULL ? x->resume : request->route->handle;
    struct result done = run(request);
    x->handler_us = clock_monotonic_us() - from;
    if (x->handler_us > SLOW_HANDLER_US) {
        server_options_of(x->server)->metrics->slow++;
        log_write(LOG_WARNING, "http.slow_handler",
                  log_text("route", str_from_c(request->route->pattern)),
                  log_int("us", x->handler_us), log_text("request", request->request_id));
    }
    return done;
}

struct result phase_log(struct request *request)
{
    struct exchange *x = request->exchange;
    int64_t spent_us = clock_monotonic_us() - x->started_us;
    metrics_answer(server_options_of(x->server)->metrics, x->answer.status, spent_us);
    /* The pattern, not the path: links that open a result are secrets. */
    log_write(x->answer.status >= 500 ? LOG_ERROR : LOG_INFO, "http.request",
              log_text("method", request->method),
              log_text("route", str_from_c(request->route == NULL ? "" : request->route->pattern)),
              log_int("status", x->answer.status), log_int("us", spent_us),
              log_int("handler_us", x->handler_us),
              log_text("code", str_from_c(x->error_code)),
              log_text("request", request->request_id));
    return RESULT_OK;
}
