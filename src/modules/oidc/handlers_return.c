/* The browser comes back with a code: code → tokens → (keys again) → userinfo → in. */
#include "base/crypto.h"
#include "modules/oidc/handlers.h"
#include "modules/oidc/service.h"

enum { TOKEN_BYTES = 32 };

/* An answer that does not hold is remembered; one that never came is not. */
static struct result refuse(struct request *request, struct result why)
{
    struct journey *run = request->later;
    struct service_context ctx = journey_context(request);
    bool ours = why.kind == ERROR_INTERNAL || why.kind == ERROR_CORRUPT;
    if (why.kind != ERROR_UNAVAILABLE && why.kind != ERROR_TIMEOUT && !ours)
        TRY(oidc_note_refusal(&ctx, run, why.code));
    return journey_refuse(request, why);
}

static struct result admit(struct request *request, const struct json *userinfo)
{
    struct journey *run = request->later;
    struct service_context ctx = journey_context(request);
    struct arrival arrival = {.new_token = random_hex(request->arena, TOKEN_BYTES),
                              .old_token = request->session_token,
                              .address = request->address};
    bool staff = run->provider.audience == OIDC_STAFF;
    TRY(oidc_person_read(request->arena, &run->provider, run->claims, userinfo,
                         &arrival.person));
    if (run->attempt.account_id != 0) {
        TRY(oidc_link(&ctx, run, arrival.person.subject));
        return respond_redirect(request, S("/can-bo/toi"));
    }
    TRY(staff ? oidc_admit_official(&ctx, run, &arrival) : oidc_admit_citizen(&ctx, run, &arrival));
    respond_session(request, arrival.new_token);
    struct str next = run->attempt.next;
    if (staff && run->provider.code_asked)
        return respond_redirect(
            request, str_empty(next) ? S("/can-bo/ma")
                                     : str_concat(request->arena, S("/can-bo/ma?tiep="), next));
    if (!str_empty(next))
        return respond_redirect(request, next);
    return respond_redirect(request, staff ? S("/can-bo") : S("/cua-toi"));
}

static struct result read_userinfo(struct request *request)
{
    struct str body;
    const struct json *userinfo;
    TRY(journey_fetched(request, &body));
    if (!result_ok(json_parse(request->arena, body, &userinfo)) ||
        !json_is(userinfo, JSON_KIND_OBJECT))
        return result_fail(ERROR_UNTRUSTED, "oidc.userinfo", NULL);
    return admit(request, userinfo);
}

static struct result userinfo_came(struct request *request)
{
    struct result done = read_userinfo(request);
    return result_ok(done) ? done : refuse(request, done);
}

static struct result ask_userinfo(struct request *request)
{
    struct journey *run = request->later;
    if (!run->provider.userinfo)
        return admit(request, NULL);
    struct fetch fetch = {.url = run->endpoints.userinfo, .bearer = run->access_token};
    return journey_fetch(request, &fetch, userinfo_came);
}

static struct result check_token(struct request *request)
{
    struct journey *run = request->later;
    struct service_context ctx = journey_context(request);
    bool allowed = false;
    /* Others tell the time of day, also to a demo whose own clock was moved. */
    struct oidc_expected expected = {.provider = &run->provider,
                                     .endpoints = &run->endpoints,
                                     .nonce = run->attempt.nonce,
                                     .access_token = run->access_token,
                                     .now_us = clock_now_us(clock_system())};
    struct result checked = oidc_token_check(request->arena, &expected, run->id_token,
                                             run->published.jwks, &run->claims);
    if (result_ok(checked))
        return ask_userinfo(request);
    if (checked.kind != ERROR_NOT_FOUND || run->asked_again)
        return checked;
    TRY(oidc_ask_again(&ctx, run, &allowed));
    run->asked_again = true;
    return allowed ? journey_fetch_keys(request) : checked;
}

static struct result check_again(struct request *request)
{
    struct result done = check_token(request);
    return result_ok(done) ? done : refuse(request, done);
}

static struct result read_tokens(struct request *request)
{
    struct journey *run = request->later;
    struct fetched fetched;
    const struct json *answer;
    TRY(fetch_finish(request->arena, run->call, &fetched));
    if (fetched.status != 200 || !result_ok(json_parse(request->arena, fetched.body, &answer)))
        return result_fail(ERROR_UNTRUSTED, "oidc.code", NULL);
    run->id_token = json_get_text(answer, "id_token");
    run->access_token = json_get_text(answer, "access_token");
    if (str_empty(run->id_token) || (run->provider.userinfo && str_empty(run->access_token)))
        return result_fail(ERROR_UNTRUSTED, "oidc.tokens", NULL);
    return check_token(request);
}

static struct result tokens_came(struct request *request)
{
    struct result done = read_tokens(request);
    return result_ok(done) ? done : refuse(request, done);
}

static struct result exchange_code(struct request *request)
{
    struct journey *run = request->later;
    bool secret = run->provider.auth != OIDC_AUTH_NONE;
    struct fetch fetch = {
        .url = run->endpoints.token,
        .form = oidc_code_form(request->arena, &run->provider, form_get(request->form, "code"),
                               run->attempt.verifier, journey_redirect_uri(request, run)),
        .client = secret ? run->provider.code : (struct str){0},
        .client_id = run->provider.client_id,
        .secret_in_form = run->provider.auth == OIDC_AUTH_POST};
    return journey_fetch(request, &fetch, tokens_came);
}

/* The state first: an answer that nobody here asked for changes nothing, not even the log. */
static struct result come_back(struct request *request)
{
    struct journey *run = request->later;
    struct service_context ctx = journey_context(request);
    struct oidc_return back = {.provider_id = run->provider.id,
                               .state = form_get(request->form, "state"),
                               .browser = request->session_token};
    TRY(oidc_return(&ctx, run, back));
    TRY(oidc_published_load(request->db, request->arena, run->provider.id, &run->published));
    TRY(oidc_discovery_read(request->arena, &run->provider, run->published.discovery,
                            &run->endpoints));
    run->then = check_again;
    struct result same = oidc_issuer_check(&run->provider, &run->endpoints,
                                           form_get(request->form, "iss"));
    if (!result_ok(same))
        return refuse(request, same);
    if (form_has(request->form, "error"))
        return result_fail(ERROR_UNTRUSTED, "oidc.declined",
                           N_("Bạn đã dừng lại, hoặc nơi giữ tài khoản không đồng ý. Thử lại, hoặc "
                              "đăng nhập cách khác."));
    if (str_empty(form_get(request->form, "code")))
        return result_fail(ERROR_UNTRUSTED, "oidc.code", NULL);
    return exchange_code(request);
}

struct result oidc_come_back(struct request *request)
{
    struct journey *run;
    TRY(journey_new(request, &run));
    struct result done = come_back(request);
    return result_ok(done) ? done : journey_refuse(request, done);
}
