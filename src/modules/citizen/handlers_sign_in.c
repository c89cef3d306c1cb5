/* Signing in with an identifier, a phone and a one-time code. */
#include "modules/citizen/handlers.h"

#include "base/crypto.h"
#include "core/identifiers.h"
#include "core/services.h"
#include "modules/citizen/pages.h"
#include "web/phases.h"

enum { TOKEN_BYTES = 32, CODE_DIGITS = 6 };
#define OWN S("/cua-toi")

struct service_context citizen_context(const struct request *request)
{
    return (struct service_context){.db = request->db,
                                    .arena = request->arena,
                                    .clock = request->clock,
                                    .files = request->services->files,
                                    .actor = request->actor,
                                    .citizen = request->citizen};
}

struct error_view error_at(struct request *request, const char *field, const char *message)
{
    struct form_error *error = ARENA_NEW(request->arena, struct form_error);
    *error = (struct form_error){.field = str_from_c(field), .message = message};
    return (struct error_view){.items = error, .count = 1};
}

const char *error_of(struct error_view errors, const char *field)
{
    for (size_t i = 0; i < errors.count; i++) {
        if (str_is(errors.items[i].field, field))
            return errors.items[i].message;
    }
    return NULL;
}

struct field_view field_typed(const struct request *request, struct error_view errors,
                              const char *name, const char *label)
{
    return (struct field_view){.name = name,
                               .label = tr_str(request->locale, label),
                               .value = form_get(request->form, name),
                               .error = error_of(errors, name),
                               .width = "is-full"};
}

/* Into the citizen's own pages and the services only: an address from outside never decides where
 * a person lands. */
static struct str next_of(const struct request *request)
{
    struct str next = form_get(request->form, "tiep");
    bool inside = str_starts(next, S("/cua-toi")) || str_starts(next, S("/dich-vu/")) ||
                  str_starts(next, S("/nop/"));
    bool fits = inside && str_find(next, S("//")) == next.len &&
                str_find_byte(next, '\\') == next.len;
    return fits ? next : (struct str){0};
}

static struct str with_next(const struct request *request, const char *path)
{
    struct str next = next_of(request);
    if (str_empty(next))
        return str_from_c(path);
    return str_printf(request->arena, "%s?tiep=%.*s", path, STR_ARG(next));
}

static struct result show_enter(struct request *request, int status, struct error_view errors)
{
    struct enter_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Đăng nhập"))),
        .errors = errors,
        .identifier = field_typed(request, errors, "dinh_danh",
                                  N_("Số định danh cá nhân hoặc mã số thuế")),
        .phone = field_typed(request, errors, "dien_thoai", N_("Số điện thoại di động")),
        .next = next_of(request),
    };
    view.identifier.hint = tr_str(
        request->locale,
        N_("12 số trên căn cước, 9 số chứng minh cũ, hoặc mã số thuế của doanh nghiệp."));
    view.identifier.inputmode = "numeric";
    view.identifier.autocomplete = "username";
    view.phone.hint = tr_str(request->locale, N_("Chúng tôi nhắn một mã 6 số đến số này."));
    view.phone.inputmode = "tel";
    view.phone.autocomplete = "tel";
    TRY(oidc_provider_list(request->db, request->arena, OIDC_CITIZENS, &view.providers));
    page_enter(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result enter_show(struct request *request)
{
    if (request->citizen != NULL)
        return respond_redirect(request, OWN);
    return show_enter(request, 200, (struct error_view){0});
}

struct result enter_send(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct code_ask ask = {.token = request->session_token, .address = request->address};
    if (request->form->error_count > 0)
        return show_enter(request, 422, error_view_of(request->form));
    struct result read =
        citizen_identifier_parse(request->arena, form_get(request->form, "dinh_danh"), &ask.given);
    if (!result_ok(read))
        return show_enter(request, 422, error_at(request, "dinh_danh", read.message));
    read = phone_mobile_parse(request->arena, form_get(request->form, "dien_thoai"), &ask.phone);
    if (!result_ok(read))
        return show_enter(request, 422, error_at(request, "dien_thoai", read.message));
    struct result sent = citizen_code_ask(&ctx, &ask);
    if (sent.kind == ERROR_LIMIT)
        return show_enter(request, 429, error_at(request, "dien_thoai", sent.message));
    TRY(sent);
    return respond_redirect(request, with_next(request, "/dang-nhap/ma"));
}

static struct result show_code(struct request *request, int status,
                               const struct code_pending *pending, const char *error)
{
    struct identifier_given given;
    TRY(citizen_identifier_parse(request->arena, pending->identifier, &given));
    struct enter_code_view view = {
        .chrome = chrome_public(request, tr_str(request->locale, N_("Nhập mã 6 số"))),
        .phone_end = phone_last4(pending->phone),
        .doubtful = given.doubtful,
        .error = error,
        .next = next_of(request),
    };
    page_enter_code(respond_html(request, status), &view);
    return RESULT_OK;
}

struct result enter_code_show(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct code_pending pending;
    struct result found = citizen_code_pending(&ctx, request->session_token, &pending);
    if (found.kind == ERROR_UNAUTHENTICATED)
        return respond_redirect(request, with_next(request, "/dang-nhap"));
    TRY(found);
    return show_code(request, 200, &pending, NULL);
}

struct result enter_code_send(struct request *request)
{
    struct service_context ctx = citizen_context(request);
    struct code_pending pending;
    struct result found = citizen_code_pending(&ctx, request->session_token, &pending);
    if (found.kind == ERROR_UNAUTHENTICATED)
        return respond_redirect(request, with_next(request, "/dang-nhap"));
    TRY(found);
    if (request->form->error_count > 0)
        return show_code(request, 422, &pending, request->form->errors[0].message);
    struct code_given given = {.code = form_get(request->form, "otp"),
                               .token = request->session_token,
                               .new_token = random_hex(request->arena, TOKEN_BYTES),
                               .address = request->address,
                               .agent = request_header(request, "User-Agent")};
    struct result tried = citizen_code_try(&ctx, &given);
    if (tried.kind == ERROR_UNAUTHENTICATED)
        return show_code(request, 422, &pending, tried.message);
    TRY(tried);
    respond_session(request, given.new_token);
    return respond_redirect(request, str_empty(next_of(request)) ? OWN : next_of(request));
}
